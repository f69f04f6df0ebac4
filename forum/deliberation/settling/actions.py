"""Asking the group to settle a proposal that nobody answers, or on which its authors disagree; voting, counting once."""

import json
from datetime import date

from sqlmodel import Session, col, delete, select

from forum.collectives.models import Pending
from forum.collectives.publication.actions import PUBLISHERS, Act, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.rules import told
from forum.deliberation.settling import queries, rules
from forum.deliberation.settling.models import AmendmentPaper, AmendmentVote
from forum.texts.actions import standing, tell
from forum.texts.amendments.actions import accept, check_open
from forum.texts.amendments.messages import worth_of
from forum.texts.amendments.queries import operations_of
from forum.texts.authors import queries as authors
from forum.texts.models import Amendment, Document


def over() -> str:
    return _("Ce vote est terminé : on ne peut plus y mettre de bulletin.")


def ask(tx: Session, place: Place, document: Document, amendment: Amendment, worth: str, now: Now) -> None:
    """Ask for a vote; `worth` is what the proposal is worth on today's text. Closed, with the reason, if it cannot be."""
    check_open(tx, document)
    if not (place.may("vote") or place.may("organise")):
        place.require("vote")
    found = queries.settling(tx, place, amendment, worth, now.today)
    if found.vote is not None:
        raise Closed(_("Un vote a déjà été demandé sur cette proposition."))
    if not found.askable:
        raise Closed(
            _(
                "On ne peut pas demander de vote sur cette proposition : elle a sa réponse, ne s’applique plus au texte, "
                "ou son auteur·rice a encore du temps pour répondre."
            )
        )
    said, scope = {"amendment": amendment.ref}, rules.asking_scope(amendment.ref)
    submit(tx, place, now, "settling", scope, said, label="vote", once=True, title=document.title)


@publishes("settling")
def _open(tx: Session, act: Act, today: date) -> None:
    amendment, document = _named(tx, act)
    if amendment.state != "open" or amendment.hidden or document.hidden:
        raise Closed(_("Cette proposition a déjà reçu sa réponse, ou la modération l’a masquée."))
    check_open(tx, document)
    _begin(tx, document, amendment, _unanswered(), today)


def disagreed(tx: Session, document: Document, amendment: Amendment, today: date) -> None:
    """The authors of a text do not agree on a proposal, or nobody but its proposer wants it: the group votes at once.

    Unless it no longer applies to the text.
    """
    if worth_of(tx, document, amendment)[-1] != "applies":
        return
    apart = len({row.verdict for row in authors.answers(tx, amendment)}) > 1
    said = _disagreeing() if apart else _unanswered()
    _begin(tx, document, amendment, said, today, disagreed=apart)


def _disagreeing() -> str:
    return _("Les auteur·rices ne sont pas d’accord sur une proposition de changement : le collectif vote.")


def _unanswered() -> str:
    return _("Une proposition de changement est soumise au vote du collectif, faute de réponse.")


def _begin(
    tx: Session, document: Document, amendment: Amendment, said: str, today: date, *, disagreed: bool = False
) -> None:
    if queries.of(tx, amendment) is not None:
        return  # two people asked before the same slot, or it was voted on already: one vote
    vote = AmendmentVote(
        amendment_id=amendment.id,
        opens=today,
        closes=rules.last_day(today),
        quorum_percent=rules.RULE.quorum_percent,
        threshold_percent=rules.RULE.threshold_percent,
        disagreed=disagreed,
    )
    tx.add(vote)
    tx.flush()
    for box in _boxes(tx, document, amendment):
        tell(tx, document.thread, box, document.title, said, today)
    record(tx, "amendment.voted", document.collective_id, document.ref, document.title, today)


def _boxes(tx: Session, document: Document, amendment: Amendment) -> list[bytes]:
    """Who is told: the one who proposed, and each author, once each."""
    return list(dict.fromkeys([amendment.box, *(one.box for one in authors.of(tx, document))]))


def _named(tx: Session, act: Act) -> tuple[Amendment, Document]:
    query = select(Amendment, Document).join(Document, col(Document.id) == Amendment.text_id)
    return tx.exec(
        query.where(Amendment.ref == act.payload["amendment"], Document.collective_id == act.collective.id)
    ).one()


