"""Reads: the sources of texts with what is said of them, and one source's own page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.texts.kinds import address
from forum.texts.models import Document, Evidence
from forum.texts.sources.models import Source, SourceVerdict
from forum.texts.sources.rules import COLLEGES, LEAST, REASONS, VERDICTS, Tally, mark

SHOWN = 40  # texts, and sentences, that one page names


class Cited(NamedTuple):
    """A source where a text cites it; `ref` leads to its own page, `mark` is a code of `rules.MARKS`."""

    kind: str
    label: str
    url: str
    publisher: str
    dated: str
    picture: str
    hidden: bool
    ref: str
    mark: str


class Leaning(NamedTuple):
    """A text that cites a source, and how it calls it."""

    title: str
    url: str
    kind: str
    called: str


class Note(NamedTuple):
    """A sentence left with a verdict. `college` is "" where it would point at one of very few."""

    ref: str
    verdict: str
    reason: str
    note: str
    college: str
    hidden: bool


@dataclass(frozen=True)
class Sheet:
    """One source's page. `reasons` says of each whether five of one college gave it; `citing` are the texts, all of them."""

    ref: str
    first: Cited
    citing: Sequence[Document]
    leaning: Sequence[Leaning]
    tallies: dict[str, Tally]
    reasons: dict[str, bool]
    notes: Sequence[Note]
    text: str

    @property
    def kind(self) -> str:
        return self.first.kind

    @property
    def label(self) -> str:
        return self.first.label


def of_texts(tx: Session, text_ids: Iterable[int]) -> dict[int, list[Cited]]:
    """Sources by text, in one query."""
    ids = list(text_ids)
    found: dict[int, list[Cited]] = {ident: [] for ident in ids}
    query = select(Evidence, Source).outerjoin(Source, col(Source.ref) == Evidence.source)
    for evidence, source in tx.exec(
        query.where(col(Evidence.text_id).in_(ids)).order_by(col(Evidence.id))
    ).all():
        found[evidence.text_id].append(_cited(evidence, source))
    return found


def _cited(e: Evidence, source: Source | None) -> Cited:
    said = tallies(source) if source else {}
    told = mark(said["confirmed"], said["disputed"], said["dead"]) if said else ""
    return Cited(e.kind, e.label, e.url, e.publisher, e.dated, e.picture, e.hidden, e.source, told)


def tallies(source: Source) -> dict[str, Tally]:
    return {
        said: Tally({college: getattr(source, f"{said}_{college}") for college in COLLEGES})
        for said in (*VERDICTS, "dead")
    }


def by_ref(tx: Session, collective_id: int, ref: str) -> Source | None:
    return tx.exec(select(Source).where(Source.ref == ref, Source.collective_id == collective_id)).first()


def sheet(tx: Session, collective: Collective, ref: str) -> Sheet:
    """NotFound when no text that can be read cites it: its words are theirs."""
    source = by_ref(tx, collective.id, ref)
    if source is None:
        raise NotFound
    query = select(Evidence, Document).join(Document, col(Document.id) == Evidence.text_id)
    rows = tx.exec(
        query.where(Evidence.source == ref).order_by(col(Document.day), col(Document.ref), col(Evidence.id))
    ).all()
    read = [(e, d) for e, d in rows if not d.hidden]
    if not read:
        raise NotFound
    first = _cited(read[0][0], source)
    return Sheet(
        ref, first, [d for _e, d in rows], _leaning(tx, collective.slug, first.label, read),
        tallies(source), _reasons(tx, source), _notes(tx, source), read[0][1].ref,
    )  # fmt: skip


def _leaning(tx: Session, slug: str, label: str, rows: Sequence[tuple[Evidence, Document]]) -> list[Leaning]:
    """Each text once; the kind of a thread's first text says where an argument is read."""
    shown = list({d.id: (e, d) for e, d in reversed(rows)}.values())[::-1][:SHOWN]
    threads = [d.thread for _e, d in shown]
    roots = dict(tx.exec(select(Document.ref, Document.kind).where(col(Document.ref).in_(threads))).all())
    return [
        Leaning(d.title, address(slug, d, roots[d.thread]), d.kind, e.label if e.label != label else "")
        for e, d in shown
        if d.thread in roots
    ]


def _reasons(tx: Session, source: Source) -> dict[str, bool]:
    """Which were given; a sum over colleges would tell what a small number hides, so none is made."""
    query = (
        select(SourceVerdict.reason, SourceVerdict.college, func.count())
        .where(SourceVerdict.source_id == source.id, SourceVerdict.reason != "")
        .group_by(SourceVerdict.reason, SourceVerdict.college)
    )
    counts: dict[str, int] = {}
    for reason, _college, n in tx.exec(query).all():
        counts[reason] = max(n, counts.get(reason, 0))
    return {reason: counts[reason] >= LEAST for reason in REASONS if reason in counts}


def _notes(tx: Session, source: Source) -> list[Note]:
    """In the order of their drawn keys. A college is named where its own number is."""
    query = select(SourceVerdict).where(SourceVerdict.source_id == source.id, SourceVerdict.note != "")
    rows = tx.exec(query.order_by(col(SourceVerdict.id)).limit(SHOWN)).all()
    return [_note(source, row) for row in rows]


def _note(source: Source, row: SourceVerdict) -> Note:
    many = getattr(source, f"{row.verdict}_{row.college}") >= LEAST
    return Note(row.ref, row.verdict, row.reason, row.note, row.college if many else "", row.hidden)


def named(tx: Session) -> Sequence[Any]:
    """(id, reference, label, collective) of every source: what a carnet looks its own verdicts up with."""
    query = (
        select(Source.id, Source.ref, func.min(Evidence.label), Source.collective_id)
        .join(Evidence, col(Evidence.source) == Source.ref)
        .group_by(col(Source.id), col(Source.ref), col(Source.collective_id))
    )
    return tx.exec(query).all()
