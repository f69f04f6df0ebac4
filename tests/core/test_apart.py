"""Strangers' files are read by a process that can eat nothing, write nothing and last no longer than it may."""

from pathlib import Path

import pytest

from forum.core import apart, picture_job, pictures
from forum.demands.imports.documents import reading


def work(folder: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> str:
    """A module of one's own in the place of the house's; the process finds it, and `forum` beside it."""
    (folder / "greedy.py").write_text(f"def made(data):\n    {act}\n", encoding="utf-8")
    monkeypatch.setattr(apart, "COMMAND", f"{apart.PATH}sys.path.insert(0, {str(folder)!r}); {apart.COMMAND}")
    return "greedy"


def test_what_is_made_comes_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert apart.ask(work(tmp_path, monkeypatch, "return data[::-1]"), b"abc") == b"cba"


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("return bytes(len(bytearray(2_000_000_000)))", "MemoryError"),
        ("raise RuntimeError('the words of the file')", "RuntimeError"),
    ],
)
def test_a_reader_that_goes_wrong_hurts_only_itself_and_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: str, kind: str
) -> None:
    with pytest.raises(apart.Refused) as refused:
        apart.ask(work(tmp_path, monkeypatch, act), b"x")
    assert (refused.value.code, refused.value.kind) == (apart.BROKEN, kind)


def test_it_writes_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "written"
    with pytest.raises(apart.Refused):
        apart.ask(work(tmp_path, monkeypatch, f"open({str(file)!r}, 'wb', 0).write(b'x'); return b''"), b"x")
    assert not file.exists() or file.read_bytes() == b""


def test_a_refusal_keeps_its_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(apart.Refused) as refused:
        apart.ask(
            work(tmp_path, monkeypatch, "from forum.core.apart import Refused; raise Refused(12)"), b"x"
        )
    assert refused.value.code == 12


def test_it_has_neither_our_environment_nor_our_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORUM_SECRET", "pepper")
    act = "import os; return (os.getcwd() + ' ' + str(dict(os.environ))).encode()"
    told = apart.ask(work(tmp_path, monkeypatch, act), b"x").decode()
    assert told.startswith("/ ")
    assert "pepper" not in told


def test_one_that_never_ends_is_stopped_and_whoever_asks_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = work(tmp_path, monkeypatch, "while True: pass")
    monkeypatch.setattr(apart, "WAIT", 0.1)
    with pytest.raises(apart.TooLong):
        apart.ask(name, b"x")
    monkeypatch.setattr(picture_job, "__name__", name)
    with pytest.raises(pictures.BadPicture, match="abîmée"):
        pictures.clean(b"x")
    monkeypatch.setattr(reading, "WORK", name)
    with pytest.raises(reading.Unreadable, match="trop long"):
        reading.brought(b"PK\x03\x04 and more")
