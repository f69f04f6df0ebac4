"""An amendment is operations on the clauses of one version; a version says which clauses it changed.

What was proposed as whole fields is cut here, once, by the rules of that day: they are copied, since rules may change.
"""

import json
import re
from difflib import SequenceMatcher

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])(?:\s|$)")
HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
FENCE = re.compile(r" {0,3}(```|~~~)")
AMENDMENT = sa.table("amendment", *(sa.column(n, t) for n, t in (
    ("id", sa.BigInteger), ("text_id", sa.BigInteger), ("base", sa.Integer), ("fields", sa.JSON), ("operations", sa.JSON),
)))  # fmt: skip
VERSION = sa.table("version", *(sa.column(n, t) for n, t in (
    ("text_id", sa.BigInteger), ("number", sa.Integer), ("fields", sa.JSON), ("spans", sa.JSON),
)))  # fmt: skip
TEXT = sa.table("text", sa.column("id", sa.BigInteger), sa.column("ref", sa.String))
PENDING = sa.table("pending", sa.column("id", sa.BigInteger), sa.column("kind", sa.String), sa.column("payload", sa.Text))


def upgrade() -> None:
    with op.batch_alter_table("version", schema=None) as batch:
        batch.add_column(sa.Column("spans", sa.JSON(), nullable=True))
    with op.batch_alter_table("amendment", schema=None) as batch:
        batch.add_column(sa.Column("operations", sa.JSON(), nullable=True))
    connection = op.get_bind()
    connection.execute(VERSION.update().values(spans={}))
    for row in connection.execute(sa.select(AMENDMENT)).all():
        made = _operations(_fields(connection, row.text_id, row.base), row.fields)
        connection.execute(AMENDMENT.update().where(AMENDMENT.c.id == row.id).values(operations=made))
    _pending(connection)
    with op.batch_alter_table("version", schema=None) as batch:
        batch.alter_column("spans", existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table("amendment", schema=None) as batch:
        batch.alter_column("operations", existing_type=sa.JSON(), nullable=False)
        batch.drop_column("fields")


def _fields(connection, text_id, number):
    query = sa.select(VERSION.c.fields).where(VERSION.c.text_id == text_id, VERSION.c.number == number)
    return connection.execute(query).scalar() or {}


def _pending(connection):
    """What waits for its slot speaks of whole fields too."""
    query = sa.select(PENDING).where(PENDING.c.kind.in_(["amendment", "amendment.decision"]))
    for row in connection.execute(query).all():
        payload = json.loads(row.payload)
        said = payload.pop("fields", None) or payload.pop("resolved", None)
        if said is None:
            continue
        text_id, base = _aim(connection, payload)
        payload["operations"] = _operations(_fields(connection, text_id, base), said)
        encoded = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        connection.execute(PENDING.update().where(PENDING.c.id == row.id).values(payload=encoded))


def _aim(connection, payload):
    """The text, and the version, that a waiting proposal or answer is about."""
    if "text" in payload:
        return connection.execute(sa.select(TEXT.c.id).where(TEXT.c.ref == payload["text"])).scalar(), payload["base"]
    query = sa.select(AMENDMENT.c.text_id).where(sa.column("ref") == payload["amendment"])
    return connection.execute(query).scalar(), payload["number"]


def _operations(base, proposed):
    made = []
    for name in [*base, *(n for n in proposed if n not in base)]:
        before, after = base.get(name, ""), proposed.get(name, "")
        if before != after:
            lines = name == "criteria"
            made += _changes(name, _cut(before, lines), _cut(after, lines), "\n" if lines else "\n\n")
    return made


def _changes(name, old, new, glue):
    made = []
    for _tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if _tag == "equal":
            continue
        paired = min(j - i, m - k)
        made += [_one(name, "replace", i + n, new[k + n]) for n in range(paired)]
        made += [_one(name, "remove", n, "") for n in range(i + paired, j)]
        if k + paired < m:
            made.append(_one(name, "insert", j, glue.join(new[k + paired : m])))
    return made


def _one(name, verb, clause, text):
    return {"field": name, "op": verb, "clause": clause, "text": text}


def _cut(text, lines):
    if lines:
        return [line.rstrip() for line in text.split("\n") if line.strip()]
    found, clause, fence = [], [], ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        if not fence and not line.strip():
            clause = []
            continue
        opens = not clause or HEADING.match(clause[-1]) or ITEM.match(line) or HEADING.match(line)
        if not fence and (mark or opens):
            clause = []
            found.append(clause)
        clause.append(line)
        if mark and (not fence or mark[1] == fence):
            fence, clause = ("", []) if fence else (mark[1], clause)
    return ["\n".join(part).rstrip("\n") for part in found]


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
