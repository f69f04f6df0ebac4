"""What is typed to propose a removal, and to set it aside."""

from typing import Annotated

from pydantic import AfterValidator

from forum.http.forms import Form, prose
from forum.moderation.forms import Reasoned, reasoned
from forum.moderation.rules import REASON


class RemovalForm(Reasoned):
    pass


class DeclineForm(Form):
    why: Annotated[prose(REASON), AfterValidator(reasoned)]  # type: ignore[valid-type]
