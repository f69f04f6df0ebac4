"""The attacks, on fewer people and one seed: `make attack` is the whole of it.

Each must fail on our build and work on the weakened one, on both engines.
"""

import random
from math import sqrt

import pytest

from tests.attack.report import Line, judged
from tests.attack.run import attack
from tests.attack.score import (
    Z95,
    Z99,
    Measure,
    agreement,
    drawn_spread,
    guessed,
    holm,
    ordered,
    searched,
    wilson,
)
from tests.attack.weeks import Plan

RARE = 0.0001  # a test that fails by chance once in a while teaches to try again
SMALL = Plan(carnets=48, slots=14, sittings=7, bursts=6, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("weakened", [False, True], ids=["ours", "weakened"])
def test_every_attack_fails_on_ours_and_works_on_the_weakened(engine_name: str, weakened: bool) -> None:
    lines = [
        Line(engine_name, weakened, measure) for measure in attack(engine_name, SMALL, weakened=weakened)
    ]
    assert {line.measure.prop for line in lines} == set(range(1, 16))
    assert [line for line in judged(lines, RARE) if not line.good] == []


def test_an_interval_narrows_with_n_and_holds_the_share() -> None:
    wide, narrow = wilson(50, 100, Z95), wilson(500, 1000, Z95)
    assert wide[0] < narrow[0] < 0.5 < narrow[1] < wide[1]


def test_order_is_told_from_disorder() -> None:
    assert agreement([[1, 2, 3], [5, 9]]) == (1.0, 4)
    assert ordered(3, "", [[float(n) for n in range(30)]] * 9).holds() is False
    assert ordered(3, "", [[float((n * 37) % 61) for n in range(60)]] * 9).score < 0.6


def test_drawn_orders_seldom_leave_the_interval() -> None:
    """Four groups of fifty, as the grants are: their spread is the one we reckon with."""
    rng = random.Random(4)
    shares = []
    for _ in range(300):
        groups = [[float(n) for n in rng.sample(range(50), 50)] for _ in range(4)]
        shares.append(agreement(groups)[0])
    measured = sqrt(sum((share - 0.5) ** 2 for share in shares) / len(shares))
    assert abs(measured / drawn_spread([50] * 4) - 1) < 0.15
    assert all(abs(share - 0.5) < 3.89 * drawn_spread([50] * 4) for share in shares)


def test_nothing_asked_shows_nothing() -> None:
    assert not searched(5, "", 0, 0).holds()
    assert not guessed(1, "", 0, 0).holds(0.0)
    assert searched(5, "", 0, 9).holds() and not searched(5, "", 1, 9).holds()


def asked(*right: int) -> list[Measure]:
    return [guessed(1, str(n), n, 100) for n in right]


def test_guesses_are_judged_together() -> None:
    """61 of 100 is outside 95 %; alone it is nothing, seventy is something however many are asked."""
    for odd, good in ((61, True), (70, False)):
        found = asked(odd, *([50] * 24))
        levels = holm(found)
        assert [m.holds(levels[id(m)]) for m in found] == [good, *([True] * 24)]
    low, high = asked(61)[0].interval(Z95)
    assert not low <= 0.5 <= high
    low, high = asked(61)[0].interval(Z99)
    assert low <= 0.5 <= high


def test_a_true_advantage_in_several_questions_is_found_in_each() -> None:
    found = asked(75, 72, 70, *([50] * 10))
    levels = holm(found)
    assert [m.holds(levels[id(m)]) for m in found] == [False] * 3 + [True] * 10
