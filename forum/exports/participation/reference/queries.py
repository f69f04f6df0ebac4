"""Reads of the reference: whom a line may name, and what was loaded."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.collectives.models import COLLEGES, Collective
from forum.collectives.queries import place_choices
from forum.collectives.rules import plain_ascii
from forum.exports.participation.reference.models import Concerned
from forum.exports.participation.reference.rules import Known

USUAL = {"professionnel-les": "professional", "professionnels": "professional", "professionnelles": "professional",
         "personnes-concernees": "concerned", "concerne-es": "concerned", "allie-es": "ally", "allies": "ally"}  # fmt: skip


def known(tx: Session, collective: Collective) -> Known:
    own = {plain_ascii(collective.college_name(c)): c for c in COLLEGES}
    codes = {plain_ascii(c): c for c in COLLEGES}
    choices = place_choices(tx, collective.id)
    names = {plain_ascii(name): code for code, name in choices}
    return Known(
        {**USUAL, **codes, **own}, {**names, **{plain_ascii(code): code for code, _ in choices}}, collective.k
    )


def loaded(tx: Session, collective_id: int) -> Sequence[Concerned]:
    query = select(Concerned).where(Concerned.collective_id == collective_id)
    return tx.exec(query.order_by(col(Concerned.college), col(Concerned.territory))).all()
