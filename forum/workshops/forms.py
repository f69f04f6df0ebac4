"""What is typed to prepare a workshop."""

from datetime import date

from forum.http.forms import Form, line, prose
from forum.workshops.rules import PLACE, THEME


class WorkshopForm(Form):
    place: line(PLACE)  # type: ignore[valid-type]
    theme: prose(THEME)  # type: ignore[valid-type]
    day: date
    relaxed: bool = False
