"""Workshops: the team prepares an hour in a room and prints its kit."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.workshops import actions, queries
from forum.workshops.forms import WorkshopForm
from forum.workshops.rules import agenda

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
    return page(ctx, "workshops/new.html", has_form=True, collective=place.collective)


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = _preparing(ctx, slug)
    form = WorkshopForm.read(ctx.body)
    workshop = actions.prepare(ctx.tx, place, form.place, form.theme, form.day, ctx.now, relaxed=form.relaxed)
    ctx.say(_("L’atelier est noté. Imprimez cette page : c’est tout ce qu’il faut apporter."))
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
    url = f"{ctx.house.settings.public_url}/c/{slug}"
    return page(
        ctx,
        "workshops/show.html",
        collective=place.collective,
        workshop=workshop,
        agenda=agenda(),
        url=url,
    )
