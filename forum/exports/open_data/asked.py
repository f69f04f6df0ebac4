"""Consultations as open data: what their pages tell, and nothing before they are counted."""

from sqlmodel import Session, col, select

from forum.collectives.models import COLLEGES, Collective
from forum.demands.consultations.models import Consultation, ConsultationOption
from forum.exports.open_data import answers, queries
from forum.exports.open_data.answers import told
from forum.texts.models import Document

Options = list[tuple[ConsultationOption, str]]


def consultations_page(
    tx: Session, collective: Collective, after: str, base: str
) -> tuple[list[answers.Consultation], bool]:
    table, most = Consultation, queries.PAGE
    query = select(table).where(table.collective_id == collective.id, col(table.hidden).is_(False))
    rows = list(tx.exec(queries.follow(tx, query, col(table.opens), col(table.ref), after)).all())
    options = _options(tx, rows[:most])
    home = f"{base}/c/{collective.slug}/consultations"
    return [_consultation(row, options[row.id], home) for row in rows[:most]], len(rows) > most


def _options(tx: Session, rows: list[Consultation]) -> dict[int, Options]:
    """Those that are shown, with their references: one query for all."""
    found: dict[int, Options] = {row.id: [] for row in rows}
    query = select(ConsultationOption, Document.ref).join(
        Document, col(Document.id) == ConsultationOption.text_id
    )
    query = query.where(col(ConsultationOption.consultation_id).in_(found), col(Document.hidden).is_(False))
    for option, ref in tx.exec(query.order_by(col(ConsultationOption.position))).all():
        found[option.consultation_id].append((option, ref))
    return found


def _consultation(row: Consultation, options: Options, home: str) -> answers.Consultation:
    return answers.Consultation(
        ref=row.ref,
        title=row.title,
        question=row.question,
        way=row.way,
        quorum_percent=row.quorum_percent,
        opens=row.opens,
        closes=row.closes,
        state=row.state,
        demands=[_asked(row, option, ref) for option, ref in options],
        url=f"{home}/{row.ref}",
        day=row.opens,
    )


def _asked(row: Consultation, option: ConsultationOption, ref: str) -> answers.Asked:
    colleges = row.result.get("colleges", {})
    profiles = {c: colleges.get(c, {}).get("profiles", {}).get(ref) for c in COLLEGES}
    return answers.Asked(
        demand=ref,
        version=option.version,
        sha256=option.hash,
        rank=option.rank or None,
        answers=[
            answers.Answered(college=college, counts=[told(n) for n in counts])
            for college, counts in profiles.items()
            if counts
        ],
    )
