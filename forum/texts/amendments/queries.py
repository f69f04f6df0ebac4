"""Reads on amendments: a text in clauses, its proposals and what each is worth today, one with its differences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.texts.amendments import rules
from forum.texts.amendments.rules import Carried, Operation, Snapshot
from forum.texts.kinds import KINDS, TextField
from forum.texts.models import Amendment, Document, Version
from forum.texts.rules import join, word_diff


@dataclass(frozen=True)
class FieldDiff:
    """How one field differs."""

    label: str
    changes: list[dict[str, str]]


@dataclass(frozen=True)
class Listed:
    """One proposal as a list tells it: `state` is accepted, refused, or what it is worth on today's text."""

    ref: str
    reason: str
    state: str


@dataclass(frozen=True)
class Clash:
    """Changes to one passage that cannot both stand: what it was, what is proposed, what it is today.

    `number` names it in a form: the place, among the operations of the proposal, of the first that is in it.
    """

    number: int
    label: str
    field: str
    start: int
    end: int
    base: str
    proposed: str
    current: str

    @property
    def gone(self) -> bool:
        return not self.current


SHOWN = 60  # clauses on one page of the form
DRAWN = {"same": "equal", "removed": "delete", "added": "insert"}


# -- clauses of a kind -------------------------------------------------------


def by_line(field: TextField) -> bool:
    return field.lines or not field.rows


def cut(kind: str, fields: Mapping[str, str]) -> dict[str, list[str]]:
    """The clauses of each field of the kind."""
    return {f.name: list(_pieces(f, fields.get(f.name, ""))) for f in KINDS[kind].fields}


def _pieces(field: TextField, text: str) -> tuple[str, ...]:
    return rules.pieces(text, lines=by_line(field))


def whole(field: TextField, parts: Sequence[str]) -> str:
    return "\n".join(parts) if by_line(field) else join(parts)


def brought(kind: str, operations: Iterable[Operation]) -> list[tuple[str, ...]]:
    """The clauses that each operation brings, in their order."""
    return [_pieces(KINDS[kind].field(one["field"]), one["text"]) for one in operations]


