"""What is typed in the registers."""

from typing import Literal

from forum.http.forms import Form, line, prose
from forum.registers.rules import BODY, TITLE
from forum.texts.forms import Sourced, web_address


class MechanismForm(Sourced):
    kind: Literal["rule", "budget", "indicator", "management", "scheme"]
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY)  # type: ignore[valid-type]
    relaxed: bool = False

    @property
    def fields(self) -> dict[str, str]:
        return {"title": self.title, "body": self.body}


class InstitutionForm(Form):
    name: line(200)  # type: ignore[valid-type]
    kind: line(80, 0) = ""  # type: ignore[valid-type]
    address: prose(1000, 0) = ""  # type: ignore[valid-type]
    profile: line(20, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class ObjectiveForm(Form):
    code: line(40)  # type: ignore[valid-type]
    title: line(400)  # type: ignore[valid-type]
    source: line(300)  # type: ignore[valid-type]
    url: web_address() = ""  # type: ignore[valid-type]
    relaxed: bool = False
