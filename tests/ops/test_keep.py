"""Backups: whole, on any engine, without the keys; and the keys on paper."""

import base64
import gzip
import io
import json
import secrets
import tempfile
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
import sqlmodel as sql
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forum.collectives.models import Territory
from forum.core import backup, envelope, migrate, shamir
from forum.core.db import Database
from forum.core.keys import NAMES
from forum.core.keysheets import SheetError, keys_of, sheets
from forum.grievances.models import Grievance
from forum.texts import search
from forum.texts.models import Evidence, Picture
from tests import rows
from tests.ops.conftest import Forum, Place
from tests.world import World

IDENTITY = pyrage.x25519.Identity.generate()
PUBLIC = str(IDENTITY.to_public())


def kept(db: Database, recipient: str = PUBLIC) -> bytes:
    """A backup, as the file holds it."""
    out = io.BytesIO()
    backup.write(db, recipient, date(2026, 3, 2), out)
    return out.getvalue()


def put_back(db: Database, data: bytes, key: str = str(IDENTITY)) -> int:
    return backup.restore(db, io.BytesIO(data), key, search.rebuild)


def in_clear(data: bytes) -> bytes:
    return gzip.decompress(pyrage.decrypt(data, [IDENTITY]))


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
    data = kept(world.house.db)
    other = Database(empty_place(there))
    count = put_back(other, data)
    here = contents(world.house.db)
    assert contents(other) == here
    assert count == sum(map(len, here.values())) > 10
    assert len(here["grievance"]) == 2 and len(here["pending"]) == 1
    with other.read() as tx:
        found = search.search(tx, world.collective.id, "visite supprimee")
        assert len(found) == 1
        assert tx.get(Grievance, found[0]) is not None
    with pytest.raises(envelope.BackupError, match="pas vide"):
        put_back(other, data)
    other.close()


def test_a_backup_holds_no_key(world: World) -> None:
    lived_in(world)
    lines = in_clear(kept(world.house.db))
    keys = [bytes.fromhex(path.read_text().strip()) for path in world.house.keys.folder.glob("*.key")]
    assert len(keys) == len(NAMES) + 1
    for key in keys:
        for shape in (key, key.hex().encode(), base64.b64encode(key)):
            assert shape not in lines
    assert world.alice.key.hex().encode() not in lines


def test_a_cut_or_foreign_backup_changes_nothing(world: World, empty_place: Place) -> None:
    data = kept(world.house.db)
    lines = in_clear(data)
    other = Database(empty_place("sqlite"))
    cut = b"".join(lines.splitlines(keepends=True)[:-2])
    newer = lines.replace(b'"revision":"', b'"revision":"9', 1)
    for wrong, says in (
        (cut, "incomplète"),
        (b"bonjour\n", "pas une sauvegarde"),
        (b"", "pas une sauvegarde"),
        (b"bonjour", "abîmé"),
        (newer, "plus récente"),
    ):
        for shut in (gzip.compress(wrong), pyrage.encrypt(gzip.compress(wrong), [IDENTITY.to_public()])):
            with pytest.raises(envelope.BackupError, match=says):
                put_back(other, shut)
    for wrong, key in (
        (data[:-20], str(IDENTITY)),
        (data, str(pyrage.x25519.Identity.generate())),
        (data, "x"),
    ):
        with pytest.raises(envelope.BackupError, match="clé"):
            put_back(other, wrong, key)
    assert contents(other) == {}
    other.close()


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """Four pieces of 64 KiB, the last one short."""
    out = io.BytesIO()
    said = [json.dumps({"format": "porte-voix-1", "revision": migrate.revisions()[0]}).encode() + b"\n"]
    said += [json.dumps([secrets.token_hex(1000)]).encode() + b"\n" for _ in range(200)]
    envelope.seal(envelope.compressed([*said, b'{"end": 200}\n']), PUBLIC, out)
    assert 3 * 65536 < len(out.getvalue()) < 4 * 65536
    return out.getvalue()


def opened(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    envelope.lines(io.BytesIO(data), str(IDENTITY), found.append)
    return found


def test_pieces_come_back_whole_and_in_order(sealed: bytes) -> None:
    assert b"\n".join(opened(sealed)) + b"\n" == in_clear(sealed)
    assert opened(pyrage.encrypt(gzip.compress(in_clear(sealed)), [IDENTITY.to_public()])) == opened(sealed)


HEADER = 200  # of age's file: who may open it, and its own sum
CHUNK = 65536 + 16


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_that_is_cut_or_changed_anywhere_is_refused(sealed: bytes, data: st.DataObject) -> None:
    """Also at the edges of pieces, where nothing but the mark of the last one tells that more should follow."""
    body = len(sealed) - HEADER
    edges = [len(sealed) - body % CHUNK - n * CHUNK + d for n in range(3) for d in (-16, -1, 0, 1, 16)]
    at = data.draw(st.integers(0, len(sealed) - 1) | st.sampled_from(edges))
    flipped = sealed[:at] + bytes([sealed[at] ^ (1 << data.draw(st.integers(0, 7)))]) + sealed[at + 1 :]
    for wrong in (sealed[:at], flipped, sealed + sealed[at:], sealed[:at] + sealed[at + CHUNK :]):
        if wrong != sealed:
            with pytest.raises(envelope.BackupError):
                opened(wrong)


def test_a_cut_at_each_edge_of_a_piece_is_refused(sealed: bytes) -> None:
    start = sealed.index(b"\n--- ") + len(b"\n--- ") + 43 + 1 + 16  # the header's sum, then a nonce
    for n in range(4):
        with pytest.raises(envelope.BackupError):
            opened(sealed[: start + n * CHUNK])


def test_a_file_that_changes_between_the_two_readings_is_not_kept(world: World, empty_place: Place) -> None:
    whole = kept(world.house.db)
    rows = in_clear(whole).splitlines(keepends=True)
    shorter = gzip.compress(b"".join(row for row in rows if not row.startswith(b"[")))

    class Changing(io.BytesIO):
        def seek(self, *where: int) -> int:
            if where == (0,) and self.tell() > 2:
                self.__init__(shorter)  # type: ignore[misc]
            return super().seek(*where)

    other = Database(empty_place("sqlite"))
    with pytest.raises(envelope.BackupError, match="abîmé"):
        backup.restore(other, Changing(whole), str(IDENTITY), search.rebuild)
    assert backup.is_empty(other)
    other.close()


@pytest.mark.slow
def test_many_images_are_kept_and_put_back_in_the_memory_of_a_few(world: World, empty_place: Place) -> None:
    size, count = 150_000, 240
    with world.house.db.write() as tx:
        place = tx.merge(world.rows(Territory)[0])
        text = rows.grievance(tx, world.collective, place, "Des images")
        for n in range(count):
            source = rows.keep(tx, Evidence(text_id=text.id, kind="image", label=f"Image {n}", url=""))
            rows.keep(tx, Picture(evidence_id=source.id, data=secrets.token_bytes(size)))
    other = Database(empty_place("sqlite"))
    migrate.upgrade(other)  # what migrations need is not what is measured
    tracemalloc.start()
    with tempfile.TemporaryFile() as file:
        backup.write(world.house.db, PUBLIC, world.clock().today, file)
        keeping = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        backup.restore(other, file, str(IDENTITY), search.rebuild)
        putting = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    with other.read() as tx:
        assert len(tx.exec(sql.select(Picture.ref)).all()) == count
    other.close()
    assert max(keeping, putting) < size * count / 1.5, (keeping, putting)


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
