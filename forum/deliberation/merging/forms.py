"""What is typed about a merge."""

from typing import Literal

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.deliberation.merging.rules import REASON
from forum.http.forms import Form, line, prose


class ProposalForm(Form):
    """`near` is one of those shown, `other` a reference or an address: what is typed goes before what is ticked."""

    near: line(20, 0) = ""  # type: ignore[valid-type]
    other: line(300, 0) = ""  # type: ignore[valid-type]
    keep: Literal["other", "this"] = "other"
    reason: prose(REASON)  # type: ignore[valid-type]
    relaxed: bool = False

    @property
    def chosen(self) -> str:
        if not (self.other or self.near):
            raise Invalid({"other": _("Dites laquelle dit la même chose.")})
        return str(self.other or self.near)


class AnswerForm(Form):
    side: Literal["absorbed", "survivor"]
    choice: Literal["yes", "no"]


class ChoiceForm(Form):
    choice: Literal["yes", "no"]


class UndoForm(Form):
    reason: prose(REASON)  # type: ignore[valid-type]
    relaxed: bool = False
