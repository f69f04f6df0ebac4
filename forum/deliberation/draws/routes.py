"""Lots drawn in public: their list, freezing one, reading one, typing its seed."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.deliberation.draws import actions, queries
from forum.deliberation.draws.forms import LotForm, SeedForm
from forum.deliberation.draws.models import Lot
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.hidden import check_shown, verdicts

router = Router(prefix="/c/{slug}/tirages")


def _at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Lot]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    lot = queries.find(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, ref, lot.hidden, "lot")
    return place, lot


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "deliberation/draws/index.html",
        shared=place.public,
        collective=place.collective,
        stage="revendiquer",
        lots=queries.all_of(ctx.tx, place),
        may_organise=place.may("organise"),
    )


@router.get("/nouveau")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    return page(
        ctx,
        "deliberation/draws/new.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = LotForm.read(ctx.body)
    words = (form.title, form.lines, form.source, form.due)
    made = actions.freeze(ctx.tx, place, *words, ctx.now, picked=form.picked, relaxed=form.relaxed)
    ctx.say(_("La liste est figée, avec son empreinte. La graine viendra d’ailleurs."))
    return see_other(f"/c/{slug}/tirages/{made.ref}")


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, lot = _at(ctx, slug, ref)
    return page(
        ctx,
        "deliberation/draws/show.html",
        shared=place.public and not lot.hidden,
        has_form=place.may("organise"),
        collective=place.collective,
        stage="revendiquer",
        lot=lot,
        drawn=queries.result(lot),
        taking=queries.taking(lot, ctx.now),
        may_organise=place.may("organise"),
        verdicts=verdicts(ctx.tx, ref) if place.may("organise") else [],
    )


@router.post("/{ref}/graine")
@refill(show)
def draw(ctx: Ctx, slug: str, ref: str) -> Response:
    place, lot = _at(ctx, slug, ref, "organise")
    form = SeedForm.read(ctx.body)
    actions.draw(ctx.tx, place, lot, form.seed, ctx.now)
    ctx.say(_("Le tirage est fait. Tout le monde peut le refaire à la main."))
    return see_other(f"/c/{slug}/tirages/{ref}")
