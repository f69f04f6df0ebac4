"""« Le quart d'heure »: a few small useful acts. No streak, no points, nobody timed."""

from starlette.responses import Response

from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.notifications.quarter import queries
from forum.notifications.quarter.rules import queue

router = Router(prefix="/quart-d-heure")


@router.get("")
def show(ctx: Ctx) -> Response:
    chosen = queue(queries.acts(ctx.tx, ctx.viewer, ctx.now))
    minutes = sum(act.minutes for act in chosen)
    return page(ctx, "notifications/quarter.html", acts=chosen, minutes=minutes)
