"""What a review may answer, of which decision; and who may not give it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.core.i18n import later

DECIDED = ("propose", "decide")  # whoever took one of these passages has had their say
OUTCOMES = {
    "uphold": later("confirmée"),
    "vary": later("modifiée"),
    "reverse": later("annulée"),
}
LOGGED = {"uphold": "case.upheld", "vary": "case.varied", "reverse": "case.reversed"}
UNDONE = {"hide": "restore", "remove": "restore", "keep": "hide", "restore": "hide", "suspend": "restore"}
# What is less than the first measure, and not its contrary: nobody who contests is answered by something harder.
LESS = {"remove": "hide", "suspend": "suspend"}
TOLD = {
    "uphold": later("Vous aviez contesté une décision : quelqu’un d’autre l’a revue, et la confirme."),
    "vary": later("Vous aviez contesté une décision : quelqu’un d’autre l’a revue, et la modifie."),
    "reverse": later("Vous aviez contesté une décision : quelqu’un d’autre l’a revue, et l’annule."),
}


@dataclass(frozen=True)
class Hand:
    """Who took a passage of a case: by their account, or by the name that they had, if it is made anew since."""

    act: str
    staff_id: int
    name: str


def barred(hands: Iterable[Hand], staff_id: int, name: str) -> bool:
    """Whether this person decided already, and so reviews nothing here."""
    return any(
        hand.act in DECIDED and (hand.staff_id == staff_id or (hand.name and hand.name == name))
        for hand in hands
    )


def outcomes(measure: str) -> tuple[str, ...]:
    """What may be answered to whoever contests this measure."""
    return ("uphold", "vary", "reverse") if measure in LESS else ("uphold", "reverse")


def measure_after(measure: str, outcome: str) -> str:
    return {"uphold": measure, "vary": LESS.get(measure, ""), "reverse": UNDONE[measure]}[outcome]


def line_kind(kind: str, measure: str, outcome: str) -> str:
    """What the journal's line is about: a voice that may act again is no text that comes back."""
    return "voice" if (measure, outcome) == ("suspend", "reverse") else kind
