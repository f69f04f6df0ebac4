"""The public side of a petition, at `/p/{code}`: read, sign by mail or with a carnet, confirm, check the log.

Whoever signs waits for the one writer, not for a transaction of their own (SPEED.md, item 5): those routes are
`async`, take `Bare`, and give one job each.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from forum.collectives.actions import check_sanctions
from forum.collectives.models import COLLEGES
from forum.collectives.queries import Place, enter_collective, place_choices
from forum.core.crypto import sha256
from forum.core.db import Database
from forum.core.errors import Closed, Invalid, TooMany
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries, signing
from forum.petitions.forms import CarnetForm, SignForm
from forum.petitions.models import Petition
from forum.petitions.signing import Facts, Signing, Wanted
from forum.petitions.withdrawal.actions import mark_of

router = Router(prefix="/p/{code}")
MAILS, WINDOW = 5, 3600
Show = Callable[[Bare, Session, str], Response]


def _show(ctx: Bare, tx: Session, code: str) -> Response:
    petition, place = queries.find(tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/show.html",
        shared=_common(petition, place),
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        address=f"{ctx.house.settings.public_url}/p/{code}",
        slot=ctx.house.settings.signature_slot_seconds,
        signable=_signable(petition, ctx.now.today),
        by_mail=_by_letter(ctx, demo=place.collective.demo),
        over=queries.over(petition, ctx.now.today),
        organiser=place.may("organise"),
        **_details(tx, petition, place),
    )


def _by_letter(ctx: Bare, *, demo: bool) -> str:
    """How the letter to confirm would go: "relay", "files" of the server's where nobody minds, or "" for not at all."""
    settings = ctx.house.settings
    if settings.smtp_host:
        return "relay"
    return "files" if settings.mail_files or ctx.house.demo or demo else ""


def _common(petition: Petition, place: Place) -> bool:
    """Whether the page is the same for everybody: drafts and what is hidden are for a few."""
    return place.public and petition.state != "draft" and not petition.hidden


def _signable(petition: Petition, today: date) -> bool:
    return petition.state == "open" and not petition.hidden and petition.opens <= today <= petition.closes


def _details(tx: Session, petition: Petition, place: Place) -> dict[str, Any]:
    return {
        "addressee": queries.addressee(tx, petition),
        "demands": queries.carried(tx, petition),
        "errata": queries.errata(tx, petition),
        "counts": queries.counts(tx, petition.id),
        "head": queries.head(tx, petition.id),
        "places": place_choices(tx, place.collective.id),
    }


def _show_carnet(ctx: Bare, tx: Session, code: str) -> Response:
    petition, place = queries.find(tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/carnet.html",
        shared=_common(petition, place),
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        places=place_choices(tx, place.collective.id),
    )


@router.get("", crowd=True)
def show(ctx: Ctx, code: str) -> Response:
    if code != code.lower():  # copied by hand from a sheet of paper, in capitals
        return see_other(f"/p/{code.lower()}")
    return _show(ctx, ctx.tx, code)


@router.get("/carnet")
def show_carnet(ctx: Ctx, code: str) -> Response:
    return _show_carnet(ctx, ctx.tx, code)


# -- signing ----------------------------------------------------------------


@router.post("/signatures", crowd=True)
async def sign(ctx: Bare, code: str) -> Response:
    facts = await _facts(ctx, code)
    if not _by_letter(ctx, demo=facts.collective.demo):
        raise Closed(_("Aucun courrier électronique ne part d’ici : signez avec un carnet, ou sur papier."))
    try:
        form = SignForm.read(ctx.body)
        _check_place(facts, form.territory)
    except Invalid as refused:
        return await _again(ctx, _show, code, refused)
    signing.check_open(facts, ctx.now.today)
    nul = signing.email_nul(ctx.house.keys.petition(code), form.email)
    with suppress(
        TooMany
    ):  # somebody else's insistence must not show: the same answer, without one more mail
        await ctx.house.aside(ctx.house.limits.count, "petition mail", nul.hex(), MAILS, WINDOW, ctx.now)
        await _write(ctx, _by_email(ctx, facts, form, nul))
    return see_other(f"/p/{code}/courrier")


def _by_email(ctx: Bare, facts: Facts, form: SignForm, nul: bytes) -> Wanted:
    """All that costs is done here, outside the writer: the name and the mail are sealed before they queue."""
    token, url, key = new_token(), ctx.house.settings.public_url, ctx.house.keys.mail
    wanted = Signing(
        facts.id,
        nul,
        "email",
        form.quality,
        form.territory,
        signing.sealed_person(facts.public_key, form.name, form.email),
        sha256(token),
        signing.lapses(ctx.now),
        mark_of(token),
    )
    ask = signing.ask_mail(facts, form.email, url, token, key)
    return Wanted(wanted, ask, lambda: signing.already_mail(facts, form.email, url, key))


