"""`/protection`: what is protected and what is not, made partly from how this instance runs, so that it cannot lie."""

from starlette.responses import Response

from forum.collectives import queries
from forum.collectives.publication.queries import overdue
from forum.core.logs import access_logged
from forum.core.viewer import NOBODY
from forum.http.deps import Ctx
from forum.http.house import House
from forum.http.pages import page
from forum.http.routing import Router
from forum.http.sessions import IDLE, LIFETIME, LONG_IDLE
from forum.protection import helplines, rules, worker

router = Router()


@router.get("/protection")
def protection(ctx: Ctx) -> Response:
    public = queries.readable(ctx.tx, NOBODY)
    collectives = queries.readable(ctx.tx, ctx.viewer)
    settings, running = ctx.house.settings, _running(ctx.house, any(c.demo for c in public))
    standing = worker.state(settings, overdue(ctx.tx, ctx.now))
    return page(
        ctx,
        "protection/page.html",
        # A page that is kept would go on saying that nothing is late.
        shared=len(collectives) == len(public) and standing == "here",
        facts=[*rules.facts(settings, running), *worker.facts(standing)],
        order=worker.order(standing),
        logged=running.access_logged,
        transport=settings.transport,
        collectives=[(c, rules.pace(c.slot_minutes)) for c in collectives],
        granted=rules.ways_to_count(),
        signed=rules.ways_to_sign(settings, running),
        help=helplines,
    )


def _running(house: House, demo: bool) -> rules.Running:
    return rules.Running(
        access_logged=access_logged(),
        demo=demo or house.demo,
        shared_sessions=bool(getattr(house.settings, "shared_url", "")),  # set when several machines serve
        idle_minutes=IDLE // 60,
        own_device_hours=LONG_IDLE // 3600,
        most_hours=LIFETIME // 3600,
    )
