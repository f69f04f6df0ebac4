"""Reads on amendments: those of a text, one with its differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document
from forum.texts.rules import word_diff


@dataclass(frozen=True)
class FieldDiff:
    """How one field differs."""

    label: str
    changes: list[dict[str, str]]


DRAWN = {"same": "equal", "removed": "delete", "added": "insert"}


def of_text(tx: Session, document: Document) -> Sequence[Amendment]:
    """All proposals, the open ones first."""
    query = select(Amendment).where(Amendment.text_id == document.id, col(Amendment.hidden).is_(False))
    return tx.exec(
        query.order_by(col(Amendment.state).desc(), col(Amendment.day).desc(), col(Amendment.id))
    ).all()


def find(tx: Session, document: Document, ref: str) -> Amendment:
    found = tx.exec(select(Amendment).where(Amendment.ref == ref, Amendment.text_id == document.id)).first()
    if found is None:
        raise NotFound
    return found


def diff(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDiff]:
    """The fields that differ, word by word, in the order of the kind."""
    return [
        FieldDiff(field.label, _drawn(old.get(field.name, ""), new.get(field.name, "")))
        for field in KINDS[kind].fields
        if old.get(field.name, "") != new.get(field.name, "")
    ]


def _drawn(old: str, new: str) -> list[dict[str, str]]:
    """As the macro `word_diff` draws it."""
    return [{"op": DRAWN[change.op], "text": change.text} for change in word_diff(old, new)]
