"""What is typed in the room Nommer."""

from typing import Literal

from forum.grievances.rules import BODY, CONCERNED, SERVICE, SINCE, TITLE
from forum.http.forms import Form, line, prose


class GrievanceForm(Form):
    """Three required fields; a title is proposed if none is given, the rest is offered."""

    body: prose(BODY)  # type: ignore[valid-type]
    territory: line(20)  # type: ignore[valid-type]
    since: line(SINCE)  # type: ignore[valid-type]
    title: line(TITLE, 0) = ""  # type: ignore[valid-type]
    concerned: prose(CONCERNED, 0) = ""  # type: ignore[valid-type]
    service: line(SERVICE, 0) = ""  # type: ignore[valid-type]
    source_label: line(300, 0) = ""  # type: ignore[valid-type]
    source_url: line(1000, 0) = ""  # type: ignore[valid-type]
    source_kind: Literal["link", "figure", "text"] = "link"
    relaxed: bool = False

    @property
    def fields(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("title", "body", "since", "concerned", "service")}

    @property
    def sources(self) -> list[dict[str, str]]:
        if not (self.source_label or self.source_url):
            return []
        label = self.source_label or self.source_url
        return [{"kind": self.source_kind, "label": label, "url": self.source_url}]


class EchoForm(Form):
    testimony: prose(2000, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False
