"""What is typed in the room Nommer."""

from pydantic import Field

from forum.grievances.rules import BODY, CONCERNED, SERVICE, SINCE, TITLE
from forum.http.forms import Form, line, prose
from forum.registers.rules import MOST
from forum.texts.forms import Sourced


class GrievanceForm(Sourced):
    """Three required fields; a title is proposed if none is given, the rest is offered."""

    body: prose(BODY)  # type: ignore[valid-type]
    territory: line(20)  # type: ignore[valid-type]
    since: line(SINCE)  # type: ignore[valid-type]
    title: line(TITLE, 0) = ""  # type: ignore[valid-type]
    concerned: prose(CONCERNED, 0) = ""  # type: ignore[valid-type]
    service: line(SERVICE, 0) = ""  # type: ignore[valid-type]
    mechanisms: list[line(20)] = Field(default=[], max_length=MOST)  # type: ignore[valid-type]
    relaxed: bool = False

    @property
    def fields(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("title", "body", "since", "concerned", "service")}


class EchoForm(Form):
    testimony: prose(2000, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False
