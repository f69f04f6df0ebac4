"""« Où en est le cahier »: where somebody waits while a long one is laid out. Its own address begins it, and gives it."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.exports import demand_queries
from forum.exports.carrying.long import layings
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/cahiers/{ref}/cahier.pdf/attente")


@router.get("")
def progress(ctx: Ctx, slug: str, ref: str) -> Response:
    """What another process, or yesterday, knew of is begun here by the file's address."""
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = demand_queries.platform_of(ctx.tx, place, ref)
    doc = demand_queries.platform_doc(ctx.tx, platform, place.collective, ctx.house.settings)
    laying = layings.found(ctx.house.db, doc, ctx.now.today)
    if laying is None:
        return see_other(f"/c/{slug}/cahiers/{ref}/cahier.pdf")
    answer = page(
        ctx,
        "exports/long.html",
        collective=place.collective,
        stage="revendiquer",
        platform=platform,
        laying=laying,
        steps=layings.STEPS,
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
