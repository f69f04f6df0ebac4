"""The two halves of a card given to whoever speaks: the code, which they keep, and its mark, which is typed for them. Pure.

The mark is drawn from the code with the pepper, and makes a key like a carnet's. So what was said is found again by
its card with no table of cards, and two things said with one card share nothing in the database.
"""

import hashlib
import hmac

from forum.core.crypto import hkdf
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.identity.codes import SIGNS, plain_signs, right, signed

LENGTH, GROUP = 12, 3


class MarkError(ValueError):
    """What is wrong with a mark, in one sentence."""


def mark_of(code: str, pepper: bytes) -> str:
    """55 bits, and no way from it back to the code."""
    digest = hmac.new(pepper, b"spoken|mark|v1|" + code.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return signed([number >> 5 * place & 31 for place in range(LENGTH - 1)])


def shown_mark(mark: str) -> str:
    """As it is printed: four groups of three."""
    return "-".join(mark[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_mark(typed: str) -> str:
    """MarkError for a slip: what was said must not go to a card that nobody has."""
    signs = plain_signs(typed[:40])
    if len(signs) == 15:
        raise MarkError(
            _(
                "C’est le code de la carte, que la personne garde pour elle : tapez le repère, de douze signes."
            )
        )
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        raise MarkError(_("Un repère a douze signes, en quatre groupes de trois, comme 4KD-7WQ-2MX-9TA."))
    if not right(signs):
        raise MarkError(
            _("Un signe de ce repère n’est pas le bon, ou deux ont changé de place : relisez la carte.")
        )
    return signs


def holder(mark: str, pepper: bytes) -> Viewer:
    """Whoever holds the card, as somebody who can act: a key like a carnet's, made again each time, kept nowhere.

    Slow (some 20 ms): with the database and the pepper, trying all marks would tell which statements share a card.
    """
    root = hashlib.scrypt(mark.encode(), salt=pepper, n=2**13, r=8, p=1, dklen=32)
    return Viewer(key=hkdf(root, pepper, b"spoken|K|v1"))
