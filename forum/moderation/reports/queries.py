"""Reads: what is said of the open cases, and the answer that a code opens."""

import json
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.core.crypto import key_pair, unseal
from forum.moderation.cases.models import Case
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report, ReportBox
from forum.moderation.reports.rules import seed
from forum.texts.models import Message


def of_cases(tx: Session, cases: Iterable[Case]) -> dict[int, list[Report]]:
    """By case, what most people say first."""
    ids = [case.id for case in cases]
    query = select(Report).where(col(Report.case_id).in_(ids))
    found: dict[int, list[Report]] = {ident: [] for ident in ids}
    for row in tx.exec(query.order_by(col(Report.count).desc(), col(Report.day), col(Report.id))).all():
        found[row.case_id].append(row)
    return found


def boxes(tx: Session, case: Case) -> Sequence[ReportBox]:
    return tx.exec(select(ReportBox).where(ReportBox.case_id == case.id).order_by(col(ReportBox.id))).all()


def waiting(tx: Session, case: Case) -> int:
    return tx.exec(select(func.count()).where(ReportBox.case_id == case.id)).one()


def is_decision(tx: Session, collective: Collective, ref: str) -> bool:
    """Whether this names a line of the journal."""
    query = select(Decision.id).where(Decision.ref == ref, Decision.collective_id == collective.id)
    return tx.exec(query).first() is not None


def answer(tx: Session, words: str, pepper: bytes) -> dict[str, str] | None:
    """What these words open: {subject, text}. None for words that open nothing, whatever is wrong with them."""
    secret = seed(words, pepper)
    if secret is None:
        return None
    private, public = key_pair(secret)
    row = tx.exec(select(Message).where(Message.box == public)).first()
    return dict(json.loads(unseal(private, row.sealed))) if row else None
