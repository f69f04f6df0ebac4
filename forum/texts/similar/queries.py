"""Reads: what looks like a text being written, and why; the closest pairs of a collective. Nothing asked is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core import fetch
from forum.texts.french import best_sentence
from forum.texts.kinds import KINDS
from forum.texts.similar import rules
from forum.texts.similar.index import queries as read
from forum.texts.similar.words import lexicon, planes, senses
from forum.texts.similar.words.roots import spelt, words

MOST = 5
WEIGHED, LEANING, MEANT = (
    16,
    48,
    16,
)  # texts weighed word by word; about the same thing: looked at, weighed too
LOOSE = (
    1.0  # what a word that is only said together with one of a sentence is worth, when the sentence is chosen
)
REASONS = 8  # words told, those that say most
GUESSES = 3  # words spelt as nobody else does
SIMILAR = 80  # of 100: two spellings of one word
# The part of a text found in another, and in how many words, from which both may say one thing.
CLOSE, SHARED = 0.6, 4
RECENT, PAIRS = 100, 20


@dataclass(frozen=True)
class Reason:
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


@dataclass(frozen=True)
class _Found:
    """A candidate, weighed."""

    text_id: int
    held: rules.Held
    shared: list[rules.Match]
    closeness: float
    meant: float


@dataclass(frozen=True)
class _Asked:
    """A question: its words, what each is worth, and the texts that hold them or what answers them."""

    index: read.Index
    plan: rules.Plan
    bits: Mapping[str, int]
    sense: Sequence[int]


def closest(tx: Session, collective: Collective, typed: str, most: int = MOST) -> list[Close]:
    """The texts closest to what is typed, best first; none that shares nothing with it."""
    asked = _asked(tx, collective.id, words(typed[: rules.MOST_ASKED]))
    return _shown(tx, collective, asked, _weighed(tx, asked)[:most]) if asked else []


def _asked(tx: Session, collective_id: int, said: list[tuple[str, str]], guess: bool = True) -> _Asked | None:
    """What is asked and how much each word of it says. A word that nobody else spells so is read as its neighbour."""
    index = read.index_of(tx, collective_id)
    if index is None:
        return None
    ideas = lexicon.ideas(said, index.known)
    found = read.lists(tx, index, ideas)
    odd = (
        [i.root for i in ideas if len(i.root) > 4 and not (i.lines or found.held.get(i.root))]
        if guess
        else []
    )
    instead = {root: _near(tx, index, root) for root in odd[:GUESSES]}
    if any(root != other for root, other in instead.items()):
        return _asked(tx, collective_id, [(instead.get(root, root), word) for root, word in said], False)
    plan = rules.plan(ideas, rules.Weights(found.held, index.total))
    return _Asked(index, plan, found.bits, senses.read_of([root for root, _word in said]))


def _near(tx: Session, index: read.Index, root: str) -> str:
    """The root of the collective or of its list that is spelt nearly so, or the same."""
    from rapidfuzz import fuzz, process

    here = [
        *read.beginning_with(tx, index.collective_id, root[:3]),
        *lexicon.beginning_with(index.known, root[:3]),
    ]
    found = process.extractOne(root, here, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return found[0] if found else root


def _weighed(tx: Session, asked: _Asked) -> list[_Found]:
    """The best of the sums over all texts, by words and by what they are about, each weighed whole, best first."""
    sums = planes.summed(rules.weighed(asked.plan, asked.bits))
    by_words = planes.best(sums, asked.index.stretches, WEIGHED)
    leaning = _leaning(tx, asked)
    texts = read.texts(tx, asked.index, {*by_words, *leaning}) if by_words or leaning else {}
    turned = {
        place: senses.angle(asked.sense, senses.read(held.sense)) for place, (_id, held) in texts.items()
    }
    near = sorted(turned, key=lambda place: -turned[place])[:MEANT]
    found = [_found(asked, *texts[place], turned[place]) for place in {*by_words, *near} & texts.keys()]
    told = [one for one in found if one.shared or _loose(one, asked)]
    return sorted(told, key=lambda one: -(one.closeness + rules.MEANT * one.meant))


def _leaning(tx: Session, asked: _Asked) -> list[int]:
    """The places of the texts that lean as the question does."""
    leant = senses.leaning(asked.sense)
    sides = read.sides(tx, asked.index) if leant else ()
    if not sides:
        return []
    total = asked.index.total
    return planes.first(planes.summed(senses.weighed(leant, sides, total)), LEANING)


def _found(asked: _Asked, text_id: int, held: rules.Held, meant: float) -> _Found:
    held = held.said_in(asked.index.known) if asked.index.stale else held
    shared = rules.matches(asked.plan, held)
    return _Found(text_id, held, shared, rules.closeness(asked.plan, shared, held), meant)


def _loose(one: _Found, asked: _Asked) -> list[tuple[str, str]]:
    """(root typed, root of the text) for words that are only said together."""
    known, every = senses.senses(), one.held.every
    told = {mine for mine, _theirs, _worth in one.shared}
    pairs = [
        (idea.root, known.answer(idea.root, every))
        for idea, _worth, _lines in asked.plan
        if idea.root not in told
    ]
    return [(mine, theirs) for mine, theirs in pairs if theirs]


def _shown(tx: Session, collective: Collective, asked: _Asked, found: Sequence[_Found]) -> list[Close]:
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


def _close(collective: Collective, row: Row, one: _Found, asked: _Asked, worth: Mapping[str, float]) -> Close:
    ref, kind, title, day, fields = row
    whole = rules.compared(kind, fields)
    sure = sorted(one.shared, key=lambda match: -match[2])[:REASONS]
    loose = [(*pair, LOOSE) for pair in _loose(one, asked)[: REASONS - len(sure)]]
    ranked = [*sure, *loose]
    phrases = [*_phrases(one.held, sure, asked), *((found,) for _mine, found, _worth in loose)]
    theirs = spelt(f"{title} . {whole}", {root for phrase in phrases for root in phrase})
    mine = {idea.root: idea.word for idea, _worth, _lines in asked.plan}
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
                mine[match[0]],
                asked.index.known.spelt.get(phrase) or theirs.get(phrase[0], phrase[0]),
                at >= len(sure),
            )
            for at, (match, phrase) in enumerate(zip(ranked, phrases, strict=True))
        ),
        rules.part(worth, one.shared),
    )


def _phrases(held: rules.Held, ranked: Sequence[rules.Match], asked: _Asked) -> list[lexicon.Phrase]:
    """What answers each word in a text: the same root, or an expression of the shortest of the lines they share."""
    sequence, every, here = held.sequence, held.every, held.lines.split()
    shared = {idea.root: set(idea.lines).intersection(here) for idea, _worth, _lines in asked.plan}
    found: list[lexicon.Phrase] = []
    for mine, theirs, _worth in ranked:
        lines = [asked.index.known.lines[key] for key in shared[mine]] if mine != theirs else []
        line = min(lines, key=lambda line: (line.size, line.key), default=None)
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
        asked = _asked(tx, collective.id, said, guess=False)
        near = [one for one in _weighed(tx, asked) if one.text_id != ident][:2] if asked else []
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
