"""`forum codes`: made on a machine that has nothing, taken in on the one that serves."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from forum.collectives.codes import rules
from forum.identity.codes import code_hash, read_code
from tests.ops.conftest import Forum
from tests.ops.test_commands import rows

MAKE = [
    "codes",
    "make",
    "--collective",
    "lorne",
    "--college",
    "concerned",
    "--address",
    "https://example.org/",
]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """No network, no database, and a data folder where nothing may be made."""

    def refused(*_args: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    nowhere = {
        "FORUM_DATA_DIR": str(tmp_path / "none"),
        "FORUM_DATABASE_URL": "postgresql+psycopg://x@127.0.0.1:1/x",
    }
    return Forum(nowhere)


def made(forum: Forum, out: Path, count: int = 12) -> tuple[Path, Path]:
    result = forum(*MAKE, "--count", str(count), "--out", str(out))
    assert result.exit_code == 0, result.output
    return out / "cartes-lorne-concerned.pdf", out / "empreintes-lorne-concerned.txt"


def test_cards_are_made_without_network_database_or_keys(offline: Forum, tmp_path: Path) -> None:
    cards, hashes = made(offline, tmp_path)
    assert not (tmp_path / "none").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([cards.name, hashes.name])
    for file in (cards, hashes):
        assert file.stat().st_mode & 0o077 == 0
    batch = rules.read(hashes.read_text("utf-8"))
    assert (batch.collective, batch.college, len(batch.hashes)) == ("lorne", "concerned", 12)
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler absent")
    printed = subprocess.run(["pdftotext", cards, "-"], capture_output=True, check=True, text=True).stdout
    codes = [read_code(found) for found in re.findall(r"\w{5}-\w{5}-\w{5}", printed)]
    assert sorted(map(code_hash, codes)) == list(batch.hashes)
    assert [code_hash(code) for code in codes] != list(batch.hashes)
    assert not any(code in hashes.read_text("utf-8") for code in codes)


def test_nothing_is_written_over_and_both_files_or_neither(offline: Forum, tmp_path: Path) -> None:
    cards, hashes = made(offline, tmp_path, 1)
    before = hashes.read_bytes()
    assert "existe déjà" in offline.line(*MAKE, "--count", "1", "--out", str(tmp_path))
    cards.unlink()
    assert "existe déjà" in offline.line(*MAKE, "--count", "1", "--out", str(tmp_path))
    assert hashes.read_bytes() == before
    assert not cards.exists()
    assert "on ne peut pas écrire" in offline.line(*MAKE, "--count", "1", "--out", str(tmp_path / "absent"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--count", "0"], "de 1 à 2000"),
        (["--count", "2001"], "de 1 à 2000"),
        (["--count", "1", "--college", "amis"], "ce collège n’existe pas"),
        (["--count", "1", "--collective", "La Lorne"], "adresse courte"),
        (["--count", "1", "--address", ""], "adresse publique"),
        (["--count", "1", "--address", "example.org"], "adresse publique"),
    ],
)
def test_what_cannot_be_made_is_said(offline: Forum, tmp_path: Path, words: list[str], says: str) -> None:
    assert says in offline.line(*MAKE, "--out", str(tmp_path), *words)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_loaded_once_into_its_collective(founded: Forum, tmp_path: Path) -> None:
    _cards, hashes = made(founded, tmp_path, 3)
    assert (
        "Cartes prêtes à servir : 3 (lorne, personnes concernées)."
        in founded("codes", "load", str(hashes)).output
    )
    assert rows(founded, "SELECT college, made FROM code_batch") == [("concerned", 3)]
    assert len(rows(founded, "SELECT 1 FROM paper_code")) == 3
    assert "déjà chargé" in founded.line("codes", "load", str(hashes))
    cut = tmp_path / "cut.txt"
    cut.write_text("\n".join(hashes.read_text("utf-8").split("\n")[:4]), encoding="utf-8")
    assert "2 empreintes sur 3" in founded.line("codes", "load", str(cut))
    other = tmp_path / "other.txt"
    other.write_text(hashes.read_text("utf-8").replace("lorne", "ailleurs"), encoding="utf-8")
    assert "nommez le collectif" in founded.line("codes", "load", str(other))
    assert "on ne peut pas lire" in founded.line("codes", "load", os.devnull + "/x")
