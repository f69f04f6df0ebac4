"""What is typed in the room Revendiquer."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from forum.demands.rules import BODY, COST, CRITERIA, EQUITY, RESPONSIBLE, TITLE
from forum.http.forms import Form, clean, iso_day, line, prose
from forum.texts.forms import Sourced

Ref = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=40)]
Refs = Annotated[tuple[Ref, ...], Field(max_length=60)]
FIELDS = ("title", "body", "responsible", "deadline", "criteria", "equity", "cost")


class DemandForm(Sourced):
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY)  # type: ignore[valid-type]
    kind: Literal["principle", "condition", "agenda"]
    institution: line(20)  # type: ignore[valid-type]
    responsible: line(RESPONSIBLE)  # type: ignore[valid-type]
    deadline: Annotated[line(10), BeforeValidator(iso_day)]  # type: ignore[valid-type]
    criteria: prose(CRITERIA)  # type: ignore[valid-type]
    equity: prose(EQUITY, 0) = ""  # type: ignore[valid-type]
    cost: prose(COST, 0) = ""  # type: ignore[valid-type]
    grievances: Refs = ()
    mechanisms: Refs = ()
    challenges: Refs = ()
    objectives: Refs = ()
    relaxed: bool = False

    @property
    def fields(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS}


class AddresseeForm(Form):
    kind: Literal["principle", "condition", "agenda"]
    institution: line(20)  # type: ignore[valid-type]