@router.post("/carnet", crowd=True)
async def sign_with_carnet(ctx: Bare, code: str) -> Response:
    facts = await _facts(ctx, code)
    try:
        form = CarnetForm.read(ctx.body)
        _check_place(facts, form.territory)
    except Invalid as refused:
        return await _again(ctx, _show_carnet, code, refused)
    signing.check_open(facts, ctx.now.today)
    place = await asyncio.to_thread(_enter, ctx, facts, "sign")
    await _write(ctx, Wanted(_of_carnet(ctx, facts, form, place)))
    return see_other(f"/p/{code}/merci")


def _of_carnet(ctx: Bare, facts: Facts, form: CarnetForm, place: Place) -> Signing:
    """A grant says the college; without one the carnet is open, counted apart with the quality it declares."""
    granted = place.college in COLLEGES
    return Signing(
        facts.id,
        ctx.viewer.nul("sign", facts.code),
        "carnet" if granted else "open",
        place.college if granted else form.quality,
        form.territory,
        signing.sealed_person(facts.public_key, form.name),
        b"",
        signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds),
    )


async def _facts(ctx: Bare, code: str) -> Facts:
    """What signing needs to know; NotFound for whoever may not read the petition."""
    house = ctx.house
    facts = signing.known_facts(house.db, code, ctx.now, house.settings.cache_seconds)
    if facts is None:
        facts = await asyncio.to_thread(signing.read_facts, house.db, code, ctx.now)
    if facts.collective.reading == "members":
        await asyncio.to_thread(_enter, ctx, facts, "read")
    return facts


def _enter(ctx: Bare, facts: Facts, act: str) -> Place:
    with ctx.house.db.read() as tx:
        place = enter_collective(tx, facts.collective, ctx.viewer, act)
        if act != "read":
            check_sanctions(tx, place, ctx.now)
        return place


def _check_place(facts: Facts, territory: str) -> None:
    if territory and territory not in facts.territories:
        raise Invalid({"territory": _("Choisissez un lieu de la liste.")})


async def _again(ctx: Bare, show_again: Show, code: str, refused: Invalid) -> Response:
    """The page, with what was typed and what is wrong."""
    ctx.errors = refused.errors

    def shown() -> Response:
        with ctx.house.db.read() as tx:
            return show_again(ctx, tx, code)

    return await asyncio.to_thread(shown)


async def _write(ctx: Bare, wanted: Wanted) -> None:
    try:
        await ctx.house.writer.add(signing.write, wanted)
    except IntegrityError:  # another machine wrote the same signature at the same moment: now it is seen
        await ctx.house.writer.add(signing.write, wanted)


# -- afterwards -------------------------------------------------------------


@router.get("/courrier")
def mail_sent(ctx: Ctx, code: str) -> Response:
    return _after(ctx, code, "petitions/sent.html")


@router.get("/merci")
def thanks(ctx: Ctx, code: str) -> Response:
    return _after(ctx, code, "petitions/thanks.html")


def _after(ctx: Ctx, code: str, template: str, status: int = 200, **data: Any) -> Response:
    petition, place = queries.find(ctx.tx, code, ctx.viewer)
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


@router.get("/confirmation/{token}")
def show_confirmation(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail confirms nothing: only the button does."""
    petition, _place = queries.find(ctx.tx, code, ctx.viewer)
    known = signing.waits(ctx.tx, petition.id, sha256(token), ctx.now)
    return _after(ctx, code, "petitions/confirm.html", 200 if known else 410, known=known, token=token)


@router.post("/confirmation/{token}", crowd=True)
async def confirm(ctx: Bare, code: str, token: str) -> Response:
    facts = await _facts(ctx, code)
    signing.check_open(facts, ctx.now.today)
    slot = signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds)
    done = await ctx.house.writer.submit(signing.confirming(facts.id, sha256(token), slot, ctx.now))
    return see_other(f"/p/{code}/merci" if done else f"/p/{code}/confirmation/{token}")


# -- the log ----------------------------------------------------------------


@router.get("/journal")
def journal(ctx: Ctx, code: str) -> Response:
    """The head, then every leaf in order, one JSON a line. No name, no nullifier, no day."""
    petition, _place = queries.find(ctx.tx, code, ctx.viewer)
    name = f'attachment; filename="petition-{code}-journal.jsonl"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    lines = _journal(ctx.house.db, petition.id, code, petition.sha256)
    return StreamingResponse(lines, headers=headers, media_type="application/x-ndjson")


def _journal(db: Database, petition_id: int, code: str, text_hash: str) -> Iterator[str]:
    with db.read() as tx:
        head = queries.head(tx, petition_id)
        size, root, count = (head.size, head.root.hex(), head.count) if head else (0, "", 0)
        first = {"petition": code, "sha256": text_hash, "size": size, "signatures": count, "root": root}
        yield json.dumps(first) + "\n"
        for leaf in queries.leaves(tx, petition_id, size):
            line: dict[str, Any] = {"leaf": leaf.leaf, "kind": leaf.kind, "hash": leaf.hash.hex()}
            if leaf.kind == "revoke":
                line |= {"revokes": leaf.revokes, "reason": leaf.reason}
            yield json.dumps(line) + "\n"
