"""A text that changes under an open vote: the question follows it, papers stay with the version they were given to.

The hooks of `texts/actions.py` call these for every new version.
"""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _, long_date
from forum.deliberation.models import Ballot
from forum.deliberation.reopening import rules
from forum.deliberation.reopening.queries import changed_on, going
from forum.texts.models import Document, Version


def standing(tx: Session, document: Document, _fields: Mapping[str, str] | None, today: date) -> str:
    """Why the text may not change today, "" if it may."""
    ballot = going(tx, document.id)
    if ballot is None:
        return ""
    if ballot.state == "counted":
        return _(
            "Le vote sur ce texte est terminé, et son résultat attend que les objections aient leur réponse : d’ici là "
            "le texte ne change pas."
        )
    if not rules.too_late(ballot.closes, today):
        return ""
    return _(
        "On vote sur ce texte jusqu’au {day} : dans les sept derniers jours il ne change plus, pour que chaque voix ait le "
        "temps de répondre sur ce qu’il dit. Une proposition peut attendre la fin du vote."
    ).format(day=long_date(ballot.closes))


def follow(tx: Session, document: Document, version: Version) -> None:
    """The open question is now this version; no paper moves."""
    ballot = going(tx, document.id)
    if ballot is None:
        return
    ballot.version, ballot.hash = version.number, version.hash
    tx.add(ballot)
    tx.flush()
    record(tx, "demand.reopened", document.collective_id, document.ref, document.title, version.day)


def check_may_end(tx: Session, ballot: Ballot, today: date) -> None:
    """Nobody ends a vote early while people are being asked again."""
    if not rules.may_end(changed_on(tx, ballot), today):
        said = _(
            "Le texte vient de changer : laissez sept jours aux voix qui avaient voté pour qu’elles répondent de nouveau."
        )
        raise Invalid({"why": said})
