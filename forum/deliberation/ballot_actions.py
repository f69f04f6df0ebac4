"""Verbs on ballots: open on one version, vote, object with a reason, close and count."""

import json
from datetime import date, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from forum.collectives.models import Collective, Pending
from forum.collectives.publication.actions import PUBLISHERS, Act, blend, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment, counted_at, next_slot
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.core.ids import ref_from
from forum.deliberation.ballot_queries import objection_scope, paper_scope, tallies
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.deliberation.objections.actions import pronounce_due, pronounce_or_ask
from forum.deliberation.rules import Rule, told, told_apart
from forum.texts.models import Document, Version


def open_ballot(
    tx: Session, collective: Collective, version: Version, rule: Rule, closes: date, now: Now
) -> Ballot:
    """A vote on this very version: its number and hash, like the rules, are copied in for good."""
    ballot = Ballot(
        collective_id=collective.id,
        text_id=version.text_id,
        version=version.number,
        hash=version.hash,
        first_version=version.number,
        opens=now.today,
        closes=closes,
        quorum_percent=rule.quorum_percent,
        threshold_percent=rule.threshold_percent,
    )
    tx.add(ballot)
    tx.flush()
    return ballot


def submit_vote(
    tx: Session,
    place: Place,
    ballot: Ballot,
    version: int,
    choice: str,
    reason: str,
    now: Now,
    *,
    title: str = "",
    relaxed: bool = False,
) -> None:
    """Put a paper in; it may be changed until closing. The reason of an objection travels apart, under its own scope.

    `version` is the one that was read: nobody votes on a text they have not.
    """
    check_voting(ballot, now)
    if version != ballot.version:
        raise Invalid({"choice": _("Le texte vient de changer. Relisez-le, puis votez.")})
    paper = {"ballot": ballot.ref, "choice": choice, "version": version}
    submit(
        tx, place, now, "ballot.paper", paper_scope(ballot.ref), paper, label="vote", once=True, title=title
    )
    if choice == "objection":
        _object(tx, place, ballot, reason, now, title, relaxed)
        blend(tx)
    else:
        _take_back_objection(tx, place, ballot)


def voting(ballot: Ballot | None, now: Now) -> bool:
    """Whether papers are taken; between the last day and its slot a ballot is over and not yet counted."""
    return ballot is not None and ballot.state == "open" and now.today <= ballot.closes


def check_voting(ballot: Ballot, now: Now) -> None:
    if not voting(ballot, now):
        raise Closed(_("Ce vote est terminé : on ne peut plus y mettre de bulletin."))


def _object(
    tx: Session, place: Place, ballot: Ballot, reason: str, now: Now, title: str, relaxed: bool
) -> None:
    """The reason waits for the closing, with all the others: published in the slot of its paper, it could be matched."""
    payload = {"ballot": ballot.ref, "reason": reason, "version": ballot.version}
    scope = objection_scope(ballot)
    pending = submit(
        tx,
        place,
        now,
        "ballot.objection",
        scope,
        payload,
        label="vote",
        once=True,
        title=title,
        relaxed=relaxed,
    )
    if pending is not None:
        pending.slot = closing_moment(ballot.closes, place.collective.slot_minutes)
        tx.add(pending)


def _take_back_objection(tx: Session, place: Place, ballot: Ballot) -> None:
    """Who votes otherwise objects no longer."""
    scope = objection_scope(ballot)
    nul = place.viewer.nul("vote", scope)
    query = select(Pending).where(
        Pending.kind == "ballot.objection", Pending.scope == scope, Pending.nul == nul
    )
    for pending in tx.exec(query).all():
        tx.delete(pending)


@publishes("ballot.paper")
def _count_paper(tx: Session, act: Act, _today: date) -> None:
    ballot = _named(tx, act)
    if ballot.state != "open":
        raise Closed(_("Ce vote est terminé : ce bulletin n’a pas pu être compté."))
    query = select(BallotPaper).where(BallotPaper.ballot_id == ballot.id, BallotPaper.nul == act.nul)
    paper = tx.exec(query).first() or BallotPaper(
        ballot_id=ballot.id, nul=act.nul, college="", choice="", version=0
    )
    paper.college, paper.choice = act.college, act.payload["choice"]
    paper.version = _version(act, ballot)
    tx.add(paper)
    tx.flush()


@publishes("ballot.objection")
def _publish_objection(tx: Session, act: Act, today: date) -> None:
    # The reference comes from the nullifier of this scope alone: one objection a person, and no nullifier kept.
    ref = ref_from(act.nul)
    known = tx.exec(select(Objection).where(Objection.ref == ref)).first()
    if known is None:
        ballot = _named(tx, act)
        known = Objection(
            ref=ref,
            ballot_id=ballot.id,
            college=act.college,
            reason="",
            version=_version(act, ballot),
            box=act.box,
            day=today,
        )
    known.reason = act.payload["reason"]
    tx.add(known)
    tx.flush()


