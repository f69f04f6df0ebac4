"""Reads: one argument on its own page, with what it is about, what it answers and what answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.deliberation.argument_queries import SHOWN, Said, rebuttals, said, taken
from forum.deliberation.models import Argument
from forum.texts import queries as texts
from forum.texts.models import Amendment, Document

MOST = 1000  # of one argument, on one page, when the reader asks for all


@dataclass(frozen=True)
class Spoken:
    """An argument, where it stands: `about` is the text, `proposal` the change to it that is argued about, if it is one.

    `above` is what a rebuttal answers, None once moderators hid it.
    """

    document: Document
    argument: Argument
    about: Document
    proposal: Amendment | None
    said: Said
    above: Said | None
    rebuttals: Sequence[Said]
    rebutted: int

    @property
    def about_is_hidden(self) -> bool:
        return self.about.hidden or (self.proposal is not None and self.proposal.hidden)


def spoken(tx: Session, collective_id: int, ref: str, *, whole: bool = False) -> Spoken:
    """NotFound for what is no argument of this collective; a hidden one is found, its page says so."""
    query = select(Document, Argument, taken()).join(Argument, col(Argument.text_id) == Document.id)
    found = tx.exec(query.where(Document.ref == ref, Document.collective_id == collective_id)).first()
    if found is None:
        raise NotFound
    document, argument, up = found
    about, proposal = _subject(tx, collective_id, argument.thread)
    answers = rebuttals(tx, [ref], MOST if whole else SHOWN)
    above = _above(tx, argument)
    wanted = [(document, bool(up)), *((d, False) for d, *_ in answers), *((d, False) for d in above)]
    shown = said(tx, wanted)
    return Spoken(
        document, argument, about, proposal, shown[ref], shown[above[0].ref] if above else None,
        [shown[d.ref] for d, *_ in answers], answers[0][2] if answers else 0,
    )  # fmt: skip


def _subject(tx: Session, collective_id: int, ref: str) -> tuple[Document, Amendment | None]:
    query = select(Amendment, Document).join(Document, col(Document.id) == Amendment.text_id)
    row = tx.exec(query.where(Amendment.ref == ref, Document.collective_id == collective_id)).first()
    return (row[1], row[0]) if row else (texts.find(tx, collective_id, ref), None)


def _above(tx: Session, argument: Argument) -> list[Document]:
    if not argument.answers:
        return []
    query = select(Document).where(Document.ref == argument.answers, col(Document.hidden).is_(False))
    return list(tx.exec(query).all())
