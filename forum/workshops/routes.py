"""Workshops: the team prepares an hour in a room and prints its kit."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter, place_choices
from forum.core.i18n import _, month_of
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.workshops import actions, queries, rules
from forum.workshops.forms import WorkshopForm
from forum.workshops.rules import MOST_CARDS, agenda

router = Router(prefix="/c/{slug}/ateliers")
TEAM = "see the team's pages"


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, TEAM)
    workshops = queries.of_collective(ctx.tx, place.collective)
    may_prepare = place.may("prepare a workshop")
    return page(
        ctx,
        "workshops/index.html",
        collective=place.collective,
        workshops=workshops,
        may_prepare=may_prepare,
    )


@router.get("/nouveau")
def new(ctx: Ctx, slug: str) -> Response:
    place = _preparing(ctx, slug)
    territories = place_choices(ctx.tx, place.collective.id)
    return page(
        ctx, "workshops/new.html", has_form=True, collective=place.collective, territories=territories
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = _preparing(ctx, slug)
    form = WorkshopForm.read(ctx.body)
    said = (form.place, form.theme, form.day, form.territory)
    workshop = actions.prepare(ctx.tx, place, *said, ctx.now, relaxed=form.relaxed)
    ctx.say(_("L’atelier est noté. Imprimez son kit et ses cartes : c’est tout ce qu’il faut apporter."))
    return see_other(f"/c/{slug}/ateliers/{workshop.ref}")


def _preparing(ctx: Ctx, slug: str) -> Place:
    """Signed in as somebody of the team first, so that a stranger is offered that door; then of the right role."""
    place = enter(ctx.tx, slug, ctx.viewer, TEAM)
    place.require("prepare a workshop")
    return place


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, TEAM)
    workshop = queries.find(ctx.tx, place.collective, ref)
    return page(
        ctx,
        "workshops/show.html",
        has_form=True,
        collective=place.collective,
        workshop=workshop,
        may_prepare=place.may("prepare a workshop"),
        said=queries.account(ctx.tx, place, ref).count,
        colleges=[(c, place.collective.college_name(c)) for c in ("concerned", "professional", "ally")],
        most=MOST_CARDS,
        agenda=agenda(),
        steps=rules.STEPS,
        frame=rules.FRAME,
        asking=rules.ASKING,
        sheets=rules.SHEETS,
    )


@router.get("/{ref}/compte-rendu")
def account(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    told = queries.account(ctx.tx, place, ref)
    return page(
        ctx,
        "workshops/account.html",
        shared=place.public,
        collective=place.collective,
        account=told,
        workshop=told.workshop,
        month=month_of(told.workshop.day),
    )
