"""The public side of a petition, at `/p/{code}`: read, sign by mail or with a carnet, confirm, check the log.

Whoever signs waits for the one writer, not for a transaction of their own (SPEED.md, item 5): those routes are
`async`, take `Bare`, and give one job each.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.actions import check_sanctions
from forum.collectives.models import COLLEGES
from forum.collectives.queries import Place, enter_collective, place_choices
from forum.core import outbox
from forum.core.crypto import sha256
from forum.core.db import Database
from forum.core.errors import Busy, Closed, Invalid, TooMany
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries, signing
from forum.petitions.forms import CarnetForm, SignForm
from forum.petitions.journal.queries import latest
from forum.petitions.models import Petition
from forum.petitions.official import queries as official
from forum.petitions.shown.queries import around, common
from forum.petitions.signing import Facts, Signing, Wanted
from forum.petitions.told import actions as told
from forum.petitions.withdrawal.actions import mark_of

router = Router(prefix="/p/{code}")
MAILS, WINDOW = 5, 3600
Show = Callable[[Bare, Session, str], Response]


def _show(ctx: Bare, tx: Session, code: str) -> Response:
    petition, place = queries.find(tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/show.html",
        shared=common(petition, place),
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


def _signable(petition: Petition, today: date) -> bool:
    return petition.state == "open" and not petition.hidden and petition.opens <= today <= petition.closes


def _details(tx: Session, petition: Petition, place: Place) -> dict[str, Any]:
    counts, path = queries.counts(tx, petition.id), official.chosen(tx, petition.id)
    return {
        "addressee": queries.addressee(tx, petition),
        "demands": queries.carried(tx, petition),
        "errata": queries.errata(tx, petition),
        "counts": counts,
        "official": path,
        **around(tx, petition, place, counts, path),
        "point": latest(tx, petition),
        "places": place_choices(tx, place.collective.id),
    }


def _show_carnet(ctx: Bare, tx: Session, code: str) -> Response:
    petition, place = queries.find(tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/carnet.html",
        shared=common(petition, place),
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
        signing.sealed_person(facts.public_key, form.name, form.email, shown=form.shown),
        sha256(token),
        signing.lapses(ctx.now),
        mark_of(token),
    )
    suivi = told.box(ctx.house.keys.suivi, facts.id, form.email * form.suivi)
    ask = signing.ask_mail(facts, form.email, url, token, key, suivi)
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


@router.get("/courrier")
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
    suivi = ctx.query("suivi")[: told.BOX]
    asked = suivi if told.address(ctx.house.keys.suivi, petition.id, suivi) else ""
    status = 200 if known else 410
    return _after(ctx, code, "petitions/confirm.html", status, known=known, token=token, suivi=asked)


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
    facts = await _facts(ctx, code)
    signing.check_open(facts, ctx.now.today)
    slot = signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds)
    done = await ctx.house.writer.submit(signing.confirming(facts.id, sha256(token), slot, ctx.now))
    if done:  # whoever asked to be told or not: a paper for each says nothing of anybody
        paper = told.paper(ctx.house.keys.suivi, facts, ctx.body.get("suivi"), ctx.now)
        await _kept(ctx, paper)
    return see_other(f"/p/{code}/merci" if done else f"/p/{code}/confirmation/{token}")
