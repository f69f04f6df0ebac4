"""A source's own page: what it is, which texts lean on it, what people say of it."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.forms import say_taken
from forum.texts.hidden import check_shown
from forum.texts.sources import actions, queries
from forum.texts.sources.forms import VerdictForm
from forum.texts.sources.rules import kind_names, why

router = Router(prefix="/c/{slug}/sources")


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    sheet = queries.sheet(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, sheet.first.picture, sheet.first.hidden, "picture")
    return page(
        ctx,
        "texts/sources/show.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        sheet=sheet,
        kinds=kind_names(),
        why=why(sheet.kind),
    )


@router.post("/{ref}/avis")
@refill(show)
def judge(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    sheet = queries.sheet(ctx.tx, place.collective, ref)
    form = VerdictForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "echo")
    actions.judge(ctx.tx, place, sheet, form.verdict, form.against, form.note, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre avis sur cette source sera compté au prochain créneau."))
    return see_other(f"/c/{slug}/sources/{ref}")
