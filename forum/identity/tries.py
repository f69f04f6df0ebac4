"""Tries at the door of the carnets, slowed so that nobody is shut out.

Words that cannot be a carnet's are refused for a few microseconds each, and are not counted: 90 bits are not guessed, and
sixty slips of a whole hospital, behind one address, are no attack. What is worth guessing is the memorised word of a
paper that was found, and each guess is a right phrase with another ending: so what is counted is *different endings of one
phrase*. Whoever types the ending they always type is never made to wait for it.
"""

from forum.core.clock import Now
from forum.core.errors import TooMany
from forum.core.i18n import _
from forum.http.limits import Limits, TooSoon, span
from forum.identity.words import Phrase

FREE = 5  # different endings from one address before it has to wait: 5 s, 10, 20 … up to a quarter of an hour
A_DAY, DAY = 300, 86_400  # from everywhere; past it, one a minute
MINUTE = 60


class Held(TooMany):
    """Says how long, and what it may mean to whoever owns these words."""

    def __init__(self, seconds: int) -> None:
        said = _(
            "Plusieurs fins différentes ont été essayées sur ces mots aujourd’hui. Attendez {wait}, puis appuyez de "
            "nouveau. Si ce n’était pas vous, quelqu’un a peut-être trouvé votre papier."
        )
        super().__init__(said.format(wait=span(seconds)))


def note(limits: Limits, phrase: Phrase, who: str, now: Now) -> None:
    """Before Argon2: Held if other endings of these words were tried too often. Kept as HMACs of the day, in memory."""
    if limits.counted("ending", phrase.canonical, DAY, now):
        return
    try:
        limits.attempt("endings", f"{phrase.given}|{who}", FREE, now)
    except TooSoon as soon:
        raise Held(soon.seconds) from None
    _everywhere(limits, phrase, now)
    limits.count("ending", phrase.canonical, 1, DAY, now)


def _everywhere(limits: Limits, phrase: Phrase, now: Now) -> None:
    try:
        limits.count("endings of", phrase.given, A_DAY, DAY, now)
    except TooMany:
        try:
            limits.count("endings a minute", phrase.given, 1, MINUTE, now)
        except TooMany:
            raise Held(MINUTE) from None
