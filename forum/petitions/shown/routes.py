"""Pages that move people, at `/p/{code}`: figures and map, and what other sites show of a petition.

What other sites show exists where everybody may read, and nowhere else: there it is the same for everyone, asks for no
cookie, holds no form and no script.
"""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place
from forum.core.errors import NotFound
from forum.http.deps import Ctx
from forum.http.pages import other, page, render
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.models import Petition
from forum.petitions.official import queries as official
from forum.petitions.shown import queries

router = Router(prefix="/p/{code}")
KEPT, PICTURE_KEPT = "public, max-age=300", "public, max-age=3600"
# Any site may show it in a frame; nothing of another site comes in, nothing is sent from it, nothing runs.
FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
DRAWN = "default-src 'none'; frame-ancestors 'none'"


@router.get("/chiffres", crowd=True)
def figures(ctx: Ctx, code: str) -> Response:
    petition, place = petitions.find(ctx.tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/shown/figures.html",
        shared=queries.common(petition, place),
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        where=queries.where_from(ctx.tx, place.collective, petition.id),
        **_progress(ctx, petition),
    )


def _progress(ctx: Ctx, petition: Petition) -> dict[str, Any]:
    counts, path = petitions.counts(ctx.tx, petition.id), official.chosen(ctx.tx, petition.id)
    return {
        "counts": counts,
        "official": path,
        "over": petitions.over(petition, ctx.now.today),
        **queries.progress(petition, counts, path),
    }


# -- on other sites ---------------------------------------------------------


@router.get("/integrer", crowd=True)
def embedding(ctx: Ctx, code: str) -> Response:
    petition, place = _everybody_s(ctx, code)
    return page(
        ctx,
        "petitions/shown/embedding.html",
        shared=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        address=_address(ctx, code),
    )


@router.get("/encart", crowd=True)
def embed(ctx: Ctx, code: str) -> Response:
    petition, place = _everybody_s(ctx, code)
    made = render(
        ctx,
        "petitions/shown/embed.html",
        collective=place.collective,
        petition=petition,
        addressee=petitions.addressee(ctx.tx, petition),
        address=_address(ctx, code),
        **_progress(ctx, petition),
    )
    headers = {"Content-Security-Policy": FRAMED, "X-Frame-Options": "", "X-Robots-Tag": "noindex"}
    return other(ctx, made, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": KEPT, **headers})


@router.get("/badge.svg", crowd=True)
def badge(ctx: Ctx, code: str) -> Response:
    petition, _place = _everybody_s(ctx, code)
    count = petitions.counts(ctx.tx, petition.id).total
    made = render(ctx, "petitions/shown/badge.svg", petition=petition, count=count)
    return other(
        ctx, made, {"Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": KEPT, **_ABROAD}
    )


@router.get("/carte.png")
def picture(ctx: Ctx, code: str) -> Response:
    petition, _place = _everybody_s(ctx, code)
    found = queries.picture(ctx.tx, petition.id)
    if found is None:
        raise NotFound
    headers = {"Cache-Control": PICTURE_KEPT, "ETag": f'"{found.mark}"', **_ABROAD}
    return Response(found.png, media_type="image/png", headers=headers)


# Drawings that pages of other sites may show.
_ABROAD = {"Content-Security-Policy": DRAWN, "Cross-Origin-Resource-Policy": "cross-origin"}


def _everybody_s(ctx: Ctx, code: str) -> tuple[Petition, Place]:
    """NotFound where not everybody may read, whoever asks: what other sites show is no member's page."""
    petition, place = petitions.find(ctx.tx, code, ctx.viewer)
    if not queries.common(petition, place):
        raise NotFound
    return petition, place


def _address(ctx: Ctx, code: str) -> str:
    return f"{ctx.house.settings.public_url}/p/{code}"
