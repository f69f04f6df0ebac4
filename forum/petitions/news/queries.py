"""News of a petition, the latest first."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.petitions.news.models import PetitionNews

ON_PAGE, MOST = 3, 100


def latest(tx: Session, petition_id: int, most: int = ON_PAGE) -> Sequence[PetitionNews]:
    query = select(PetitionNews).where(PetitionNews.petition_id == petition_id)
    return tx.exec(query.order_by(col(PetitionNews.day).desc(), col(PetitionNews.id)).limit(most)).all()
