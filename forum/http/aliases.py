"""Addresses that the browser's history keeps, and that say nothing: which text a page of its author's is about.

A history outlives the session, and a text's reference is public: the address of a page that only its author can open
would say who wrote it. So the reference travels sealed under the carnet's own key: each page has a new address, only
that carnet reads it, for no longer than a session lasts. Not bound to the session itself: the words that describe an
image must find their text again after the carnet has closed meanwhile.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from nacl.exceptions import CryptoError

from forum.core.crypto import lock, mac, unlock
from forum.core.errors import Over, SignInNeeded
from forum.core.i18n import _
from forum.http.deps import BareCtx
from forum.http.sessions import LIFETIME

PADDED = 96  # bytes: the length of an alias does not tell what it names


def alias(ctx: BareCtx, *parts: str) -> str:
    """`parts` as one word of an address, which only whoever is at the screen can open."""
    plain = json.dumps([ctx.now.epoch, *parts]).encode()
    padded = plain.ljust(-(-len(plain) // PADDED) * PADDED)
    return urlsafe_b64encode(lock(_key(ctx), padded)).rstrip(b"=").decode()


def meant(ctx: BareCtx, word: str) -> tuple[str, ...]:
    """The parts again; Over for somebody else's, a forged one, or one made longer ago than a session lasts.

    SignInNeeded for nobody: an expired session gives back what was typed, and the alias is good for the next one.
    """
    if not ctx.viewer.signed_in:
        raise SignInNeeded
    try:
        sealed = urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4))
        made, *parts = json.loads(unlock(_key(ctx), sealed))
    except (CryptoError, NotBase64, ValueError):
        raise _over() from None
    if not 0 <= ctx.now.epoch - made <= LIFETIME:
        raise _over()
    return tuple(parts)


def _key(ctx: BareCtx) -> bytes:
    """Staff have no key of their own: the server's, for that account."""
    return mac(ctx.viewer.key or ctx.house.keys.forms, "alias", str(ctx.viewer.staff_id))


def _over() -> Over:
    said = _(
        "Cette adresse ne valait que pour le carnet qui l’a ouverte, et pour quelques heures. "
        "Ce qui est à vous se retrouve dans votre carnet."
    )
    return Over(_("Une adresse qui ne sert plus"), said, ("/carnet", _("Mon carnet")))
