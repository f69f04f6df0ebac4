"""« Regrouper » from a grievance, and a grievance as it was."""

from starlette.responses import Response

from forum.deliberation.merging import routes as merging
from forum.http.deps import Ctx
from forum.http.pages import page, refill
from forum.http.routing import Router
from forum.texts import queries as texts

router = Router(prefix="/c/{slug}/doleances/{ref}")


@router.get("/regroupements/nouveau")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    return merging.form(ctx, slug, ref, "grievance")


@router.post("/regroupements")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    return merging.send(ctx, slug, ref, "grievance")


@router.get("/versions/{number}")
def version(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    place, document, reading = merging.old_text(ctx, slug, ref, number, "grievance")
    return page(
        ctx,
        "grievances/merging/version.html",
        collective=place.collective,
        stage="nommer",
        document=document,
        reading=reading,
        sources=texts.sources(ctx.tx, [document.id])[document.id],
    )
