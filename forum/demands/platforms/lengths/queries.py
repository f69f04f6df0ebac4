"""What else a demand prints beside its own words: what it answers, the objectives it leans on, its sources."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.demands.models import DemandObjective
from forum.demands.platforms.lengths.rules import lines
from forum.registers.models import Objective
from forum.texts.hidden import listed
from forum.texts.models import Document, Evidence, Link, Version


def measured(tx: Session, versions: Sequence[Version]) -> dict[int, int]:
    """By text, how many lines each of these versions prints on today."""
    wide, narrow = dict[int, list[str]](), dict[int, list[str]]()
    ids = [version.text_id for version in versions]
    answered = select(Link.source_id, Document.title).join(Document, col(Document.id) == Link.target_id)
    for ident, title in tx.exec(answered.where(col(Link.source_id).in_(ids), listed())).all():
        wide.setdefault(ident, []).append(title)
    leans = select(DemandObjective.text_id, Objective).join(
        Objective, col(Objective.id) == DemandObjective.objective_id
    )
    for ident, one in tx.exec(leans.where(col(DemandObjective.text_id).in_(ids))).all():
        narrow.setdefault(ident, []).append(f"{one.code} {one.title} {one.source}")
    for said in tx.exec(select(Evidence).where(col(Evidence.text_id).in_(ids))).all():
        narrow.setdefault(said.text_id, []).append(f"{said.label} {said.publisher} {said.url} {said.dated}")
    return {v.text_id: lines(v.fields, wide.get(v.text_id, ()), narrow.get(v.text_id, ())) for v in versions}
