"""What is typed in the room Suivre."""

from datetime import date
from typing import Literal

from forum.http.forms import Form, line, prose

RECIPIENT, HOW, ANSWER, WHAT, SOURCE = 200, 200, 8000, 600, 1000


class DeliveryForm(Form):
    day: date
    recipient: line(RECIPIENT)  # type: ignore[valid-type]
    how: line(HOW, 0) = ""  # type: ignore[valid-type]
    institution: line(12, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class ReplyForm(Form):
    delivery: line(12)  # type: ignore[valid-type]
    day: date
    label: Literal["commitment", "refusal", "stalling", "silence"]
    text: prose(ANSWER)  # type: ignore[valid-type]
    source: line(SOURCE)  # type: ignore[valid-type]
    relaxed: bool = False


class CommitmentForm(Form):
    reply: line(12)  # type: ignore[valid-type]
    owner: line(RECIPIENT)  # type: ignore[valid-type]
    what: prose(WHAT)  # type: ignore[valid-type]
    due: date
    about: line(20, 0) = ""  # type: ignore[valid-type]
    evidence: prose(WHAT)  # type: ignore[valid-type]
    source: line(SOURCE)  # type: ignore[valid-type]
    relaxed: bool = False


class AssessmentForm(Form):
    verdict: Literal["kept", "broken"]
