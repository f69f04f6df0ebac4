"""Petitions and the demands they carry, where a demand would go on in another."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.core.i18n import _
from forum.petitions.models import Petition, PetitionDemand
from forum.texts.models import Document


def why_bound(tx: Session, document: Document) -> str:
    """The hook asked before a demand is joined with another: what people sign names it. A draft tells nothing of itself."""
    carried = select(PetitionDemand.petition_id).join(
        Petition, col(Petition.id) == PetitionDemand.petition_id
    )
    query = carried.where(PetitionDemand.text_id == document.id, Petition.state != "draft")
    if tx.exec(query).first() is None:
        return ""
    return _("« {title} » est portée par une pétition : elle ne se regroupe plus.")


def moved(tx: Session, petition: Petition) -> Sequence[str]:
    """A draft waits while its demands live on: the titles of those that joined another since, which it carries no more."""
    query = select(Document.title).join(PetitionDemand, col(PetitionDemand.text_id) == Document.id)
    gone = query.where(PetitionDemand.petition_id == petition.id, col(Document.elsewhere).is_not(None))
    return tx.exec(gone.order_by(Document.title)).all()
