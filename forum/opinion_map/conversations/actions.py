"""Opening a conversation, answering one phrase of it, and ending it early."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlmodel import Session, select

from forum.collectives.publication.actions import Act, beware, publishes, rewrite, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.opinion_map.conversations import queries
from forum.opinion_map.conversations.models import Conversation, ConversationPaper, ConversationPhrase
from forum.opinion_map.conversations.rules import (
    LEAST,
    LEAST_PHRASES,
    MOST_PHRASES,
    MOST_SIGNS,
    scope,
    too_long,
    twice,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Asking:
    """What an organiser asks: copied into the conversation for good. `refs`: texts whose titles are phrases too."""

    title: str
    question: str
    typed: Sequence[str]
    refs: Sequence[str]
    closes: date
    keep_days: int


def open_conversation(
    tx: Session,
    place: Place,
    asking: Asking,
    now: Now,
    draw: Callable[[int], int],
    *,
    relaxed: bool = False,
) -> Conversation:
    """A staff act, so public at once. The order of phrases is drawn: where one stood in the form tells nothing."""
    if wrong := {**_wrong_phrases(asking), **_wrong_day(asking.closes, now.today)}:
        raise Invalid(wrong)
    found = queries.askable(tx, place.collective, asking.refs)
    if len(found) < len(set(asking.refs)):
        said = _("Un des textes choisis n’est plus là, ou n’est pas de ce collectif.")
        raise Invalid({"refs": said})
    beware([asking.title, asking.question, *asking.typed], relaxed=relaxed)
    made = _written(tx, place, asking, now)
    phrases = [ConversationPhrase(conversation_id=made.id, position=0, body=body) for body in asking.typed]
    phrases += [
        ConversationPhrase(conversation_id=made.id, position=0, text_id=ident, version=number)
        for ident, number in found
    ]
    for position, phrase in enumerate(_drawn(phrases, draw), 1):
        phrase.position = position
        tx.add(phrase)
    record(tx, "conversation.opened", place.collective.id, made.ref, made.title, now.today)
    log(tx, place.viewer, place.collective.id, "conversation.opened", made.title, now)
    return made


def _written(tx: Session, place: Place, asking: Asking, now: Now) -> Conversation:
    made = Conversation(
        collective_id=place.collective.id,
        title=asking.title,
        question=asking.question,
        k=max(LEAST, place.collective.k),
        keep_days=asking.keep_days,
        opens=now.today,
        closes=asking.closes,
    )
    tx.add(made)
    tx.flush()
    return made


def _drawn(things: list[T], draw: Callable[[int], int]) -> list[T]:
    left = list(things)
    return [left.pop(draw(len(left))) for _one in things]


def _wrong_phrases(asking: Asking) -> dict[str, str]:
    if long := too_long(asking.typed):
        said = _("Phrase {number} : {n} signes au plus.")
        return {"phrases": said.format(number=long[0], n=MOST_SIGNS)}
    if again := twice(asking.typed):
        return {"phrases": _("La phrase {number} y est déjà.").format(number=again[0])}
    if not LEAST_PHRASES <= len(asking.typed) + len(set(asking.refs)) <= MOST_PHRASES:
        said = _("Il faut de {least} à {most} phrases, écrites ici ou choisies plus bas.")
        return {"phrases": said.format(least=LEAST_PHRASES, most=MOST_PHRASES)}
    return {}


def _wrong_day(closes: date, today: date) -> dict[str, str]:
    if closes <= today:
        return {"closes": _("Choisissez un jour à venir : il faut le temps de répondre.")}
    far = days.too_far("vote", closes, today)
    return {"closes": far} if far else {}


def check_open(conversation: Conversation, now: Now) -> None:
    if not queries.taking(conversation, now):
        raise Closed(_("Cette carte est terminée : on ne peut plus y répondre."))


def answer(tx: Session, place: Place, conversation: Conversation, ref: str, value: int, now: Now) -> None:
    """One phrase more on this person's paper. Until the slot it is one row that grows, whose number of answers says
    neither when they were given nor by whom; at the slot they go together onto their paper."""
    check_open(conversation, now)
    if not queries.is_asked(tx, conversation, ref):
        raise Invalid({"": _("Cette phrase n’est pas, ou n’est plus, sur cette carte. Rechargez la page.")})
    where = scope(conversation.ref)
    waiting = queries.waiting_of(tx, conversation, place.viewer, lock=True) if place.viewer.key else None
    before = json.loads(waiting.payload)["answers"] if waiting else {}
    paper = {"conversation": conversation.ref, "answers": {**before, ref: value}}
    if waiting is not None and waiting.state == "waiting":
        rewrite(tx, place, waiting, paper, [], now)
    else:
        submit(tx, place, now, queries.KIND, where, paper, label="vote", once=True, title=conversation.title)


@publishes(queries.KIND)
def _keep_paper(tx: Session, act: Act, _today: date) -> None:
    named = select(Conversation).where(
        Conversation.ref == act.payload["conversation"], Conversation.collective_id == act.collective.id
    )
    conversation = tx.exec(named).one()
    if conversation.state != "open":
        raise Closed(_("Cette carte est terminée : ces réponses n’ont pas pu être comptées."))
    mine = select(ConversationPaper).where(
        ConversationPaper.conversation_id == conversation.id, ConversationPaper.nul == act.nul
    )
    paper = tx.exec(mine).first() or ConversationPaper(
        conversation_id=conversation.id, nul=act.nul, college="", answers={}
    )
    answers = {**paper.answers, **act.payload["answers"]}
    if answers != paper.answers or act.college != paper.college:
        paper.college, paper.answers, paper.fresh = act.college, answers, True
        tx.add(paper)
    tx.flush()
