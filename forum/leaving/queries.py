"""What a carnet has left in the house: nullifiers are made again and looked up, room by room. Nothing is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from forum.challenges.models import Refusal
from forum.collectives.models import Collective, Grant, Pending
from forum.collectives.publication import queries as pending
from forum.core.errors import NotFound
from forum.core.ids import ref_from
from forum.core.viewer import Viewer
from forum.deliberation.ballot_queries import objection_scope, paper_scope
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.merging.queries import taking
from forum.deliberation.merging.rules import vote_scope as merge_scope
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.deliberation.settling.models import AmendmentPaper
from forum.deliberation.settling.queries import open_votes
from forum.deliberation.settling.rules import scope as settling_scope
from forum.demands.consultations.models import ConsultationPaper
from forum.demands.consultations.queries import open_ones
from forum.demands.consultations.rules import scope as consultation_scope
from forum.followups.claims.actions import scope_of as claim_scope
from forum.followups.claims.models import ClaimContest
from forum.followups.claims.queries import everywhere as claims
from forum.followups.models import Assessment, Commitment, Delivery, FollowUp, Reply
from forum.grievances.models import Echo
from forum.leaving.rules import fate
from forum.leaving.words.queries import amendment_fate, ties
from forum.moderation.cases.models import Case
from forum.opinion_map.conversations.models import Conversation, ConversationPaper, ConversationProposal
from forum.opinion_map.conversations.proposals.queries import phrases_of
from forum.opinion_map.conversations.proposals.rules import scope_of as phrase_scope
from forum.opinion_map.conversations.queries import open_ones as talking
from forum.opinion_map.conversations.rules import scope as conversation_scope
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.texts import queries as texts
from forum.texts.authors.queries import authorships
from forum.texts.models import Amendment, Document, Message
from forum.texts.sources.actions import scope_of as source_scope
from forum.texts.sources.models import Source, SourceVerdict
from forum.texts.sources.queries import named
from forum.texts.voices import scope_of

CHUNK = 400


@dataclass(frozen=True)
class Thing:
    """Something of one's own: what it is, its public key, and the nullifier that proves whose it is."""

    what: str
    key: str
    title: str
    collective_id: int
    label: str
    scope: str
    nul: bytes
    fate: str


def mine(tx: Session, viewer: Viewer) -> list[Thing]:
    """All of it but what is to be erased already."""
    asked = {(row.kind, row.once) for row in leaving(tx, viewer)}
    found = [thing for search in _SEARCHES for thing in search(tx, viewer)]
    return [thing for thing in found if (f"erase.{thing.what}", thing.key) not in asked]


def check_forgettable(tx: Session, ref: str) -> None:
    """NotFound unless a text, a proposal of any sort or an objection bears this reference: what the host can erase."""
    tables = (Document, Amendment, Merge, Objection)
    if not any(tx.exec(select(table.id).where(col(table.ref) == ref)).first() for table in tables):
        raise NotFound


def leaving(tx: Session, viewer: Viewer) -> list[Pending]:
    return [row for row in pending.mine(tx, viewer) if row.kind.startswith("erase.")]


def one_of_mine(tx: Session, viewer: Viewer, what: str, key: str) -> Thing:
    """One thing; somebody else's is not there, nor what is going already."""
    search = dict(zip(_WHATS, _SEARCHES, strict=True)).get(what)
    found = search(tx, viewer) if search and viewer.key else []
    asked = {(row.kind, row.once) for row in leaving(tx, viewer)} if found else set()
    thing = next((t for t in found if t.key == key and (f"erase.{what}", key) not in asked), None)
    if thing is None:
        raise NotFound
    return thing


def _texts(tx: Session, viewer: Viewer) -> list[Thing]:
    return [
        Thing(
            "text",
            d.ref,
            d.title,
            d.collective_id,
            "voice",
            _scope(viewer, d, d.nul),
            d.nul,
            fate(ties(tx, d)),
        )
        for d in texts.mine(tx, viewer)
    ]


def _scope(viewer: Viewer, document: Document, nul: bytes) -> str:
    return scope_of(viewer, document.collective_id, document.thread, nul)


