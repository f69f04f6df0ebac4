"""What is typed around a vote."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.forms import Form, line, prose


class OpenForm(Form):
    version: int
    quorum: Annotated[int, Field(ge=1, le=100)]
    threshold: Annotated[int, Field(ge=50, le=90)]
    closes: date


class PaperForm(Form):
    """One choice; a reason if, and only if, one objects: a typed reason is never dropped in silence."""

    ballot: line(12)  # type: ignore[valid-type]
    version: int
    choice: Literal["for", "against", "abstain", "objection"]
    reason: prose(2000, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False

    @model_validator(mode="after")
    def check_reason(self) -> Self:
        if self.choice == "objection" and not self.reason:
            raise Invalid({"reason": _("Une objection se motive : écrivez votre raison.")})
        if self.choice != "objection" and self.reason:
            raise Invalid(
                {
                    "reason": _(
                        "Seule une objection publie une raison : choisissez « objection motivée », ou videz ce champ."
                    )
                }
            )
        return self


class ClosingForm(Form):
    why: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


class AnswerForm(Form):
    answer: prose(2000)  # type: ignore[valid-type]
    relaxed: bool = False
