"""How the two sides of a merge of grievances speak. Pure.

A grievance speaks by its author: yes or no, once. Where the author has left, or has said nothing by the last day of the
delay, it speaks by those who live it (its echoes), who vote meanwhile: each deciding college that is among them is asked,
a quarter of it at least must have voted, and all of those colleges must say yes; one that says no refuses for the side.
Allies and open carnets are heard, not counted.

At the end of BACK_DAYS the same rule is asked of those who came back to say where their voice belongs: a college where
« no » outweighs « yes » parts the two again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forum.collectives.rules import DECIDING
from forum.deliberation.merging.rules import SIDES

SPREAD_DAYS = 7  # over which voices that come over leave the other grievance
QUORUM_PERCENT = 25
LEAST = 5  # under so many voters of a college, only whether it agrees is kept


@dataclass(frozen=True)
class Papers:
    """The yes and no of one college of one side."""

    yes: int = 0
    no: int = 0


@dataclass(frozen=True)
class Side:
    """What is known of one grievance: its author's answer ("" for none), and its echoes and papers by college."""

    author: str = ""
    echoes: Mapping[str, int] | None = None
    papers: Mapping[str, Papers] | None = None


def college_says(papers: Papers, echoes: int) -> str:
    """ "yes", "no", or "" while too few have voted. As many for as against is a no: nothing changes unwished for."""
    voters = papers.yes + papers.no
    if voters < max(1, -(-echoes * QUORUM_PERCENT // 100)):
        return ""
    return "yes" if papers.yes > papers.no else "no"


def asked(echoes: Mapping[str, int]) -> list[str]:
    """The colleges whose word counts: the deciding ones that live it."""
    return [college for college in sorted(DECIDING) if echoes.get(college, 0)]


def echoes_say(side: Side) -> str:
    echoes, papers = side.echoes or {}, side.papers or {}
    said = [college_says(papers.get(college, Papers()), echoes[college]) for college in asked(echoes)]
    if "no" in said:
        return "no"
    return "yes" if said and all(word == "yes" for word in said) else ""


def side_says(side: Side, over: bool) -> str:
    """The author's word; once the delay is over, the echoes' where there is none."""
    return side.author or (echoes_say(side) if over else "")


def outcome(sides: Mapping[str, Side], over: bool) -> str:
    """The state that a proposal comes to, "" as long as it waits. `over`: its delay is."""
    said = [side_says(sides[side], over) for side in SIDES]
    if "no" in said:
        return "refused"
    if all(word == "yes" for word in said):
        return "merged"
    return "lapsed" if over else ""


def told(papers: Papers, echoes: int) -> dict[str, int]:
    """What is kept of a college for ever: with few voters nothing but whether it agrees (PSEUDONYMITY 7)."""
    agrees = {"agrees": int(college_says(papers, echoes) == "yes")}
    return agrees if papers.yes + papers.no < LEAST else {**agrees, "yes": papers.yes, "no": papers.no}


def parts_again(confirmed: Mapping[str, int], apart: Mapping[str, int], echoes: Mapping[str, int]) -> bool:
    """`echoes`: those that the absorbed grievance still has. The college's size is these and those that came over."""
    return any(
        college_says(
            Papers(confirmed.get(college, 0), apart.get(college, 0)),
            echoes.get(college, 0) + confirmed.get(college, 0),
        )
        == "no"
        for college in DECIDING
    )
