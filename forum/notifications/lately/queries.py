"""What is alive in a collective: the votes and petitions that are open, and its last news. The same for every reader."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.queries import Alive, Line
from forum.core.i18n import _, later
from forum.deliberation.models import Ballot
from forum.demands.consultations.models import Consultation
from forum.exports.open_data import feed
from forum.opinion_map.conversations.models import Conversation
from forum.petitions.models import Petition
from forum.texts.models import Document

MOST = 5
VOTE, PETITION = later("Vote ouvert"), later("Pétition à signer")
ASKED = later("Consultation ouverte")
MAP = later("Carte des alliances : votre avis")


def alive(tx: Session, collective: Collective, today: date) -> Alive:
    """What can be done now, the nearest end first; then what happened, the newest first."""
    opened = [
        *_votes(tx, collective, today),
        *_asked(tx, collective, today, Consultation, ASKED, "consultations"),
        *_asked(tx, collective, today, Conversation, MAP, "carte"),
        *_petitions(tx, collective, today),
    ]
    opened.sort(key=lambda line: line.day)
    return Alive(opened[:MOST], _news(tx, collective))


def _votes(tx: Session, collective: Collective, today: date) -> list[Line]:
    query = (
        select(Document.title, Document.ref, Ballot.closes)  # type: ignore[call-overload]
        .join(Document, col(Document.id) == Ballot.text_id)
        .where(Ballot.collective_id == collective.id, Ballot.state == "open", col(Ballot.closes) >= today)
        .where(col(Ballot.opens) <= today, col(Document.hidden).is_(False))
        .order_by(col(Ballot.closes), col(Document.ref))
        .limit(MOST)
    )
    base = f"/c/{collective.slug}/revendications"
    return [Line(_(VOTE), title, f"{base}/{ref}/vote", closes) for title, ref, closes in tx.exec(query)]


def _asked(
    tx: Session,
    collective: Collective,
    today: date,
    table: type[Consultation | Conversation],
    said: str,
    room: str,
) -> list[Line]:
    """What the team asks everybody, several texts or phrases at once, as long as it takes answers."""
    query = (
        select(table.title, table.ref, table.closes)  # type: ignore[call-overload]
        .where(table.collective_id == collective.id, table.state == "open")
        .where(col(table.closes) >= today, col(table.hidden).is_(False))
        .order_by(col(table.closes), col(table.ref))
        .limit(MOST)
    )
    base = f"/c/{collective.slug}/{room}"
    return [Line(_(said), title, f"{base}/{ref}", closes) for title, ref, closes in tx.exec(query)]


def _petitions(tx: Session, collective: Collective, today: date) -> list[Line]:
    query = (
        select(Petition.title, Petition.code, Petition.closes)  # type: ignore[call-overload]
        .where(Petition.collective_id == collective.id, Petition.state == "open")
        .where(col(Petition.opens) <= today, col(Petition.closes) >= today, col(Petition.hidden).is_(False))
        .order_by(col(Petition.closes), col(Petition.code))
        .limit(MOST)
    )
    return [Line(_(PETITION), title, f"/p/{code}", closes) for title, code, closes in tx.exec(query)]


def _news(tx: Session, collective: Collective) -> Sequence[Line]:
    """One line for what happened several times to the same thing in a day: how often is nobody's business."""
    found: dict[tuple[str, str, date], Line] = {}
    for event, kind in feed.news(tx, collective):
        url = feed.address(event, kind, "", f"/c/{collective.slug}")
        line = Line(_(feed.KINDS[event.kind][0]), event.title, url, event.day)
        found.setdefault((event.kind, event.subject, event.day), line)
    return list(found.values())[:MOST]