def _amendments(tx: Session, viewer: Viewer) -> list[Thing]:
    return [_amendment(viewer, a, d, amendment_fate(tx, a)) for a, d in texts.my_amendments(tx, viewer)]


def _authorships(tx: Session, viewer: Viewer) -> list[Thing]:
    found = [(d, ("voice", _scope(viewer, d, nul), nul)) for d, nul in authorships(tx, viewer)]
    return [Thing("author", d.ref, d.title, d.collective_id, *whose, "withdrawn") for d, whose in found]


def _amendment(viewer: Viewer, a: Amendment, d: Document, done: str) -> Thing:
    return Thing("amendment", a.ref, d.title, d.collective_id, "voice", _scope(viewer, d, a.nul), a.nul, done)


def _objections(tx: Session, viewer: Viewer) -> list[Thing]:
    rows = tx.exec(select(Ballot, Document.title).join(Document, col(Document.id) == Ballot.text_id)).all()
    known = {ref_from(viewer.nul("vote", objection_scope(b))): (b, title) for b, title in rows}
    return [
        _objection(viewer, o, *known[o.ref])
        for part in _parts(list(known))
        for o in tx.exec(select(Objection).where(col(Objection.ref).in_(part))).all()
    ]


def _objection(viewer: Viewer, o: Objection, ballot: Ballot, title: str) -> Thing:
    scope, done = objection_scope(ballot), "emptied" if o.answer else "gone"
    return Thing(
        "objection", o.ref, title, ballot.collective_id, "vote", scope, viewer.nul("vote", scope), done
    )


def _merges(tx: Session, viewer: Viewer) -> list[Thing]:
    query = select(Merge, Document).join(Document, col(Document.id) == Merge.absorbed_id)
    rows = [(m, d, _where(viewer, m)) for m, d in tx.exec(query.where(Merge.nul != b"")).all()]
    return [_merge(m, d, scope) for m, d, scope in rows if scope]


def _where(viewer: Viewer, m: Merge) -> str:
    return scope_of(viewer, m.collective_id, m.thread, m.nul)


def _merge(m: Merge, d: Document, scope: str) -> Thing:
    """One that joined two texts is what the group agreed on; one that did not is its author's alone."""
    done = "unsigned" if m.until else "gone"
    return Thing("merge", m.ref, d.title, d.collective_id, "voice", scope, m.nul, done)


@dataclass(frozen=True)
class Count:
    """One person's one in a count: where to look, under which label and scope."""

    what: str
    table: Any
    column: str
    label: str
    scope: Callable[[str], str]
    rows: Callable[[Session], Sequence[Any]]  # (id, key, title, collective)
    fate: str = "discounted"


def _counted(count: Count, tx: Session, viewer: Viewer) -> list[Thing]:
    known = {}
    for ident, key, title, collective in count.rows(tx):
        scope = count.scope(key)
        nul = viewer.nul(count.label, scope)
        known[ident, nul] = Thing(count.what, key, title, collective, count.label, scope, nul, count.fate)
    keys = tuple_(getattr(count.table, count.column), count.table.nul)
    found: list[Thing] = []
    for part in _parts(list(known)):
        query = select(getattr(count.table, count.column), count.table.nul).where(keys.in_(part))
        found += [known[ident, bytes(nul)] for ident, nul in tx.exec(query).all()]
    return found


