"""Key files: made once, whole, for their owner alone; what is kept in memory follows the files."""

import os
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from forum.core import keys
from forum.core.keys import NAMES, DamagedKey, load, read_or_make


def test_keys_are_made_once_whole_and_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first, second = load(folder), load(folder)
    assert first == second
    assert {path.name for path in folder.iterdir()} == {f"{name}.key" for name in NAMES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made = [first.pepper, first.forms, first.staff, first.mail, first.journal]
    assert len(set(made)) == 5 and {len(key) for key in made} == {32}


def test_nothing_of_a_key_is_printed(tmp_path: Path) -> None:
    made = load(tmp_path)
    made.petition("abcd")
    for key in (made.pepper, made.forms, made.staff, made.mail, made.journal, made.petition("abcd")):
        assert key.hex() not in repr(made)
        assert repr(key) not in repr(made)


def test_those_who_start_together_agree_on_one_whole_key(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(_n: int) -> bytes:
        together.wait(10)
        return read_or_make(tmp_path / "pepper.key")

    with ThreadPoolExecutor(8) as machines:
        assert len(set(machines.map(start, range(8)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pepper.key"]


def test_a_key_that_another_is_still_writing_is_never_read_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the making of the file and its last byte, another process looks."""
    seen: list[bytes] = []
    draw = secrets.token_bytes

    def look(size: int) -> bytes:
        monkeypatch.setattr(secrets, "token_bytes", draw)
        seen.append(read_or_make(tmp_path / "pepper.key"))
        return draw(size)

    monkeypatch.setattr(secrets, "token_bytes", look)
    assert [read_or_make(tmp_path / "pepper.key")] == seen


@pytest.mark.parametrize("content", [b"", b"\n", b"ab" * 31, b"zz" * 32, b"\xff" * 64, b"ab" * 33])
def test_a_damaged_key_is_said_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pepper.key"
    path.write_bytes(content)
    with pytest.raises(DamagedKey, match="forum keys restore"):
        load(tmp_path)
    assert path.read_bytes() == content


def test_a_petition_s_key_is_kept_in_memory_as_long_as_its_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = load(tmp_path), load(tmp_path)
    reads: list[Path] = []
    read = keys.read_or_make

    def counted(path: Path) -> bytes:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(keys, "read_or_make", counted)
    first = here.petition("abcd")
    assert here.petition("abcd") == first
    assert len(reads) == 1
    assert there.petition("abcd") == first
    assert here.petition("efgh") != first
    assert {path.name for path in reads} == {"petition-abcd.key", "petition-efgh.key"}


def test_a_key_destroyed_elsewhere_is_not_used_here_any_more(tmp_path: Path) -> None:
    here, there = load(tmp_path), load(tmp_path)
    first = here.petition("abcd")
    there.forget_petition("abcd")
    second = here.petition("abcd")
    assert second != first
    path = tmp_path / "petition-abcd.key"
    path.write_text("ab" * 32)
    os.utime(path, ns=(1, 1))
    assert here.petition("abcd") == b"\xab" * 32
    here.forget_petition("abcd")
    here.forget_petition("abcd")
    assert not path.exists()
