"""A source is one thing whoever cites it, which carnets confirm or dispute: what is cited already becomes sources.

How two citations are known to be of one thing is copied here as it was that day. The column keeps its default: see 0007.
"""

import hashlib
import random
import re
import secrets
import unicodedata
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
COUNTS = [f"{said}_{college}" for said in ("confirmed", "disputed", "dead")
          for college in ("professional", "concerned", "ally", "open")]  # fmt: skip
EVIDENCE = sa.table("evidence", *(sa.column(n) for n in (
    "id", "text_id", "kind", "label", "url", "publisher", "dated", "source",
)))  # fmt: skip
TEXT = sa.table("text", sa.column("id"), sa.column("collective_id"))
SOURCE = sa.table("source", *(sa.column(n) for n in ("id", "ref", "collective_id", "key", *COUNTS)))


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_source_collective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("collective_id", "key", name=op.f("uq_source_collective_id_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_source_ref")),
    )
    op.create_table(
        "source_verdict",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("source_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "college IN ('open', 'professional', 'concerned', 'ally')", name=op.f("ck_source_verdict_college")
        ),
        sa.CheckConstraint("verdict IN ('confirmed', 'disputed')", name=op.f("ck_source_verdict_verdict")),
        sa.CheckConstraint(
            "reason IN ('', 'dead', 'unfound', 'outdated', 'unsaid', 'context')",
            name=op.f("ck_source_verdict_reason"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_verdict_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_verdict")),
        sa.UniqueConstraint("ref", name=op.f("uq_source_verdict_ref")),
        sa.UniqueConstraint("source_id", "nul", name=op.f("uq_source_verdict_source_id_nul")),
    )
    op.add_column("evidence", sa.Column("source", sa.String(length=12), nullable=False, server_default=sa.text("''")))
    _fill(op.get_bind())
    op.create_index(op.f("ix_evidence_source"), "evidence", ["source"], unique=False)


def _fill(connection):
    """In a drawn order: what is cited was published in batches, and its sources must tell no more than it does."""
    query = sa.select(EVIDENCE, TEXT.c.collective_id).join(TEXT, TEXT.c.id == EVIDENCE.c.text_id)
    rows = list(connection.execute(query).mappings())
    random.shuffle(rows)
    known, made = {}, []
    for row in rows:
        key = _key(row)
        ref = known.get((row["collective_id"], key)) if key else None
        if ref is None:
            ref = known[row["collective_id"], key] = "".join(secrets.choice(ALPHABET) for _ in range(10))
            ident = secrets.randbits(63) or 1
            made.append({"id": ident, "ref": ref, "collective_id": row["collective_id"], "key": key or ref,
                         **dict.fromkeys(COUNTS, 0)})  # fmt: skip
        connection.execute(EVIDENCE.update().where(EVIDENCE.c.id == row["id"]).values(source=ref))
    if made:
        connection.execute(SOURCE.insert(), made)


def _key(row):
    name, url = _folded(row["label"]), row["url"]
    if row["kind"] == "image" or not (url or len(name) >= 15):
        return ""
    if row["kind"] == "figure":
        parts = ("figure", _place(url), name, _folded(row["publisher"]), _folded(row["dated"]))
    else:
        parts = ("address", _place(url)) if url else ("name", name, _folded(row["publisher"]), _folded(row["dated"]))
    raw = [part.encode() for part in parts]
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in raw)).hexdigest()


def _folded(text):
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return re.sub(r"[^\w]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _place(url):
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
