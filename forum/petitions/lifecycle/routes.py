"""« Son parcours »: for organisers, where a petition stands, how long its names are kept, and how it ends."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import Invalid
from forum.core.i18n import _, ngettext
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.lifecycle import actions, queries
from forum.petitions.lifecycle.forms import EndForm, KeepForm
from forum.petitions.lifecycle.rules import BY_ACT, MOST_KEPT, passage
from forum.petitions.models import Petition
from forum.petitions.waiting.queries import waiting

router = Router(prefix="/c/{slug}/petitions/{code}/parcours")


@router.get("")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, slug, code)
    return page(
        ctx,
        "petitions/lifecycle/team.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        life=queries.stage(ctx.tx, petition, ctx.now.today),
        ends=[act for act in ("settle", "abandon") if petition.state in BY_ACT[act].sources],
        most=MOST_KEPT,
        waiting=waiting(ctx.tx, petition.id),
    )


def _mine(ctx: Ctx, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    return place, petitions.of_collective(ctx.tx, place, code)


def _back(ctx: Ctx, slug: str, code: str, said: str) -> Response:
    ctx.say(said)
    return see_other(f"/c/{slug}/petitions/{code}/parcours")


@router.post("/fin")
@refill(show)
def end(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, slug, code)
    form = EndForm.read(ctx.body)
    passage(petition.state, form.act)  # where it leads nowhere, that is what is said first
    if not form.sure:
        raise Invalid({"sure": _("Cochez la case : une fin ne se défait pas.")})
    actions.end(ctx.tx, place, petition, form.act, form.reason, ctx.now, relaxed=form.relaxed)
    return _back(
        ctx,
        slug,
        code,
        _("C’est dit, et public. La page de la pétition reste, avec son compte et son journal."),
    )


@router.post("/reprise")
def take_up(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, slug, code)
    actions.take_up(ctx.tx, place, petition, ctx.now)
    return _back(
        ctx,
        slug,
        code,
        _("C’est noté : votre équipe porte cette pétition. Le compte du silence repart d’aujourd’hui."),
    )


@router.post("/effacement")
@refill(show)
def keep(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, slug, code)
    days = KeepForm.read(ctx.body).kept_days
    actions.keep_for(ctx.tx, place, petition, days, ctx.now)
    said = ngettext(
        "Les noms seront effacés {n} jour après la remise.",
        "Les noms seront effacés {n} jours après la remise.",
        days,
    )
    return _back(ctx, slug, code, said.format(n=days))
