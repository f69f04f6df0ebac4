"""Tallies by college, and the rule of parity: shared only if both deciding colleges adopt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from forum.collectives.rules import DECIDING
from forum.core.i18n import _
from forum.texts.kinds import Kind, TextField, register

LEAST = 5  # under so many voters in a college, only adopted or not is told (PSEUDONYMITY 7)
SHARED, SINGLE, REJECTED = "shared", "single", "rejected"
# The standing questions under which arguments are given, by code: said by the rooms that ask them.
QUESTIONS: dict[str, str] = {}
ARGUMENT = 2000

register(
    Kind(
        "argument",
        "argument",
        "contester",
        "arguments",
        (TextField("body", "Argument", ARGUMENT, rows=4, required=True, markdown=True),),
    )
)


def question_names() -> dict[str, str]:
    return {code: _(asked) for code, asked in QUESTIONS.items()}


@dataclass(frozen=True)
class Rule:
    """Copied into the ballot at opening. Percentages, whole numbers: no rounding decides."""

    quorum_percent: int
    threshold_percent: int = 50


@dataclass(frozen=True)
class Tally:
    """The papers of one college, by choice, and how many people of it might have voted."""

    papers: Mapping[str, int] = field(default_factory=dict)
    grants: int = 0

    def of(self, choice: str) -> int:
        return self.papers.get(choice, 0)

    @property
    def voters(self) -> int:
        return sum(self.papers.values())

    @property
    def expressed(self) -> int:
        """Abstaining counts for the quorum, not here."""
        return self.of("for") + self.of("against") + self.of("objection")


@dataclass(frozen=True)
class Outcome:
    """`carried_by`: the only college that adopted, if one did alone."""

    name: str
    carried_by: str = ""


def quorum(grants: int, percent: int) -> int:
    """How many must vote: the share of the grants, rounded up, and never nobody."""
    return max(1, -(-grants * percent // 100))


def adopts(tally: Tally, rule: Rule) -> bool:
    """The college reaches its quorum, and more than the threshold of what was expressed is for."""
    enough = tally.voters >= quorum(tally.grants, rule.quorum_percent)
    return enough and tally.of("for") * 100 > rule.threshold_percent * tally.expressed


def decide(tallies: Mapping[str, Tally], rule: Rule) -> Outcome:
    """Allies are in the tallies to be shown; they are not asked."""
    adopting = [college for college in sorted(DECIDING) if adopts(tallies.get(college, Tally()), rule)]
    if len(adopting) == len(DECIDING):
        return Outcome(SHARED)
    return Outcome(SINGLE, adopting[0]) if adopting else Outcome(REJECTED)


def outcome_of(result: Mapping[str, Mapping[str, int]]) -> Outcome:
    """What was decided, from what was written at the count."""
    adopting = [college for college in sorted(DECIDING) if result.get(college, {}).get("adopted")]
    if len(adopting) == len(DECIDING):
        return Outcome(SHARED)
    return Outcome(SINGLE, adopting[0]) if adopting else Outcome(REJECTED)


def agreement(for_: int, against: int) -> Fraction:
    """(for + 1) / (for + against + 2): few votes stay near one half."""
    return Fraction(for_ + 1, for_ + against + 2)


def agreement_of(counts: Mapping[str, int]) -> Fraction | None:
    """One college's, from what is told of it. None where it is not told."""
    if "for" not in counts:
        return None
    return agreement(counts["for"], counts["against"] + counts.get("objection", 0))


def common(result: Mapping[str, Mapping[str, int]]) -> int | None:
    """« Accord commun », in percents: the product of both deciding colleges'. None where one of them is not told."""
    product = Fraction(1)
    for college in DECIDING:
        own = agreement_of(result.get(college, {}))
        if own is None:
            return None
        product *= own
    return round(100 * product)


def lacking(result: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The deciding colleges that stayed under their quorum, or whose voters are too few to tell."""
    return [college for college in sorted(DECIDING) if _lacks(result.get(college, {}))]


def _lacks(told: Mapping[str, int]) -> bool:
    if "for" not in told:
        return True
    voters = sum(told[choice] for choice in ("for", "against", "abstain", "objection"))
    return voters < told.get("quorum", 0)


def told_apart(tally: Tally) -> dict[str, int]:
    """Of the papers that stand for an older version: their counts, which decide nothing, or nothing with few of them."""
    if tally.voters < LEAST:
        return {}
    return {choice: tally.of(choice) for choice in ("for", "against", "abstain", "objection")}


def told(tally: Tally, rule: Rule) -> dict[str, int]:
    """What may be known of a college for ever: its counts, or with few voters nothing but its decision."""
    adopted = {"adopted": int(adopts(tally, rule))}
    if tally.voters < LEAST:
        return adopted
    counts = {choice: tally.of(choice) for choice in ("for", "against", "abstain", "objection")}
    return {
        **counts,
        "grants": tally.grants,
        "quorum": quorum(tally.grants, rule.quorum_percent),
        **adopted,
    }
