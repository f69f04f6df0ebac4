"""Reads of conversations: the list, the phrases, one's own paper as far as it decides what is asked next, and the map."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select

from forum.collectives.models import COLLEGES, Collective, Pending
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.db import once
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.demands.models import Demand
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationMap,
    ConversationPaper,
    ConversationPhrase,
)
from forum.opinion_map.conversations.rules import DEMAND_STATES, next_one, scope
from forum.opinion_map.telling.rules import Told
from forum.texts.hidden import listed as shown
from forum.texts.kinds import address
from forum.texts.models import Document, Version

MOST = 200  # texts of a kind that the form offers
KIND = "opinion.paper"


# What each answer asks, written once: many people answer many phrases, and a statement costs as much to write as to run.
_FOUND = select(Conversation).where(
    Conversation.ref == bindparam("ref"), Conversation.collective_id == bindparam("collective")
)
_ASKED = (
    select(ConversationPhrase.id)
    .outerjoin(Document, col(Document.id) == ConversationPhrase.text_id)
    .where(
        ConversationPhrase.ref == bindparam("ref"),
        ConversationPhrase.conversation_id == bindparam("conversation"),
    )
    .where(col(ConversationPhrase.out).is_(False), col(ConversationPhrase.hidden).is_(False))
    .where(col(Document.hidden).is_not(True))
)
_ANSWERS = select(ConversationPaper.answers).where(
    ConversationPaper.conversation_id == bindparam("conversation"), ConversationPaper.nul == bindparam("nul")
)
_WAITING = select(Pending).where(
    Pending.kind == KIND,
    Pending.scope == bindparam("scope"),
    Pending.nul == bindparam("nul"),
    Pending.once == "",
)
_LOCKED = _WAITING.with_for_update()


@dataclass(frozen=True)
class Phrase:
    """What is asked: plain values. `words` are "" where moderation hid it, or its text, since: not named, not asked."""

    ref: str
    words: str
    url: str
    hidden: bool


@dataclass(frozen=True)
class Offer:
    """A text that may be asked about."""

    ref: str
    title: str


@dataclass(frozen=True)
class Turn:
    """What one person sees while they answer: the phrase asked now, those they answered, how many there are."""

    phrase: Phrase | None
    answered: Sequence[Phrase]
    count: int

    @property
    def again(self) -> bool:
        return self.phrase in self.answered


def taking(conversation: Conversation, now: Now) -> bool:
    """Whether answers are taken; between the last day and its slot it is over and not yet closed."""
    return conversation.state == "open" and now.today <= conversation.closes


def find(tx: Session, collective: Collective, ref: str) -> Conversation:
    found = tx.exec(_FOUND, params={"ref": ref, "collective": collective.id}).first()
    if found is None:
        raise NotFound
    return found


def listed(tx: Session, place: Place) -> Sequence[Conversation]:
    """Those that can be answered first, then the latest. The team also sees what is hidden."""
    query = select(Conversation).where(Conversation.collective_id == place.collective.id)
    if not place.may("organise"):
        query = query.where(col(Conversation.hidden).is_(False))
    order = (col(Conversation.state).desc(), col(Conversation.closes).desc(), col(Conversation.ref))
    return tx.exec(query.order_by(*order)).all()


def phrases(tx: Session, conversation: Conversation, slug: str) -> Sequence[Phrase]:
    """In the drawn order, those taken out included: they are columns of the map, and say nothing."""
    return once(
        tx, ("conversation phrases", conversation.id, slug), lambda tx: _phrases(tx, conversation.id, slug)
    )


def _phrases(tx: Session, ident: int, slug: str) -> list[Phrase]:
    same = and_(
        col(Version.text_id) == ConversationPhrase.text_id,
        col(Version.number) == ConversationPhrase.version,
    )
    query = (
        select(ConversationPhrase, Document, Version.fields)
        .outerjoin(Document, col(Document.id) == ConversationPhrase.text_id)
        .outerjoin(Version, same)
        .where(ConversationPhrase.conversation_id == ident)
    )
    rows = tx.exec(query.order_by(col(ConversationPhrase.position))).all()
    return [_phrase(slug, *row) for row in rows]


def _phrase(
    slug: str, row: ConversationPhrase, document: Document | None, fields: Mapping[str, str] | None
) -> Phrase:
    if row.out or row.hidden or (document is not None and document.hidden):
        return Phrase(row.ref, "", "", True)
    if document is None:
        return Phrase(row.ref, row.body, "", False)
    return Phrase(row.ref, (fields or {}).get("title", ""), address(slug, document), False)


def told_of(tx: Session, conversation: Conversation) -> Told:
    """The last map that was drawn: read, never computed. One that an older house wrote waits for its next drawing."""
    found = tx.exec(
        select(ConversationMap.told).where(ConversationMap.conversation_id == conversation.id)
    ).first()
    try:
        return Told.from_json(found) if found else Told.nothing(conversation.k)
    except ValueError:
        return Told.nothing(conversation.k)


def offers(tx: Session, collective: Collective) -> tuple[list[Offer], list[Offer]]:
    """The demands and the grievances that may be asked about, the latest first."""
    query = select(Document.ref, Document.title).where(Document.collective_id == collective.id, shown())
    order = (col(Document.day).desc(), col(Document.id).desc())
    demands = query.join(Demand, col(Demand.text_id) == Document.id).where(
        Document.kind == "demand", col(Demand.state).in_(DEMAND_STATES)
    )
    facts = query.where(Document.kind == "grievance")
    first, second = (tx.exec(one.order_by(*order).limit(MOST)).all() for one in (demands, facts))
    return [Offer(*row) for row in first], [Offer(*row) for row in second]


def askable(tx: Session, collective: Collective, refs: Sequence[str]) -> list[tuple[int, int]]:
    """(key, number of the current version) of those of `refs` that may be asked about."""
    demand = and_(col(Demand.text_id) == Document.id, col(Demand.state).in_(DEMAND_STATES))
    query = (
        select(Document.id, Document.number)
        .outerjoin(Demand, demand)
        .where(col(Document.ref).in_(refs), Document.collective_id == collective.id, shown())
        .where(or_(Document.kind == "grievance", col(Demand.text_id).is_not(None)))
    )
    return [(ident, number) for ident, number in tx.exec(query.order_by(Document.ref)).all()]


def is_asked(tx: Session, conversation: Conversation, ref: str) -> bool:
    """Whether this phrase is of this conversation, and not hidden."""
    return tx.exec(_ASKED, params={"ref": ref, "conversation": conversation.id}).first() is not None


def answers_of(tx: Session, conversation: Conversation, viewer: Viewer) -> dict[str, int]:
    """What this person has answered so far: what is in, and over it what waits for its slot."""
    mine = {"conversation": conversation.id, "nul": viewer.nul("vote", scope(conversation.ref))}
    waiting = waiting_of(tx, conversation, viewer)
    return {
        **(tx.exec(_ANSWERS, params=mine).first() or {}),
        **(json.loads(waiting.payload)["answers"] if waiting else {}),
    }


def waiting_of(
    tx: Session, conversation: Conversation, viewer: Viewer, *, lock: bool = False
) -> Pending | None:
    """What this person sent since the last slot. `lock`: two answers at once are added one after the other."""
    where = scope(conversation.ref)
    mine = {"scope": where, "nul": viewer.nul("vote", where)}
    return tx.exec(_LOCKED if lock else _WAITING, params=mine).first()


def turn_of(tx: Session, place: Place, conversation: Conversation, wanted: str = "") -> Turn:
    """The phrase to ask this person now; `wanted` names one, to answer it again."""
    asked = [p for p in phrases(tx, conversation, place.collective.slug) if not p.hidden]
    by_ref = {phrase.ref: phrase for phrase in asked}
    given = answers_of(tx, conversation, place.viewer) if place.viewer.key else {}
    answered = [phrase for phrase in asked if phrase.ref in given]
    chosen: str | None = wanted
    if wanted not in by_ref:
        weights = _weights(tx, conversation, place.college)
        chosen = next_one(list(by_ref), given, weights, _chance(place.viewer, conversation, len(answered)))
    return Turn(by_ref.get(chosen or ""), answered, len(asked))


def _weights(tx: Session, conversation: Conversation, college: str) -> Mapping[str, float]:
    return once(
        tx, ("conversation weights", conversation.id, college), lambda tx: _read(tx, conversation.id, college)
    )


def _read(tx: Session, ident: int, college: str) -> dict[str, float]:
    query = select(ConversationMap.phrases, ConversationMap.weights)
    row = tx.exec(query.where(ConversationMap.conversation_id == ident)).first()
    return dict(zip(row[0], row[1].get(college, []), strict=False)) if row else {}


def _chance(viewer: Viewer, conversation: Conversation, count: int) -> bytes:
    """This person's own, here, after so many answers: nothing is stored, and a page asked again asks the same."""
    secret = viewer.nul("vote", scope(conversation.ref)) if viewer.key else b""
    return hashlib.sha256(secret + count.to_bytes(4, "big")).digest()


