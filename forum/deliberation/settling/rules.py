"""When a proposal of change goes to the group, and what the group's papers make of it. Pure.

The text's author answers first. After `SILENT_DAYS` without an answer whoever votes here may ask for a vote: neither a
text nor a proposal is the hostage of a carnet that was lost. Where a text has several authors who disagree, or of whom
only the one who proposes the change has answered, the vote opens by itself, at once. Both deciding colleges adopt, or the
text stays as it is.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from forum.collectives.rules import DECIDING
from forum.deliberation.rules import SHARED, Rule, Tally, decide, quorum

SILENT_DAYS = 14
OPEN_DAYS = 7
CHOICES = ("for", "against", "abstain")
# `kept`: the text stays, the group did not want the change. `lapsed`: too few voted, the proposal goes on waiting.
# `answered`: the author answered meanwhile. `clash`: adopted, but the text has changed in the same place since.
STATES = ("open", "adopted", "kept", "lapsed", "answered", "clash")
# A share of the attestations of each college: there are many proposals, and half a college will not come for each.
RULE = Rule(quorum_percent=10, threshold_percent=50)


def asked_from(day: date) -> date:
    """The first day on which one may ask for a vote on what was published on `day`."""
    return day + timedelta(SILENT_DAYS)


def last_day(today: date) -> date:
    return today + timedelta(OPEN_DAYS)


def outcome(tallies: Mapping[str, Tally], rule: Rule) -> str:
    """adopted, kept or lapsed. A college without its quorum decides nothing, for the change or against it."""
    if decide(tallies, rule).name == SHARED:
        return "adopted"
    came = [tallies.get(college, Tally()) for college in DECIDING]
    enough = all(tally.voters >= quorum(tally.grants, rule.quorum_percent) for tally in came)
    return "kept" if enough else "lapsed"


def scope(amendment: str) -> str:
    """What a paper, and what asking, is a nullifier of; `amendment` is its reference."""
    return f"amendment:{amendment}"


def asking_scope(amendment: str) -> str:
    return f"settling:{amendment}"