def vote(tx: Session, place: Place, document: Document, amendment: Amendment, choice: str, now: Now) -> None:
    """Put a paper in; the latest one of each person stands until the last day."""
    found = queries.of(tx, amendment)
    if found is None or not queries.taking(found, amendment, now.today):
        raise Closed(over())
    paper = {"amendment": amendment.ref, "choice": choice}
    scope = rules.scope(amendment.ref)
    submit(tx, place, now, "settling.paper", scope, paper, label="vote", once=True, title=document.title)


@publishes("settling.paper")
def _count(tx: Session, act: Act, _today: date) -> None:
    amendment, _document = _named(tx, act)
    found = queries.of(tx, amendment)
    if found is None or found.state != "open":
        raise Closed(over())
    known = select(AmendmentPaper).where(AmendmentPaper.vote_id == found.id, AmendmentPaper.nul == act.nul)
    paper = tx.exec(known).first() or AmendmentPaper(vote_id=found.id, nul=act.nul, college="", choice="")
    paper.college, paper.choice = act.college, act.payload["choice"]
    tx.add(paper)
    tx.flush()


# -- the end -------------------------------------------------------------------


def close_due(tx: Session, now: Now) -> int:
    """Count the votes whose last day is past, at the slot that has their last papers in. How many."""
    ended = 0
    for vote, amendment, document in queries.due(tx, now.today):
        if standing(tx, document, now.today) and amendment.state == "open":
            continue  # a vote on the text itself comes first: this one is counted after it
        minutes = by_id(tx, document.collective_id).slot_minutes
        if amendment.state != "open" or closing_moment(vote.closes, minutes) <= now.epoch:
            _close(tx, vote, amendment, document, now.today)
            ended += 1
    return ended


def _close(tx: Session, vote: AmendmentVote, amendment: Amendment, document: Document, today: date) -> None:
    _take_in_pending(tx, amendment, document, today)
    if amendment.state != "open" or amendment.hidden or document.hidden:
        vote.state = "answered"
    else:
        rule, counted = queries.rule_of(vote), queries.tallies(tx, vote, document.collective_id)
        vote.state = rules.outcome(counted, rule)
        vote.result = {college: told(tally, rule) for college, tally in counted.items()}
    tx.exec(delete(AmendmentPaper).where(col(AmendmentPaper.vote_id) == vote.id))
    tx.add(vote)
    tx.flush()
    if vote.state != "answered":
        _apply(tx, vote, amendment, document, today)


def _take_in_pending(tx: Session, amendment: Amendment, document: Document, today: date) -> None:
    """What was sent before the end, also where no slot published it; in an order that says nothing (ids are random)."""
    collective = by_id(tx, document.collective_id)
    query = select(Pending).where(
        Pending.scope == rules.scope(amendment.ref),
        Pending.kind == "settling.paper",
        Pending.state == "waiting",
    )
    for row in tx.exec(query.order_by(col(Pending.id))).all():
        payload = json.loads(row.payload)
        act = Act(collective, row.kind, row.scope, row.nul, row.college, row.box, payload)
        PUBLISHERS[row.kind](tx, act, today)
        tx.delete(row)
    tx.flush()


def _apply(tx: Session, vote: AmendmentVote, amendment: Amendment, document: Document, today: date) -> None:
    if vote.state == "adopted":
        try:
            accept(tx, document, amendment, amendment.base, operations_of(amendment), today)
        except Closed:
            vote.state = "clash"
    said = {
        "adopted": _("Adoptée par un vote : les deux collèges la veulent."),
        "kept": _("Un vote l’a examinée : les deux collèges ne la veulent pas ensemble, le texte reste."),
    }.get(vote.state, "")
    if said:
        amendment.state, amendment.decision = ("accepted" if vote.state == "adopted" else "refused"), said
        record(
            tx, f"amendment.{amendment.state}", document.collective_id, document.ref, document.title, today
        )
    tx.add(amendment)
    tx.add(vote)
    tx.flush()
    for box in _boxes(tx, document, amendment):
        tell(tx, document.thread, box, document.title, said or _ended(vote.state), today)


def _ended(state: str) -> str:
    if state == "clash":
        return _(
            "Le vote l’a adoptée, mais le texte a changé au même endroit : elle est à proposer de nouveau."
        )
    return _(
        "Trop peu de personnes ont voté : la proposition attend toujours la réponse de qui a écrit le texte."
    )
