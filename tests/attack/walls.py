"""Properties 2, 3 and 15: what the database is made of, and what a backup holds."""

import gzip
import io
from datetime import datetime, time
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import col, select

from forum.core.backup import write
from forum.core.clock import PARIS
from forum.core.models import InstanceFact
from tests.attack.canaries import forms
from tests.attack.dump import Dump
from tests.attack.instance import Attacked
from tests.attack.score import Measure, anything, searched
from tests.test_house import PERSONS

FOLLOWED = (
    "actor",
    "author",
    "user",
    "account",
    "member",
    "person",
    "carnet",
    "session",
    "client",
    "address_ip",
)
# What is counted has the slot of the whole collective, what waits has one to wait for, the team's accounts have a code
# that was used; nothing of a member's stays there.
PASSING = {
    "headcount",
    "pending",
    "paper_code",
    "pending_signature",
    "subscription_paper",
    "outbox",
    "staff",
    "staff_link",
}
AUTHOR = (
    "CREATE TABLE text_by_grant (text_id BIGINT REFERENCES text (id), "
    "grant_id BIGINT REFERENCES college_grant (id), at TIMESTAMP)"
)
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def paths(attacked: Attacked) -> list[Measure]:
    """The database as it stands, not the models: each table, each of its foreign keys, as far as they lead."""
    if attacked.weak:
        with attacked.world.house.db.write() as tx:
            tx.connection().execute(text(AUTHOR))
    found, timed, walked = [], [], 0
    looked = inspect(attacked.world.house.db.engine)
    keys = {t: {k["referred_table"] for k in looked.get_foreign_keys(t)} for t in looked.get_table_names()}
    for table in keys.keys() - PERSONS - {"paper_code"}:
        walked += 1
        found += (
            [table] if _reach(keys, table) & PERSONS or any(map(_named, looked.get_columns(table))) else []
        )
        timed += [table] if any(_timed(c) for c in looked.get_columns(table)) else []
    if attacked.weak:
        with attacked.world.house.db.write() as tx:
            tx.connection().execute(text("DROP TABLE text_by_grant"))
    return [
        anything(2, "foreign keys from content to a person", len(found), walked, ", ".join(found)),
        anything(3, "columns that hold an hour", len(timed), walked, ", ".join(timed)),
    ]


def _reach(keys: dict[str, set[str]], table: str) -> set[str]:
    seen: set[str] = set()
    waiting = [table]
    while waiting:
        new = keys.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def _named(column: Any) -> bool:
    return str(column["name"]).startswith(FOLLOWED)


def _timed(column: Any) -> bool:
    kind = str(column["type"]).upper()
    return kind.startswith(("DATETIME", "TIMESTAMP", "TIME"))


def hours(attacked: Attacked, dump: Dump) -> Measure:
    """Numbers that could be a moment of the simulated weeks, and are no midnight."""
    low, high = attacked.weeks.begin - 86_400, attacked.world.clock().epoch + 86_400
    found, seen = 0, 0
    for name in dump.tables.keys() - PASSING:
        for row in dump.rows(name):
            seen += 1
            values = [v for c, v in row.items() if not c.startswith("_") and isinstance(v, int)]
            if attacked.weak:
                values.append(attacked.world.clock().epoch)  # what a `created_at` would hold
            found += any(low <= v <= high and not _midnight(v) for v in values)
    return anything(3, "moments of a day in what is public", found, seen)


def _midnight(epoch: int) -> bool:
    return epoch % 86_400 == 0 or datetime.fromtimestamp(epoch, PARIS).time() == time(0)


def backup(attacked: Attacked) -> Measure:
    """Pepper, the other keys and those of petitions, in the copy in clear and in the sealed one."""
    world = attacked.world
    keys = {path.stem: bytes.fromhex(path.read_text().strip()) for path in world.settings.keys.glob("*.key")}
    if attacked.weak:
        _put_keys_in(attacked, keys)
    today = world.clock().today
    clear, shut = io.BytesIO(), io.BytesIO()
    write(world.house.db, "", today, clear)
    write(world.house.db, RECIPIENT, today, shut)
    copies = gzip.decompress(clear.getvalue()) + shut.getvalue()
    found = sum(any(form in copies for form in forms(key)) for key in keys.values())
    if attacked.weak:
        _take_keys_out(attacked, keys)
    return searched(15, "keys in the backup", found, len(keys))


def _put_keys_in(attacked: Attacked, keys: dict[str, bytes]) -> None:
    with attacked.world.house.db.write() as tx:
        tx.add_all(InstanceFact(name=f"k {name}"[:40], value=key.hex()) for name, key in keys.items())


def _take_keys_out(attacked: Attacked, keys: dict[str, bytes]) -> None:
    with attacked.world.house.db.write() as tx:
        for fact in tx.exec(select(InstanceFact).where(col(InstanceFact.name).startswith("k "))).all():
            tx.delete(fact)
