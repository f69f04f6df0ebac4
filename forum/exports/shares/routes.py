"""The recovery sheets of a petition's key: drawn for the one answer that carries them."""

import asyncio
import secrets

from sqlmodel import Session
from starlette.responses import Response

from forum.exports.shares.sheets import shares_pdf
from forum.http.deps import Bare
from forum.http.routing import Router
from forum.petitions.keyring import actions
from forum.petitions.keyring.routes import mine, petition_of, phrase_opens, shown
from forum.petitions.keyring.shares.rules import sheets
from forum.petitions.models import Petition
from forum.petitions.team_routes import with_refill

router = Router(prefix="/c/{slug}/petitions/{code}/cle/feuilles")


@router.post("")
@with_refill(shown)
async def make(ctx: Bare, slug: str, code: str) -> Response:
    """It is written that they were made, and on which day, before anybody has them."""
    opened = await phrase_opens(ctx, slug, code)

    def job(tx: Session) -> tuple[int, bytes]:
        return actions.printed(tx, *mine(ctx, tx, slug, code), opened, ctx.now)

    number, private = await ctx.house.writer.submit(job)
    petition = await petition_of(ctx, slug, code)
    body = await asyncio.to_thread(_drawn, ctx, slug, petition, number, private)
    headers = {
        "Content-Disposition": f'attachment; filename="feuilles-de-secours-{code}.pdf"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/pdf", headers=headers)


def _drawn(ctx: Bare, slug: str, petition: Petition, number: int, private: bytes) -> bytes:
    address = f"{ctx.house.settings.public_url}/c/{slug}/petitions/{petition.code}/cle/reprise"
    made = sheets(private, petition.code, number, secrets.token_bytes)
    return shares_pdf(petition.title, address, made, ctx.now.today)
