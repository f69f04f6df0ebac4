"""What is typed about a « c’est fait »."""

from datetime import date
from typing import Literal

from forum.http.forms import Form, line, prose


class ClaimForm(Form):
    author: Literal["institution", "organiser"]
    day: date
    said: prose(2000)  # type: ignore[valid-type]
    source: line(1000)  # type: ignore[valid-type]
    relaxed: bool = False


class ContestForm(Form):
    claim: line(12)  # type: ignore[valid-type]
    reason: Literal["nothing", "partly", "somewhere", "paper", "undone", "other"]
