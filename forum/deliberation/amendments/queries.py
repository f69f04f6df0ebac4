"""What a proposal is worth on today's text."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.amendments.queries import Clash, FieldDiff
from forum.texts.amendments.rules import Carried, Operation, state_of
from forum.texts.models import Amendment, Document

QUESTION = "amendment"  # the one question of the debate about a proposal


@dataclass(frozen=True)
class Standing:
    """One proposal: `state` is accepted, refused, open (it applies), already or conflict.

    `diffs`: what it changes of today's text; of its own base once it is answered, or while it is in conflict.
    """

    amendment: Amendment
    state: str
    carried: Sequence[Carried]
    diffs: list[FieldDiff]
    clashes: list[Clash]

    @property
    def moved(self) -> list[Operation]:
        return amendments.moved(self.carried)


def standing(tx: Session, document: Document, amendment: Amendment) -> Standing:
    operations = amendments.operations_of(amendment)
    past = amendments.history(tx, document, amendment.base)
    found = amendments.standings(document.kind, operations, past)
    worth = state_of(found[-1])
    open_now = amendment.state == "open"
    applies = open_now and worth == "applies"
    number, carried = (document.number, found[-1]) if applies else (amendment.base, found[0])
    fields = texts.read(tx, document, number).fields
    seen = past[-1] if applies else past[0]
    proposed, _edits = amendments.made(document.kind, fields, seen.parts, carried)
    state = ("open" if worth == "applies" else worth) if open_now else amendment.state
    clashes = amendments.clashes(document.kind, past[0], past[-1], found[-1]) if open_now else []
    diffs = amendments.diff(document.kind, fields, proposed)
    return Standing(amendment, state, found[-1], diffs, clashes)
