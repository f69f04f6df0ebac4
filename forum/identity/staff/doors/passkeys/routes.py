"""By a passkey: coming in, and one's own keys. Each page with a question is asked for by a form, so that it is fresh.

A browser answers by a script (`static/passkey.js`), which fills a field and sends the form; without it the pages say so.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.responses import Response

from forum.core.crypto import sha256
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Bare, BareCtx, Ctx, PageCtx
from forum.http.drafts import waiting
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.account import account
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.passkeys import actions, ceremony, challenge
from forum.identity.staff.doors.passkeys.ceremony import KeyRefused, Place
from forum.identity.staff.doors.passkeys.forms import KeyForm
from forum.identity.staff.doors.proof import Asked, asked, prove, standing
from forum.identity.staff.models import Staff, StaffPasskey
from forum.identity.staff.told import tell

door = Router(prefix="/equipe/cle-d-acces")
router = Router(prefix="/equipe/cles")
TRIES, WINDOW = 60, 600
LONGEST = 20_000


def _place(ctx: BareCtx) -> Place:
    here = ceremony.place(ctx.house.settings)
    if here is None:
        raise KeyRefused(
            _("L’adresse de ce site est un numéro : les navigateurs n’y font pas de clé d’accès.")
        )
    return here


def _elsewhere(ctx: BareCtx, here: Place) -> str:
    """Where keys are good, for somebody who came by another address; "" at the right one."""
    same = ctx.request.headers.get("host", "").lower() == urlsplit(here.origin).netloc
    return "" if same else here.origin


def _answer(ctx: BareCtx) -> str:
    return ctx.body.get("credential")[:LONGEST]


# -- the door


@door.get("")
def show_door(ctx: Bare) -> Response:
    return _question(ctx)


@door.post("")
def show_door_to_a_text(ctx: Bare) -> Response:
    """From the page of all the doors, with the text that waits there."""
    return _question(ctx)


def _question(ctx: BareCtx) -> Response:
    here, what = _place(ctx), challenge.new(ctx, "enter")
    options, where = ceremony.to_show(here, actions.challenge_of(what)), _elsewhere(ctx, here)
    told: dict[str, Any] = {"options": options, "elsewhere": where, **waiting(ctx)}
    response = page(ctx, "identity/passkey.html", has_form=False, **told)
    return challenge.keep(ctx, response, what)


@door.post("/entree")
async def enter(ctx: Bare) -> Response:
    client = corridor.address(ctx)
    await ctx.house.aside(ctx.house.limits.count, "passkey from", client, TRIES, WINDOW, ctx.now)
    key = partial(
        actions.enter, here=_place(ctx), asked=challenge.kept(ctx, "enter"), answer=_answer(ctx), now=ctx.now
    )
    try:
        response = await corridor.enter(ctx, "passkey", key)
        response = response or corridor.show(ctx, {"": actions.copied()})
    except KeyRefused as refused:
        response = corridor.show(ctx, {"": refused.message})
    return challenge.drop(ctx, response)


@door.post("/autrement")
def other_doors(ctx: Bare) -> Response:
    """Back to all the doors, with the text that waits."""
    return corridor.show(ctx, {})


# -- one's own keys


@router.get("")
def mine(ctx: Ctx) -> Response:
    staff = account(ctx)
    return _list(ctx, actions.of(ctx.tx, staff), asked(ctx, ctx.tx, staff))


def _list(ctx: BareCtx, rows: Sequence[StaffPasskey], wanted: Asked) -> Response:
    here = ceremony.place(ctx.house.settings)
    where = _elsewhere(ctx, here) if here else ""
    return page(
        ctx, "identity/passkeys.html", has_form=False, rows=rows, asked=wanted, possible=here is not None,
        elsewhere=where,
    )  # fmt: skip


@router.post("")
async def begin(ctx: Bare) -> Response:
    """A name, and the proof; then the page that asks the browser for a key."""
    staff, wanted = await standing(ctx)
    here, rows = _place(ctx), await asyncio.to_thread(_rows, ctx, staff)
    try:
        name = KeyForm.read(ctx.body).name
        await prove(ctx, staff, wanted)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {"name": ctx.body.get("name")}
        return _list(ctx, rows, wanted)
    what = challenge.new(ctx, "add", name=name, **_whose(ctx, staff))
    return challenge.keep(ctx, _new(ctx, staff, here, what, [row.credential_id for row in rows]), what)


def _rows(ctx: BareCtx, staff: Staff) -> Sequence[StaffPasskey]:
    with ctx.house.db.read() as tx:
        return actions.of(tx, staff)


def _whose(ctx: BareCtx, staff: Staff) -> dict[str, str | int]:
    return {"staff": staff.id, "session": sha256(ctx.token).hex()}


def _new(ctx: BareCtx, staff: Staff, here: Place, what: dict[str, Any], known: Sequence[bytes]) -> Response:
    nonce = actions.challenge_of(what)
    options = ceremony.to_make(here, staff.id, staff.email, staff.name, nonce, known)
    where = _elsewhere(ctx, here)
    return page(
        ctx,
        "identity/passkey_new.html",
        has_form=False,
        options=options,
        called=what["name"],
        elsewhere=where,
    )


@router.post("/nouvelle")
def add(ctx: Ctx) -> Response:
    staff = account(ctx)
    try:
        response = _added(ctx, staff)
    except KeyRefused as refused:
        ctx.tx.rollback()
        ctx.errors, ctx.values = {"": refused.message}, {}
        response = _list(ctx, actions.of(ctx.tx, staff), asked(ctx, ctx.tx, staff))
    return challenge.drop(ctx, response)


def _added(ctx: PageCtx, staff: Staff) -> Response:
    """Recovery codes, when they come with the first key, are in the answer and nowhere else."""
    what = challenge.kept(ctx, "add")
    ours = {name: what.get(name) for name in _whose(ctx, staff)} == _whose(ctx, staff)
    here, keys = _place(ctx), ctx.house.keys
    codes = actions.add(ctx.tx, keys, staff, here, what if ours else {}, _answer(ctx), ctx.now)
    tell(ctx.tx, ctx.house, staff, "passkey.added")
    if codes:
        return page(
            ctx, "identity/recovery.html", has_form=False, codes=codes, left=len(codes), asked=Asked()
        )
    ctx.say(_("Votre clé d’accès est ajoutée : la prochaine fois, entrez avec elle."))
    return see_other("/equipe/cles")


@router.get("/{ref}/retrait")
def ask_removal(ctx: Ctx, ref: str) -> Response:
    staff = account(ctx)
    row, wanted = actions.one_of(ctx.tx, staff, ref), asked(ctx, ctx.tx, staff)
    last = actions.is_last(ctx.tx, staff, _providers(ctx))
    return page(ctx, "identity/passkey_removal.html", has_form=False, row=row, asked=wanted, last=last)


def _providers(ctx: BareCtx) -> list[str]:
    return [provider.name for provider in ctx.house.settings.providers]


@router.post("/{ref}/retrait")
async def remove(ctx: Bare, ref: str) -> Response:
    """The other sessions end as well: one of them may have been opened by that key."""
    staff, wanted = await standing(ctx)
    row = await asyncio.to_thread(_one, ctx, staff, ref)
    try:
        await prove(ctx, staff, wanted)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {}
        return page(ctx, "identity/passkey_removal.html", has_form=False, row=row, asked=wanted, last=False)
    await corridor.write(ctx, partial(_remove, ctx=ctx, staff=staff, ref=ref))
    await ctx.house.aside(ctx.house.sessions.close_others, staff.id, ctx.token)
    await ctx.house.aside(ctx.say, _("Cette clé n’ouvre plus rien ici. Vos autres sessions sont fermées."))
    return see_other("/equipe/cles")


def _remove(tx: Session, ctx: BareCtx, staff: Staff, ref: str) -> None:
    actions.remove(tx, staff, ref, _providers(ctx), ctx.now)
    tell(tx, ctx.house, staff, "passkey.removed")


def _one(ctx: BareCtx, staff: Staff, ref: str) -> StaffPasskey:
    """Refused here already for the last way in: no recovery code is spent on it."""
    with ctx.house.db.read() as tx:
        return actions.removable(tx, staff, ref, _providers(ctx))
