"""What could be done, kind by kind: as many queries however much there is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from forum.collectives.models import COLLEGES, DECIDING
from forum.collectives.queries import Place
from forum.core.hooks import hooks
from forum.core.small import drawn
from forum.core.viewer import Viewer
from forum.deliberation.merging.queries import asked
from forum.deliberation.models import Argument, Ballot
from forum.demands.consultations.models import Consultation
from forum.demands.consultations.rules import scope
from forum.demands.models import Demand
from forum.followups.models import Commitment, Delivery, FollowUp, Reply
from forum.followups.subjects.queries import with_shown_subjects
from forum.grievances.models import Grievance
from forum.notifications.quarter.rules import SOON, Act
from forum.texts.authors.queries import cowritten, waiting_texts
from forum.texts.hidden import listed
from forum.texts.models import Amendment, Document
from forum.texts.queries import mine

MOST = 200  # of each kind
# What rooms below add: `(tx, places, today)` → (collective, kind, title, path in the collective) of what is not done.
More = Callable[[Session, Mapping[int, Place], date], Iterable[tuple[int, str, str, str]]]
MORE: list[More] = hooks("quarter.acts")
PATHS = {
    "grievance": "doleances",
    "mechanism": "mecanismes",
    "challenge": "contestations",
    "demand": "revendications",
}
JOINING = {
    "sign": "merge.sign",
    "decide": "merge.vote",
    "parting": "merge.vote",
}  # the others: where an echo goes
_HEAD: tuple[Any, ...] = (Document.ref, Document.title, Document.collective_id, Document.thread)


@dataclass(frozen=True)
class Found:
    """An act and what tells that this carnet has done it already (`done`) or wrote it itself (`author`)."""

    act: Act
    done: bytes = b""
    author: tuple[int, str, bytes] = (0, "", b"")


@dataclass(frozen=True)
class Around:
    """Where this viewer may act, which colleges are little heard there, and from where (`start`) rows are taken."""

    viewer: Viewer
    places: Mapping[int, Place]
    missing: Mapping[int, tuple[str, ...]]
    today: date
    start: int

    def college(self, collective_id: int) -> str:
        return next((c for c in COLLEGES if c in self.places[collective_id].roles), "")

    def act(self, collective_id: int, kind: str, title: str, path: str, lacks: bool = False) -> Act:
        collective = self.places[collective_id].collective
        little = self.college(collective_id) in self.missing.get(collective_id, ())
        url = f"/c/{collective.slug}/{path}"
        return Act(kind, title, url, collective.name, 2 - little - lacks, little)

    def nul(self, label: str, where: str) -> bytes:
        return self.viewer.nul(label, where) if self.viewer.key else b""

    def turned(self, query: Any, ident: Any) -> Any:
        """Keys are random: beginning elsewhere for each person gives every row its readers."""
        return query.order_by(col(ident) < self.start, ident).limit(MOST)


def _echoes(tx: Session, around: Around) -> list[Found]:
    echoes = [getattr(Grievance, f"echo_{college}") for college in COLLEGES]
    query = (
        select(*_HEAD, Document.nul, *echoes)  # type: ignore[call-overload]
        .outerjoin(Grievance, Grievance.text_id == Document.id)
        .where(col(Document.collective_id).in_(around.places), Document.kind == "grievance", listed())
    )
    return [
        Found(
            around.act(c, "echo", title, f"doleances/{ref}", _unheard(around.college(c), counts)),
            around.nul("echo", ref),
            (c, thread, nul),
        )
        for ref, title, c, thread, nul, *counts in tx.exec(around.turned(query, Document.id)).all()
    ]


def _unheard(college: str, counts: list[int | None]) -> bool:
    """Too few of one's own college, or of one that decides, for the page to say how many: by what is shown alone."""
    told = {name: drawn(n or 0) for name, n in zip(COLLEGES, counts, strict=True)}
    least = drawn(1)
    return any(told[c] <= least for c in ((college,) if college in DECIDING else DECIDING))


def _amendments(tx: Session, around: Around) -> list[Found]:
    query = (
        select(*_HEAD, Amendment.ref, Amendment.nul)  # type: ignore[call-overload]
        .join(Amendment, Amendment.text_id == Document.id)
        .where(col(Document.collective_id).in_(around.places), listed())
        .where(Amendment.state == "open")
    )
    return [
        Found(
            around.act(c, "amendment", title, f"textes/{ref}/amendements/{change}"), author=(c, thread, nul)
        )
        for ref, title, c, thread, change, nul in tx.exec(around.turned(query, Amendment.id)).all()
    ]


def _own_changes(tx: Session, around: Around) -> list[Found]:
    """Changes that wait for their author: one's texts are found by making the nullifiers of their voices again."""
    ids = [document.id for document in (*mine(tx, around.viewer), *cowritten(tx, around.viewer))]
    query = (
        select(Document.ref, Document.title, Document.collective_id, Amendment.ref)
        .join(Amendment, Amendment.text_id == Document.id)  # type: ignore[arg-type]
        .where(col(Document.id).in_(ids), col(Document.collective_id).in_(around.places), listed())
        .where(Amendment.state == "open")
    )
    return [
        Found(around.act(c, "own", title, f"textes/{ref}/amendements/{change}", True))
        for ref, title, c, change in tx.exec(around.turned(query, Amendment.id)).all()
    ]


