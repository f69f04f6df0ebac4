"""How the two sides of a merge of demands speak. Pure.

Its authors answer for a demand. Where they left, or have said nothing by the last day of the delay, the collective votes for
seven days on the two at once, as it does on a change that nobody answers: both deciding colleges adopt, or nothing moves. A
refusal by an author is not voted on, not even once the vote has begun; an author who comes back meanwhile is heard.
"""

from collections.abc import Collection, Mapping

from forum.deliberation.rules import Tally
from forum.deliberation.settling.rules import RULE, outcome

CHOICES = {"yes": "for", "no": "against"}
_ENDED = {"adopted": "merged", "kept": "refused", "lapsed": "lapsed"}


def answered(said: Mapping[str, str], left: Collection[str], over: bool) -> str:
    """What the authors' words come to: refused, merged, voting, or "" as long as somebody may still answer.

    `said`: side → "yes", "no" or "". `left`: the sides of which nobody is left to answer.
    """
    if "no" in said.values():
        return "refused"
    silent = {side for side, word in said.items() if not word}
    if not silent:
        return "merged"
    return "voting" if over or silent <= set(left) else ""


def voted(tallies: Mapping[str, Tally]) -> str:
    """What the papers come to: merged, refused, or lapsed where a college did not come."""
    return _ENDED[outcome(tallies, RULE)]


def parts(tallies: Mapping[str, Tally]) -> bool:
    """Whether a vote parts the two again: both colleges want it."""
    return outcome(tallies, RULE) == "adopted"


def apart(authors: int, came: int) -> int:
    """How many authors of the absorbed demand are counted apart: all but those who said that they write the other."""
    return max(0, authors - came)
