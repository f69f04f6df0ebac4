"""What is typed at each stage: nothing is required, an empty answer takes back what was said."""

from forum.grievances.rules import CONCERNED, OFTEN, SERVICE
from forum.http.forms import Form, line, prose
from forum.texts.forms import Sourced


class WhoForm(Form):
    concerned: prose(CONCERNED, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class OftenForm(Form):
    often: line(OFTEN, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class ServiceForm(Form):
    service: line(SERVICE, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class SourceForm(Sourced):
    relaxed: bool = False


FORMS: dict[str, type[Form]] = {
    "qui": WhoForm,
    "frequence": OftenForm,
    "service": ServiceForm,
    "sources": SourceForm,
}
