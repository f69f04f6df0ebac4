"""What is typed in the room Modérer."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from forum.core.i18n import _
from forum.http.forms import Form, line, prose
from forum.moderation.cases.statements import FACTS
from forum.moderation.rules import GROUND, LEAST_REASON, REASON


def reasoned(text: str) -> str:
    if len(text) < LEAST_REASON:
        raise ValueError(
            _("Dites-en un peu plus : {n} signes au moins, pour qui lira ce motif.").format(n=LEAST_REASON)
        )
    return text


class Reasoned(Form):
    ground: line(GROUND)  # type: ignore[valid-type]
    reason: Annotated[prose(REASON), AfterValidator(reasoned)]  # type: ignore[valid-type]
    facts: prose(FACTS, 0) = ""  # type: ignore[valid-type]
    basis: Literal["charter", "law"] = "charter"
    relaxed: bool = False

    @property
    def law(self) -> bool:
        return self.basis == "law"


class DecisionForm(Reasoned):
    measure: Literal["hide", "restore", "keep"]


class VerdictForm(Reasoned):
    verdict: Literal["release", "refuse"]


class SuspensionForm(Reasoned):
    until: date
