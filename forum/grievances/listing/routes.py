"""The list of the room: the first page that many ask for, with nothing to import but what makes it."""

from starlette.responses import Response

from forum.collectives.queries import enter, place_choices
from forum.grievances import queries
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/doleances")


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    filters = queries.Filters(
        ctx.query("q")[:200], ctx.query("lieu"), ctx.query("college"), ctx.query("apres")
    )
    rows, following = queries.page_of(ctx.tx, place.collective, filters)
    return page(
        ctx,
        "grievances/index.html",
        shared=place.public,
        alike=True,
        collective=place.collective,
        stage="nommer",
        rows=rows,
        filters=filters,
        territories=place_choices(ctx.tx, place.collective.id),
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if filters.after else "",
    )
