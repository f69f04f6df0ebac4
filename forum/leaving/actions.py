"""Leaving: one thing or everything, at a slot like writing; and what a court or a person asks of the host."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from forum.challenges.models import Challenge, Refusal
from forum.collectives.models import Collective, Grant
from forum.collectives.publication import queries as publication
from forum.collectives.publication.actions import Act, blend, publishes, undo
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.errors import Closed, NotFound
from forum.core.i18n import _
from forum.core.ids import ref_from
from forum.core.viewer import Viewer
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.deliberation.settling.models import AmendmentPaper
from forum.demands.consultations.models import ConsultationPaper
from forum.followups.actions import move
from forum.followups.claims.models import ClaimContest, DoneClaim
from forum.followups.models import Assessment, Commitment
from forum.grievances.models import Echo, Grievance
from forum.leaving.queries import Thing, collective_of
from forum.leaving.rules import drawn_slot
from forum.leaving.words.actions import erase_amendment, erase_merge, erase_note, erase_objection, erase_text
from forum.moderation.actions import withdrawn
from forum.opinion_map.conversations.drawing.actions import take_back
from forum.opinion_map.conversations.proposals.actions import take_back as let_phrase_go
from forum.texts import queries as texts
from forum.texts.models import Amendment, Document, Message
from forum.texts.sources.actions import uncount
from forum.texts.sources.models import Source, SourceVerdict

Draw = Callable[[int], int]


def ask(tx: Session, things: Sequence[Thing], days: int, now: Now, draw: Draw) -> None:
    """Have them erased, each at its own slot of the next `days` (0: all at the next one)."""
    minutes = dict(tx.exec(select(Collective.id, Collective.slot_minutes)).all())
    for thing in things:
        slot = drawn_slot(now.epoch, minutes[thing.collective_id], days, draw)
        kind = f"erase.{thing.what}"
        undo(tx, thing.collective_id, kind, thing.label, thing.scope, thing.nul, thing.title, slot, thing.key)
    blend(tx)


def mark_read(tx: Session, viewer: Viewer, message: Message, now: Now) -> None:
    """A message that was read goes with the next batch: nothing says that, or when, somebody read it.

    Never under the nullifier of its box, from which the key that opens it is made.
    """
    collective, scope = collective_of(tx, message), f"read:{message.id}"
    slot = next_slot(now.epoch, collective.slot_minutes)
    nul = viewer.nul("voice", scope)
    undo(tx, collective.id, "erase.message", "voice", scope, nul, "", slot, str(message.id))


def drop(tx: Session, viewer: Viewer, now: Now) -> None:
    """Of somebody who leaves: what waits to be published never is, and the words left for them go unread."""
    for row in publication.mine(tx, viewer):
        if not row.kind.startswith("erase."):
            tx.delete(row)
    for message, _said in texts.messages(tx, viewer):
        mark_read(tx, viewer, message, now)
    blend(tx)


# -- what the slot does ------------------------------------------------------


@publishes("erase.text")
def _text(tx: Session, act: Act, today: date) -> None:
    erase_text(tx, _own(tx, act, Document, Document.ref), today)


@publishes("erase.amendment")
def _amendment(tx: Session, act: Act, today: date) -> None:
    if erase_amendment(tx, _own(tx, act, Amendment, Amendment.ref)) != "unsigned":
        withdrawn(tx, act.payload["key"], today)


def _own(tx: Session, act: Act, table: Any, key: Any) -> Any:
    """Only what this nullifier wrote."""
    return tx.exec(select(table).where(key == act.payload["key"], table.nul == act.nul)).one()


@publishes("erase.objection")
def _objection(tx: Session, act: Act, today: date) -> None:
    """Its reference is made from the nullifier of its scope, which it does not keep."""
    erase_objection(tx, tx.exec(select(Objection).where(Objection.ref == ref_from(act.nul))).one())
    withdrawn(tx, ref_from(act.nul), today)


@publishes("erase.merge")
def _merge(tx: Session, act: Act, today: date) -> None:
    if erase_merge(tx, _own(tx, act, Merge, Merge.ref)) == "gone":
        withdrawn(tx, act.payload["key"], today)


@publishes("erase.merge_paper")
def _merge_paper(tx: Session, act: Act, _today: date) -> None:
    """Its nullifier is of one merge and one side: it says enough."""
    tx.exec(delete(MergePaper).where(col(MergePaper.nul) == act.nul))


@publishes("erase.settling_paper")
def _settling_paper(tx: Session, act: Act, _today: date) -> None:
    """Its nullifier is of one proposal; once the papers are counted there is none left."""
    tx.exec(delete(AmendmentPaper).where(col(AmendmentPaper.nul) == act.nul))


@publishes("erase.consultation_paper")
def _consultation_paper(tx: Session, act: Act, _today: date) -> None:
    """Its nullifier is of one consultation; once the papers are counted there is none left."""
    tx.exec(delete(ConsultationPaper).where(col(ConsultationPaper.nul) == act.nul))


@publishes("erase.conversation_paper")
def _conversation_paper(tx: Session, act: Act, _today: date) -> None:
    """Its nullifier is of one conversation. What a map already tells of it goes with other people's changes."""
    take_back(tx, act.nul)