def operations_between(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[Operation]:
    """The operations by which somebody who wrote `new` would have changed `old`."""
    before, after = cut(kind, old), cut(kind, new)
    return [
        one
        for f in KINDS[kind].fields
        for one in rules.operations_between(
            f.name, before[f.name], after[f.name], "\n" if by_line(f) else "\n\n"
        )
    ]


def operations_of(amendment: Amendment) -> list[Operation]:
    return cast(list[Operation], amendment.operations)


@dataclass(frozen=True)
class Sheet:
    """A field as somebody amends it: its clauses from number `first` on, `last` if its end is on this page."""

    field: TextField
    first: int
    clauses: list[str]
    last: bool

    @property
    def short(self) -> bool:
        return not self.field.rows


def sheets(kind: str, parts: rules.Parts, page: int) -> tuple[list[Sheet], int]:
    """One page of the clauses of a text, and how many pages there are. A field without any still takes a place."""
    rows = [(f, n) for f in KINDS[kind].fields for n in range(max(1, len(parts[f.name])))]
    found: list[Sheet] = []
    for field, n in rows[(page - 1) * SHOWN : page * SHOWN]:
        if not found or found[-1].field is not field:
            found.append(Sheet(field, n, [], False))
        clauses = [*found[-1].clauses, *parts[field.name][n : n + 1]]
        last = found[-1].first + len(clauses) >= len(parts[field.name])
        found[-1] = Sheet(field, found[-1].first, clauses, last)
    return found, -(-len(rows) // SHOWN)


# -- versions ----------------------------------------------------------------


def history(tx: Session, document: Document, since: int) -> list[Snapshot]:
    """The versions from `since` to the current one, in clauses; one query."""
    query = select(Version).where(Version.text_id == document.id, col(Version.number) >= since)
    return [snapshot(document.kind, v) for v in tx.exec(query.order_by(col(Version.number))).all()]


def snapshot(kind: str, version: Version) -> Snapshot:
    return Snapshot(version.hash, cut(kind, version.fields), version.spans)


def standings(kind: str, operations: Sequence[Operation], past: Sequence[Snapshot]) -> list[list[Carried]]:
    """The operations at each version of `past`, whose first is their base."""
    return rules.standings(operations, past, brought(kind, operations))


def made(
    kind: str, fields: Mapping[str, str], parts: rules.Parts, carried: Sequence[Carried]
) -> tuple[dict[str, str], rules.Edits]:
    """The fields with the operations in them, and the edits that makes. A field that nothing touches stays as it was."""
    edits = rules.landing(carried, brought(kind, [one.operation for one in carried]))
    changed = {
        name: whole(KINDS[kind].field(name), rules.apply(parts[name], found)) for name, found in edits.items()
    }
    return {**fields, **changed}, edits


# -- proposals ---------------------------------------------------------------


def of_text(tx: Session, document: Document) -> list[Listed]:
    """All proposals, the open ones first."""
    query = select(Amendment).where(Amendment.text_id == document.id, col(Amendment.hidden).is_(False))
    rows = tx.exec(query.order_by(col(Amendment.day).desc(), col(Amendment.id))).all()
    opened = [a for a in rows if a.state == "open"]
    bases = [a.base for a in opened if a.base < document.number]
    past = history(tx, document, min(bases)) if bases else []
    worth = {a.ref: _worth(document, a, past) for a in opened}
    return [Listed(a.ref, a.reason, worth.get(a.ref, a.state)) for a in sorted(rows, key=_open_first)]


def _open_first(amendment: Amendment) -> bool:
    return amendment.state != "open"


def _worth(document: Document, amendment: Amendment, past: Sequence[Snapshot]) -> str:
    if amendment.base == document.number:
        return "open"
    since = past[len(past) - 1 - (document.number - amendment.base) :]
    state = rules.state_of(standings(document.kind, operations_of(amendment), since)[-1])
    return "open" if state == "applies" else state


def find(tx: Session, document: Document, ref: str) -> Amendment:
    found = tx.exec(select(Amendment).where(Amendment.ref == ref, Amendment.text_id == document.id)).first()
    if found is None:
        raise NotFound
    return found


def clashes(kind: str, base: Snapshot, current: Snapshot, carried: Sequence[Carried]) -> list[Clash]:
    """What people must settle, passage by passage in the order of the text."""
    found: list[Clash] = []
    numbered = [(n, one) for n, one in enumerate(carried) if one.state == "conflict"]
    for n, one in sorted(numbered, key=lambda p: (p[1].operation["field"], p[1].start, p[1].end)):
        last = found[-1] if found else None
        if last and last.field == one.operation["field"] and _together(last, one):
            found[-1] = _joined(kind, last, _clash(kind, n, one, base, current), current)
        else:
            found.append(_clash(kind, n, one, base, current))
    return found


def _together(last: Clash, one: Carried) -> bool:
    return one.start < last.end or (one.start, one.end) == (last.start, last.end)


def _clash(kind: str, number: int, one: Carried, base: Snapshot, current: Snapshot) -> Clash:
    operation = one.operation
    field = KINDS[kind].field(operation["field"])
    was = base.parts[field.name][operation["clause"] :][: operation["op"] != "insert"]
    now = whole(field, current.parts[field.name][one.start : one.end])
    said = (whole(field, was), operation["text"], now)
    return Clash(number, field.label, field.name, one.start, one.end, *said)


def _joined(kind: str, one: Clash, other: Clash, current: Snapshot) -> Clash:
    field, end = KINDS[kind].field(one.field), max(one.end, other.end)
    said = [
        whole(field, [part for part in pair if part]) for pair in zip(_said(one), _said(other), strict=True)
    ]
    now = whole(field, current.parts[one.field][one.start : end])
    return Clash(min(one.number, other.number), one.label, one.field, one.start, end, said[0], said[1], now)


def _said(one: Clash) -> tuple[str, str]:
    return one.base, one.proposed


def settled(clash: Clash, text: str) -> list[Operation]:
    """The operations on the current version by which the passage becomes `text`."""
    if clash.start == clash.end:
        return [{"field": clash.field, "op": "insert", "clause": clash.start, "text": text}] if text else []
    first: Operation = {"field": clash.field, "op": "replace", "clause": clash.start, "text": text}
    if not text:
        first["op"] = "remove"
    rest = range(clash.start + 1, clash.end)
    return [first, *({"field": clash.field, "op": "remove", "clause": n, "text": ""} for n in rest)]  # type: ignore[list-item]


def moved(carried: Sequence[Carried]) -> list[Operation]:
    """What is still to be done, as operations on the version they have come to."""
    return [cast(Operation, {**one.operation, "clause": one.start}) for one in carried if one.state == "open"]


def words(kind: str, operations: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What a proposal says, by the name of its field: for whoever must read it without its text."""
    return [(KINDS[kind].field(one["field"]).label, one["text"]) for one in operations if one["text"]]


def diff(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDiff]:
    """The fields that differ, word by word, in the order of the kind."""
    return [
        FieldDiff(field.label, _drawn(old.get(field.name, ""), new.get(field.name, "")))
        for field in KINDS[kind].fields
        if old.get(field.name, "") != new.get(field.name, "")
    ]


def diff_of(kind: str, older: Snapshot, newer: Snapshot) -> list[FieldDiff]:
    """What became of a text from one version to another."""
    old, new = ({f.name: whole(f, one.parts[f.name]) for f in KINDS[kind].fields} for one in (older, newer))
    return diff(kind, old, new)


def _drawn(old: str, new: str) -> list[dict[str, str]]:
    """As the macro `word_diff` draws it."""
    return [{"op": DRAWN[change.op], "text": change.text} for change in word_diff(old, new)]
