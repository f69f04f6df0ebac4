"""The map of agreements between the two deciding colleges."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.opinion_map import queries
from forum.opinion_map.conversations.queries import listed
from forum.opinion_map.rules import LEAST, dots

router = Router(prefix="/c/{slug}/carte")


@router.get("")
def show(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    points = queries.map_of(ctx.tx, place.collective)
    return page(
        ctx,
        "opinion_map/show.html",
        shared=place.public,
        collective=place.collective,
        stage="revendiquer",
        points=points,
        dots=dots(points),
        least=LEAST,
        conversations=listed(ctx.tx, place),
        today=ctx.now.today,
        may_organise=place.may("organise"),
    )
