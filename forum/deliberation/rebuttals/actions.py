"""Rebutting an argument: once, on the opposite side, with a source if there is one."""

from typing import Any

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.deliberation.argument_actions import check_rebuttable, submit_argument
from forum.deliberation.rebuttals.queries import Spoken

OTHER = {"for": "against", "against": "for"}


def rebut(
    tx: Session, place: Place, spoken: Spoken, body: str, sources: list[dict[str, Any]], now: Now,
    *, relaxed: bool = False,
) -> str:  # fmt: skip
    """Take a rebuttal in; returns the reference it will have."""
    check(spoken)
    argument, proposal = spoken.argument, spoken.proposal
    return submit_argument(
        tx, place, spoken.about, argument.question, OTHER[argument.side], body, sources, now, relaxed=relaxed,
        proposal=proposal.ref if proposal else "", answers=spoken.document.ref,
    )  # fmt: skip


def check(spoken: Spoken) -> None:
    check_rebuttable(spoken.document, spoken.argument)
    if spoken.about_is_hidden:
        raise Closed(
            _("La modération a masqué le texte dont parle cet argument : on ne peut plus y répondre.")
        )


def closed(spoken: Spoken) -> str:
    """Why nobody can rebut it, "" if one can."""
    try:
        check(spoken)
    except Closed as refused:
        return refused.message
    return ""
