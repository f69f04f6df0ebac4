"""What others have made of a text: asked when its erasure is shown, and again when it is done."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, or_, select

from forum.challenges.models import Challenge, Refusal
from forum.core.models import Event
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.rules import JOINED
from forum.deliberation.models import Argument, Ballot
from forum.deliberation.settling.models import AmendmentVote
from forum.demands.consultations.models import ConsultationOption
from forum.demands.models import Demand, PlatformItem
from forum.followups.models import Commitment, FollowUp
from forum.grievances.models import Echo
from forum.leaving.rules import Ties
from forum.opinion_map.conversations.models import ConversationPhrase
from forum.petitions.models import PetitionDemand
from forum.texts.authors.models import AuthorAnswer, TextAuthor
from forum.texts.models import Amendment, Document, Link, Version

WITHDRAWN = "Retiré par son auteur·e"  # kept as it is said that day, like any text
ERASED = "Effacé sur demande"
UNSIGNED = "voix retirée"


def ties(tx: Session, document: Document) -> Ties:
    return Ties(
        decided=_any(tx, _decided(document)),
        shared=_any(tx, [_by_others(document), _written_with(document)]),
        answered=_any(tx, _answered(document)),
    )


def titles(tx: Session, document: Document) -> list[str]:
    """Every title it has had, or that was proposed for it: asked before the words go."""
    versions = tx.exec(select(Version.fields).where(Version.text_id == document.id)).all()
    proposed = tx.exec(select(Amendment.operations).where(Amendment.text_id == document.id)).all()
    told = tx.exec(select(Event.title).where(Event.subject == document.ref)).all()
    found = {document.title, *told, *(fields.get("title", "") for fields in versions)}
    found |= {one["text"] for operations in proposed for one in operations if one["field"] == "title"}
    return sorted(title[:300] for title in found if title)


def _any(tx: Session, queries: Sequence[Any]) -> bool:
    return any(tx.exec(query.limit(1)).first() is not None for query in queries)


def _decided(document: Document) -> list[Any]:
    ident = document.id
    return [
        select(Ballot.id).where(Ballot.text_id == ident),
        select(Demand.text_id).where(Demand.text_id == ident, Demand.state != "draft"),
        select(PetitionDemand.text_id).where(PetitionDemand.text_id == ident),
        select(PlatformItem.text_id).where(PlatformItem.text_id == ident),
        select(ConsultationOption.text_id).where(ConsultationOption.text_id == ident),
        select(ConversationPhrase.id).where(ConversationPhrase.text_id == ident),
        select(FollowUp.id).where(FollowUp.text_id == ident),
        select(Commitment.id).where(Commitment.demand_id == ident),
    ]


def _by_others(document: Document) -> Any:
    """An accepted proposal makes a version in its author's name; two voices of a thread never share one."""
    return select(Version.id).where(Version.text_id == document.id, Version.voice != document.voice)


def _written_with(document: Document) -> Any:
    """Others who write it."""
    return select(TextAuthor.id).where(
        TextAuthor.text_id == document.id,
        TextAuthor.nul != document.nul,
        col(TextAuthor.stepped_back).is_(False),
    )


def _answered(document: Document) -> list[Any]:
    ident, ref = document.id, document.ref
    return [
        select(Document.id).where(Document.thread == ref, Document.id != ident),
        select(Argument.text_id).where(Argument.thread == ref, Argument.text_id != ident),
        select(Argument.text_id).where(Argument.answers == ref),
        select(Link.source_id).where(Link.target_id == ident),
        select(Echo.id).where(Echo.text_id == ident),
        select(Refusal.id).where(Refusal.text_id == ident),
        select(Challenge.text_id).where(Challenge.mechanism_id == ident),
        # Somebody's voice is counted through it, or an address leads to it.
        select(Merge.id).where(
            or_(Merge.absorbed_id == ident, Merge.survivor_id == ident), col(Merge.state).in_(JOINED)
        ),
    ]


def discussed() -> Any:
    """Of a proposal: that somebody has argued about it, that it went to a vote, or that one of several authors answered."""
    voted = col(Amendment.id).in_(select(AmendmentVote.amendment_id))
    answered = col(Amendment.id).in_(select(AuthorAnswer.amendment_id))
    return col(Amendment.ref).in_(select(Argument.thread)) | voted | answered


def amendment_fate(tx: Session, amendment: Amendment) -> str:
    """What becomes of a proposal its author takes back: accepted, it is in the text; discussed, it leaves a place."""
    if amendment.state == "accepted":
        return "unsigned"
    found = tx.exec(select(Amendment.id).where(Amendment.id == amendment.id, discussed())).first()
    return "gone" if found is None else "emptied"


def emptied(document: Document) -> bool:
    return not document.voice


def above(tx: Session, document: Document) -> list[Document]:
    """What this one answers, the nearest first: the argument that it rebuts, then the first text of the thread."""
    rebutted = tx.exec(select(Argument.answers).where(Argument.text_id == document.id)).first()
    refs = [ref for ref in (rebutted, document.thread) if ref and ref != document.ref]
    found = {d.ref: d for d in tx.exec(select(Document).where(col(Document.ref).in_(refs))).all()}
    return [found[ref] for ref in refs if ref in found]
