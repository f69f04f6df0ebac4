"""The staff's doors: password with a second factor, a one-time link; more doors open on the same corridor (`_enter`)."""

import asyncio

from starlette.responses import Response

from forum.core.crypto import argon2id, same
from forum.core.errors import Closed, Forbidden, StaffNeeded
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.cookies import end_session, set_cookie
from forum.http.deps import Bare, Ctx
from forum.http.drafts import nothing, waiting
from forum.http.pages import page, refill, see_other
from forum.http.replay import local_path, replay
from forum.http.routing import Router
from forum.identity.staff import actions
from forum.identity.staff.models import Staff

router = Router(prefix="/equipe")
TRIES, WINDOW = 20, 600


@router.get("/ouverture")
def show_open(ctx: Bare) -> Response:
    return page(ctx, "identity/staff.html", has_form=False, message="", **nothing())


@router.post("/ouverture")
async def open_(ctx: Bare) -> Response:
    email = ctx.body.get("email")[:254]
    ctx.house.limits.count("staff", email.lower(), TRIES, WINDOW, ctx.now)
    viewer = await _check(ctx, email, ctx.body.get("password")[:200], ctx.body.get("code")[:12])
    if viewer is None:
        ctx.errors = {"email": _("Adresse, mot de passe ou code : l’un des trois ne va pas.")}
        ctx.values = {"email": email}
        return page(ctx, "identity/staff.html", has_form=False, message="", **waiting(ctx))
    return await _arrive(ctx, viewer)


async def _arrive(ctx: Bare, viewer: Viewer) -> Response:
    """In, then on to what was being sent, if anything was."""
    draft = waiting(ctx)
    if not (draft["draft"] and draft["draft_to"]):
        return _enter(ctx, viewer)
    token = _session(ctx, viewer)
    response = await replay(ctx, draft["draft_to"], draft["draft"], token)
    set_cookie(ctx, response, token)
    return response


async def _check(ctx: Bare, email: str, password: str, code: str) -> Viewer | None:
    """Argon2 runs whether or not the account exists, so that time tells nothing."""
    with ctx.house.db.read() as tx:
        staff = await asyncio.to_thread(actions.by_email, tx, email)
    memory, time, salt, digest = actions.parse_hash(staff.password_hash if staff else "")
    given = await asyncio.to_thread(argon2id, password.encode(), salt, memory, time)
    if staff is None or not digest or not same(given, digest):
        return None
    async with ctx.house.gate():
        return await asyncio.to_thread(_second_factor, ctx, staff, code)


def _second_factor(ctx: Bare, staff: Staff, code: str) -> Viewer | None:
    with ctx.house.db.write() as tx:
        known = actions.by_email(tx, staff.email)
        if known is None or not actions.check_totp(tx, ctx.house.keys, known, code, ctx.now):
            return None
        return Viewer(staff_id=known.id, staff_name=known.name)


def _session(ctx: Bare, viewer: Viewer) -> str:
    ctx.house.sessions.close(ctx.token)
    return ctx.house.sessions.open(viewer, ctx.now, own_device=True)


def _enter(ctx: Bare, viewer: Viewer) -> Response:
    token = _session(ctx, viewer)
    wanted = ctx.body.get("draft_to")
    response = see_other(wanted if local_path(wanted) else "/equipe")
    set_cookie(ctx, response, token)
    return response


@router.get("/lien/{token}")
def show_link(ctx: Bare, token: str) -> Response:
    """A scanner that opens every link of a mail spends nothing: only the button does."""
    return page(ctx, "identity/link.html", has_form=False, action=f"/equipe/lien/{token}")


@router.post("/lien/{token}")
def use_link(ctx: Ctx, token: str) -> Response:
    return _enter(ctx, actions.spend_link(ctx.tx, token, ctx.now))


@router.post("/lien")
async def paste_link(ctx: Bare) -> Response:
    """The same link, typed at the door: a text that waits there leaves with it, and was kept nowhere else."""
    try:
        viewer = await _spend(ctx, actions.token_in(ctx.body.get("link")[:500]))
    except Closed as refused:
        ctx.errors, ctx.values = {"link": refused.message}, {}
        return page(ctx, "identity/staff.html", has_form=False, message="", **waiting(ctx))
    return await _arrive(ctx, viewer)


async def _spend(ctx: Bare, token: str) -> Viewer:
    def spend() -> Viewer:
        with ctx.house.db.write() as tx:
            return actions.spend_link(tx, token, ctx.now)

    async with ctx.house.gate():
        return await asyncio.to_thread(spend)


@router.get("/mot-de-passe")
def show_password(ctx: Ctx) -> Response:
    _staff(ctx)
    return page(ctx, "identity/password.html", has_form=True)


@router.post("/mot-de-passe")
@refill(show_password)
def set_password(ctx: Ctx) -> Response:
    """The second factor's secret is in the answer and nowhere else."""
    config, staff = ctx.house.settings, _staff(ctx)
    password = ctx.body.get("password")[:200]
    uri = actions.set_password(
        ctx.tx, ctx.house.keys, staff, password, config.argon2_memory_kib, config.argon2_time
    )
    import segno

    qr = segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff")
    return page(ctx, "identity/second_factor.html", qr=qr, secret=actions.secret_of(uri))


def _staff(ctx: Ctx) -> Staff:
    if not ctx.viewer.staff_id:
        raise Forbidden(_("Cette page est réservée aux équipes.")) if ctx.viewer.key else StaffNeeded
    return actions.by_id(ctx.tx, ctx.viewer.staff_id)


@router.post("/fermeture")
def close(ctx: Bare) -> Response:
    response = see_other("/")
    end_session(ctx, response)
    return response
