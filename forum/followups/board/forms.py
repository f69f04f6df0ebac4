"""What is typed about an institution's own days."""

from datetime import date
from typing import Literal

from forum.http.forms import Form, OptionalDate, line, prose
from forum.registers.calendar.rules import SIGNS, SOURCE, TITLE


class DateForm(Form):
    kind: Literal["candidacy", "budget", "council", "other"]
    title: line(TITLE)  # type: ignore[valid-type]
    day: date
    due: OptionalDate = None
    source: line(SOURCE, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class TableForm(Form):
    table: prose(SIGNS)  # type: ignore[valid-type]
    relaxed: bool = False
