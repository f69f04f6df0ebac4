"""The migration of look-alikes on a database that holds texts: nothing is lost, and it is filled at the next start."""

from pathlib import Path

from sqlalchemy import text

from forum.cli.common import stand
from forum.core import migrate
from forum.core.db import Database
from forum.core.settings import load
from tests.conftest import CHEAP, POSTGRES, PostgresTemplate


def test_texts_of_before_are_compared_after_the_upgrade(tmp_path: Path, engine_name: str) -> None:
    template = None if engine_name == "sqlite" else PostgresTemplate.__new__(PostgresTemplate)
    url = f"sqlite:///{tmp_path / 'forum.sqlite3'}"
    if template is not None:
        url = POSTGRES.rsplit("/", 1)[0] + "/pv_test_similar"
        template._admin("DROP DATABASE IF EXISTS pv_test_similar WITH (FORCE)")
        template._admin("CREATE DATABASE pv_test_similar")
    db = Database(url)
    migrate.upgrade(db, "0001")
    with db.engine.execution_options(write=True).begin() as connection:
        for statement in OLD:
            connection.execute(text(statement))
    db.close()
    stand(load({}, data_dir=tmp_path, database_url=url, **CHEAP), backup=False)
    db = Database(url)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT title FROM text")).all() == [("Plus de visite",)]
        found = connection.execute(
            text(
                "SELECT root, n FROM root_count WHERE root NOT LIKE '#%' AND root NOT LIKE '~%' ORDER BY root"
            )
        ).all()
        assert [tuple(row) for row in found] == [("", 1), ("post", 1), ("visit", 1)]
        lines = connection.execute(text("SELECT n FROM root_count WHERE root LIKE '#%'")).scalars().all()
        assert set(lines) == {1}
    db.close()
    if template is not None:
        template._admin("DROP DATABASE pv_test_similar WITH (FORCE)")


OLD = (
    "INSERT INTO collective (id, slug, name, purpose, charter, charter_html, reading, joining, k, slot_minutes, "
    "name_professional, name_concerned, name_ally, demo, day) VALUES (1, 'lorne', 'L', '', '', '', 'everyone', 'open', "
    "10, 360, 'p', 'c', 'a', FALSE, '2026-03-02')",
    "INSERT INTO text (id, ref, collective_id, kind, thread, number, title, excerpt, college, voice, nul, box, hidden, day) "
    "VALUES (5, 'abc', 1, 'grievance', 'abc', 1, 'Plus de visite', '', 'staff', 'v', '', '', FALSE, '2026-03-02')",
    "INSERT INTO version (id, text_id, number, fields, html, hash, voice, day) "
    """VALUES (7, 5, 1, '{"body"\\:"Des visites, des postes"}', '{}', 'x', 'v', '2026-03-02')""",
)
