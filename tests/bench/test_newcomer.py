"""What whoever knows all papers but one reads of the last in a drawing: a study by seeds, short here."""

import pytest

from bench import newcomer

AMONG_WHOLE, AMONG_SHORT, *_others = newcomer.GAMES
TRIALS = 16


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomer, "TIMES", 2)
    monkeypatch.setattr(newcomer, "AGAIN", 3)


def advantage(game: str, part: str) -> float:
    with newcomer.cheap():
        (found,) = [one for one in newcomer.won(game, TRIALS) if one.part == part]
    return found.advantage


@pytest.mark.slow
def test_the_attack_reads_a_drawing_that_is_not_mended() -> None:
    with newcomer.unmended():
        assert advantage(AMONG_WHOLE, "picture") >= 0.8
        assert advantage(AMONG_SHORT, "picture") >= 0.8


@pytest.mark.slow
def test_the_attack_reads_hardly_anything_in_ours() -> None:
    assert abs(advantage(AMONG_WHOLE, "picture")) <= 0.5


def test_one_whole_paper_among_short_ones_moves_nothing() -> None:
    with newcomer.cheap():
        assert {newcomer.played(AMONG_SHORT, 1)[part] for part in ("picture", "sizes of groups", "all")} == {
            0.5
        }
