"""The bench of the opinion map: what it starts still runs, on few people, and red-dwarf's absence is told."""

from pathlib import Path

import numpy as np
import pytest

from bench import opinions
from bench.opinions_ours import more, read
from bench.opinions_real import HEAD, Talk, compared
from forum.opinion_map.opinions.votes import from_table
from tests.opinion_map.worlds import camps

WHY = "no red-dwarf here"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is installed, nothing real is read, and the kept results stay."""
    monkeypatch.setattr(opinions, "theirs", lambda: WHY)
    monkeypatch.setattr(opinions, "talks", list)
    monkeypatch.setattr(opinions, "RESULTS", tmp_path / "OPINIONS.md")


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "few.npy"
    opinions.synthetic(path, 80, 20)
    votes, out = read(path)
    assert (votes.people, votes.statements) == (80, 20)
    assert votes.size > 80
    assert not out.any()
    assert more(votes, 1).size >= votes.size
    opinions.synthetic(tmp_path / "again.npy", 80, 20)
    assert np.array_equal(read(tmp_path / "again.npy")[0].values, votes.values)


@pytest.mark.slow  # three processes
def test_ours_is_measured_and_the_absence_of_the_other_is_told(tmp_path: Path) -> None:
    found = [*opinions.speed(tmp_path, [(80, 20)], rounds=1)]
    cpu, warm, real = found
    assert cpu.met == real.met == "left out"
    assert WHY in cpu.note
    assert "MB" in cpu.note
    assert warm.measured is not None and warm.measured > 0
    opinions.write(found, [], WHY)
    text = opinions.RESULTS.read_text()
    assert WHY in text
    assert "no real conversation is at hand" in text


def test_a_venv_that_cannot_be_made_is_a_reason_and_not_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    there = tmp_path / "file"
    there.write_text("not a folder")
    monkeypatch.setenv("FORUM_BENCH_VENV", str(there / "venv"))
    opinions.theirs.cache_clear()
    found = opinions.theirs()
    opinions.theirs.cache_clear()
    assert isinstance(found, str)
    assert "could be installed" in found


def test_a_conversation_is_compared() -> None:
    table, camp = camps()
    votes = from_table(table)
    talk = Talk("made up", votes, np.zeros(votes.statements, dtype=bool), camp)
    row = compared(talk, camp)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == HEAD[0].strip("|").count("|") + 1 == HEAD[1].count("---")
    assert cells[:3] == ["made up", "60 × 12", "2, 2"]
    assert float(cells[4]) <= 1.02
    assert cells[5] == "1.000, 1.000"
    assert "–" in compared(talk, None)
