"""« Regrouper » from a demand, and a demand as it was: its text, its sources, its debate."""

from starlette.responses import Response

from forum.deliberation.argument_queries import debates
from forum.deliberation.ballot_queries import latest
from forum.deliberation.merging import routes as merging
from forum.demands import queries, rules
from forum.http.deps import Ctx
from forum.http.pages import page, refill
from forum.http.routing import Router
from forum.texts import queries as texts

router = Router(prefix="/c/{slug}/revendications/{ref}")


@router.get("/regroupements/nouveau")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    return merging.form(ctx, slug, ref, "demand")


@router.post("/regroupements")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    return merging.send(ctx, slug, ref, "demand")


@router.get("/versions/{number}")
def version(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    place, document, reading = merging.old_text(ctx, slug, ref, number, "demand")
    demand, institution = queries.get(ctx.tx, document)
    return page(
        ctx,
        "demands/merging/version.html",
        collective=place.collective,
        stage="revendiquer",
        document=document,
        reading=reading,
        demand=demand,
        institution=institution,
        criteria=rules.criteria_of(reading.fields["criteria"]),
        deadline=rules.deadline_of(reading.fields["deadline"]),
        sources=texts.sources(ctx.tx, [document.id])[document.id],
        ballot=latest(ctx.tx, document.id),
        debate=debates(ctx.tx, document.ref, [""], "" if ctx.query("arguments") else None)[""],
    )
