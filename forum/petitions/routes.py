"""The public side of a petition, at `/p/{code}`: read, sign by mail or with a carnet, confirm, check the log.

Whoever signs waits for the one writer, not for a transaction of their own (SPEED.md, item 5): those routes are
`async`, take `Bare`, and give one job each.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.actions import check_sanctions
from forum.collectives.models import COLLEGES
from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place, enter_collective, place_choices
from forum.core.crypto import sha256
from forum.core.errors import Closed, Invalid, TooMany
from forum.core.i18n import _, in_language
from forum.core.ids import new_token
from forum.http import rereading
from forum.http.deps import Bare, Ctx
from forum.http.kept_parts import parts
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import asking, boxes, mails, nullifiers, queries, signing
from forum.petitions.employers.rules import employer_of
from forum.petitions.facts import Facts, check_open, known_facts, read_facts
from forum.petitions.forms import CarnetForm, SignForm
from forum.petitions.models import Petition
from forum.petitions.shown.queries import common, told_of
from forum.petitions.signing import Signing, Wanted
from forum.petitions.told import actions as told
from forum.petitions.towns.rules import FOLLOWS, Question, Said
from forum.petitions.waves.actions import host_mark
from forum.petitions.withdrawal.actions import mark_of

router = Router(prefix="/p/{code}")
MAILS, WINDOW = 5, 3600
NOT_A_TEXT = frozenset(SignForm.model_fields) - {"message"}  # the guard looks for other people than who signs
Show = Callable[[Bare, Session, str], Response]


def _show(ctx: Bare, tx: Session, code: str) -> Response:
    found, place = queries.find(tx, code, ctx.viewer)
    said = told_of(tx, found.id, ctx.now.today, ctx.lang)
    petition, collective = said["petition"], said["collective"]
    more: dict[str, Any] = {
        "address": f"{ctx.house.settings.public_url}/p/{code}",
        "signable": _signable(petition, ctx.now.today),
        "by_mail": _by_letter(ctx, demo=collective.demo),
        "over": queries.over(petition, ctx.now.today),
        "common": common(petition, place),
    }
    return page(
        ctx,
        "petitions/show.html",
        shared=common(petition, place),
        has_form=True,
        stage="petitionner",
        organiser=place.may("organise"),
        types=place.may("enter paper"),
        part=parts(ctx, said, more),
        **said,
        **more,
    )


def _by_letter(ctx: Bare, *, demo: bool) -> str:
    """How the letter to confirm would go: "relay", "files" of the server's where nobody minds, or "" for not at all."""
    settings = ctx.house.settings
    if settings.smtp_host:
        return "relay"
    return "files" if settings.mail_files or ctx.house.demo or demo else ""


def _signable(petition: Petition, today: date) -> bool:
    return petition.state == "open" and not petition.hidden and petition.opens <= today <= petition.closes


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
    facts = await facts_of(ctx, code)
    if not _by_letter(ctx, demo=facts.collective.demo):
        raise Closed(_("Aucun courriel ne part d’ici : signez avec un carnet, ou sur papier."))
    try:
        form, kept = await _read(ctx, facts)
    except Invalid as refused:
        return await _again(ctx, _show, code, refused)
    check_open(facts, ctx.now.today)
    said = await asking.town(form)
    if isinstance(said, Question):
        return await _again(
            ctx, partial(asking.show_town, question=said), code, asking.unanswered(said, form)
        )
    employer = employer_of(form.email, facts.employers)
    if employer and ctx.body.get("anyway") != employer:
        return await _again(ctx, partial(asking.show_employer, employer=employer), code)
    wanted = _by_email(ctx, facts, form, said, kept=kept)
    with suppress(
        TooMany
    ):  # somebody else's insistence must not show: the same answer, without one more mail
        await ctx.house.aside(
            ctx.house.limits.count, "petition mail", wanted.nuls[0].hex(), MAILS, WINDOW, ctx.now
        )
        await _write(ctx, wanted)
    return see_other(f"/p/{code}/courriel")


