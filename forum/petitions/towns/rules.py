"""How a commune is written: what two spellings have in common, what is sealed, what is asked. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.core.letters import normal
from forum.petitions.shown.rules import departments

# Inhabited, and no departments: they stand on no map of ours.
BEYOND = {
    "975": "Saint-Pierre-et-Miquelon",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
}
KEEP = "keep"
FOLLOWS = "|"  # in a form, the place that the commune says: no place may have this code
ARTICLES = ("le", "la", "les", "l")
_MARKS = re.compile("[\u0300-\u036f]+")
_BRACKETED = re.compile(r" \([^()]*\)$")
_BLANKS = re.compile(r"[^a-z0-9\n]+")
_RANK = re.compile(r"\b(\d{1,2})(?: ?(?:er|eme|ieme|e))?(?: (?:arrondissement|arrdt|ardt|arr))?\b")
_SHORT = re.compile(r"\b(?:stes?|sts?|lez|s/s|s/)(?=\b|\W)")
_WHOLE = {
    "st": "saint",
    "sts": "saints",
    "ste": "sainte",
    "stes": "saintes",
    "lez": "les",
    "s/": "sur ",
    "s/s": "sous ",
}


def fold(text: str) -> str:
    """Without capitals, accents, hyphens, « St » nor « 3e ». A line stays a line: the whole list is folded at once."""
    plain = normal("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = _MARKS.sub("", plain).encode("ascii", "replace").decode()  # what is left stands for a blank
    plain = _BLANKS.sub(" ", _SHORT.sub(lambda found: _WHOLE[found[0]], plain))
    return _RANK.sub(r"\1", plain.replace(" \n", "\n").replace("\n ", "\n").strip())


def bare(words: Sequence[str]) -> Sequence[str]:
    """Without the article that it begins with."""
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


@lru_cache(maxsize=1)
def department_names() -> Mapping[str, str]:
    return {code: one.name for code, one in departments().items()} | BEYOND


@lru_cache(maxsize=1)
def _said() -> Mapping[str, frozenset[str]]:
    """Number or folded name, with its article or without → the departments that it says."""
    found = {"20": frozenset({"2A", "2B"})}
    for code, name in department_names().items():
        words = fold(name).split()
        found |= dict.fromkeys((code.lower(), " ".join(words), " ".join(bare(words))), frozenset({code}))
    return found


def departments_said(words: Sequence[str]) -> frozenset[str]:
    return _said().get(" ".join(words), frozenset())


@dataclass(frozen=True, slots=True)
class Town:
    """`part_of`: the commune that a former one, or an arrondissement, is a part of today."""

    name: str
    code: str
    postal: tuple[str, ...] = ()
    thousands: int = 0
    part_of: str = ""

    @property
    def department(self) -> str:
        return self.code[: 3 if self.code.startswith(("97", "98")) else 2]

    @property
    def label(self) -> str:
        """As it is sealed: « Lille (Nord) »."""
        return f"{self.name} ({department_names()[self.department]})".replace("'", "’")

    @property
    def ref(self) -> str:
        """What stands for it in a form: a former commune may have the code of the new one."""
        return f"{self.code}-" if self.part_of else self.code


@dataclass(frozen=True, slots=True)
class Found:
    """`known`: one at least is called so; else these are only near. `sure`: it is one, and no other could be meant."""

    towns: tuple[Town, ...] = ()
    known: bool = False

    @property
    def sure(self) -> bool:
        return self.known and len(self.towns) == 1


@dataclass(frozen=True, slots=True)
class Said:
    """What is sealed, the official name in it (or what was typed), and its department ("" where none follows)."""

    text: str = ""
    name: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    typed: str
    found: Found


def settled(find: Callable[[str], Found], typed: str, chosen: str, asked: str) -> Said | Question:
    """What somebody means. `chosen` answers a question about `asked`: it holds for what was typed then, and that alone."""
    if not typed:
        return Said()
    found = find(typed)
    if asked == typed:
        if chosen == KEEP:
            return Said(typed, typed)
        for one in found.towns:
            if one.ref == chosen:
                return Said(one.label, one.name, one.department)
    return read(found, typed) if found.sure else Question(typed, found)


def read(found: Found, typed: str) -> Said:
    """Where nobody can be asked, as on paper: the commune if it is sure, or else what was typed. Nothing is guessed."""
    if not found.sure:
        return Said(typed, typed)
    one = found.towns[0]
    return Said(one.label, one.name, one.department)


def compared(find: Callable[[str], Found], said: Said) -> str:
    """How two who type it are compared: « Lille » and « lille (59) » are one, two « Saint-Denis » are not."""
    return said.name if not said.department or find(said.name).sure else said.text


def place_key(place: str) -> str:
    """What two ways to say where somebody lives have in common: « Lille », and « Lille (Nord) »."""
    name = _BRACKETED.sub("", place)
    return fold(name) or " ".join(name.split()).casefold()
