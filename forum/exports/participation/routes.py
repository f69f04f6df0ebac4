"""« Qui manque ? »: who takes part, and from where nobody is heard."""

from starlette.responses import Response

from forum.collectives.models import COLLEGES
from forum.collectives.queries import enter
from forum.exports.participation import queries
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/participation")


@router.get("")
def show(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "exports/participation.html",
        shared=place.public,
        collective=place.collective,
        place=place,
        colleges=COLLEGES,
        found=queries.of_collective(ctx.tx, place.collective),
    )
