"""Reads: what looks like a text being written, and why; the closest pairs of a collective. Nothing asked is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core import fetch
from forum.texts.french import best_sentence
from forum.texts.kinds import KINDS
from forum.texts.similar import rules
from forum.texts.similar.index import queries as read
from forum.texts.similar.weighing.queries import Asked, Found, ask, loose, weighed
from forum.texts.similar.words import lexicon
from forum.texts.similar.words.roots import spelt, words

MOST = 5
LOOSE = (
    1.0  # what a word that is only said together with one of a sentence is worth, when the sentence is chosen
)
REASONS = 8  # words told, those that say most
# The part of a text found in another, and in how many words, from which both may say one thing.
CLOSE, SHARED = 0.6, 4
RECENT, PAIRS = 100, 20


class Reason(NamedTuple):
    """A word that was typed, and the one that answers it in the other text: often the same.

    `loose`: they are only said together; two texts do not say one thing by that.
    """

    mine: str
    theirs: str
    loose: bool = False

    @property
    def same(self) -> bool:
        return self.mine.lower() == self.theirs.lower()


@dataclass(frozen=True)
class Close:
    """A text that looks like another. `part`: how much of what the other says it says too, from 0 to 1."""

    ref: str
    kind: str
    title: str
    label: str
    url: str
    day: date
    sentence: str
    reasons: tuple[Reason, ...]
    part: float

    @property
    def very(self) -> bool:
        return self.part >= CLOSE and sum(not reason.loose for reason in self.reasons) >= SHARED


def closest(tx: Session, collective: Collective, typed: str, most: int = MOST) -> list[Close]:
    """The texts closest to what is typed, best first; none that shares nothing with it."""
    asked = ask(tx, collective.id, words(typed[: rules.MOST_ASKED]))
    return _shown(tx, collective, asked, weighed(tx, asked)[:most]) if asked else []


def _shown(tx: Session, collective: Collective, asked: Asked, found: Sequence[Found]) -> list[Close]:
    texts = _texts(tx, [one.text_id for one in found])
    worth = rules.worths(asked.plan)
    return [
        _close(collective, *texts[one.text_id], one, asked, worth) for one in found if one.text_id in texts
    ]


Row = tuple[str, str, str, date, dict[str, str]]  # ref, kind, title, day, fields


def _texts(tx: Session, ids: list[int]) -> dict[int, tuple[Row]]:
    """Those of the texts that are visible."""
    rows = read.among(tx, _SHOWN, ids)
    return {row[0]: ((*row[1:4], _day(row[4]), _fields(row[5])),) for row in rows}


_SHOWN = (
    "SELECT h.id, h.ref, h.kind, h.title, h.day, v.fields FROM text h "
    "JOIN version v ON v.text_id = h.id AND v.number = h.number WHERE NOT h.hidden AND h.elsewhere IS NULL AND h.id "
)


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _fields(value: Any) -> dict[str, str]:
    return json.loads(value) if isinstance(value, str) else value  # type: ignore[no-any-return]


def _close(collective: Collective, row: Row, one: Found, asked: Asked, worth: Mapping[str, float]) -> Close:
    ref, kind, title, day, fields = row
    whole = rules.compared(kind, fields)
    sure = sorted(one.shared, key=lambda match: -match[2])[:REASONS]
    only_near = [(*pair, LOOSE) for pair in islice(loose(one, asked), REASONS - len(sure))]
    ranked = [*sure, *only_near]
    phrases = [*_phrases(one.held, sure, asked), *((found,) for _mine, found, _worth in only_near)]
    theirs = spelt(f"{title} . {whole}", {root for phrase in phrases for root in phrase})
    return Close(
        ref,
        kind,
        title,
        KINDS[kind].label,
        f"/c/{collective.slug}/{KINDS[kind].path}/{ref}",
        day,
        best_sentence(whole, _worths(ranked, phrases, theirs)),
        tuple(
            Reason(
                asked.plan.word(match[0]),
                asked.index.known.spelt.get(phrase) or theirs.get(phrase[0], phrase[0]),
                at >= len(sure),
            )
            for at, (match, phrase) in enumerate(zip(ranked, phrases, strict=True))
        ),
        rules.part(worth, one.shared),
    )


def _phrases(held: rules.Held, ranked: Sequence[rules.Match], asked: Asked) -> list[lexicon.Phrase]:
    """What answers each word in a text: the same root, or an expression of the shortest of the lines they share."""
    sequence, every, here = held.sequence, held.every, set(held.lines.split())
    known, plan = asked.index.known.lines, asked.plan
    found: list[lexicon.Phrase] = []
    for mine, theirs, _worth in ranked:
        keys = here.intersection(plan.words[plan.ranks[mine]][0].lines) if mine != theirs else ()
        line = min((known[key] for key in keys), key=lambda line: (line.size, line.key), default=None)
        found.append((line and line.answer(sequence, every)) or (theirs,))
    return found


def _worths(
    ranked: Sequence[rules.Match], phrases: Sequence[lexicon.Phrase], theirs: Mapping[str, str]
) -> dict[str, float]:
    """What each word of the other text, as it is written, is worth here."""
    pairs = [(match[2], root) for match, phrase in zip(ranked, phrases, strict=True) for root in phrase]
    return {theirs[root]: worth for worth, root in pairs if root in theirs}


@dataclass(frozen=True)
class Pair:
    """Two texts of one kind that look alike."""

    title: str
    url: str
    close: Close


def pairs(tx: Session, collective: Collective) -> list[Pair]:
    """The closest pairs that the latest texts of a collective make with any other, the closest first."""
    found: dict[frozenset[str], Pair] = {}
    for ident, ref, kind, title, fields in fetch.asked(tx, _LATEST, _LATEST, _latest(collective)):
        said = words(f"{title} . {rules.compared(kind, _fields(fields))}")
        asked = ask(tx, collective.id, said, guess=False)
        near = [one for one in weighed(tx, asked) if one.text_id != ident][:2] if asked else []
        for close in _shown(tx, collective, asked, near) if asked else ():
            if close.very and close.kind == kind:
                url = f"/c/{collective.slug}/{KINDS[kind].path}/{ref}"
                found.setdefault(frozenset((ref, close.ref)), Pair(title, url, close))
    return sorted(found.values(), key=lambda pair: -pair.close.part)[:PAIRS]


def _latest(collective: Collective) -> dict[str, Any]:
    return {"of": collective.id, "many": RECENT}


_LATEST = (
    "SELECT h.id, h.ref, h.kind, h.title, v.fields FROM text h "
    "JOIN version v ON v.text_id = h.id AND v.number = h.number "
    "WHERE h.collective_id = :of AND h.kind IN ('grievance', 'demand') AND NOT h.hidden AND h.elsewhere IS NULL "
    "ORDER BY h.day DESC, h.id DESC LIMIT :many"
)
