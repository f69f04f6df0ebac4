"""What those who proposed a change are told when the text moves under it."""

from datetime import date

from sqlmodel import Session, col, select

from forum.core.i18n import _
from forum.texts.actions import tell
from forum.texts.amendments import queries as amendments
from forum.texts.amendments import rules
from forum.texts.models import Amendment, Document


def tell_others(tx: Session, document: Document, but: int, today: date) -> None:
    """Tell whoever proposed a change that the new version made impossible, useless or possible again; the rest apply."""
    query = select(Amendment).where(
        Amendment.text_id == document.id, Amendment.state == "open", col(Amendment.id) != but
    )
    for other in tx.exec(query.order_by(col(Amendment.id))).all():
        before, after = worth_of(tx, document, other)[-2:]
        if before != after:
            tell(tx, document.thread, other.box, document.title, moved(after), today)


def worth_of(tx: Session, document: Document, amendment: Amendment) -> list[rules.State]:
    """What the proposal was worth at each version since its base."""
    past = amendments.history(tx, document, amendment.base)
    found = amendments.standings(document.kind, amendments.operations_of(amendment), past)
    return [rules.state_of(carried) for carried in found]


def moved(state: str) -> str:
    return {
        "conflict": _(
            "Un autre changement a été accepté au même endroit que le vôtre. Votre proposition reste ouverte : sa page "
            "montre les deux, et l’auteur·rice peut encore les réunir."
        ),
        "already": _(
            "Un autre changement accepté dit la même chose que le vôtre : le texte dit déjà ce que vous proposiez."
        ),
        "applies": _("Le texte est revenu en arrière : votre proposition peut de nouveau s’y appliquer."),
    }[state]
