"""« Le quart d'heure »: a few small useful acts. No streak, no points, nobody timed, and nothing kept of who left what.

What somebody leaves for another time stands in the address of their page, as marks that mean nothing elsewhere.
"""

from starlette.responses import Response

from forum.core.crypto import mac
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.notifications.quarter import queries
from forum.notifications.quarter.rules import mark, queue, skipped, without

router = Router(prefix="/quart-d-heure")


def _seed(ctx: Ctx) -> bytes:
    """This person's for the day; all visitors have the same. Made again at each reading, and kept nowhere."""
    who = ctx.viewer.key or str(ctx.viewer.staff_id or "")
    return mac(ctx.house.keys.forms, "quarter", ctx.now.today.isoformat(), who)


@router.get("")
def show(ctx: Ctx) -> Response:
    seed, later = _seed(ctx), skipped(ctx.query("plus-tard"))
    found = queries.acts(ctx.tx, ctx.viewer, ctx.now, seed)
    chosen = queue(without(found, later, seed))
    return page(
        ctx,
        "notifications/quarter.html",
        acts=[(act, _address([*later, mark(act, seed)])) for act in chosen],
        minutes=sum(act.minutes for act in chosen),
        left=len(found) > len(without(found, later, seed)),
    )


def _address(marks: list[str]) -> str:
    return f"/quart-d-heure?plus-tard={'.'.join(marks)}"
