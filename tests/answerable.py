"""A watch over every transaction of the tests: whatever staff change in a collective leaves a line in the staff's log."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from forum.identity.staff.models import StaffLog

# One's own way in is nobody else's business, a mail follows an act, and a report notes nobody, staff included.
APART = {
    "staff",
    "staff_link",
    "staff_recovery",
    "staff_identity",
    "staff_passkey",
    "staff_challenge",
    "outbox",
    "report",
    "site_version",
}


class Unanswered(AssertionError):
    """Raised before the commit, so that the page fails and the test with it."""


def _note(session: Any, table: str) -> None:
    session.info.setdefault("written", set()).add(table)


def _flushed(session: Any, _context: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        _note(session, row.__table__.name)


def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _note(state.session, cast(Any, state.statement).table.name)


def _given_up(session: Any) -> None:
    """A refused form is rolled back before its page is shown again."""
    session.info.pop("written", None)


def _committing(session: Any) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    viewer = session.info.get("viewer")
    written = session.info.pop("written", set())
    if viewer is None or not viewer.staff_id or not written - APART:
        return
    if StaffLog.__tablename__ not in written:
        raise Unanswered(f"{viewer.staff_name} wrote {sorted(written)} and no log says so")


WATCHED = (
    ("after_flush", _flushed),
    ("do_orm_execute", _executed),
    ("after_rollback", _given_up),
    ("before_commit", _committing),
)


def watch() -> Iterator[None]:
    for name, listener in WATCHED:
        event.listen(Session, name, listener)
    yield
    for name, listener in WATCHED:
        event.remove(Session, name, listener)
