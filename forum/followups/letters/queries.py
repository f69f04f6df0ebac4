"""Reads: what a reminder letter needs, from one follow-up."""

from datetime import date

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.followups.letters.rules import KINDS, Asked, Facts, Letter, letter
from forum.followups.queries import Followed, follow_up
from forum.followups.rules import STALLING
from forum.followups.subjects.queries import Head, measures
from forum.registers.deadlines.rules import Laws
from forum.registers.queries import institution


def facts(tx: Session, collective: Collective, head: Head, url: str, today: date, known: Laws) -> Facts:
    """NotFound while nothing was handed over: there is nothing to remind of."""
    found = follow_up(tx, head, today, known)
    clock = found.clock
    if clock is None:
        raise NotFound
    first, to = found.deliveries[0], institution(tx, collective.id, head.institution_ref)
    law, agreed = found.running, found.agreed
    receipt = next((line.article for line in found.laws if line.step == "accuse"), "")
    return Facts(
        collective=collective.name,
        institution=to.name,
        address=to.address,
        recipient=first.recipient,
        title=head.title,
        delivered=clock.since,
        how=first.how,
        days=clock.days,
        answered=clock.answered,
        limit=clock.limit,
        why=agreed.agreed_source if agreed else (law.article if law else ""),
        agreed=clock.agreed,
        receipt=receipt,
        asked=[Asked(m.title, m.criteria) for m in measures(tx, head)],
        stalled=_stalled(found),
        late=[
            (p.row.what, p.row.owner, p.row.due) for p in found.promises if p.state in ("overdue", "broken")
        ],
        url=url,
        today=today,
    )


def _stalled(found: Followed) -> list[tuple[date, str]]:
    rows = [r for r in found.replies if r.label == "stalling"]
    return [(r.day, _(STALLING[r.stalling][0]) if r.stalling else _("ni oui, ni non")) for r in rows]


def one(kind: str, said: Facts) -> Letter:
    if kind not in KINDS:
        raise NotFound
    return letter(kind, said)
