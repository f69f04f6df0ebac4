"""What is typed to open a conversation, to answer a phrase, to end it early."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from forum.demands.forms import Refs
from forum.http.forms import Form, line, prose
from forum.opinion_map.conversations.rules import (
    LEAST_KEPT,
    MOST_KEPT,
    MOST_PHRASES,
    MOST_SIGNS,
    phrases_of,
)


class OpenForm(Form):
    title: line(200)  # type: ignore[valid-type]
    question: prose(1000)  # type: ignore[valid-type]
    phrases: prose(MOST_PHRASES * (MOST_SIGNS + 2), 0) = ""  # type: ignore[valid-type]
    demands: Refs = ()
    grievances: Refs = ()
    closes: date
    keep_days: Annotated[int, Field(ge=LEAST_KEPT, le=MOST_KEPT)]
    relaxed: bool = False

    @property
    def typed(self) -> list[str]:
        return phrases_of(self.phrases)

    @property
    def refs(self) -> tuple[str, ...]:
        return (*self.demands, *self.grievances)


class AnswerForm(Form):
    """`says`, not `answer`: what opens a door has that name, and is never carried along."""

    phrase: line(12)  # type: ignore[valid-type]
    says: Literal["agree", "pass", "disagree"]


class ClosingForm(Form):
    why: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False
