"""`record(...)` in the same transaction as the change: journal, activity feed and outbox at once."""

from datetime import date

from sqlmodel import Session

from forum.core.models import Event


def record(tx: Session, kind: str, collective_id: int, subject: str, title: str, day: date) -> None:
    """Say that `kind` (such as `demand.adopted`) happened to `subject` (a reference) that day. Never who did it."""
    tx.add(Event(collective_id=collective_id, kind=kind, subject=subject, title=title[:300], day=day))
