"""Third persons' data in a text, where it stands, and what could be written instead.

Rules and short lists, no model: they can be read, measured (`python -m tests.guard`) and mended by whoever keeps the house.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from forum.guard import facts, numbers, spelt
from forum.guard.names import rules as persons
from forum.guard.names import told
from forum.guard.names.cut import Words, fold

NAME = "name"


@dataclass(frozen=True)
class Finding:
    """Where, what it is, why it should go, and what may stand instead; `who`: one person, in several places."""

    start: int
    end: int
    kind: str
    advice: str
    proposal: str = ""
    who: str = ""


ADVICE = {
    **numbers.ADVICE,
    facts.ADDRESS: "Retirez cette adresse : elle mène à un domicile.",
    facts.BIRTH: "Retirez cette date : avec le reste, elle désigne une seule personne.",
    facts.FILE: "Retirez ce numéro de dossier : dans un service, il désigne une personne.",
    facts.AGE: "Élargissez cet âge : avec le lieu, il peut suffire à reconnaître un enfant.",
    facts.PLACE: "Élargissez ce lieu : avec l’âge, il peut suffire à reconnaître un enfant.",
    facts.SCHOOL: "Retirez le nom de cet établissement : il dit où trouver un enfant.",
    NAME: "Remplacez ce nom : la personne n’a pas choisi d’être citée.",
}
INSTEAD = {
    numbers.PHONE: "[téléphone]",
    numbers.EMAIL: "[adresse électronique]",
    numbers.NIR: "[numéro de sécurité sociale]",
    facts.ADDRESS: "[adresse]",
    facts.BIRTH: "[date]",
    facts.FILE: "[numéro]",
    facts.PLACE: "dans une commune",
    facts.SCHOOL: "[établissement]",
}
ROLES = {
    told.CHILD: "enfant",
    told.RELATIVE: "proche",
    told.FAMILY: "famille",
    told.COLLEAGUE: "collègue",
    told.WORKER: "professionnel·le",
    told.PERSON: "personne",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
GIVEN = re.compile(r"\[(enfant|proche|famille|collègue|professionnel·le|personne) ([A-Z]|\d+)\]")
BANDS = (
    (3, "moins de 3 ans"),
    (6, "3 à 5 ans"),
    (11, "6 à 10 ans"),
    (15, "11 à 14 ans"),
    (18, "15 à 17 ans"),
)
Span = tuple[int, int, str, str, str]  # start, end, kind, role, key


def find(text: str) -> list[Finding]:
    """What to show before publishing, in the order of the text; findings never overlap."""
    return look([text])[0]


def look(texts: Sequence[str]) -> list[list[Finding]]:
    """The same for texts that are published together: one person has one label in all of them."""
    cut = [Words(text) for text in texts]
    names = [persons.find(words) for words in cut]
    known = persons.known([name for found in names for name in found])
    labels = _Labels(texts)
    return [
        labels.findings(words.text, _apart(_spans(words, [*found, *persons.again(words, known, found)])))
        for words, found in zip(cut, names, strict=True)
    ]


def _spans(words: Words, names: list[told.Name]) -> Iterable[Span]:
    """What is surest comes first: of two that overlap, the first stands."""
    text, named = words.text, sorted(name.start for name in names)
    ends = sorted(name.end for name in names)
    for start, end, kind in (*numbers.find(text), *facts.find(text, words.plain, named, ends)):
        yield start, end, kind, "", ""
    for start, end in spelt.phones(words.plain):
        yield start, end, numbers.PHONE, "", ""
    for name in names:
        yield name.start, name.end, NAME, name.role, name.key


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap none before them, in the order of the text."""
    taken = bytearray()
    kept: list[Span] = []
    for span in spans:
        start, end = span[:2]
        if len(taken) < end:
            taken.extend(bytes(end - len(taken)))
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(span)
    return sorted(kept)


class _Labels:
    """[enfant A], [enfant B]… in the order in which they come; letters that the texts use already are taken."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._taken = {label for text in texts for label in GIVEN.findall(text)}
        self._known: dict[str, str] = {}

    def findings(self, text: str, spans: list[Span]) -> list[Finding]:
        return [
            Finding(start, end, kind, ADVICE[kind], self._instead(text[start:end], kind, role, key), key)
            for start, end, kind, role, key in spans
        ]

    def _instead(self, written: str, kind: str, role: str, key: str) -> str:
        if kind == facts.AGE:
            return band(written)
        if kind != NAME:
            return INSTEAD[kind]
        if key not in self._known:
            self._known[key] = f"[{ROLES[role]} {self._letter(ROLES[role])}]"
        return self._known[key]

    def _letter(self, word: str) -> str:
        free = (letter for letter in LETTERS if (word, letter) not in self._taken)
        letter = next(free, "") or next(str(n) for n in count(27) if (word, str(n)) not in self._taken)
        self._taken.add((word, letter))
        return letter


def band(written: str) -> str:
    """« 7 ans » → « 6 à 10 ans »; « 18 mois » → « moins de 3 ans »."""
    years = facts.years(fold(written))
    return next((said for limit, said in BANDS if years < limit), "18 à 20 ans")
