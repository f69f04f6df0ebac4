"""A watch over every transaction of the tests: what staff do must be answered for.

Whatever they change in a collective leaves a line in the staff's log. Whatever changes a way into an account, whichever
door it is, leaves with a letter to whose account it is.
"""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Engine, Insert, event, inspect
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from forum.collectives.team.rules import ACTS
from forum.core.models import Outbox
from forum.identity.staff.models import Staff, StaffLog

# One's own way in is told to oneself (`DOORS`), a mail follows an act, and a report notes nobody, staff included.
APART = {
    "staff",
    "staff_link",
    "staff_recovery",
    "staff_identity",
    "staff_passkey",
    "staff_challenge",
    "outbox",
    "a door",
    "report",
    "letter_address",
    "site_version",
}
# What a report writes beside itself; a case that is taken, handed over or decided has no report beside it.
REPORTING = {"moderation_case", "case_step", "report_box"}
# Rows that open an account. A key that counts its uses and a code that is spent change no door.
DOORS = {
    "staff_passkey": ("new", "deleted"),
    "staff_recovery": ("new",),
    "staff_identity": ("new", "deleted"),
}


class Unanswered(AssertionError):
    """Raised before the commit, so that the page fails and the test with it."""


def _note(session: Any, table: str) -> None:
    session.info.setdefault("written", set()).add(table)


def _flushed(session: Any, _context: Any) -> None:
    for how in ("new", "dirty", "deleted"):
        for row in getattr(session, how):
            _note(session, row.__table__.name)
            if how in DOORS.get(row.__table__.name, ()) or (how == "dirty" and _new_password(row)):
                _note(session, "a door")


def _new_password(row: Any) -> bool:
    return isinstance(row, Staff) and bool(inspect(row).attrs.password_hash.history.added)


def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _note(state.session, cast(Any, state.statement).table.name)


def _given_up(session: Any) -> None:
    """A refused form is rolled back before its page is shown again."""
    session.info.pop("written", None)


def _named(_mapper: Any, _connection: Any, row: StaffLog) -> None:
    if row.action not in ACTS:
        raise Unanswered(f"the log would say « {row.action} », which is no sentence")


def _committing(session: Any) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    viewer = session.info.get("viewer")
    written = session.info.pop("written", set())
    if viewer is None or not viewer.staff_id:
        return
    if "a door" in written and not session.connection().info.get("letter"):
        raise Unanswered(f"{viewer.staff_name} changed a door ({sorted(written)}) and no letter says so")
    if "report" in written:
        written -= REPORTING
    if not written - APART:
        return
    if StaffLog.__tablename__ not in written:
        raise Unanswered(f"{viewer.staff_name} wrote {sorted(written)} and no log says so")


def _begun(connection: Connection) -> None:
    connection.info["letter"] = False


def _sent(connection: Connection, statement: Any, *_values: Any) -> None:
    if isinstance(statement, Insert) and statement.table.name == Outbox.__tablename__:
        connection.info["letter"] = True


WATCHED = (
    (Session, "after_flush", _flushed),
    (Session, "do_orm_execute", _executed),
    (Session, "after_rollback", _given_up),
    (Session, "before_commit", _committing),
    (StaffLog, "before_insert", _named),
    (Engine, "begin", _begun),
    (Engine, "before_execute", _sent),
)


def watch() -> Iterator[None]:
    for target, name, listener in WATCHED:
        event.listen(target, name, listener)
    yield
    for target, name, listener in WATCHED:
        event.remove(target, name, listener)
