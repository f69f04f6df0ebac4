"""The page of a petition's key: who opens the names, asking to, sharing, taking away, paper, another key.

A phrase is in memory for the one request that brings it. Each organiser types theirs at their own screen.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.crypto import key_pair
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.words import PhraseError
from forum.petitions import queries as petitions
from forum.petitions.forms import new_passphrase, passphrase
from forum.petitions.keyring import actions, queries
from forum.petitions.keyring.change import moving
from forum.petitions.keyring.opening import TRIES, WINDOW, new_pair, open_with
from forum.petitions.keyring.rules import Opened
from forum.petitions.keyring.shares import rules as shares
from forum.petitions.lifecycle.queries import check_names
from forum.petitions.models import Petition
from forum.petitions.team_routes import with_refill

router = Router(prefix="/c/{slug}/petitions/{code}/cle")
SOON = 3.0  # seconds that a page waits for a change of keys: a few thousand names
Job = Callable[[Session, Place, Petition], Any]


@router.get("")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    return shown(ctx, ctx.tx, slug, code)


def shown(ctx: Bare, tx: Session, slug: str, code: str, **_line: str) -> Response:
    """A refused phrase is told at the form that sent it, which the address names."""
    place, petition = mine(ctx, tx, slug, code)
    ring = queries.ring_of(tx, petition, ctx.viewer.staff_id)
    return page(
        ctx,
        "petitions/keyring/show.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        ring=ring,
        most=actions.MOST,
        left=moving.left(tx, petition.id, petition.key_number) if ring.changing else 0,
        at=ctx.path.rpartition(f"/{code}/cle")[2],
    )


def mine(ctx: Bare, tx: Session, slug: str, code: str) -> tuple[Place, Petition]:
    """Closed once the names are erased: their key is gone with them."""
    place = enter(tx, slug, ctx.viewer, "organise")
    petition = petitions.of_collective(tx, place, code)
    check_names(tx, petition, ctx.now.today)
    return place, petition


async def petition_of(ctx: Bare, slug: str, code: str) -> Petition:
    """Whoever may not organise is told so before anything slow is done."""

    def asked() -> Petition:
        with ctx.house.db.read() as tx:
            return mine(ctx, tx, slug, code)[1]

    return await asyncio.to_thread(asked)


async def phrase_opens(ctx: Bare, slug: str, code: str) -> Opened:
    petition = await petition_of(ctx, slug, code)
    return await open_with(ctx.house, petition.id, code, passphrase(ctx.body), ctx.now)


async def _done(ctx: Bare, slug: str, code: str, job: Job, said: str = "") -> Any:
    result = await ctx.house.writer.submit(lambda tx: job(tx, *mine(ctx, tx, slug, code)))
    if said:
        await ctx.house.aside(ctx.say, said)
    return result


def _back(slug: str, code: str) -> Response:
    return see_other(f"/c/{slug}/petitions/{code}/cle")


# -- who holds it -----------------------------------------------------------


@router.post("/demandes")
@with_refill(shown)
async def ask(ctx: Bare, slug: str, code: str) -> Response:
    petition = await petition_of(ctx, slug, code)
    public, locked = await new_pair(ctx.house, petition.id, new_passphrase(ctx.body))
    said = _(
        "Votre phrase est prête. Une personne qui ouvre déjà les noms doit maintenant dire oui, sur cette page."
    )
    job: Job = lambda tx, place, row: actions.ask(tx, place, row, public, locked, ctx.now)  # noqa: E731
    await _done(ctx, slug, code, job, said)
    return _back(slug, code)


@router.post("/demandes/{ref}/accord")
@with_refill(shown)
async def share(ctx: Bare, slug: str, code: str, ref: str) -> Response:
    opened = await phrase_opens(ctx, slug, code)
    job: Job = lambda tx, place, row: actions.share(tx, place, row, ref, opened, key_pair, ctx.now)  # noqa: E731
    await _done(ctx, slug, code, job, _("C’est fait : cette personne ouvre les noms avec sa propre phrase."))
    return _back(slug, code)


@router.post("/personnes/{ref}/retrait")
@with_refill(shown)
async def remove(ctx: Bare, slug: str, code: str, ref: str) -> Response:
    opened = await phrase_opens(ctx, slug, code) if passphrase(ctx.body) else None
    job: Job = lambda tx, place, row: actions.remove(tx, place, row, ref, opened, ctx.now)  # noqa: E731
    said = _("Retiré. Si cette personne a pu copier des noms ou la base, changez aussi la clé.")
    await _done(ctx, slug, code, job, said)
    return _back(slug, code)


# -- another key ------------------------------------------------------------


@router.post("/changement")
@with_refill(shown)
async def change(ctx: Bare, slug: str, code: str) -> Response:
    opened = await phrase_opens(ctx, slug, code)
    number = ctx.body.get("number")

    def job(tx: Session, place: Place, row: Petition) -> Mapping[int, bytes]:
        return actions.change(tx, place, row, number, opened, key_pair, ctx.now)

    privates = await _done(ctx, slug, code, job)
    petition = await petition_of(ctx, slug, code)
    await asyncio.to_thread(moving.begin, ctx.house.db, petition.id, privates, SOON)
    said = _("La clé est changée. Les feuilles de secours d’avant ne servent plus : imprimez-en d’autres.")
    await ctx.house.aside(ctx.say, said)
    return _back(slug, code)


# -- from paper -------------------------------------------------------------


@router.get("/reprise")
def show_recovery(ctx: Ctx, slug: str, code: str) -> Response:
    return _recovery(ctx, ctx.tx, slug, code)


def _recovery(ctx: Bare, tx: Session, slug: str, code: str) -> Response:
    place, petition = mine(ctx, tx, slug, code)
    return page(
        ctx,
        "petitions/keyring/recover.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
    )


@router.post("/reprise")
@with_refill(_recovery)
async def recover(ctx: Bare, slug: str, code: str) -> Response:
    petition = await petition_of(ctx, slug, code)
    await ctx.house.aside(ctx.house.limits.count, "petition phrase", code, TRIES, WINDOW, ctx.now)
    private = await asyncio.to_thread(_joined, ctx, petition)
    public, locked = await new_pair(ctx.house, petition.id, new_passphrase(ctx.body))

    def job(tx: Session, place: Place, row: Petition) -> None:
        actions.recover(tx, place, row, private, public, locked, ctx.now)

    await _done(ctx, slug, code, job, _("Vous ouvrez de nouveau les noms, avec votre nouvelle phrase."))
    return _back(slug, code)


def _joined(ctx: Bare, petition: Petition) -> bytes:
    """Both sheets and the new phrase are judged together, so that all that is wrong is said at once."""
    publics, read, errors = {petition.key_number: petition.public_key}, [], {}
    for name in ("sheet_one", "sheet_two"):
        try:
            read.append(shares.read(ctx.body.get(name), petition.code, publics))
        except PhraseError as wrong:
            errors[name] = str(wrong)
    try:
        new_passphrase(ctx.body)
    except Invalid as wrong_phrase:
        errors |= wrong_phrase.errors
    try:
        private = b"" if len(read) < shares.LEAST else shares.joined(read[0], read[1], publics)
    except PhraseError as apart:
        errors["sheet_two"] = str(apart)
    if errors:
        raise Invalid(errors)
    return private
