"""`forum verify` and `forum journal timestamp`, as a host types them; the key of the logs, and its change."""

import base64
import json
from pathlib import Path

import pytest
from sqlmodel import select

from forum.core.crypto import sha256
from forum.core.db import Database
from forum.core.keys import NAMES
from forum.core.keysheets import keys_of, sheets
from forum.petitions.journal import notes, rules
from forum.petitions.journal.actions import know, replace_key
from forum.petitions.journal.checker import proofs
from forum.petitions.journal.models import LogKey, LogStamp
from forum.petitions.journal.queries import public_keys
from tests.ops.conftest import Forum
from tests.petitions.journal.made import PUBLIC, Made
from tests.petitions.journal.test_pages import mailed, text
from tests.petitions.journal.test_stamps import reply
from tests.petitions.scene import Scene
from tests.world import World


def of(world: World) -> Forum:
    """The command on the instance of a test."""
    settings = world.settings
    env = {"FORUM_DATA_DIR": str(settings.data_dir), "FORUM_DATABASE_URL": settings.url, "COLUMNS": "200"}
    cost = {"FORUM_ARGON2_MEMORY_KIB": str(settings.argon2_memory_kib)}
    return Forum(env | cost | {"FORUM_ARGON2_TIME": str(settings.argon2_time)})


def test_a_log_is_checked_from_its_file_alone(forum: Forum, tmp_path: Path) -> None:
    log, paths = Made(3, -1, 2), {name: tmp_path / name for name in ("log", "recu", "point", "faux")}
    paths["log"].write_text(log.text(), encoding="utf-8")
    paths["recu"].write_text(log.receipt(4), encoding="utf-8")
    paths["point"].write_text(log.points[0].note, encoding="utf-8")
    paths["faux"].write_text(Made(2, 1, 3).text(), encoding="utf-8")
    words = ["--receipt", str(paths["recu"]), "--since", str(paths["point"]), "--key", PUBLIC]
    done = forum("verify", str(paths["log"]), *words)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "JUSTE."), done.output
    assert forum("verify", str(paths["faux"]), *words).exit_code == 1
    assert forum("verify", str(tmp_path / "rien")).exit_code == 2
    assert not Path(forum.env["FORUM_DATA_DIR"]).exists()  # neither base nor settings are touched


def test_a_point_is_stamped_without_the_network(world: World, tmp_path: Path) -> None:
    scene, forum = Scene(world), of(world)
    assert "pas encore de point" in forum.line(
        "journal", "timestamp", scene.code, "--request", str(tmp_path / "a")
    )
    mailed(scene)
    note = text(scene, f"{scene.url}/journal/point")
    asked, answer = tmp_path / "demande.tsq", tmp_path / "reponse.tsr"
    assert world.browser().client.get(f"{scene.url}/journal/horodatage").status_code == 404
    done = forum("journal", "timestamp", scene.code.upper(), "--request", str(asked))
    assert done.exit_code == 0, done.output
    assert sha256(note) in asked.read_bytes()
    answer.write_bytes(reply(sha256("un autre")))
    assert "aucun des points" in forum.line("journal", "timestamp", scene.code, "--reply", str(answer))
    answer.write_bytes(b"x")
    assert "RFC 3161" in forum.line("journal", "timestamp", scene.code, "--reply", str(answer))
    assert world.rows(LogStamp) == []
    answer.write_bytes(reply(sha256(note)))
    mailed(scene, "sam@example.org")  # the log went on meanwhile
    done = forum("journal", "timestamp", scene.code, "--reply", str(answer))
    assert (done.exit_code, "(lignes : 1) : horodaté le 02/03/2026" in done.output) == (0, True), done.output
    assert world.browser().client.get(f"{scene.url}/journal/horodatage").content == answer.read_bytes()
    assert "1 ligne, le 2 mars 2026" in world.browser().get(f"{scene.url}/verifier").words


@pytest.mark.parametrize(
    "words", [["inconnu", "--reply", "x"], ["abcd2345"], ["abcd2345", "--request", "a", "--reply", "b"]]
)
def test_a_stamp_that_cannot_be_asked_is_said(founded: Forum, words: list[str]) -> None:
    founded.line("journal", "timestamp", *words)


# -- the key


def test_the_key_of_the_logs_is_printed_changed_by_its_name_alone_and_vouched_for(founded: Forum) -> None:
    folder = Path(founded.env["FORUM_DATA_DIR"])
    path = folder / "keys" / "journal.key"
    first = path.read_text()
    founded("keys", "backup")
    assert founded("keys", "rotate").exit_code == 0
    assert path.read_text() == first
    done = founded("keys", "rotate", "journal")
    assert (done.exit_code, "l’ancienne signe la nouvelle" in done.output) == (0, True), done.output
    assert path.read_text() != first
    assert "les clés ont changé depuis leur impression" in founded("doctor").output
    assert "journal.key a changé sans" not in founded("doctor").output
    db = Database(f"sqlite:///{folder / 'forum.sqlite3'}")
    with db.read() as tx:
        said = public_keys(tx, bytes.fromhex(path.read_text()))
        rows = {row.public: row for row in tx.exec(select(LogKey)).all()}
    db.close()
    new = base64.b64decode(said[2])
    row = rows[new]
    assert len(rows) == 2 and base64.b64encode(row.before).decode() in said
    assert proofs.signed(row.before, notes.endorsement(row.before, new), row.endorsed)


def test_a_key_that_nobody_vouched_for_is_told_to_the_host(world: World) -> None:
    with world.house.db.write() as tx:
        know(tx, b"a" * 32)
    assert "journal.key a changé sans" not in of(world)("doctor").output
    with world.house.db.write() as tx:
        know(tx, b"b" * 32)
    assert "journal.key a changé sans" in of(world)("doctor").output


def test_changing_the_key_twice_is_changing_it_once(world: World) -> None:
    with world.house.db.write() as tx:
        for _ in range(2):
            assert replace_key(tx, b"o" * 32, b"n" * 32) == 0
    assert len(world.rows(LogKey)) == 2


def test_sheets_printed_before_there_was_a_journal_key_give_the_others_back() -> None:
    older = {name: sha256(name) for name in NAMES if name != "journal"}
    pages = ["\n".join(lines) for lines in sheets(older, lambda n: sha256("chance")[:n])]
    assert keys_of(pages[:2], NAMES) == older


def test_the_log_of_a_new_key_still_agrees_with_what_the_old_one_signed(world: World) -> None:
    scene = Scene(world)
    mailed(scene)
    old = text(scene, f"{scene.url}/journal/point")
    new = sha256("une autre clé")
    with world.house.db.write() as tx:
        replace_key(tx, world.house.keys.journal, new)
    object.__setattr__(world.house.keys, "journal", new)
    mailed(scene, "sam@example.org")
    lines = text(scene, f"{scene.url}/journal").splitlines()
    assert len(json.loads(lines[0])["keys"]) == 2
    assert rules.origin(scene.code, "") not in old
    assert old.splitlines()[0] == text(scene, f"{scene.url}/journal/point").splitlines()[0]
