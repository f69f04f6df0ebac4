"""A password and its second factor, chosen by the person. Nothing changes before a first right code was typed.

Between the two pages nothing is kept here: what was chosen travels in the page, in a box that only we open, and that is
good for this session, this account as it was, and a quarter of an hour.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from nacl.exceptions import CryptoError
from starlette.responses import Response

from forum.core.clock import Now
from forum.core.crypto import lock, mac, sha256, unlock
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Bare, BareCtx, Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.staff import actions, passwords
from forum.identity.staff.account import account
from forum.identity.staff.doors.actions import make_codes
from forum.identity.staff.doors.proof import Asked, asked, prove, standing
from forum.identity.staff.models import Staff
from forum.identity.staff.told import tell

router = Router(prefix="/equipe/mot-de-passe")
SECONDS = 15 * 60


@router.get("")
def show(ctx: Ctx) -> Response:
    return _form(ctx, asked(ctx, ctx.tx, account(ctx)))


def _form(ctx: BareCtx, wanted: Asked) -> Response:
    return page(ctx, "identity/password.html", has_form=True, asked=wanted)


@router.post("")
async def choose(ctx: Bare) -> Response:
    staff, wanted = await standing(ctx)
    password, about = ctx.body.get("password"), (staff.name, staff.email, ctx.house.settings.instance_name)
    try:
        passwords.check(
            password, *about
        )  # first: a recovery code must not be spent on what is refused anyway
        await prove(ctx, staff, wanted)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {}
        return _form(ctx, wanted)
    salt, cost = secrets.token_bytes(16), ctx.house.cost
    stored = actions.as_stored(await ctx.house.slow_hash(password.encode(), salt, cost), salt, cost)
    kept = {**_whose(ctx, staff), "until": ctx.now.epoch + SECONDS}
    return _square(ctx, staff, {**kept, "stored": stored, "secret": actions.new_secret()})


def _whose(ctx: BareCtx, staff: Staff) -> dict[str, str | int]:
    """`before`: once used, the account is no longer as it was, and the box opens nothing more."""
    return {"staff": staff.id, "session": sha256(ctx.token).hex(), "before": staff.password_hash}


def _square(ctx: BareCtx, staff: Staff, kept: dict[str, str | int]) -> Response:
    import segno

    secret = str(kept["secret"])
    qr = segno.make(actions.address_of(staff, secret), error="m").svg_inline(scale=5, border=4, light="#fff")
    box = urlsafe_b64encode(lock(_key(ctx), json.dumps(kept).encode())).decode()
    ctx.values = {}
    return page(ctx, "identity/second_factor.html", has_form=True, qr=qr, secret=secret, box=box)


def _key(ctx: BareCtx) -> bytes:
    return mac(ctx.house.keys.staff, "new password")


@router.post("/code")
def arm(ctx: Ctx) -> Response:
    """The recovery codes are in the answer and nowhere else."""
    staff = account(ctx)
    kept = _opened(ctx, staff, ctx.now)
    if not kept:
        ctx.errors, ctx.values = {"": _("Cela a trop attendu : choisissez de nouveau.")}, {}
        return _form(ctx, asked(ctx, ctx.tx, staff))
    step = actions.step_of(str(kept["secret"]), ctx.body.get("code")[:40], ctx.now)
    if not step:
        ctx.errors = {
            "code": _("Ce code ne va pas : rien n’a changé. Écrivez celui que l’application montre.")
        }
        return _square(ctx, staff, kept)
    return _armed(ctx, staff, str(kept["stored"]), str(kept["secret"]), step)


def _armed(ctx: Ctx, staff: Staff, stored: str, secret: str, step: int) -> Response:
    actions.arm(ctx.tx, ctx.house.keys, staff, stored, secret, step)
    codes = make_codes(ctx.tx, ctx.house.keys, staff)
    actions.log_everywhere(ctx.tx, ctx.viewer, "account.password", "", ctx.now)
    tell(ctx.tx, ctx.house, staff, "password")
    ctx.house.sessions.close_others(staff.id, ctx.token)
    return page(ctx, "identity/recovery.html", has_form=False, codes=codes, left=len(codes), asked=Asked())


def _opened(ctx: BareCtx, staff: Staff, now: Now) -> dict[str, str | int]:
    """What was chosen on the page before; {} if it is not ours, of another session, past, or was used."""
    try:
        kept: dict[str, str | int] = json.loads(
            unlock(_key(ctx), urlsafe_b64decode(ctx.body.get("_box").encode()))
        )
    except (CryptoError, ValueError):
        return {}
    ours = all(kept[name] == value for name, value in _whose(ctx, staff).items())
    return kept if ours and int(kept["until"]) >= now.epoch else {}
