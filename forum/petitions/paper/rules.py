"""Numbers of sheets, which of them is keyed twice, and what two keyings say of a line. Pure."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from forum.core.i18n import later
from forum.core.letters import normal
from forum.identity.codes import SIGNS, plain_signs

LINES, USUAL = range(10, 21), 12
MOST_PRINTED = 100
MOST_NUMBER = 100_000
BLOCK = 10  # of so many sheets, one is keyed twice
SPARE = 50  # once it is drawn, one in so many of the others: nobody knows that the rest of a block is not looked at
ALONE_DAYS = 2
LEAST = 5
FIELDS = ("name", "commune", "contact")
# Where it was filled in, or by which role: never by whom.
COLLECTED = {
    "market": later("sur un marché, dans la rue"),
    "door": later("au porte-à-porte"),
    "meeting": later("dans une réunion, une fête"),
    "workshop": later("dans un atelier"),
    "desk": later("à l’accueil d’un lieu"),
    "work": later("sur un lieu de travail"),
    "union": later("par un syndicat ou une association"),
    "other": later("ailleurs"),
}
# Why a sheet is void. Each is a reason of the log (`journal/rules.py`), which says it for ever.
VOIDED = {
    "paper": later("Elle est illisible, ou mal saisie"),
    "duplicate": later("Elle a été saisie deux fois, ou ses noms étaient déjà comptés"),
    "wave": later("Les noms ne sont pas ceux des gens qui auraient signé"),
    "court": later("Une autorité l’a décidé"),
}
SAID = {
    "kind": later("lisible pour l’un, illisible ou vide pour l’autre"),
    "name": later("le nom diffère"),
    "college": later("la qualité diffère"),
    "commune": later("la commune diffère"),
    "contact": later("l’adresse diffère"),
}


# -- numbers ----------------------------------------------------------------


def check_signs(code: str, number: int) -> str:
    """Two signs that tie a number to its petition: 1,023 times in 1,024, a slip of the pen or another's sheet is seen."""
    drawn = int.from_bytes(sha256(f"sheet|{code}|{number}".encode()).digest()[:2], "big")
    return SIGNS[drawn >> 5 & 31] + SIGNS[drawn & 31]


def shown_number(code: str, number: int) -> str:
    """As it is printed: « 12-7K »."""
    return f"{number}-{check_signs(code, number)}"


def read_number(typed: str) -> tuple[int, str]:
    """(number, its two signs) of what was copied from a sheet; ValueError for what is no such thing."""
    signs = plain_signs(typed[:40])
    figures, check = signs[:-2], signs[-2:]
    if not (figures.isdigit() and figures.isascii()) or not 0 < int(figures) <= MOST_NUMBER:
        raise ValueError("no number of a sheet")
    return int(figures), check


# -- the draw ---------------------------------------------------------------


def draws(before: int, drawn: bool, choose: Callable[[int], int]) -> bool:
    """Whether a sheet is keyed twice. `before`: how many of its block of ten were entered; `drawn`: one of them was drawn.

    `choose(n)` draws below n. A whole block has one; the first that is drawn stands in any of its places as likely.
    """
    return choose(SPARE if drawn else BLOCK - before % BLOCK) == 0


# -- lines ------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a sheet, as it was typed. Illegible: nothing of it is kept but that there was something.

    `town`: its commune as two keyings are compared, and its `department`, where the commune is sure.
    """

    n: int
    illegible: bool = False
    name: str = ""
    college: str = ""
    commune: str = ""
    contact: str = ""
    slip: str = ""  # the code of its receipt, if one is wanted
    town: str = ""
    department: str = ""

    def compared(self, name: str) -> str:
        return self.town if name == "commune" else str(getattr(self, name))


def alike(value: str) -> str:
    """What two people who read one hand write alike: no capitals, accents, marks, nor order of first and last name."""
    folded = normal("NFKD", normal("NFKC", value).casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(sign if sign.isalnum() else " " for sign in folded if not unicodedata.combining(sign))
    return " ".join(sorted(kept.split()))


@dataclass(frozen=True)
class Keyed:
    """What is kept of a keying to compare another with: marks that tell nothing without their key."""

    college: str
    illegible: bool
    marks: Mapping[str, bytes]


def differing(first: Keyed | None, second: Keyed | None) -> tuple[str, ...]:
    """In what two keyings of a line differ, in the order of the sheet. None: the line was left blank."""
    if first is None or second is None:
        return () if first is second else ("kind",)
    if first.illegible or second.illegible:
        return () if first.illegible == second.illegible else ("kind",)
    found = {name for name in FIELDS if first.marks[name] != second.marks[name]}
    found |= {"college"} if first.college != second.college else set()
    return tuple(name for name in SAID if name in found)
