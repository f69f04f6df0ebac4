"""What is typed around a proposal: an argument about it, its author's answer, the text that settles a conflict."""

from typing import Literal

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.deliberation.amendments.queries import Standing
from forum.deliberation.rules import ARGUMENT
from forum.http.body import Body
from forum.http.forms import Form, prose
from forum.texts.amendments.forms import typed
from forum.texts.amendments.queries import settled as operations_that_settle
from forum.texts.amendments.rules import Operation
from forum.texts.forms import Sourced
from forum.texts.kinds import KINDS


class ArgumentForm(Sourced):
    side: Literal["for", "against"]
    body: prose(ARGUMENT)  # type: ignore[valid-type]
    relaxed: bool = False


class DecisionForm(Form):
    verdict: Literal["accepted", "refused"]
    reason: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


def settled(body: Body, kind: str, standing: Standing) -> list[Operation]:
    """The proposal's operations that still apply, and for each conflict what the author wrote instead."""
    found, errors = standing.moved, {}
    for clash in standing.clashes:
        name = f"settled-{clash.number}"
        try:
            text = typed(KINDS[kind].field(clash.field), body.get(name))
        except ValueError:
            errors[name] = _("Ce texte contient des signes invisibles qui ne sont pas acceptés.")
            continue
        found += operations_that_settle(clash, text)
    if errors:
        raise Invalid(errors)
    return found