async def _read(ctx: Bare, facts: Facts) -> tuple[SignForm, bool]:
    """What was typed, and whether the message keeps what the guard saw; Invalid where something is to be mended."""
    ctx.unsent = NOT_A_TEXT
    if rereading.mend(ctx):
        raise Invalid(ctx.errors)
    form = SignForm.read(ctx.body)
    if form.territory != FOLLOWS:
        _check_place(facts, form.territory)
    if not form.message:
        return form, False
    return form, bool(await asyncio.to_thread(beware, [form.message], relaxed=form.relaxed))


def _by_email(ctx: Bare, facts: Facts, form: SignForm, said: Said, *, kept: bool) -> Wanted:
    """All that costs is done here, outside the writer: the name and the mail are sealed before they queue."""
    token, url, key = new_token(), ctx.house.settings.public_url, ctx.house.keys.mail
    seal = partial(
        boxes.sealed_person,
        name=form.name,
        email=form.email,
        shown=form.shown,
        role=form.role,
        commune=said.text,
        message=form.message,
        kept=kept,
    )
    k_petition, most = ctx.house.keys.petition(facts.code), ctx.house.settings.signatures_per_address
    places = nullifiers.places_of(k_petition, form.email, most)
    wanted = Signing(
        facts.id,
        places[0],
        "email",
        form.quality,
        facts.departments.get(said.department, "") if form.territory == FOLLOWS else form.territory,
        seal(facts.public_key),
        sha256(token),
        signing.lapses(ctx.now),
        mark_of(token),
        nullifiers.name_tag(k_petition, form.email, form.name),
        host_mark(k_petition, form.email, ctx.now.today),
        facts.key_number,
    )
    suivi = told.box(ctx.house.keys.suivi, facts.id, form.email * form.suivi)
    ask = mails.ask_mail(facts, form.email, url, token, key, suivi)
    to = (facts, form.email, url, key)
    already, full = (
        partial(in_language, ctx.lang, say, *to) for say in (mails.already_mail, mails.full_mail)
    )
    return Wanted(wanted, ask, already, full, places, seal)


@router.post("/carnet", crowd=True)
async def sign_with_carnet(ctx: Bare, code: str) -> Response:
    facts = await facts_of(ctx, code)
    try:
        form = CarnetForm.read(ctx.body)
        _check_place(facts, form.territory)
    except Invalid as refused:
        return await _again(ctx, _show_carnet, code, refused)
    check_open(facts, ctx.now.today)
    place = await asyncio.to_thread(_enter, ctx, facts, "sign")
    await _write(ctx, _of_carnet(ctx, facts, form, place))
    return see_other(f"/p/{code}/merci")


def _of_carnet(ctx: Bare, facts: Facts, form: CarnetForm, place: Place) -> Wanted:
    """A grant says the college; without one the carnet is open, counted apart with the quality it declares."""
    granted = place.college in COLLEGES
    seal = partial(boxes.sealed_person, name=form.name)
    wanted = Signing(
        facts.id,
        ctx.viewer.nul("sign", facts.code),
        "carnet" if granted else "open",
        place.college if granted else form.quality,
        form.territory,
        seal(facts.public_key),
        b"",
        signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds),
        key_number=facts.key_number,
    )
    return Wanted(wanted, seal=seal)


async def facts_of(ctx: Bare, code: str, *, by_link: bool = False) -> Facts:
    """What signing needs to know; NotFound for whoever may not read the petition. `by_link`: a link is looked at first."""
    house = ctx.house
    facts = known_facts(house.db, code, ctx.now, house.settings.cache_seconds)
    if facts is None:
        facts = await asyncio.to_thread(read_facts, house.db, code, ctx.now)
    if facts.collective.reading == "members" and not by_link:
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


async def _again(ctx: Bare, show_again: Show, code: str, refused: Invalid | None = None) -> Response:
    """The page, with what was typed and what is wrong."""
    ctx.errors = refused.errors if refused else {}

    def shown() -> Response:
        with ctx.house.db.read() as tx:
            return show_again(ctx, tx, code)

    return await asyncio.to_thread(shown)


async def _write(ctx: Bare, wanted: Wanted) -> None:
    try:
        await ctx.house.writer.add(signing.write, wanted)
    except IntegrityError:  # another machine wrote the same signature at the same moment: now it is seen
        await ctx.house.writer.add(signing.write, wanted)
