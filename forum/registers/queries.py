"""Reads: mechanisms and what leans on them, institutions, official objectives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.registers.models import Institution, Mechanism, Objective
from forum.texts.hidden import listed
from forum.texts.models import Document, Link
from forum.texts.queries import PAGE, after
from forum.texts.search import Sought, search

OFFERED = 60


@dataclass(frozen=True)
class Filters(Sought):
    """What the reader asked for; `after` is a keyset position."""

    words: str = ""
    kind: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One mechanism of the list, with how many visible texts lean on it."""

    ref: str
    title: str
    excerpt: str
    kind: str
    college: str
    day: date
    grievances: int
    challenges: int


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Twenty mechanisms, newest day first, and the position after them ("" at the end)."""
    query = (
        select(Document, Mechanism.kind)
        .join(Mechanism, col(Mechanism.text_id) == Document.id)
        .where(*_conditions(tx, collective, filters))
        .order_by(col(Document.day).desc(), col(Document.id).desc())
    )
    found = tx.exec(query.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    leaning = _leaning(tx, [document.id for document, _kind in shown])
    rows = [_row(document, kind, leaning) for document, kind in shown]
    last = shown[-1][0] if len(found) > PAGE else None
    return rows, f"{last.day}.{last.id}" if last else ""


def _row(document: Document, kind: str, leaning: dict[tuple[int, str], int]) -> Row:
    return Row(
        document.ref,
        document.title,
        document.excerpt,
        kind,
        document.college,
        document.day,
        leaning.get((document.id, "grievance"), 0),
        leaning.get((document.id, "challenge"), 0),
    )


def _conditions(tx: Session, collective: Collective, filters: Filters) -> list[bool]:
    conditions = [
        Document.collective_id == collective.id,
        Document.kind == "mechanism",
        col(Document.hidden).is_(False),
    ]
    if filters.kind:
        conditions.append(Mechanism.kind == filters.kind)
    if filters.words:
        conditions.append(col(Document.id).in_(search(tx, collective.id, filters.words)))
    if filters.after:
        conditions.append(after(filters.after))
    return conditions  # type: ignore[return-value]  # SQLModel types a comparison as bool


def _leaning(tx: Session, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """(mechanism, kind) → how many visible texts of that kind lean on it; one query for a whole page."""
    query = (
        select(Link.target_id, Document.kind, func.count())
        .join(Document, col(Document.id) == Link.source_id)
        .where(col(Link.target_id).in_(ids), listed())
        .group_by(col(Link.target_id), Document.kind)
    )
    return {(target, kind): n for target, kind, n in tx.exec(query).all()}


def kind_of(tx: Session, document: Document) -> str:
    return tx.exec(select(Mechanism.kind).where(Mechanism.text_id == document.id)).one()


def visible(tx: Session, collective_id: int, refs: Collection[str], kind: str) -> Sequence[Document]:
    """The visible texts of this kind and collective among `refs`."""
    if not refs:
        return []
    query = select(Document).where(
        col(Document.ref).in_(set(refs)),
        Document.collective_id == collective_id,
        Document.kind == kind,
        listed(),
    )
    return tx.exec(query.order_by(Document.title)).all()


def choices(tx: Session, collective_id: int, kind: str, also: Collection[str] = ()) -> list[tuple[str, str]]:
    """(ref, title) pairs for a form, by title: the newest texts of a kind, and those already chosen (`also`)."""
    query = select(Document.ref, Document.title).where(
        Document.collective_id == collective_id, Document.kind == kind, listed()
    )
    newest = query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(OFFERED)
    found = dict(tx.exec(newest).all())
    found.update({d.ref: d.title for d in visible(tx, collective_id, also, kind)})
    return sorted(found.items(), key=lambda pair: pair[1])


def institutions(tx: Session, collective_id: int) -> Sequence[Institution]:
    query = select(Institution).where(Institution.collective_id == collective_id)
    return tx.exec(query.order_by(Institution.name)).all()


def institution(tx: Session, collective_id: int, ref: str) -> Institution:
    query = select(Institution).where(Institution.ref == ref, Institution.collective_id == collective_id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def institution_name(tx: Session, slug: str, ref: str) -> str:
    """For whoever chose it in a list; "" for a reference of elsewhere."""
    query = select(Institution.name).join(Collective, col(Collective.id) == Institution.collective_id)
    return tx.exec(query.where(Collective.slug == slug, Institution.ref == ref)).first() or ""


def objectives(tx: Session, collective_id: int) -> Sequence[Objective]:
    query = select(Objective).where(Objective.collective_id == collective_id)
    return tx.exec(query.order_by(Objective.code)).all()
