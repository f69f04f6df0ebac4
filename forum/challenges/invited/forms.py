"""What is typed to invite an institution, and what an institution types to answer."""

from typing import Annotated

from pydantic import AfterValidator

from forum.challenges.rules import ANSWER
from forum.collectives.forms import valid_email
from forum.http.forms import Form, line, prose
from forum.texts.forms import Sourced


def _address(text: str) -> str:
    return valid_email(text) if text else ""


class InvitationForm(Form):
    institution: line(20)  # type: ignore[valid-type]
    email: Annotated[line(254, 0), AfterValidator(_address)] = ""  # type: ignore[valid-type]


class AnswerForm(Sourced):
    body: prose(ANSWER)  # type: ignore[valid-type]
    relaxed: bool = False
