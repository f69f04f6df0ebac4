"""A collective's list of words that answer one another: read by its team, changed by those who organise."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.similar import actions
from forum.texts.similar.forms import LINES, SynonymsForm
from forum.texts.similar.index import queries
from forum.texts.similar.words.lexicon import default_synonyms

router = Router(prefix="/c/{slug}/synonymes")


@router.get("")
def show(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    lines = queries.lines_of(ctx.tx, place.collective.id)
    return page(
        ctx,
        "texts/synonyms.html",
        has_form=True,
        collective=place.collective,
        lines=lines,
        most=LINES,
        own=lines != default_synonyms(),
    )


@router.post("")
@refill(show)
def keep(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = SynonymsForm.read(ctx.body)
    actions.keep_synonyms(ctx.tx, place, form.lines, ctx.now)
    ctx.say(_("La liste est enregistrée."))
    return see_other(f"/c/{slug}/synonymes")
