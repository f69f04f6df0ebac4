"""What is no password: too short, longer than is read, or soon guessed by whoever knows whose it is. No rule on signs.

What is guessed first is the name of the person, of the place, a word of every list of common passwords, a year, a row of
keys. Those are taken away, and what is left must be something. A whole list of known passwords is not shipped: beside a
password a second factor is always asked for, and tries are slowed.
"""

import re

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.letters import normal

LEAST, MOST = 12, 200
LEFT = 5  # different signs, at least, beside what is guessed first
YEAR = re.compile(r"(?:19|20)\d\d")
ROWS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertz",
    "1q2w3e4r5t",
    "1a2z3e4r5t",
)
COMMON = (
    "portevoix", "porte", "voix", "forum", "collectif", "equipe", "syndicat", "petition", "carnet", "moderation",
    "motdepasse", "password", "passw0rd", "passe", "secret", "admin", "administrateur", "administrator", "root", "login",
    "bonjour", "bienvenue", "welcome", "salut", "coucou", "soleil", "sunshine", "jetaime", "iloveyou", "amour", "love",
    "doudou", "loulou", "chouchou", "princesse", "princess", "football", "marseille", "paris", "france", "dragon", "monkey",
    "letmein", "changeme", "changezmoi", "nicolas", "camille", "liberte", "vacances", "superman", "batman", "pokemon",
)  # fmt: skip


def check(password: str, *about: str) -> None:
    """Invalid on `password`. `about`: the names and addresses that whoever guesses would try."""
    if len(password) < LEAST:
        raise Invalid({"password": _("Choisissez un mot de passe d’au moins 12 signes.")})
    if len(password) > MOST:
        raise Invalid({"password": _("Choisissez un mot de passe d’au plus 200 signes.")})
    other = {sign for sign in password if not sign.isalnum() and not sign.isspace()}
    if len({*_left(password, about), *other}) < LEFT:
        raise Invalid(
            {
                "password": _(
                    "Ce mot de passe est de ceux que l’on essaie d’abord : un nom, un mot connu, une année, une suite. "
                    "Choisissez plutôt quatre mots sans rapport entre eux."
                )
            }
        )


def _left(password: str, about: tuple[str, ...]) -> str:
    """What nobody would try first: longest words go first, so that none leaves the end of another."""
    words = {_folded(word) for text in about for word in re.split(r"[^\w]+|_", text)} | {*COMMON, *ROWS}
    left = _folded(password)
    for word in sorted((word for word in words if len(word) > 2), key=lambda word: (-len(word), word)):
        left = left.replace(word, "")
    return _without_runs(YEAR.sub("", left))


def _folded(text: str) -> str:
    return "".join(sign for sign in normal("NFKD", text.casefold()) if sign.isalnum())


def _without_runs(text: str) -> str:
    """Without three signs or more that repeat, or follow one another up or down."""
    kept, start = "", 0
    for at in range(1, len(text) + 1):
        step = ord(text[at]) - ord(text[at - 1]) if at < len(text) else 2
        same = at - start < 2 or step == ord(text[start + 1]) - ord(text[start])
        if at < len(text) and abs(step) <= 1 and same:
            continue
        run = text[start:at]
        kept, start = kept + (run if len(run) < 3 else ""), at
    return kept
