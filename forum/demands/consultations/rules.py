"""What a consultation asks, and how answers are read. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from forum.deliberation.judgement.rules import GRADES

WAYS = ("grades", "approval")
LEAST_DEMANDS, MOST_DEMANDS = 2, 40
AGAIN_DAYS = 30  # between the count of a demand and the next question on it
MOST_PAGES = 60
STATES = ("draft", "ballot", "shared", "single")  # of the demands that may be asked about
T = TypeVar("T")


def scope(ref: str) -> str:
    """What a paper is a nullifier of, under the label `vote`."""
    return f"consultation:{ref}"


def levels(way: str) -> int:
    """How many answers there are to choose from: six grades, or not wanted and wanted."""
    return len(GRADES) if way == "grades" else 2


def drawn(things: Sequence[T], draw: Callable[[int], int]) -> list[T]:
    """The same in an order drawn: `draw(n)` is a number under n."""
    left, order = list(things), list[T]()
    while left:
        order.append(left.pop(draw(len(left))))
    return order
