"""Reads: which texts of a collective look like a question, weighed, best first. Nothing asked is kept.

Sums over all texts choose some of them; these alone are read and weighed word by word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from forum.texts.similar import rules
from forum.texts.similar.index import queries as read
from forum.texts.similar.words import lexicon, planes, senses

WEIGHED = 12  # texts weighed word by word
LEANING, MEANT = 48, 12  # texts about the same thing: looked at, weighed too
GUESSES = 3  # words spelt as nobody else does
SIMILAR = 80  # of 100: two spellings of one word


class Found(NamedTuple):
    """A candidate, weighed."""

    text_id: int
    held: rules.Held
    shared: list[rules.Match]
    closeness: float
    meant: float


@dataclass(frozen=True)
class Asked:
    """A question: its words, what each is worth, and the texts that hold those that choose, or what answers them."""

    index: read.Index
    plan: rules.Plan
    weighed: Sequence[tuple[int, int]]
    sense: senses.Sense


def ask(tx: Session, collective_id: int, said: list[tuple[str, str]], guess: bool = True) -> Asked | None:
    """What is asked and how much each word of it says. A word that nobody else spells so is read as its neighbour.

    All words are counted; the texts are read of those alone that choose, which are the rarest.
    """
    index = read.index_of(tx, collective_id)
    if index is None:
        return None
    ideas = lexicon.ideas(said, index.known)
    held = read.counts(tx, index, [idea.root for idea in ideas])
    if guess and (instead := _misspelt(tx, index, ideas, held)):
        said = [(instead.get(root, root), word) for root, word in said]
        ideas = lexicon.ideas(said, index.known)
        held |= read.counts(tx, index, list(instead.values()))
    groups = read.groups(tx, index, {key for idea in ideas for key in idea.lines})
    plan = rules.plan(
        ideas, rules.Weights(held | {key: n for key, (n, _bits) in groups.items()}, index.total)
    )
    choosing = plan.choosing
    bits = read.holding(tx, index, [idea.root for idea, *_rest in choosing if idea.root in held])
    bits |= {key: groups[key][1] for _idea, _worth, lines in choosing for key, _value in lines}
    return Asked(index, plan, rules.weighed(choosing, bits), senses.read_of([root for root, _word in said]))


def _misspelt(
    tx: Session, index: read.Index, ideas: Sequence[lexicon.Idea], held: Mapping[str, int]
) -> dict[str, str]:
    """Words that nobody else spells so → how they are spelt."""
    odd = [i.root for i in ideas if len(i.root) > 4 and not (i.lines or held.get(i.root))][:GUESSES]
    instead = {root: _near(tx, index, root) for root in odd}
    return {root: other for root, other in instead.items() if root != other}


def _near(tx: Session, index: read.Index, root: str) -> str:
    """The root of the collective or of its list that is spelt nearly so, or the same."""
    from rapidfuzz import fuzz, process

    here = [
        *read.beginning_with(tx, index.collective_id, root[:3]),
        *lexicon.beginning_with(index.known, root[:3]),
    ]
    found = process.extractOne(root, here, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return found[0] if found else root


def weighed(tx: Session, asked: Asked) -> list[Found]:
    """The best of the sums over all texts, by words and by what they are about, each weighed whole, best first."""
    by_words = planes.best(planes.summed(asked.weighed), asked.index.stretches, WEIGHED)
    leaning = _leaning(tx, asked)
    texts = read.texts(tx, asked.index, {*by_words, *leaning}) if by_words or leaning else {}
    turned = {
        place: senses.angle(asked.sense, senses.read(rules.Held.sense_in(stored)))
        for place, (_id, stored) in texts.items()
    }
    near = sorted(turned, key=lambda place: -turned[place])[:MEANT]
    found = [_found(asked, *texts[place], turned[place]) for place in {*by_words, *near} & texts.keys()]
    told = [one for one in found if one.shared or any(loose(one, asked))]
    return sorted(told, key=lambda one: -(one.closeness + rules.MEANT * one.meant))


def _leaning(tx: Session, asked: Asked) -> list[int]:
    """The places of the texts that lean as the question does."""
    leant = senses.leaning(asked.sense)
    sides = read.sides(tx, asked.index) if leant else ()
    if not sides:
        return []
    total = asked.index.total
    return planes.first(planes.summed(senses.weighed(leant, sides, total)), LEANING)


def _found(asked: Asked, text_id: int, stored: str, meant: float) -> Found:
    held = rules.Held.read(stored)
    held = held.said_in(asked.index.known) if asked.index.stale else held
    shared = rules.matches(asked.plan, held)
    return Found(text_id, held, shared, rules.closeness(asked.plan, shared, held), meant)


def loose(one: Found, asked: Asked) -> Iterator[tuple[str, str]]:
    """(root typed, root of the text) for words that are only said together."""
    known, every = senses.senses(), one.held.every
    told = {mine for mine, _theirs, _worth in one.shared}
    for idea, _worth, _lines in asked.plan.words:
        if idea.root not in told and (theirs := known.answer(idea.root, every)):
            yield idea.root, theirs
