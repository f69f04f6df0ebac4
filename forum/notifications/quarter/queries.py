"""Small useful acts across the collectives the viewer may read; as many queries however much there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective, Grant, Pending
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.viewer import Viewer
from forum.deliberation.models import Argument, Ballot, BallotPaper
from forum.demands.models import Demand
from forum.followups.models import Assessment, Commitment, Delivery, FollowUp, Reply
from forum.followups.subjects.queries import with_shown_subjects
from forum.grievances.models import Echo
from forum.identity.staff.models import StaffRole
from forum.notifications.quarter.rules import SOON, Act
from forum.texts.authors.queries import waiting_texts
from forum.texts.hidden import listed
from forum.texts.models import Amendment, Document
from forum.texts.voices import scope_of

MOST = 30  # of each kind: more than fits, so that enough is left once one's own are taken out
PATHS = {
    "grievance": "doleances",
    "mechanism": "mecanismes",
    "challenge": "contestations",
    "demand": "revendications",
}


@dataclass(frozen=True)
class Found:
    """An act and what tells that this carnet has done it already (`done`) or wrote it itself (`author`)."""

    act: Act
    done: bytes = b""
    author: tuple[int, str, bytes] = (0, "", b"")


def acts(tx: Session, viewer: Viewer, now: Now) -> list[Act]:
    """What this viewer could do. A visitor sees what anybody could do with a carnet."""
    places = _places(tx, viewer)
    found: list[Found] = []
    for right, search in _SEARCHES:
        allowed = {id_: p for id_, p in places.items() if not viewer.signed_in or p.may(right)}
        found += search(tx, allowed, now.today)
    return _not_done(tx, viewer, found)


def _places(tx: Session, viewer: Viewer) -> dict[int, Place]:
    """As `readable`, in two queries for any number of collectives; an unlisted one only for those who belong to it."""
    collectives = tx.exec(select(Collective).order_by(Collective.name)).all()
    roles = _roles(tx, viewer, collectives)
    places = {c.id: Place(c, viewer, "", roles.get(c.id) or _without(viewer)) for c in collectives}
    return {id_: p for id_, p in places.items() if p.public or p.may("read members only")}


def _without(viewer: Viewer) -> frozenset[str]:
    return frozenset({"open" if viewer.key else "visitor"})


def _roles(
    tx: Session, viewer: Viewer, collectives: Sequence[Collective]
) -> dict[int | None, frozenset[str]]:
    rows: Sequence[tuple[int | None, str]] = ()
    if viewer.key:
        nuls = [viewer.nul("grant", c.slug) for c in collectives]
        rows = tx.exec(select(Grant.collective_id, Grant.college).where(col(Grant.nul).in_(nuls))).all()
    elif viewer.staff_id:
        own = select(StaffRole.collective_id, StaffRole.role).where(StaffRole.staff_id == viewer.staff_id)
        rows = tx.exec(own).all()
    roles: dict[int | None, frozenset[str]] = {}
    for collective_id, role in rows:
        roles[collective_id] = roles.get(collective_id, frozenset()) | {role}
    return roles


Places = dict[int, Place]
_HEAD: tuple[Any, ...] = (Document.ref, Document.title, Document.collective_id, Document.thread)


def _act(places: Places, collective_id: int, kind: str, title: str, path: str) -> Act:
    collective = places[collective_id].collective
    return Act(kind, title, f"/c/{collective.slug}/{path}", collective.name)


def _echoes(tx: Session, places: Places, _today: date) -> list[Found]:
    query = select(*_HEAD, Document.nul).where(  # type: ignore[call-overload]
        col(Document.collective_id).in_(places), Document.kind == "grievance", listed()
    )
    rows = tx.exec(query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(MOST)).all()
    return [
        Found(
            _act(places, c, "echo", title, f"doleances/{ref}"), _nul(places, c, "echo", ref), (c, thread, nul)
        )
        for ref, title, c, thread, nul in rows
    ]


def _nul(places: Places, collective_id: int, label: str, scope: str) -> bytes:
    viewer = places[collective_id].viewer
    return viewer.nul(label, scope) if viewer.key else b""


def _amendments(tx: Session, places: Places, _today: date) -> list[Found]:
    query = (
        select(*_HEAD, Amendment.ref, Amendment.nul)  # type: ignore[call-overload]
        .join(Amendment, Amendment.text_id == Document.id)
        .where(col(Document.collective_id).in_(places), listed())
        .where(Amendment.state == "open")
    )
    rows = tx.exec(query.order_by(col(Amendment.day), col(Amendment.id)).limit(MOST)).all()
    return [
        Found(
            _act(places, c, "amendment", title, f"textes/{ref}/amendements/{change}"),
            author=(c, thread, nul),
        )
        for ref, title, c, thread, change, nul in rows
    ]


def _orphans(tx: Session, places: Places, today: date) -> list[Found]:
    """Texts that nobody answers for any more; whoever writes one of them is asked by their messages."""
    query = select(*_HEAD, Document.nul).where(  # type: ignore[call-overload]
        col(Document.collective_id).in_(places), listed(), waiting_texts(today), ~_adopted()
    )
    rows = tx.exec(query.order_by(col(Document.day), col(Document.id)).limit(MOST)).all()
    return [
        Found(_act(places, c, "orphan", title, f"textes/{ref}/auteurs"), author=(c, thread, nul))
        for ref, title, c, thread, nul in rows
    ]


def _adopted() -> Any:
    """A demand that both colleges adopted takes no more changes."""
    return select(Demand.text_id).where(Demand.text_id == Document.id, Demand.state == "shared").exists()


def _ballots(tx: Session, places: Places, today: date) -> list[Found]:
    query = (
        select(Ballot.ref, Document.ref, Document.title, Document.collective_id)
        .join(Document, Document.id == Ballot.text_id)  # type: ignore[arg-type]
        .where(col(Document.collective_id).in_(places), col(Document.hidden).is_(False))
        .where(Ballot.state == "open", Ballot.closes >= today, Ballot.closes <= today + timedelta(SOON))
    )
    rows = tx.exec(query.order_by(col(Ballot.closes), col(Ballot.ref)).limit(MOST)).all()
    return [
        Found(
            _act(places, c, "ballot", title, f"revendications/{ref}"),
            _nul(places, c, "vote", f"ballot:{ballot}"),
        )
        for ballot, ref, title, c in rows
    ]


def _arguments(tx: Session, places: Places, _today: date) -> list[Found]:
    """Debates where only one side has spoken under a question."""
    said, about = Document, aliased(Document)
    lone = (
        select(Argument.thread)
        .join(said, said.id == Argument.text_id)  # type: ignore[arg-type]
        .where(col(said.collective_id).in_(places), col(said.hidden).is_(False), Argument.answers == "")
        .group_by(Argument.thread, Argument.question)
        .having(func.count(func.distinct(Argument.side)) == 1)
    )
    query = select(about.ref, about.title, about.collective_id, about.kind).where(
        col(about.ref).in_(lone), col(about.hidden).is_(False), col(about.kind).in_(PATHS)
    )
    rows = tx.exec(query.order_by(col(about.day).desc(), col(about.ref)).limit(MOST)).all()
    return [Found(_act(places, c, "argument", title, f"{PATHS[kind]}/{ref}")) for ref, title, c, kind in rows]


def _commitments(tx: Session, places: Places, today: date) -> list[Found]:
    """Promises whose day has come."""
    query = with_shown_subjects(
        select(Commitment.ref, Commitment.what, FollowUp.ref, FollowUp.collective_id)
        .join(Reply, Reply.id == Commitment.reply_id)  # type: ignore[arg-type]
        .join(Delivery, Delivery.id == Reply.delivery_id)  # type: ignore[arg-type]
        .join(FollowUp, FollowUp.id == Delivery.followup_id)  # type: ignore[arg-type]
        .where(col(FollowUp.collective_id).in_(places), Commitment.due < today)
    )
    rows = tx.exec(query.order_by(col(Commitment.due).desc(), col(Commitment.ref)).limit(MOST)).all()
    return [
        Found(
            _act(places, c, "commitment", what, f"suites/{code}#e-{ref}"),
            _nul(places, c, "vote", f"commitment:{ref}"),
        )
        for ref, what, code, c in rows
    ]


_SEARCHES: tuple[tuple[str, Callable[[Session, Places, date], list[Found]]], ...] = (
    ("vote", _ballots),
    ("assess", _commitments),
    ("read", _amendments),
    ("assess", _orphans),  # as for a promise: a deciding college
    ("write", _arguments),
    ("echo", _echoes),
)


def _not_done(tx: Session, viewer: Viewer, found: list[Found]) -> list[Act]:
    """Without what this carnet wrote, did, or has waiting for its slot: nullifiers are recomputed, nothing is kept."""
    if not viewer.key:
        return [one.act for one in found]
    nuls = [one.done for one in found if one.done]
    done: set[bytes] = set()
    for table in (Echo, BallotPaper, Assessment, Pending):
        done |= set(tx.exec(select(table.nul).where(col(table.nul).in_(nuls))).all())
    return [one.act for one in found if one.done not in done and not _own(viewer, one)]


def _own(viewer: Viewer, one: Found) -> bool:
    return bool(scope_of(viewer, *one.author))
