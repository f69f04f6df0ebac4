"""A grievance with all that hangs on it. Apart from what is written here: most who come read, and need none of that."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.deliberation.merging import queries as merging
from forum.grievances import queries
from forum.grievances.merging.queries import brought
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.authors import queries as authors
from forum.texts.hidden import check_shown
from forum.texts.spoken import queries as spoken

router = Router(prefix="/c/{slug}/doleances")


@router.get("/{ref}", crowd=True)
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "grievance")
    check_shown(ctx.tx, place, ref, document.hidden)
    if document.elsewhere:
        return see_other(f"/c/{slug}/doleances/{document.elsewhere}?venu={ref}")
    return page(
        ctx,
        "grievances/show.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        stage="nommer",
        **_everything(ctx, place, ref),
    )


def _everything(ctx: Ctx, place: Place, ref: str) -> dict[str, Any]:
    document = texts.find(ctx.tx, place.collective.id, ref, "grievance")
    grievance, territory = queries.get(ctx.tx, document)
    beside = merging.beside(ctx.tx, document, ctx.now.today)
    return {
        "document": document,
        "reading": texts.read(ctx.tx, document),
        "grievance": grievance,
        "territory": territory,
        "spoken": spoken.told(ctx.tx, document),
        "sources": texts.sources(ctx.tx, [document.id])[document.id],
        "testimonies": texts.read_many(ctx.tx, texts.thread(ctx.tx, document.ref, "testimony")),
        "amendments": amendments.of_text(ctx.tx, document),
        "authoring": authors.authoring(ctx.tx, document, ctx.now.today),
        "mechanisms": texts.linked(ctx.tx, document, "mechanism"),
        "challenges": texts.linking(ctx.tx, document, "challenge"),
        "demands": texts.linking(ctx.tx, document, "demand"),
        "merging": beside,
        "brought": brought(ctx.tx, beside.joined),
        "came_from": merging.came_from(ctx.tx, document, ctx.query("venu")[:12]),
    }
