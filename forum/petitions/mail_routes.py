"""After signing by mail: the page that says a letter leaves, the link that confirms, thanks."""

import asyncio
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, by_id, place_of
from forum.core import outbox
from forum.core.crypto import sha256
from forum.core.db import Database
from forum.core.errors import Busy
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries, signing
from forum.petitions.facts import check_open
from forum.petitions.models import Petition
from forum.petitions.routes import facts_of
from forum.petitions.told import actions as told
from forum.petitions.withdrawal.actions import stands

router = Router(prefix="/p/{code}")


@router.get("/courriel")
def mail_sent(ctx: Ctx, code: str) -> Response:
    return _after(ctx, code, "petitions/sent.html", wait=_wait(ctx))


_WAITS: "WeakKeyDictionary[Database, tuple[tuple[int, int], int]]" = WeakKeyDictionary()


def _wait(ctx: Ctx) -> int:
    """Minutes before a letter leaves, asked once a slot: a figure that moved with each signature would be its clock."""
    settings = ctx.house.settings
    when = signing.slot_at(ctx.now, settings.signature_slot_seconds), settings.smtp_hourly
    kept = _WAITS.get(ctx.house.db)
    if kept is None or kept[0] != when:
        kept = _WAITS[ctx.house.db] = (when, outbox.wait(ctx.tx, ctx.now, settings.smtp_hourly))
    return kept[1]


@router.get("/merci")
def thanks(ctx: Ctx, code: str) -> Response:
    return _after(ctx, code, "petitions/thanks.html")


def _after(ctx: Ctx, code: str, template: str, **data: Any) -> Response:
    return _shown(ctx, *queries.find(ctx.tx, code, ctx.viewer), template, **data)


def _shown(
    ctx: Bare, petition: Petition, place: Place, template: str, status: int = 200, **data: Any
) -> Response:
    code = petition.code
    address = f"{ctx.house.settings.public_url}/p/{code}"
    return page(
        ctx,
        template,
        status,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        address=address,
        **data,
    )


def _held(ctx: Bare, tx: Session, code: str, token: str) -> tuple[Petition, Place, bool]:
    """Whose link it is, by the link alone: another phone, or a session that ended, may not read what members alone read.

    And whether something still waits for it. Whoever holds no link of the petition sees what they may read.
    """
    petition = queries.by_code(tx, code)
    waits = signing.waits(tx, petition.id, sha256(token), ctx.now)
    if not petition.hidden and (waits or stands(tx, petition, token)):
        return petition, place_of(tx, by_id(tx, petition.collective_id), ctx.viewer), waits
    return *queries.find(tx, code, ctx.viewer), waits


@router.get("/confirmation/{token}")
def show_confirmation(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail confirms nothing: only the button does."""
    petition, place, known = _held(ctx, ctx.tx, code, token)
    suivi = ctx.query("suivi")[: told.BOX]
    asked = suivi if told.address(ctx.house.keys.suivi, petition.id, suivi) else ""
    said = {"known": known, "token": token, "suivi": asked}
    return _shown(ctx, petition, place, "petitions/confirm.html", 200 if known else 410, **said)


async def _kept(ctx: Bare, paper: dict[str, Any]) -> None:
    """The signature is counted already: a crowd of the same minute must not lose what was asked with it."""
    for pause in (0.2, 0.5, 1.0):
        with suppress(Busy):
            await ctx.house.writer.add(told.write, paper)
            return
        await asyncio.sleep(pause)
    await ctx.house.writer.add(told.write, paper)


@router.post("/confirmation/{token}", crowd=True)
async def confirm(ctx: Bare, code: str, token: str) -> Response:
    facts = await facts_of(ctx, code, by_link=True)
    reads = facts.collective.reading != "members" or await asyncio.to_thread(_reads, ctx, code, token)
    check_open(facts, ctx.now.today)
    slot = signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds)
    done = await ctx.house.writer.submit(signing.confirming(facts.id, sha256(token), slot, ctx.now))
    if done:  # whoever asked to be told or not: a paper for each says nothing of anybody
        paper = told.paper(ctx.house.keys.suivi, facts, ctx.body.get("suivi"), ctx.now)
        await _kept(ctx, paper)
    if done and not reads:
        return await asyncio.to_thread(_thanked, ctx, code, token)
    return see_other(f"/p/{code}/merci" if done else f"/p/{code}/confirmation/{token}")


def _reads(ctx: Bare, code: str, token: str) -> bool:
    """Whether whoever holds this link may read more than what it opens; NotFound for who holds none and may not."""
    with ctx.house.db.read() as tx:
        return _held(ctx, tx, code, token)[1].may("read members only")


def _thanked(ctx: Bare, code: str, token: str) -> Response:
    """On the spot: the page that the others are led to is one that they may not read."""
    with ctx.house.db.read() as tx:
        petition, place, _waits = _held(ctx, tx, code, token)
        return _shown(ctx, petition, place, "petitions/thanks.html")