def _merges(tx: Session, around: Around) -> list[Found]:
    """What this carnet is asked about texts that are joined: where its own voice goes, and to vote where all do."""
    slugs = {place.collective.slug: c for c, place in around.places.items()}
    return [
        Found(
            around.act(
                slugs[one.slug],
                JOINING.get(one.what, "merge"),
                one.pair.absorbed.title,
                f"regroupements/{one.pair.merge.ref}",
                True,
            )
        )
        for one in asked(tx, around.viewer, around.today)
        if one.slug in slugs
    ]


def _orphans(tx: Session, around: Around) -> list[Found]:
    """Texts that nobody answers for any more; whoever writes one of them is asked by their messages."""
    query = select(*_HEAD, Document.nul).where(  # type: ignore[call-overload]
        col(Document.collective_id).in_(around.places), listed(), waiting_texts(around.today), ~_adopted()
    )
    return [
        Found(around.act(c, "orphan", title, f"textes/{ref}/auteurs"), author=(c, thread, nul))
        for ref, title, c, thread, nul in tx.exec(around.turned(query, Document.id)).all()
    ]


def _adopted() -> Any:
    """A demand that both colleges adopted takes no more changes."""
    return select(Demand.text_id).where(Demand.text_id == Document.id, Demand.state == "shared").exists()


def _ballots(tx: Session, around: Around) -> list[Found]:
    query = (
        select(Ballot.ref, Document.ref, Document.title, Document.collective_id)
        .join(Document, Document.id == Ballot.text_id)  # type: ignore[arg-type]
        .where(col(Document.collective_id).in_(around.places), col(Document.hidden).is_(False))
        .where(Ballot.state == "open", Ballot.closes >= around.today)
        .where(Ballot.closes <= around.today + timedelta(SOON))
    )
    return [
        Found(around.act(c, "ballot", title, f"revendications/{ref}"), around.nul("vote", f"ballot:{ballot}"))
        for ballot, ref, title, c in tx.exec(around.turned(query, Ballot.id)).all()
    ]


def _consultations(tx: Session, around: Around) -> list[Found]:
    query = (
        select(  # type: ignore[call-overload]
            Consultation.ref, Consultation.title, Consultation.collective_id, Consultation.closes
        )
        .where(col(Consultation.collective_id).in_(around.places), col(Consultation.hidden).is_(False))
        .where(Consultation.state == "open", Consultation.closes >= around.today)
    )
    soon = around.today + timedelta(SOON)
    return [
        Found(
            around.act(c, "consultation", title, f"consultations/{ref}", closes <= soon),
            around.nul("vote", scope(ref)),
        )
        for ref, title, c, closes in tx.exec(around.turned(query, Consultation.id)).all()
    ]


def _arguments(tx: Session, around: Around) -> list[Found]:
    """Debates where only one side has spoken under a question."""
    said, about = Document, aliased(Document)
    lone = (
        select(Argument.thread)
        .join(said, said.id == Argument.text_id)  # type: ignore[arg-type]
        .where(
            col(said.collective_id).in_(around.places), col(said.hidden).is_(False), Argument.answers == ""
        )
        .group_by(Argument.thread, Argument.question)
        .having(func.count(func.distinct(Argument.side)) == 1)
    )
    query = select(about.ref, about.title, about.collective_id, about.kind).where(
        col(about.ref).in_(lone), col(about.hidden).is_(False), col(about.kind).in_(PATHS)
    )
    rows = tx.exec(around.turned(query, about.id)).all()
    return [Found(around.act(c, "argument", title, f"{PATHS[kind]}/{ref}")) for ref, title, c, kind in rows]


def _commitments(tx: Session, around: Around) -> list[Found]:
    """Promises whose day has come."""
    query = with_shown_subjects(
        select(Commitment.ref, Commitment.what, FollowUp.ref, FollowUp.collective_id)
        .join(Reply, Reply.id == Commitment.reply_id)  # type: ignore[arg-type]
        .join(Delivery, Delivery.id == Reply.delivery_id)  # type: ignore[arg-type]
        .join(FollowUp, FollowUp.id == Delivery.followup_id)  # type: ignore[arg-type]
        .where(col(FollowUp.collective_id).in_(around.places), Commitment.due < around.today)
    )
    return [
        Found(
            around.act(c, "commitment", what, f"suites/{code}#e-{ref}"),
            around.nul("vote", f"commitment:{ref}"),
        )
        for ref, what, code, c in tx.exec(around.turned(query, Commitment.id)).all()
    ]


def _missing(_tx: Session, around: Around) -> list[Found]:
    """A college that is little heard: who could be asked, and how."""
    return [
        Found(around.act(c, "missing", place.collective.name, "participation"))
        for c, place in around.places.items()
        if around.missing.get(c)
    ]


def _more(tx: Session, around: Around) -> list[Found]:
    return [
        Found(around.act(c, kind, title, path))
        for hook in MORE
        for c, kind, title, path in hook(tx, around.places, around.today)
    ]


SEARCHES: tuple[tuple[str, Callable[[Session, Around], list[Found]]], ...] = (
    ("echo", _own_changes),
    ("echo", _merges),
    ("vote", _ballots),
    ("vote", _consultations),
    ("read", _more),
    ("assess", _commitments),
    ("read", _amendments),
    ("assess", _orphans),  # as for a promise: a deciding college
    ("write", _arguments),
    ("echo", _echoes),
    ("read", _missing),
)
