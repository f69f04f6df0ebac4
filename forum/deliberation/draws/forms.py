"""What is typed to draw lots: a list or how many numbers, where chance comes from, then the seed."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.deliberation.draws.rules import MOST, listed, numbers
from forum.http.forms import Form, line, prose


def _or_none(typed: Any) -> Any:
    return typed or 0


Count = Annotated[int, BeforeValidator(_or_none), Field(ge=0, le=MOST)]


class LotForm(Form):
    title: line(200)  # type: ignore[valid-type]
    upto: Count = 0
    listing: prose(100_000, 0) = ""  # type: ignore[valid-type]
    picked: Count = 0
    source: prose(600)  # type: ignore[valid-type]
    due: date
    relaxed: bool = False

    @model_validator(mode="after")
    def check_one_list(self) -> Self:
        if bool(self.upto) == bool(self.listing):
            raise Invalid({"upto": _("Écrivez une liste, ou le plus grand des numéros : l’un des deux.")})
        return self

    @property
    def lines(self) -> list[str]:
        return numbers(self.upto) if self.upto else listed(self.listing)


class SeedForm(Form):
    seed: line(200)  # type: ignore[valid-type]
