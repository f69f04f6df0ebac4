"""What is typed to report something, and to read what was answered."""

from typing import Literal

from forum.http.forms import Form, prose
from forum.moderation.reports.rules import EXPLANATION, PASSAGE


class ReportForm(Form):
    reason: Literal[
        "identifiable", "insult", "false_figure", "manipulation", "off_charter", "illegal", "other"
    ]
    passage: prose(PASSAGE, 0) = ""  # type: ignore[valid-type]
    explanation: prose(EXPLANATION, 0) = ""  # type: ignore[valid-type]
    answer: bool = False