def has_answered(tx: Session, conversation: Conversation, viewer: Viewer) -> bool:
    """For whoever holds the carnet alone, and never what was answered."""
    return bool(viewer.key) and bool(answers_of(tx, conversation, viewer))


def open_ones(tx: Session) -> Sequence[tuple[int, str, str, int]]:
    """(key, reference, title, collective) of those that still have papers: open, or closed and not erased yet."""
    columns = (Conversation.id, Conversation.ref, Conversation.title, Conversation.collective_id)
    return tx.exec(
        select(*columns).where(col(Conversation.erased).is_(None), col(Conversation.source) == "")
    ).all()


def going(tx: Session) -> Sequence[Conversation]:
    return tx.exec(
        select(Conversation).where(Conversation.state == "open").order_by(col(Conversation.id))
    ).all()


def due(tx: Session, today: date) -> Sequence[Conversation]:
    """Whose last day is past."""
    query = select(Conversation).where(Conversation.state == "open", Conversation.closes < today)
    return tx.exec(query.order_by(col(Conversation.closes), col(Conversation.id))).all()


def to_erase(tx: Session) -> Sequence[Conversation]:
    """Closed, and their papers still there: whose day has come, the caller says."""
    query = select(Conversation).where(Conversation.state == "closed", col(Conversation.erased).is_(None))
    return tx.exec(query.order_by(col(Conversation.id))).all()


def to_answer(tx: Session, places: Mapping[int, Place], today: date) -> Iterator[tuple[int, str, str, str]]:
    """For the quarter of an hour: of each open conversation, the phrase that this person would be asked now."""
    open_to = [id_ for id_, place in places.items() if not place.viewer.signed_in or place.may("vote")]
    query = select(Conversation).where(
        col(Conversation.collective_id).in_(open_to),
        Conversation.state == "open",
        Conversation.closes >= today,
        col(Conversation.hidden).is_(False),
    )
    for conversation in tx.exec(query.order_by(col(Conversation.closes), Conversation.ref)).all():
        place = places[conversation.collective_id]
        college = next((c for c in COLLEGES if c in place.roles), "")
        phrase = turn_of(tx, replace(place, college=college), conversation).phrase
        if phrase is not None:
            yield conversation.collective_id, "statement", phrase.words, f"carte/{conversation.ref}"