def _version(act: Act, ballot: Ballot) -> int:
    """The version that was read; absent of what waited at an upgrade."""
    return int(act.payload.get("version", ballot.first_version))


def _named(tx: Session, act: Act) -> Ballot:
    query = select(Ballot).where(
        Ballot.ref == act.payload["ballot"], Ballot.collective_id == act.collective.id
    )
    return tx.exec(query).one()


def end_early(tx: Session, place: Place, ballot: Ballot, now: Now, reason: str) -> None:
    """No paper is taken from now on, and the count comes with the next slot: at once, it would tell who has just come."""
    early = (
        update(Ballot)
        .where(col(Ballot.id) == ballot.id, col(Ballot.state) == "open", col(Ballot.closes) >= now.today)
        .values(
            closes=now.today - timedelta(days=1),
            ends=next_slot(now.epoch, place.collective.slot_minutes),
            reason=reason,
        )
    )
    if tx.connection().execute(early).rowcount != 1:
        raise Closed(_("Ce vote est déjà terminé."))
    tx.refresh(ballot)


def close(tx: Session, ballot: Ballot, now: Now) -> None:
    """Take in what was sent before, count once, write the result. It is pronounced once no objection waits for an answer."""
    if ballot.state != "open":
        raise Closed(_("Ce vote est déjà terminé."))
    _take_in_pending(tx, ballot, now.today)
    _shut(tx, ballot, now.today)
    _count(tx, ballot)
    burn_papers(tx, ballot)
    pronounce_or_ask(tx, ballot, now.today)


def _count(tx: Session, ballot: Ballot) -> None:
    """Only what was given to the text as it now reads decides; what stayed with an older one is told apart."""
    rule = Rule(ballot.quorum_percent, ballot.threshold_percent)
    counted = tallies(tx, ballot, ballot.version)
    ballot.result = {college: told(tally, rule) for college, tally in counted.items()}
    ballot.apart = {
        str(number): {college: told_apart(tally) for college, tally in tallies(tx, ballot, number).items()}
        for number in range(ballot.first_version, ballot.version)
    }
    tx.add(ballot)
    tx.flush()


def burn_papers(tx: Session, ballot: Ballot) -> None:
    """Counted, a paper can only tell how somebody voted: to whoever holds their phrase, or of a college of few."""
    tx.exec(delete(BallotPaper).where(col(BallotPaper.ballot_id) == ballot.id))


def _shut(tx: Session, ballot: Ballot, today: date) -> None:
    """Two closings at once: one of them counts."""
    shut = (
        update(Ballot)
        .where(col(Ballot.id) == ballot.id, col(Ballot.state) == "open")
        .values(state="counted", ended=today)
    )
    if tx.connection().execute(shut).rowcount != 1:
        raise Closed(_("Ce vote est déjà terminé."))
    tx.refresh(ballot)


def _take_in_pending(tx: Session, ballot: Ballot, today: date) -> None:
    """Votes, then objections, each in an order drawn of its own (ids and references are random)."""
    collective = by_id(tx, ballot.collective_id)
    for scope, order in ((paper_scope(ballot.ref), Pending.id), (objection_scope(ballot), Pending.ref)):
        query = select(Pending).where(Pending.scope == scope, Pending.state == "waiting")
        for pending in tx.exec(query.order_by(col(order))).all():
            PUBLISHERS[pending.kind](tx, _act(collective, pending), today)
            tx.delete(pending)
    tx.flush()


def _act(collective: Collective, pending: Pending) -> Act:
    payload = json.loads(pending.payload)
    return Act(collective, pending.kind, pending.scope, pending.nul, pending.college, pending.box, payload)


def due(tx: Session, now: Now) -> list[Ballot]:
    """Those whose slot of counting has come, in an order that says nothing."""
    query = select(Ballot).where(Ballot.state == "open", Ballot.closes < now.today)
    rows = tx.exec(query.order_by(col(Ballot.closes), col(Ballot.id))).all()
    minutes = {row.collective_id: by_id(tx, row.collective_id).slot_minutes for row in rows}
    return [b for b in rows if counted_at(b.closes, b.ends, minutes[b.collective_id]) <= now.epoch]


def close_due(tx: Session, now: Now) -> None:
    """After a slot: end the ballots whose last day is past. The votes of that same slot are in already."""
    for ballot in due(tx, now):
        close(tx, ballot, now)
    pronounce_due(tx, now.today)


def check_open_on(document: Document, number: int) -> None:
    """Nobody opens a vote on a text they have not read: the version they saw must be the current one."""
    if number != document.number:
        raise Invalid(
            {"version": _("Le texte a changé depuis. Relisez la version actuelle, puis ouvrez le vote.")}
        )
