"""News: written by organisers, told to those who asked (`told/`), taken back when they should not have been."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, NotFound
from forum.core.i18n import _
from forum.core.markdown import render
from forum.identity.staff.actions import log
from forum.petitions.lifecycle.actions import sign_of_life
from forum.petitions.lifecycle.rules import ENDED
from forum.petitions.models import Petition
from forum.petitions.news.models import PetitionNews
from forum.petitions.told.actions import tell, untell


def write(
    tx: Session,
    place: Place,
    petition: Petition,
    title: str,
    body: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """Public at once; those who asked get its title tomorrow. The same title twice on one day is one."""
    if petition.state == "draft":
        raise Closed(_("Personne ne lit encore ce brouillon : les nouvelles viennent après l’ouverture."))
    beware([title, body], relaxed=relaxed)
    news = PetitionNews(
        petition_id=petition.id, title=title, body=body, body_html=render(body), day=now.today
    )
    try:
        with tx.begin_nested():
            tx.add(news)
    except IntegrityError:
        return
    tell(tx, petition.id, f"news:{news.ref}", "news", title, now.today)
    if petition.state not in ENDED:
        sign_of_life(tx, petition, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.news", petition.title, now)


def take_back(tx: Session, place: Place, petition: Petition, ref: str, now: Now) -> None:
    """Letters that have left are not called back; tomorrow's does not name it. NotFound for another petition's."""
    mine = PetitionNews.petition_id == petition.id
    news = tx.exec(select(PetitionNews).where(mine, PetitionNews.ref == ref)).first()
    if news is None:
        raise NotFound
    untell(tx, petition.id, f"news:{news.ref}")
    tx.delete(news)
    log(tx, place.viewer, petition.collective_id, "petition.news_back", petition.title, now)
