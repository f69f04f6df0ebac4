"""Reads: what looks like a text being written, and why; the closest pairs of a collective. Nothing asked is kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core import fetch
from forum.core.db import once
from forum.texts.french import best_sentence
from forum.texts.kinds import KINDS
from forum.texts.similar import rules

MOST = 5
BUDGET = 2_000  # places read for one question, all lists together
WEIGHED = 24  # texts weighed word by word
GUESSES = 3  # words spelt as nobody else does
SIMILAR = 80  # of 100: two spellings of one word
# The part of a text found in another, and in how many words, from which both may say one thing.
CLOSE, SHARED = 0.6, 4
RECENT, PAIRS = 100, 20


@dataclass(frozen=True)
class Reason:
    """A word that was typed, and the one that answers it in the other text: often the same."""

    mine: str
    theirs: str

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
        return self.part >= CLOSE and len(self.reasons) >= SHARED


@dataclass(frozen=True)
class _Found:
    """A candidate, weighed."""

    text_id: int
    shared: list[rules.Match]
    closeness: float


@dataclass(frozen=True)
class _Asked:
    """A question: its words, the phrases that would answer them, how many texts hold each root, what each is worth."""

    collective_id: int
    ideas: list[rules.Idea]
    phrases: set[rules.Phrase]
    counts: dict[str, int]
    weights: rules.Weights
    known: rules.Lexicon


def closest(tx: Session, collective: Collective, typed: str, most: int = MOST) -> list[Close]:
    """The texts closest to what is typed, best first; none that shares nothing with it."""
    asked = _asked(tx, collective.id, rules.words(typed[: rules.MOST_ASKED]))
    return _shown(tx, collective, asked, _weighed(tx, asked)[:most])


def lexicon_of(tx: Session, collective_id: int) -> rules.Lexicon:
    return rules.lexicon(lines_of(tx, collective_id))


def lines_of(tx: Session, collective_id: int) -> str:
    """The collective's own list, or the house's."""
    own = once(
        tx, ("synonyms", collective_id), lambda tx: fetch.asked(tx, _LINES, _LINES, {"of": collective_id})
    )
    return str(own[0][0]) if own else rules.default_synonyms()


_LINES = "SELECT lines FROM synonyms WHERE collective_id = :of"
_COUNTS = "SELECT root, n FROM root_count WHERE collective_id = :of AND root "
_LISTS = "SELECT root, substr(places, 1, :bytes) FROM root_count WHERE collective_id = :of AND root "
_TEXTS = "SELECT text_id, roots FROM root_text WHERE collective_id = :of AND place "
_JSON, _ARRAY = "IN (SELECT value FROM json_each(:wanted))", "= ANY(:wanted)"
_NEAR = "SELECT root FROM root_count WHERE collective_id = :of AND root >= :first AND root < :last LIMIT 500"


def _rows(tx: Session, query: str, collective_id: int, wanted: list[Any], **more: Any) -> Sequence[Any]:
    values = {"of": collective_id, "wanted": wanted, **more}
    return fetch.asked(tx, query + _JSON, query + _ARRAY, values)


def _asked(tx: Session, collective_id: int, said: list[tuple[str, str]]) -> _Asked:
    """What is asked and how much each word of it says. A word that nobody else spells so is read as its neighbour."""
    known = lexicon_of(tx, collective_id)
    asked = _counted(tx, collective_id, said, known)
    odd = [i.root for i in asked.ideas if len(i.root) > 4 and not (i.groups or asked.counts.get(i.root))]
    instead = {root: _near(tx, collective_id, root) for root in sorted(odd, key=len)[-GUESSES:]}
    if any(root != other for root, other in instead.items()):
        return _counted(tx, collective_id, [(instead.get(root, root), word) for root, word in said], known)
    return asked


def _counted(tx: Session, collective_id: int, said: list[tuple[str, str]], known: rules.Lexicon) -> _Asked:
    ideas = rules.ideas(said, known)
    phrases = {phrase for idea in ideas for group in idea.groups for phrase in known.groups[group]}
    wanted = {"", *(idea.root for idea in ideas), *(root for phrase in phrases for root in phrase)}
    counts = dict(_rows(tx, _COUNTS, collective_id, sorted(wanted)))
    weights = rules.Weights(counts, counts.get("", 0), known)
    return _Asked(collective_id, ideas, phrases, counts, weights, known)


def _near(tx: Session, collective_id: int, root: str) -> str:
    from rapidfuzz import fuzz, process

    values = {"of": collective_id, "first": root[:3], "last": root[:3] + "{"}
    rows = fetch.asked(tx, _NEAR, _NEAR, values)
    found = process.extractOne(root, [row[0] for row in rows], scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return found[0] if found else root


def _weighed(tx: Session, asked: _Asked) -> list[_Found]:
    """Candidates by the rarest of the words asked and of those that answer them, then each weighed whole, best first."""
    probes = {idea.root for idea in asked.ideas}
    probes |= {min(phrase, key=lambda root: asked.counts.get(root, 0)) for phrase in asked.phrases}
    lists = _lists(tx, asked.collective_id, rules.affordable(asked.counts, probes, BUDGET))
    best = rules.gathered(((asked.weights.of(root), places) for root, places in lists.items()), WEIGHED)
    rows = _rows(tx, _TEXTS, asked.collective_id, best) if best else []
    found = []
    for text_id, stored in rows:
        held = rules.Held.read(stored)
        shared = rules.matches(asked.ideas, held, asked.weights, asked.known)
        found.append(_Found(text_id, shared, rules.closeness(shared, held)))
    return sorted((one for one in found if one.shared), key=lambda one: -one.closeness)


def _lists(tx: Session, collective_id: int, chosen: list[str]) -> dict[str, Any]:
    """The places of each root."""
    rows = _rows(tx, _LISTS, collective_id, chosen, bytes=4 * BUDGET) if chosen else []
    return {root: rules.unpacked(data) for root, data in rows}


def _shown(tx: Session, collective: Collective, asked: _Asked, found: Sequence[_Found]) -> list[Close]:
    texts = _texts(tx, [one.text_id for one in found])
    every = sum(asked.weights.of(idea.root) for idea in asked.ideas) or 1.0
    return [
        _close(collective, *texts[one.text_id], one, asked, every) for one in found if one.text_id in texts
    ]


Row = tuple[str, str, str, date, dict[str, str]]  # ref, kind, title, day, fields


def _texts(tx: Session, ids: list[int]) -> dict[int, tuple[Row]]:
    """Those of the texts that are visible."""
    rows = fetch.asked(tx, _SHOWN + _JSON, _SHOWN + _ARRAY, {"wanted": ids})
    return {row[0]: ((*row[1:4], _day(row[4]), _fields(row[5])),) for row in rows}


_SHOWN = (
    "SELECT h.id, h.ref, h.kind, h.title, h.day, v.fields FROM text h "
    "JOIN version v ON v.text_id = h.id AND v.number = h.number WHERE NOT h.hidden AND h.elsewhere IS NULL AND h.id "
)


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _fields(value: Any) -> dict[str, str]:
    return json.loads(value) if isinstance(value, str) else value  # type: ignore[no-any-return]


def _close(collective: Collective, row: Row, one: _Found, asked: _Asked, every: float) -> Close:
    ref, kind, title, day, fields = row
    whole = rules.compared(kind, fields)
    theirs = dict(reversed(rules.words(f"{title} . {whole}")))
    mine = {idea.root: idea.word for idea in asked.ideas}
    ranked = sorted(one.shared, key=lambda match: -match[2])
    answers = [
        (theirs.get(answer[0], answer[0]) if len(answer) == 1 else asked.known.spelt[answer])
        for _root, answer, _worth in ranked
    ]
    said = {theirs[root]: worth for _root, answer, worth in ranked for root in answer if root in theirs}
    return Close(
        ref,
        kind,
        title,
        KINDS[kind].label,
        f"/c/{collective.slug}/{KINDS[kind].path}/{ref}",
        day,
        best_sentence(whole, said),
        tuple(Reason(mine[match[0]], answer) for match, answer in zip(ranked, answers, strict=True)),
        min(rules.total(one.shared) / every, 1.0),
    )


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
        said = rules.words(f"{title} . {rules.compared(kind, _fields(fields))}")
        asked = _counted(tx, collective.id, said, lexicon_of(tx, collective.id))
        near = [one for one in _weighed(tx, asked) if one.text_id != ident][:2]
        for close in _shown(tx, collective, asked, near):
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
