"""What each kind of text brings to a merge of its own: who speaks where authors do not, what cannot be joined, what follows.

A higher room gives its `Way` through the hook `merging.<kind>`, which is filled before anybody asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.hooks import hooks
from forum.core.viewer import Viewer
from forum.texts.models import Document

if TYPE_CHECKING:
    from forum.deliberation.merging.models import Merge
    from forum.deliberation.merging.queries import Asked, Pair

KINDS = ("grievance", "demand")  # those that can be joined
Result = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True)
class Decision:
    """What a proposal comes to: a state ("" as long as it waits), and what is told of the votes for ever."""

    state: str
    result: Result


@dataclass(frozen=True)
class Way:
    """`votes`: what one must be allowed to do to put a paper in. `team_undoes`: whoever organises may part what they did not
    write. `words`: this kind's own sentences, to be translated.

    - `refused(tx, absorbed, survivor)`: why these two cannot be joined, or "".
    - `decide(tx, merge, over)`: asked whenever something changed, and once the delay is `over`.
    - `papers(tx, place, pair)`: on what this viewer may put a paper, each with the college it counts for.
    - `joined(tx, pair)`, `parted(tx, pair)`: what else comes to the survivor, and goes back.
    - `finish(tx, merge)`: why the two part at the end of the 30 days, or "".
    - `confirm(tx, place, pair, choice, now, draw)`: somebody says where their voice belongs.
    - `asked(tx, viewer, pairs)`: what a carnet is asked about these merges.
    - `tell(tx, document)`: boxes, besides the authors', of those whose words stand in its thread, each with its thread.
    - `shown(tx, place, pair, today)`: what the page of a merge says besides.
    """

    kind: str
    votes: str
    team_undoes: bool
    words: Mapping[str, str]
    refused: Callable[[Session, Document, Document], str]
    decide: Callable[[Session, "Merge", bool], Decision]
    papers: Callable[[Session, Place, "Pair"], Sequence[tuple[str, str]]]
    joined: Callable[[Session, "Pair"], None]
    parted: Callable[[Session, "Pair"], None]
    finish: Callable[[Session, "Merge"], str]
    confirm: Callable[[Session, Place, "Pair", str, Now, Callable[[int], int]], None]
    asked: Callable[[Session, Viewer, "Sequence[Pair]"], "list[Asked]"]
    tell: Callable[[Session, Document], Mapping[bytes, str]]
    shown: Callable[[Session, Place, "Pair", date], dict[str, Any]]


def way_of(kind: str) -> Way:
    (made,) = hooks(f"merging.{kind}")
    found: Way = made()
    return found
