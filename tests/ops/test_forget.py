"""`forum forget`: asked for in full, written in the team's log, gone from the files; and what backups still hold is said."""

from pathlib import Path

import pytest
from sqlmodel import select

from forum.collectives.models import Collective
from forum.core.db import Database
from forum.core.settings import load
from forum.identity.staff.models import StaffLog
from forum.texts.models import Document
from tests import rows
from tests.ops.conftest import Forum

MARK = "zigotomarqueur"
WHY = ("--reason", "jugement du 2 mars")


def folder(founded: Forum) -> Path:
    return Path(founded.env["FORUM_DATA_DIR"])


def kept(founded: Forum) -> tuple[int, list[tuple[str, str, str]]]:
    db = Database(load({}, data_dir=folder(founded)).url)
    with db.read() as tx:
        log = [(row.staff_name, row.action, row.subject) for row in tx.exec(select(StaffLog)).all()]
        found = len(tx.exec(select(Document)).all()), [one for one in log if one[1] == "host.forget"]
    db.close()
    return found


@pytest.fixture
def ref(founded: Forum) -> str:
    """A text of somebody, in a founded house."""
    db = Database(load({}, data_dir=folder(founded)).url)
    with db.write() as tx:
        collective = tx.exec(select(Collective)).one()
        found = str(rows.text(tx, collective, "testimony", MARK, fields={"body": MARK}).ref)
    db.close()
    return found


def test_the_words_leave_the_files_and_the_log_says_that_it_happened(founded: Forum, ref: str) -> None:
    (folder(founded) / "backups").mkdir()
    (folder(founded) / "backups" / "porte-voix-2026-03-01.age").write_bytes(b"x")
    result = founded("forget", ref, *WHY, typed="effacer\n")
    assert result.exit_code == 0, result.output
    assert "Effacé en entier" in result.output
    assert "porte-voix-2026-03-01.age" in result.output
    assert "une restauration le ramènerait" in result.output
    assert kept(founded) == (0, [("Hébergement", "host.forget", f"{ref} : jugement du 2 mars")])
    files = b"".join(path.read_bytes() for path in folder(founded).glob("forum.sqlite3*"))
    assert MARK.encode() not in files


@pytest.mark.parametrize("typed", ["", "oui\n", "EFFACER\n"])
def test_without_the_word_nothing_is_erased(founded: Forum, ref: str, typed: str) -> None:
    assert founded("forget", ref, *WHY, typed=typed).exit_code == 1
    assert kept(founded) == (1, [])


def test_what_is_not_there_and_what_has_no_reason_are_refused(founded: Forum, ref: str) -> None:
    assert "rien n’a la référence" in founded.line("forget", "inconnue22", *WHY)
    assert "dites ce qui l’exige" in founded.line("forget", ref, "--reason", " ")
    assert kept(founded) == (1, [])
