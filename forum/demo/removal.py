"""Taking the demonstration away: every row that hangs on a demo collective or a demo account, in any room's table."""

from sqlalchemy import ColumnElement, Table, delete, false, or_, select
from sqlmodel import Session, SQLModel
from sqlmodel import select as select_rows

from forum.collectives.models import Collective
from forum.core.keys import Keys
from forum.identity.staff.models import Staff
from forum.petitions.models import Petition
from forum.texts.search import rebuild

ROOTS = ("collective", "staff")


def present(tx: Session) -> bool:
    """A demo collective, or a demo account: while there is one, nobody else may come in."""
    found = tx.exec(select_rows(Collective.id).where(Collective.demo).limit(1)).first()
    return found is not None or tx.exec(select_rows(Staff.id).where(Staff.demo).limit(1)).first() is not None


def remove(tx: Session, keys: Keys) -> int:
    """Delete it all, children first; returns how many rows. Rows of other collectives stay as they are."""
    tables, count = sorted(SQLModel.metadata.sorted_tables, key=lambda t: t.name == "message"), 0
    doomed: dict[str, ColumnElement[bool]] = {}
    for table in tables:
        doomed[table.name] = _condition(table, doomed)
    demo = select(SQLModel.metadata.tables["collective"].c.id).where(doomed["collective"])
    for code in tx.exec(select_rows(Petition.code).where(Petition.collective_id.in_(demo))).all():  # type: ignore[attr-defined]
        keys.forget_petition(code)
    for table in reversed(tables):
        count += tx.connection().execute(delete(table).where(doomed[table.name])).rowcount
    rebuild(tx)
    return count


def _condition(table: Table, doomed: dict[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    """Which rows go: the demo's own, those that refer to rows that go, those that name its collective."""
    if table.name in ROOTS:
        own: ColumnElement[bool] = table.c.demo
        return own
    ways: list[ColumnElement[bool]] = [
        key.parent.in_(select(key.column).where(doomed[key.column.table.name])) for key in table.foreign_keys
    ]
    if "collective_id" in table.c:
        collective = SQLModel.metadata.tables["collective"]
        ways.append(table.c.collective_id.in_(select(collective.c.id).where(doomed["collective"])))
    if table.name == "message":
        text = SQLModel.metadata.tables["text"]
        ways.append(table.c.thread.in_(select(text.c.ref).where(doomed["text"])))
    return or_(false(), *ways)
