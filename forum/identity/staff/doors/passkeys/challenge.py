"""What a key is asked to sign: random, for five minutes, in a sealed cookie of the browser that asked.

Nothing is kept here before a right answer comes, so nobody can fill our memory by asking; a right answer is noted in the
database in the transaction of what it does (`actions.spend`), and no answer serves twice.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from nacl.exceptions import CryptoError
from starlette.responses import Response

from forum.core.crypto import lock, mac, unlock
from forum.http.deps import BareCtx
from forum.identity.staff.doors.passkeys.ceremony import SECONDS

SIZE = 32


def new(ctx: BareCtx, what: str, **about: str | int) -> dict[str, Any]:
    """`what` it is for, and `about` whom; it is good for nothing else."""
    nonce = secrets.token_hex(SIZE)
    return {"what": what, "nonce": nonce, "until": ctx.now.epoch + SECONDS, **about}


def keep(ctx: BareCtx, response: Response, asked: dict[str, Any]) -> Response:
    box = urlsafe_b64encode(lock(_key(ctx), json.dumps(asked).encode())).decode()
    secure = ctx.house.settings.secure
    response.set_cookie(_cookie(ctx), box, SECONDS, path="/", secure=secure, httponly=True, samesite="strict")
    response.headers["Cache-Control"] = "no-store"  # "back" must not show a question that is no longer asked
    return response


def kept(ctx: BareCtx, what: str) -> dict[str, Any]:
    """What this browser was asked; {} if it is not ours, for something else, or past."""
    try:
        box = urlsafe_b64decode(ctx.request.cookies.get(_cookie(ctx), ""))
        asked: dict[str, Any] = json.loads(unlock(_key(ctx), box))
    except (CryptoError, ValueError):
        return {}
    return asked if asked["what"] == what and asked["until"] >= ctx.now.epoch else {}


def drop(ctx: BareCtx, response: Response) -> Response:
    """Answered, rightly or not: the next try is asked something else."""
    secure = ctx.house.settings.secure
    response.delete_cookie(_cookie(ctx), path="/", secure=secure, httponly=True, samesite="strict")
    return response


def _cookie(ctx: BareCtx) -> str:
    return "__Host-p" if ctx.house.settings.secure else "p"


def _key(ctx: BareCtx) -> bytes:
    return mac(ctx.house.keys.staff, "passkey challenge")
