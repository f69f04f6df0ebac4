"""Documents to carry away: PDF and Markdown. Plain `def` routes: the rendering is done in a thread, off the event loop."""

from datetime import date
from functools import lru_cache

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.exports import demand_queries, queries
from forum.exports.carrying.long import layings
from forum.exports.content import Document
from forum.exports.documents import render_markdown
from forum.exports.drawn import pdf
from forum.http.deps import Ctx
from forum.http.pages import see_other
from forum.http.routing import Router
from forum.texts import queries as texts

router = Router()


@router.get("/p/{code}/petition.pdf")
def petition_pdf(ctx: Ctx, code: str) -> Response:
    petition, place = queries.petition_of(ctx.tx, code, ctx.viewer)
    doc = queries.petition_doc(ctx.tx, petition, place.collective, ctx.house.settings)
    return _pdf(ctx, place, doc, f"petition-{code}.pdf")


@router.get("/p/{code}/petition.md")
def petition_markdown(ctx: Ctx, code: str) -> Response:
    petition, place = queries.petition_of(ctx.tx, code, ctx.viewer)
    doc = queries.petition_doc(ctx.tx, petition, place.collective, ctx.house.settings)
    return _markdown(ctx, place, doc, f"petition-{code}.md")


@router.get("/p/{code}/feuille.pdf")
def sheet(ctx: Ctx, code: str) -> Response:
    petition, place = queries.petition_of(ctx.tx, code, ctx.viewer)
    queries.check_running(petition, ctx.now.today)
    doc = queries.sheet_doc(ctx.tx, petition, place.collective, ctx.house.settings)
    return _pdf(ctx, place, doc, f"feuille-{code}.pdf")


@router.get("/c/{slug}/cahiers/{ref}/cahier.pdf")
def platform_pdf(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = demand_queries.platform_of(ctx.tx, place, ref)
    doc = demand_queries.platform_doc(ctx.tx, platform, place.collective, ctx.house.settings)
    if not layings.long(doc):
        return _pdf(ctx, place, doc, f"cahier-{ref}.pdf")
    laying = layings.asked(ctx.house.db, doc, ctx.now.today)
    if not laying.ready:
        return see_other(f"/c/{slug}/cahiers/{ref}/cahier.pdf/attente")
    return _file(ctx, place, laying.body, "application/pdf", f"cahier-{ref}.pdf")


@router.get("/c/{slug}/cahiers/{ref}/cahier.md")
def platform_markdown(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = demand_queries.platform_of(ctx.tx, place, ref)
    doc = demand_queries.platform_doc(ctx.tx, platform, place.collective, ctx.house.settings)
    return _markdown(ctx, place, doc, f"cahier-{ref}.md")


@router.get("/c/{slug}/revendications/{ref}.md")
def demand_markdown(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    if stays := texts.find(ctx.tx, place.collective.id, ref, "demand").elsewhere:
        return see_other(f"/c/{slug}/revendications/{stays}.md")
    doc = demand_queries.demand_doc(ctx.tx, place.collective, ref, ctx.house.settings)
    return _markdown(ctx, place, doc, f"revendication-{ref}.md")


def _pdf(ctx: Ctx, place: Place, doc: Document, name: str) -> Response:
    return _file(ctx, place, _rendered(doc, ctx.now.today, ctx.lang), "application/pdf", name)


@lru_cache(maxsize=16)
def _rendered(doc: Document, day: date, _lang: str) -> bytes:
    """Same document and day, same bytes: a page that many open at once is rendered once."""
    return pdf(doc, day)


def _markdown(ctx: Ctx, place: Place, doc: Document, name: str) -> Response:
    return _file(ctx, place, render_markdown(doc).encode(), "text/markdown; charset=utf-8", name)


def _file(ctx: Ctx, place: Place, body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers["Cache-Control"] = "no-cache" if place.public and not ctx.viewer.signed_in else "no-store"
    if not place.public:
        headers["X-Robots-Tag"] = "noindex"
    return Response(body, media_type=kind, headers=headers)
