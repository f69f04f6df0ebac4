"""What is typed about a source."""

from typing import Literal

from forum.http.forms import Form, line
from forum.texts.sources.rules import NOTE


class VerdictForm(Form):
    verdict: Literal["confirmed", "disputed", "none"]
    against: Literal["", "dead", "unfound", "outdated", "unsaid", "context"] = ""
    note: line(NOTE, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False
