"""« Documents »: every one of them in plain words, what is missing named first, and the files themselves."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.models import Collective
from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound
from forum.core.settings import Settings
from forum.exports import carried_queries as carried
from forum.exports import demand_queries, queries
from forum.exports.carrying.files import FORMATS, written
from forum.exports.carrying.rules import CAHIER, OFFERED, Offered, offered
from forum.exports.content import Document
from forum.http.deps import Bare, Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.petitions.lifecycle.queries import stage
from forum.petitions.models import Petition
from forum.petitions.queries import of_collective, over

router = Router()
Make = Callable[[Session, Petition, Collective, Settings], Document]
MAKES: dict[str, Make] = {
    "petition": queries.petition_doc,
    "feuille": queries.sheet_doc,
    "tract-a4": carried.tract_doc,
    "tract-a5": partial(carried.tract_doc, paper="a5"),
    "affiche": carried.poster_doc,
    "lettre": carried.letter_doc,
    "bordereau": carried.delivery_doc,
}


@router.get("/c/{slug}/petitions/{code}/documents")
def of_petition(ctx: Ctx, slug: str, code: str) -> Response:
    return shown(ctx, ctx.tx, slug, code)


def shown(ctx: Bare, tx: Session, slug: str, code: str) -> Response:
    place = enter(tx, slug, ctx.viewer, "organise")
    petition = of_collective(tx, place, code)
    listed = [one for one in OFFERED if not (one.name == "feuille" and over(petition, ctx.now.today))]
    settings = ctx.house.settings
    made = {one.name: MAKES[one.make](tx, petition, place.collective, settings) for one in listed}
    return page(
        ctx,
        "exports/documents.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        title=petition.title,
        back=f"/c/{slug}/petitions/{code}/equipe",
        root=f"/p/{code}",
        petition=petition,
        life=stage(tx, petition, ctx.now.today),
        **_told(made, listed),
    )


@router.get("/c/{slug}/cahiers/{ref}/documents")
def of_platform(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = demand_queries.platform_of(ctx.tx, place, ref)
    doc = demand_queries.platform_doc(ctx.tx, platform, place.collective, ctx.house.settings)
    return page(
        ctx,
        "exports/documents.html",
        collective=place.collective,
        stage="revendiquer",
        title=platform.title,
        back=f"/c/{slug}/cahiers/{ref}",
        root=f"/c/{slug}/cahiers/{ref}",
        petition=None,
        life=None,
        **_told({"cahier": doc}, [CAHIER]),
    )


def _told(made: dict[str, Document], listed: list[Offered]) -> dict[str, Any]:
    """By document, its own gaps; and once for all, the settings that the host has not filled in."""
    settings = {pair: None for doc in made.values() for pair in doc.legal.lacking(doc.wanted)}
    return {
        "documents": [(one, made[one.name].missing()) for one in listed],
        "settings": [(label, f"FORUM_LEGAL_{name.upper()}") for name, label in settings],
    }


@router.get("/p/{code}/documents/{file}")
def petition_file(ctx: Ctx, code: str, file: str) -> Response:
    petition, place = queries.petition_of(ctx.tx, code, ctx.viewer)
    name, kind = offered(file, OFFERED)
    if name == "bordereau" and not place.may("organise"):
        raise NotFound
    if name == "feuille":
        queries.check_running(petition, ctx.now.today)
    doc = MAKES[name](ctx.tx, petition, place.collective, ctx.house.settings)
    return _file(ctx, place, doc, kind, f"{name}-{code}.{kind}")


@router.get("/c/{slug}/cahiers/{ref}/documents/{file}")
def platform_file(ctx: Ctx, slug: str, ref: str, file: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = demand_queries.platform_of(ctx.tx, place, ref)
    name, kind = offered(file, (CAHIER,))
    doc = demand_queries.platform_doc(ctx.tx, platform, place.collective, ctx.house.settings)
    return _file(ctx, place, doc, kind, f"{name}-{ref}.{kind}")


def _file(ctx: Ctx, place: Place, doc: Document, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers["Cache-Control"] = "no-cache" if place.public and not ctx.viewer.signed_in else "no-store"
    if not place.public:
        headers["X-Robots-Tag"] = "noindex"
    return Response(_kept(doc, kind, ctx.now.today, ctx.lang), media_type=FORMATS[kind][0], headers=headers)


@lru_cache(maxsize=16)
def _kept(doc: Document, kind: str, day: date, _lang: str) -> bytes:
    """Same document and day, same bytes: what many open at once is laid out once."""
    return written(doc, kind, day)