def _parts(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _of_kind(kind: str) -> Callable[[Session], Sequence[Any]]:
    columns = (Document.id, Document.ref, Document.title, Document.collective_id)
    return lambda tx: tx.exec(select(*columns).where(Document.kind == kind)).all()


def _open_ballots(tx: Session) -> Sequence[Any]:
    """Once closed, a ballot is counted for good."""
    columns = (Ballot.id, Ballot.ref, Document.title, Ballot.collective_id)
    query = select(*columns).join(Document, col(Document.id) == Ballot.text_id)
    return tx.exec(query.where(Ballot.state == "open")).all()


def _merge_scope(key: str) -> str:
    return merge_scope(*key.split(":"))


def _promises(tx: Session) -> Sequence[Any]:
    query = (
        select(Commitment.id, Commitment.ref, Commitment.what, FollowUp.collective_id)
        .join(Reply, col(Reply.id) == Commitment.reply_id)
        .join(Delivery, col(Delivery.id) == Reply.delivery_id)
        .join(FollowUp, col(FollowUp.id) == Delivery.followup_id)
    )
    return tx.exec(query).all()


def _petitions(tx: Session) -> Sequence[Any]:
    columns = (Petition.id, Petition.code, Petition.title, Petition.collective_id)
    return tx.exec(select(*columns).where(Petition.state != "draft")).all()


def _collectives(tx: Session) -> Sequence[Any]:
    return tx.exec(select(Collective.id, Collective.slug, Collective.name, Collective.id)).all()


def _same(key: str) -> str:
    return key


COUNTS = (
    Count("echo", Echo, "text_id", "echo", _same, _of_kind("grievance")),
    Count("refusal", Refusal, "text_id", "echo", _same, _of_kind("challenge")),
    Count("paper", BallotPaper, "ballot_id", "vote", paper_scope, _open_ballots),
    Count("assessment", Assessment, "commitment_id", "vote", "commitment:{}".format, _promises),
    Count("signature", Signature, "petition_id", "sign", _same, _petitions, "revoked"),
    Count("signature", PendingSignature, "petition_id", "sign", _same, _petitions, "revoked"),
    Count("merge_paper", MergePaper, "merge_id", "vote", _merge_scope, taking),
    Count("source_verdict", SourceVerdict, "source_id", "vote", source_scope, named),
    Count("grant", Grant, "collective_id", "grant", _same, _collectives, "lost"),
    Count("settling_paper", AmendmentPaper, "vote_id", "vote", settling_scope, open_votes),
    Count("consultation_paper", ConsultationPaper, "consultation_id", "vote", consultation_scope, open_ones),
    Count("conversation_paper", ConversationPaper, "conversation_id", "vote", conversation_scope, talking),
    Count("phrase", ConversationProposal, "conversation_id", "voice", phrase_scope, phrases_of, "let_go"),
    Count("contest", ClaimContest, "claim_id", "vote", claim_scope, claims),
)


def _signatures(tx: Session, viewer: Viewer) -> list[Thing]:
    return [thing for count in COUNTS[4:6] for thing in _counted(count, tx, viewer)]


def _search(count: Count) -> Callable[[Session, Viewer], list[Thing]]:
    return lambda tx, viewer: _counted(count, tx, viewer)


_WHATS = (
    *("text", "amendment", "objection", "merge", "echo", "refusal", "paper", "assessment", "signature"),
    *("merge_paper", "source_verdict", "grant", "settling_paper", "consultation_paper"),
    *("conversation_paper", "phrase", "contest", "author"),
)
_SEARCHES: tuple[Callable[[Session, Viewer], list[Thing]], ...] = (
    *(_texts, _amendments, _objections, _merges),
    *(_search(count) for count in COUNTS[:4]),
    _signatures,
    *(_search(count) for count in COUNTS[6:]),
    _authorships,
)


def collective_of(tx: Session, message: Message) -> Collective:
    """Where a message was left, by the scope it names: a thread, a source, a map, a report, or the objection to a ballot."""
    kind, _colon, ref = message.thread.rpartition(":")
    by_text = select(Document.collective_id).where(Document.ref == message.thread)
    by_ballot = select(Ballot.collective_id).where(Ballot.ref == ref)
    by_source = select(Source.collective_id).where(Source.ref == ref)
    by_map = select(Conversation.collective_id).where(Conversation.ref == ref)
    by_case = select(Case.collective_id).where(Case.subject == ref)
    known = {"": by_text, "source": by_source, "report": by_case}
    where = by_map if kind.startswith("phrase") else known.get(kind, by_ballot)
    query = select(Collective).where(col(Collective.id).in_(where))
    found = tx.exec(query).first() or tx.exec(select(Collective).order_by(Collective.slug)).first()
    if found is None:
        raise NotFound
    return found


def unread(tx: Session, viewer: Viewer, ident: str) -> Message:
    """A message left for this carnet."""
    found = next((message for message, _said in texts.messages(tx, viewer) if str(message.id) == ident), None)
    if found is None:
        raise NotFound
    return found
