"""French full-text search that forgives accents and inflections.

SQLite: contentless FTS5 rebuilt in a drawn order at each slot (sequential rows would tell who came first, segments
which acts were published together). PostgreSQL: a `tsvector` of the same stems under the configuration `simple`, not
`french`: one stemmer for both engines, so that the same words find the same texts, and no extension to install.
"""

from collections.abc import Sequence
from random import SystemRandom

from sqlalchemy import text
from sqlmodel import Session, col, select

from forum.core.clock import Now
from forum.texts.french import WORD, stems
from forum.texts.hidden import listed
from forum.texts.models import Document, TextPlace, Version

INDEXED = ("grievance", "mechanism", "challenge", "demand", "synthesis", "answer")
ASKED = 200
PAGE = 20  # lines that a list shows at once


class Sought:
    """What the filters of a list say when nothing is found. For frozen dataclasses with a field `words`."""

    words: str

    @property
    def common(self) -> bool:
        """Words were typed, and none of them is one that the index keeps."""
        asked = self.words[:ASKED]
        return bool(WORD.search(asked)) and not stems(asked)

    @property
    def narrowed(self) -> bool:
        return any(vars(self).values())


def rebuild(tx: Session, _now: Now | None = None) -> None:
    """Index every visible text afresh, in a drawn order, inside the slot's transaction; look-alikes too."""
    from forum.texts.similar.index import (
        actions as similar,  # whoever reads a list needs neither its tables nor its words
    )

    query = (
        select(Document.id, Document.collective_id, Document.kind, Document.title, Version.fields)  # type: ignore[call-overload]
        .join(Version, (Version.text_id == Document.id) & (Version.number == Document.number))
        .where(listed(), col(Document.kind).in_(INDEXED))
    )
    found = tx.exec(query).all()
    similar.rebuild(tx, found)
    rows = [(ident, f"{title} {' '.join(fields.values())}") for ident, _of, _kind, title, fields in found]
    SystemRandom().shuffle(rows)
    if tx.get_bind().dialect.name == "sqlite":
        _fill_sqlite(tx, rows)
    else:
        _fill_postgres(tx, rows)


def _fill_sqlite(tx: Session, rows: list[tuple[int, str]]) -> None:
    connection = tx.connection()
    connection.execute(text("INSERT INTO text_fts(text_fts) VALUES ('delete-all')"))
    connection.execute(text("DELETE FROM text_place"))
    for place, (ident, words) in enumerate(rows, 1):
        tokens = " ".join(stem for group in stems(words) for stem in group)
        connection.execute(
            text("INSERT INTO text_fts(rowid, words) VALUES (:place, :words)"),
            {"place": place, "words": tokens},
        )
        connection.execute(TextPlace.__table__.insert().values(place=place, text_id=ident))  # type: ignore[attr-defined]
    connection.execute(text("INSERT INTO text_fts(text_fts) VALUES ('optimize')"))


def _fill_postgres(tx: Session, rows: list[tuple[int, str]]) -> None:
    connection = tx.connection()
    connection.execute(text("DELETE FROM text_search"))
    for ident, words in rows:
        tokens = " ".join(stem for group in stems(words) for stem in group)
        connection.execute(
            text("INSERT INTO text_search(text_id, words) VALUES (:id, to_tsvector('simple', :words))"),
            {"id": ident, "words": tokens},
        )


def search(tx: Session, collective_id: int, wanted: str, limit: int = 200) -> Sequence[int]:
    """Ids of a collective's texts that hold every word of `wanted`, best first.

    The collective is asked for here, before the limit: a large neighbour must not push out all that a small one has.
    """
    groups = stems(wanted[:ASKED])[:12]
    if not groups:
        return []
    if tx.get_bind().dialect.name == "sqlite":
        query = " ".join("(" + " OR ".join(f'"{stem}"' for stem in group) + ")" for group in groups)
        found = tx.connection().execute(
            text(_SQLITE), {"words": query.replace(") (", ") AND ("), "limit": limit, "of": collective_id}
        )
    else:
        query = " & ".join("(" + " | ".join(f"'{stem}'" for stem in group) + ")" for group in groups)
        found = tx.connection().execute(
            text(_POSTGRES), {"words": query, "limit": limit, "of": collective_id}
        )
    return [row[0] for row in found]


_HEAD = Document.__tablename__
_SQLITE = (
    "SELECT p.text_id FROM text_fts JOIN text_place p ON p.place = text_fts.rowid "
    f"JOIN {_HEAD} h ON h.id = p.text_id AND h.collective_id = :of "
    "WHERE text_fts MATCH :words ORDER BY rank LIMIT :limit"
)
_POSTGRES = (
    f"SELECT text_id FROM text_search JOIN {_HEAD} h ON h.id = text_id AND h.collective_id = :of, "
    "to_tsquery('simple', :words) q WHERE words @@ q ORDER BY ts_rank(words, q) DESC LIMIT :limit"
)
