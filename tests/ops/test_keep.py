"""Backups: whole, on any engine, without the keys; and the keys on paper."""

import base64
import secrets
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core import backup, shamir
from forum.core.db import Database
from forum.core.keys import NAMES
from forum.core.keysheets import SheetError, keys_of, sheets
from forum.grievances.models import Grievance
from forum.texts import search
from tests.ops.conftest import Forum, Place
from tests.world import World

IDENTITY = pyrage.x25519.Identity.generate()
PUBLIC = str(IDENTITY.to_public())


def contents(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database gives them back."""
    with db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in backup.tables(connection)
        }


def lived_in(world: World) -> None:
    """A grievance, echoes, something waiting, an open petition key."""
    for viewer, body in ((world.alice, "Les visites sont supprimées."), (world.bob, "On attend huit mois.")):
        browser = world.browser(viewer)
        browser.get("/c/lorne/doleances/nouvelle")
        browser.send("Envoyer", body=body, territory="nord", since="depuis mars 2025")
    world.slot()
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Et cela attend son créneau.", territory="sud", since="hier")
    world.house.keys.petition("abcd")


@pytest.mark.parametrize("there", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_a_backup_restores_every_table_on_an_empty_machine(
    world: World, empty_place: Place, there: str
) -> None:
    lived_in(world)
    data = backup.encrypted(world.house.db, PUBLIC, world.clock().today)
    other = Database(empty_place(there))
    count = backup.restore(other, backup.decrypted(data, str(IDENTITY)), search.rebuild)
    kept = contents(world.house.db)
    assert contents(other) == kept
    assert count == sum(map(len, kept.values())) > 10
    assert len(kept["grievance"]) == 2 and len(kept["pending"]) == 1
    with other.read() as tx:
        found = search.search(tx, world.collective.id, "visite supprimee")
        assert len(found) == 1
        assert tx.get(Grievance, found[0]) is not None
    with pytest.raises(backup.BackupError, match="pas vide"):
        backup.restore(other, backup.decrypted(data, str(IDENTITY)), search.rebuild)
    other.close()


def test_a_backup_holds_no_key(world: World) -> None:
    lived_in(world)
    lines = backup.decrypted(backup.encrypted(world.house.db, PUBLIC, world.clock().today), str(IDENTITY))
    keys = [bytes.fromhex(path.read_text().strip()) for path in world.house.keys.folder.glob("*.key")]
    assert len(keys) == len(NAMES) + 1
    for key in keys:
        for shape in (key, key.hex().encode(), base64.b64encode(key)):
            assert shape not in lines
    assert world.alice.key.hex().encode() not in lines


def test_a_cut_or_foreign_backup_changes_nothing(world: World, empty_place: Place) -> None:
    data = backup.encrypted(world.house.db, PUBLIC, world.clock().today)
    lines = backup.decrypted(data, str(IDENTITY))
    url = empty_place("sqlite")
    other = Database(url)
    cut = b"".join(lines.splitlines(keepends=True)[:-2])
    newer = lines.replace(b'"revision":"', b'"revision":"9', 1)
    for wrong, says in ((cut, "incomplète"), (b"bonjour", "pas une sauvegarde"), (newer, "plus récente")):
        with pytest.raises(backup.BackupError, match=says):
            backup.restore(other, wrong, search.rebuild)
    assert contents(other) == {}
    for wrong, key in (
        (data[:-20], str(IDENTITY)),
        (data, str(pyrage.x25519.Identity.generate())),
        (data, "x"),
    ):
        with pytest.raises(backup.BackupError, match="clé"):
            backup.decrypted(wrong, key)
    other.close()


def test_backup_and_restore_from_the_terminal(founded: Forum, tmp_path: Path) -> None:
    forum = founded
    assert "forum keys offline" in forum.line("backup")
    target, key = tmp_path / "copie.age", tmp_path / "key.txt"
    assert forum("backup", str(target), backup_recipient=PUBLIC).exit_code == 0
    assert target.stat().st_mode & 0o077 == 0
    assert "existe déjà" in forum.line("backup", str(target), backup_recipient=PUBLIC)
    assert "age1" in forum.line("backup", backup_recipient="age1faux")
    key.write_text(f"# clé\n{IDENTITY}\n")
    assert "pas vide" in forum.line("restore", str(target), "--identity", str(key))
    result = forum("restore", str(target), "--identity", str(key), data_dir=str(tmp_path / "ailleurs"))
    assert result.exit_code == 0, result.output
    assert "forum keys restore" in result.output
    sheet = _sheets(forum)
    two = [str(_written(tmp_path, n, sheet[n])) for n in (0, 2)]
    assert forum("keys", "restore", *two, data_dir=str(tmp_path / "ailleurs")).exit_code == 0
    assert "Rien à remettre" in forum("keys", "restore", *two).output
    assert forum("admin", "list", data_dir=str(tmp_path / "ailleurs")).exit_code == 0


def _key_files(forum: Forum) -> dict[str, str]:
    return {path.name: path.read_text() for path in Path(forum.env["FORUM_DATA_DIR"], "keys").glob("*.key")}


@pytest.mark.parametrize("lost", [("pepper",), ("mail", "staff"), ("pepper", "forms", "mail", "staff")])
def test_two_sheets_put_back_the_keys_that_are_missing(
    founded: Forum, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    """As it happens: `serve` sends there, and the other keys are still in their place."""
    forum, before = founded, _key_files(founded)
    two = _two(forum, tmp_path)
    folder = Path(forum.env["FORUM_DATA_DIR"], "keys")
    for name in lost:
        (folder / f"{name}.key").unlink()
    if "pepper" in lost:
        assert "Remettez les clés avec : forum keys restore" in forum.line("serve")
    result = forum("keys", "restore", *two)
    assert result.exit_code == 0, result.output
    assert [f"{name}.key" in result.output for name in ("pepper", *lost)] == [
        "pepper" in lost,
        *[True] * len(lost),
    ]
    assert _key_files(forum) == before
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*")} == {0o600}
    assert forum("admin", "list").exit_code == 0


def test_sheets_that_say_another_key_change_nothing_and_say_which(founded: Forum, tmp_path: Path) -> None:
    forum, two = founded, _two(founded, tmp_path)
    folder = Path(forum.env["FORUM_DATA_DIR"], "keys")
    pepper = (folder / "pepper.key").read_text()
    (folder / "pepper.key").unlink()
    (folder / "forms.key").write_text("5a" * 32 + "\n")
    before = _key_files(forum)
    said = forum.line("keys", "restore", *two)
    assert "forms.key" in said and "mail.key" not in said
    assert "forum keys restore --only pepper" in said
    assert _key_files(forum) == before
    assert forum("keys", "restore", "--only", "pepper", *two).exit_code == 0
    assert _key_files(forum) == {**before, "pepper.key": pepper}
    (folder / "mail.key").write_text("5a")
    assert "mail.key est abîmé" in forum.line("keys", "restore", *two)
    assert "pas de clé de ce nom" in forum.line("keys", "restore", "--only", "poivre", *two)


def _two(forum: Forum, tmp_path: Path) -> list[str]:
    sheet = _sheets(forum)
    return [str(_written(tmp_path, n, sheet[n])) for n in (0, 2)]


def _sheets(forum: Forum) -> list[str]:
    printed = forum("keys", "backup").output.split("\f")
    assert len(printed) == 3
    return printed


def _written(folder: Path, number: int, text: str) -> Path:
    path = folder / f"feuille-{number}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sheets_print_as_pdf(founded: Forum, tmp_path: Path) -> None:
    target = tmp_path / "cles.pdf"
    assert founded("keys", "backup", "--pdf", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"%PDF-")


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=64), st.sampled_from([(1, 2), (1, 3), (2, 3), (3, 1)]))
def test_any_two_shares_give_the_secret_and_one_tells_nothing(secret: bytes, pair: tuple[int, int]) -> None:
    shares = shamir.split(secret, 3, 2, secrets.token_bytes)
    assert shamir.combine({n: shares[n] for n in pair}) == secret
    # For every other secret there is a line through the same share: one share is consistent with all of them.
    other = bytes(byte ^ 1 for byte in secret)
    slope = bytes(shamir.over(a ^ b, pair[0]) for a, b in zip(shares[pair[0]], other, strict=True))
    assert shamir.split(other, 3, 2, lambda _n: slope)[pair[0]] == shares[pair[0]]


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.sampled_from([(0, 1), (0, 2), (1, 2), (2, 0)]))
def test_two_sheets_give_the_keys_back(seed: bytes, pair: tuple[int, int]) -> None:
    keys = {name: bytes(byte ^ n for byte in seed) for n, name in enumerate(NAMES)}
    printed = ["\n".join(lines) for lines in sheets(keys, secrets.token_bytes)]
    untidy = [f"Feuille\n  {printed[n].lower()}\nfin" for n in pair]
    assert keys_of(untidy, NAMES) == keys
    assert not any(key.hex() in text for key in keys.values() for text in printed)


def test_a_slip_of_the_hand_is_found_at_its_line() -> None:
    keys = {name: secrets.token_bytes(32) for name in NAMES}
    first, second, _third = ("\n".join(lines) for lines in sheets(keys, secrets.token_bytes))
    other = "\n".join(sheets(keys, secrets.token_bytes)[1])
    wrong = "P1-01 " + ("B" if first.split("P1-01 ")[1][0] != "B" else "C")
    slip = first.replace("P1-01 " + first.split("P1-01 ")[1][0], wrong)
    missing = "\n".join(line for line in first.splitlines() if not line.startswith("P1-01"))
    for texts, says in (
        ([first], "2 feuilles"),
        ([first, first], "2 feuilles"),
        ([slip, second], "P1-01"),
        ([missing, second], "P1-01"),
        ([first.replace("K0", "K9"), other], "ne vont pas ensemble|mal recopiée"),
    ):
        with pytest.raises(SheetError, match=says):
            keys_of(texts, NAMES)
