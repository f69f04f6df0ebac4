"""When a conversation ends, which answers the next map is drawn with, and when papers go. Nothing is drawn here."""

import json
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, delete, func, select

from forum.collectives.models import Collective, Pending
from forum.collectives.publication.actions import PUBLISHERS, Act, beware
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.opinion_map.conversations import queries
from forum.opinion_map.conversations.drawing import queries as drawn_from
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationMap,
    ConversationPaper,
    ConversationPhrase,
)
from forum.opinion_map.conversations.proposals.actions import erase, let_go
from forum.opinion_map.conversations.rules import admitted, kind, scope

AT_ONCE = 500  # papers of one statement


def after_slot(tx: Session, now: Now) -> None:
    """Take in what the slot brought, then close those whose last day is past. What was hidden or restored since the last
    map has it drawn again, of those that still go on: once it is over there is nothing left to measure a change from."""
    for conversation in queries.going(tx):
        before = conversation.turn
        admit(tx, conversation)
        drawn = drawn_from.left_out(tx, conversation.id)
        if (
            conversation.turn == before
            and drawn is not None
            and drawn != drawn_from.unseen(tx, conversation.id)
        ):
            conversation.turn += 1
            tx.add(conversation)
            tx.flush()
    close_due(tx, now)


def admit(tx: Session, conversation: Conversation) -> None:
    """Let new answers into the map, a college at a time and never fewer than k people's at once; the others wait for the
    next slot, or stay out if it is over: who ends it may hold all the rest of a smaller batch. What people took back leaves
    with such a batch too."""
    tx.flush()
    fresh, leaving = (_fresh(tx, conversation, gone=gone) for gone in (False, True))
    entering = admitted(fresh.values(), conversation.k)  # without whoever leaves: they may have come back
    _let_in(tx, [ident for ident, of in fresh.items() if of in entering], gone=False)
    _let_in(tx, [ident for ident, of in leaving.items() if of in entering], gone=True)
    if entering or conversation.state == "closed":
        conversation.turn += 1
        tx.add(conversation)
        tx.flush()


def _let_in(tx: Session, idents: Sequence[int], *, gone: bool) -> None:
    for begin in range(0, len(idents), AT_ONCE):
        which = col(ConversationPaper.id).in_(idents[begin : begin + AT_ONCE])
        renewed = update(ConversationPaper).where(which).values(told=ConversationPaper.answers, fresh=False)
        tx.connection().execute(delete(ConversationPaper).where(which) if gone else renewed)


Fresh = dict[int, tuple[str, str]]


def _fresh(tx: Session, conversation: Conversation, *, gone: bool) -> Fresh:
    """By key, each paper with answers that no map was drawn with: its college, and what letting it in would show."""
    paper, mine = ConversationPaper, ConversationPhrase.conversation_id == conversation.id
    phrases = tx.exec(select(func.count()).select_from(ConversationPhrase).where(mine)).one()
    query = select(paper.id, paper.college, paper.told, paper.answers).where(
        paper.conversation_id == conversation.id, col(paper.fresh).is_(True), col(paper.gone).is_(gone)
    )
    return {
        ident: (college, kind(told, answers, phrases))
        for ident, college, told, answers in tx.exec(query).all()
    }


def take_back(tx: Session, nul: bytes) -> None:
    """Whoever holds this nullifier leaves: at once the paper is nobody's. Were its answers to leave the map alone, the
    difference would be that person's whole paper, so they leave with the next k of their college who answer, or with all
    the others. A paper that no map was drawn with goes at once."""
    mine = col(ConversationPaper.nul) == nul
    paper = tx.exec(select(ConversationPaper).where(mine)).first()
    if paper is None:
        return
    if not paper.told:
        tx.delete(paper)
    else:
        paper.nul, paper.answers, paper.fresh, paper.gone = secrets.token_bytes(32), {}, True, True
        tx.add(paper)
    tx.flush()


def close_due(tx: Session, now: Now) -> int:
    """After a slot: those whose last day is past. The answers of that same slot are in already. How many."""
    ended = 0
    for conversation in queries.due(tx, now.today):
        minutes = by_id(tx, conversation.collective_id).slot_minutes
        if closing_moment(conversation.closes, minutes) <= now.epoch:
            close(tx, conversation, now)
            ended += 1
    return ended


def close_early(
    tx: Session, place: Place, conversation: Conversation, reason: str, now: Now, *, relaxed: bool = False
) -> None:
    """An organiser ends it before its day; the reason stays on the page."""
    beware([reason], relaxed=relaxed)
    close(tx, conversation, now, reason)
    log(tx, place.viewer, place.collective.id, "conversation.closed", conversation.title, now)


def close(tx: Session, conversation: Conversation, now: Now, reason: str = "") -> None:
    collective = by_id(tx, conversation.collective_id)
    _take_in_pending(tx, collective, conversation, now)
    shut = (
        update(Conversation)
        .where(col(Conversation.id) == conversation.id, col(Conversation.state) == "open")
        .values(state="closed", ended=now.today, reason=reason)
    )
    if tx.connection().execute(shut).rowcount != 1:  # two closings at once: one of them counts
        raise Closed(_("Cette carte est déjà close."))
    tx.refresh(conversation)
    let_go(tx, conversation, now.today)
    admit(tx, conversation)
    record(tx, "conversation.closed", collective.id, conversation.ref, conversation.title, now.today)


def _take_in_pending(tx: Session, collective: Collective, conversation: Conversation, now: Now) -> None:
    """What waits for its slot counts too, in an order that says nothing (keys are random)."""
    query = select(Pending).where(
        Pending.scope == scope(conversation.ref),
        Pending.kind == queries.KIND,
        Pending.state == "waiting",
    )
    for row in tx.exec(query.order_by(col(Pending.id))).all():
        act = Act(collective, row.kind, row.scope, row.nul, row.college, row.box, json.loads(row.payload))
        PUBLISHERS[row.kind](tx, act, now.today)
        tx.delete(row)
    tx.flush()


def erase_due(tx: Session, today: date) -> int:
    """Delete the papers whose days are over, and the exact counts that the last drawing, if it failed, left; what was told
    of them stays. How many conversations."""
    past = [one for one in queries.to_erase(tx) if erased_on(one) <= today]
    for conversation in past:
        where = col(ConversationPaper.conversation_id) == conversation.id
        tx.connection().execute(delete(ConversationPaper).where(where))
        drawn = update(ConversationMap).where(col(ConversationMap.conversation_id) == conversation.id)
        tx.connection().execute(drawn.values(kept={}, memory={}, weights={}))
        erase(tx, conversation)
        conversation.erased = today
        tx.add(conversation)
    tx.flush()
    return len(past)


def erased_on(conversation: Conversation) -> date:
    """The day the papers go: counted from the day it really ended, or will."""
    return (conversation.ended or conversation.closes) + timedelta(days=conversation.keep_days)
