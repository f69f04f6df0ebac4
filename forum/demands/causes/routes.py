"""The map of causes: what people live, what produces it, what would change it."""

from starlette.responses import Response

from forum.collectives.models import COLLEGES
from forum.collectives.queries import enter
from forum.demands.causes import queries
from forum.demands.causes.rules import draw, labels
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/mecanismes")


@router.get("/carte", crowd=True)
def show(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    college = ctx.query("college") if ctx.query("college") in COLLEGES else ""
    causes = queries.causes_of(ctx.tx, place.collective, college)
    return page(
        ctx,
        "demands/causes.html",
        shared=place.public,
        alike=True,
        collective=place.collective,
        stage="contester",
        causes=causes,
        college=college,
        colleges=COLLEGES,
        drawing=draw(causes.drawn, college),
        labels=labels(causes.drawn),
    )
