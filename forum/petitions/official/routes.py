"""Official paths: the page that explains them all, and the organisers' choice for one petition."""

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.models import Petition
from forum.petitions.official import actions, queries
from forum.petitions.official.forms import PathForm
from forum.registers.paths.queries import all_paths

router = Router()


@router.get("/voies-officielles", crowd=True)
def index(ctx: Ctx) -> Response:
    return page(ctx, "petitions/official/index.html", shared=True, paths=all_paths(ctx.tx))


@router.get("/c/{slug}/petitions/{code}/voie")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    return page(
        ctx,
        "petitions/official/choose.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        choices=[("", _("Aucune")), *((path.key, path.name) for path in all_paths(ctx.tx))],
        chosen=queries.chosen(ctx.tx, petition.id),
    )


@router.post("/c/{slug}/petitions/{code}/voie")
@refill(show)
def choose(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    form = PathForm.read(ctx.body)
    actions.choose(ctx.tx, place, petition, form.key, form.electors, form.url, ctx.now)
    ctx.say(_("C’est noté.") if form.key else _("Aucune voie officielle n’est indiquée."))
    return see_other(f"/c/{slug}/petitions/{code}/equipe")


def _mine(tx: Session, ctx: Ctx, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, petitions.of_collective(tx, place, code)
