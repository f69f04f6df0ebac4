"""Open data, read-only: `/api/v1`, described by `/api/v1/openapi.json`."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import JSONResponse, PlainTextResponse, Response

from forum.core.errors import HouseError, Invalid
from forum.exports.open_data import answers, asked, lots, queries, tables
from forum.exports.open_data.answers import Listing, Wrong
from forum.exports.participation.queries import of_collective
from forum.http.deps import Ctx

Item = TypeVar("Item", bound=BaseModel)


class DataRoute(APIRoute):
    """Refusals as JSON: a program reads them. What was sent is never repeated."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except HouseError as refused:
                message = (
                    next(iter(refused.errors.values())) if isinstance(refused, Invalid) else refused.message
                )
                return JSONResponse({"detail": message}, refused.status)
            except RequestValidationError:
                return JSONResponse({"detail": "Un paramètre n’a pas été compris."}, 422)

        return answered


router = APIRouter(prefix="/api/v1", route_class=DataRoute, tags=["open data"])
REFUSALS: dict[int | str, dict[str, Any]] = {404: {"model": Wrong}, 422: {"model": Wrong}}
After = Annotated[str, Query(max_length=60, description="begin after this reference")]


@router.get("/openapi.json", include_in_schema=False)
def description(ctx: Ctx) -> Response:
    schema = get_openapi(
        title="Porte-voix : données ouvertes",
        version="1",
        description="What collectives that everyone may read have published. Read-only.",
        routes=router.routes,
        servers=[{"url": ctx.house.settings.public_url}],
    )
    schema["info"]["license"] = {"name": answers.LICENCE, "url": answers.LICENCE_URL}
    return JSONResponse(schema)


@router.get("/collectifs", responses=REFUSALS)
def collectives(ctx: Ctx, apres: After = "") -> Listing[answers.Collective]:
    items, more = queries.collectives_page(ctx.tx, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.slug for item in items])


@router.get("/collectifs/{slug}/doleances", responses=REFUSALS)
def grievances(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Grievance]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = queries.grievances_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/revendications", responses=REFUSALS)
def demands(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Demand]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = queries.demands_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/consultations", responses=REFUSALS)
def consultations(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Consultation]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = asked.consultations_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/cartes", responses=REFUSALS)
def maps(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Map]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = asked.maps_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/tirages", responses=REFUSALS)
def draws(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Lot]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = lots.lots_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/petitions", responses=REFUSALS)
def petitions(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Petition]:
    collective = queries.open_collective(ctx.tx, slug)
    items, more = queries.petitions_page(ctx.tx, collective, apres, ctx.house.settings.public_url)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/engagements", responses=REFUSALS)
def commitments(ctx: Ctx, slug: str, apres: After = "") -> Listing[answers.Commitment]:
    collective = queries.open_collective(ctx.tx, slug)
    base = ctx.house.settings.public_url
    items, more = queries.commitments_page(ctx.tx, collective, apres, base, ctx.now.today)
    return _listing(ctx, items, more, [item.ref for item in items])


@router.get("/collectifs/{slug}/participation.csv", responses=REFUSALS, response_class=PlainTextResponse)
def participation(ctx: Ctx, slug: str) -> Response:
    """Who takes part, as « Qui manque ? » tells it: numbers by steps of k, none under k."""
    collective = queries.open_collective(ctx.tx, slug)
    text = tables.participation(of_collective(ctx.tx, collective), collective.k)
    name = f'attachment; filename="participation-{collective.slug}.csv"'
    return PlainTextResponse(text, headers={"Content-Disposition": name}, media_type="text/csv")


def _listing(ctx: Ctx, items: list[Item], more: bool, refs: Sequence[str]) -> Listing[Item]:
    url = f"{ctx.house.settings.public_url}{ctx.path}?apres={refs[-1]}" if more else None
    return Listing(items=items, next=url)