@publishes("erase.phrase")
def _phrase(tx: Session, act: Act, _today: date) -> None:
    """Its nullifier is of one map and one number; a phrase that the team took in stays, and leads to nobody."""
    let_phrase_go(tx, act.nul)


@publishes("erase.echo")
def _echo(tx: Session, act: Act, _today: date) -> None:
    _uncount(tx, act, Echo, Grievance, "echo")


@publishes("erase.refusal")
def _refusal(tx: Session, act: Act, _today: date) -> None:
    _uncount(tx, act, Refusal, Challenge, "join")


def _uncount(tx: Session, act: Act, table: Any, head: Any, counter: str) -> None:
    query = select(table, head).join(head, head.text_id == table.text_id)
    row, counted = tx.exec(
        query.join(Document, Document.id == table.text_id).where(
            Document.ref == act.scope, table.nul == act.nul
        )
    ).one()
    name = f"{counter}_{row.college}"
    setattr(counted, name, getattr(counted, name) - 1)
    tx.delete(row)
    tx.add(counted)
    tx.flush()


@publishes("erase.paper")
def _paper(tx: Session, act: Act, _today: date) -> None:
    ballot = tx.exec(select(Ballot).where(Ballot.ref == act.payload["key"])).one()
    if ballot.state != "open":
        raise Closed(
            _("Ce vote est terminé : votre bulletin est compté, sans que rien ne dise qu’il est le vôtre.")
        )
    tx.exec(
        delete(BallotPaper).where(col(BallotPaper.ballot_id) == ballot.id, col(BallotPaper.nul) == act.nul)
    )


@publishes("erase.assessment")
def _assessment(tx: Session, act: Act, _today: date) -> None:
    query = select(Assessment, Commitment).join(Commitment, col(Commitment.id) == Assessment.commitment_id)
    row, commitment = tx.exec(
        query.where(Commitment.ref == act.payload["key"], Assessment.nul == act.nul)
    ).one()
    move(commitment, row, -1)
    tx.delete(row)
    tx.add(commitment)
    tx.flush()


@publishes("erase.contest")
def _contest(tx: Session, act: Act, _today: date) -> None:
    query = select(ClaimContest).join(DoneClaim, col(DoneClaim.id) == ClaimContest.claim_id)
    tx.delete(tx.exec(query.where(DoneClaim.ref == act.payload["key"], ClaimContest.nul == act.nul)).one())


@publishes("erase.source_verdict")
def _source_verdict(tx: Session, act: Act, _today: date) -> None:
    query = select(SourceVerdict, Source).join(Source, col(Source.id) == SourceVerdict.source_id)
    row, source = tx.exec(query.where(Source.ref == act.payload["key"], SourceVerdict.nul == act.nul)).one()
    uncount(tx, source, row)


@publishes("erase.grant")
def _grant(tx: Session, act: Act, _today: date) -> None:
    tx.exec(delete(Grant).where(col(Grant.collective_id) == act.collective.id, col(Grant.nul) == act.nul))


@publishes("erase.message")
def _message(tx: Session, act: Act, _today: date) -> None:
    tx.exec(delete(Message).where(col(Message.id) == int(act.payload["key"])))


# -- the host's part ---------------------------------------------------------


def forget(tx: Session, ref: str, today: date) -> tuple[int, str]:
    """Erase what a court, or a person who is named in it, asks for: (collective, what became of it)."""
    document = tx.exec(select(Document).where(Document.ref == ref)).first()
    if document is not None:
        collective_id = document.collective_id
        return collective_id, erase_text(tx, document, today, by_order=True)
    row = tx.exec(select(Amendment, Document).join(Document).where(Amendment.ref == ref)).first()
    if row is not None:
        collective_id = row[1].collective_id
        return collective_id, erase_amendment(tx, row[0], by_order=True)
    merge = tx.exec(select(Merge).where(Merge.ref == ref)).first()
    if merge is not None:
        return merge.collective_id, erase_merge(tx, merge, by_order=True)
    note = tx.exec(select(SourceVerdict, Source).join(Source).where(SourceVerdict.ref == ref)).first()
    if note is not None:
        return note[1].collective_id, erase_note(tx, note[0])
    found = tx.exec(select(Objection, Ballot).join(Ballot).where(Objection.ref == ref)).first()
    if found is None:
        raise NotFound
    return found[1].collective_id, erase_objection(tx, found[0], by_order=True)
