"""What is typed to contest a decision, and to answer."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from forum.http.forms import Form, OptionalDate, prose
from forum.moderation.forms import Reasoned, reasoned
from forum.moderation.rules import REASON


class ContestForm(Form):
    reason: Annotated[prose(REASON), AfterValidator(reasoned)]  # type: ignore[valid-type]


class ReviewForm(Reasoned):
    outcome: Literal["uphold", "vary", "reverse"]
    until: OptionalDate = None
