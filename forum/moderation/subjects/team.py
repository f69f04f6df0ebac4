"""What the team publishes in its own name: petitions, cahiers, consultations, lots, maps. It has no voice to hold back;
whoever proposed a phrase of a map has one.
"""

from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.core.i18n import _
from forum.deliberation.draws.models import Lot
from forum.demands.consultations.models import Consultation
from forum.demands.models import Platform
from forum.moderation.subjects.subject import Subject
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase, ConversationProposal
from forum.petitions.models import Erratum, Petition


def petitions(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    """A draft is nobody's business but the team's."""
    query = select(Petition).where(col(Petition.code).in_(refs), Petition.collective_id == collective.id)
    rows = tx.exec(query.where(Petition.state != "draft")).all()
    if not rows:
        return []
    errata = tx.exec(select(Erratum).where(col(Erratum.petition_id).in_([p.id for p in rows]))).all()
    return [_petition(p, [e.text for e in errata if e.petition_id == p.id]) for p in rows]


def _petition(p: Petition, errata: list[str]) -> Subject:
    said = [("Titre", p.title), ("Texte", p.body), ("Organisation", p.organisation)]
    parts = [part for part in said if part[1]] + [("Erratum", text) for text in errata]
    return Subject(p, p.code, "petition", p.title, f"/p/{p.code}", parts, _("L’équipe du collectif"), p.opens)


def platforms(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = select(Platform).where(col(Platform.ref).in_(refs), Platform.collective_id == collective.id)
    return [_platform(collective, platform) for platform in tx.exec(query).all()]


def _platform(collective: Collective, p: Platform) -> Subject:
    url = f"/c/{collective.slug}/cahiers/{p.ref}"
    parts = [part for part in (("Titre", p.title), ("Texte", p.introduction)) if part[1]]
    return Subject(p, p.ref, "platform", p.title, url, parts, _("L’équipe du collectif"), p.day)


def consultations(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    table = Consultation
    rows = tx.exec(select(table).where(col(table.ref).in_(refs), table.collective_id == collective.id)).all()
    return [_consultation(collective, row) for row in rows]


def _consultation(collective: Collective, c: Consultation) -> Subject:
    url, said = f"/c/{collective.slug}/consultations/{c.ref}", [("Titre", c.title), ("Question", c.question)]
    said += [("Motif", c.reason)] if c.reason else []
    return Subject(c, c.ref, "consultation", c.title, url, said, _("L’équipe du collectif"), c.opens)


def lots(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = select(Lot).where(col(Lot.ref).in_(refs), Lot.collective_id == collective.id)
    return [_lot(collective, row) for row in tx.exec(query).all()]


def _lot(collective: Collective, lot: Lot) -> Subject:
    said = [("Titre", lot.title), ("Texte", lot.listing), ("Source", lot.source)]
    url = f"/c/{collective.slug}/tirages/{lot.ref}"
    return Subject(lot, lot.ref, "lot", lot.title, url, said, _("L’équipe du collectif"), lot.day)


def conversations(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    table, phrase = Conversation, ConversationPhrase
    rows = tx.exec(select(table).where(col(table.ref).in_(refs), table.collective_id == collective.id)).all()
    if not rows:
        return []
    asked = select(phrase).where(col(phrase.conversation_id).in_([row.id for row in rows]), phrase.body != "")
    asked = asked.where(col(phrase.hidden).is_(False))
    phrases = tx.exec(asked.order_by(col(phrase.position))).all()
    return [
        _conversation(collective, row, [p.body for p in phrases if p.conversation_id == row.id])
        for row in rows
    ]


def _conversation(collective: Collective, c: Conversation, phrases: list[str]) -> Subject:
    url, said = f"/c/{collective.slug}/carte/{c.ref}", [("Titre", c.title), ("Question", c.question)]
    said += [("Phrase", phrase) for phrase in phrases] + ([("Motif", c.reason)] if c.reason else [])
    return Subject(c, c.ref, "conversation", c.title, url, said, _("L’équipe du collectif"), c.opens)


def phrases(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    """Each phrase of a map alone: the map's words, those that came from elsewhere, or a member's that the team took in."""
    query = _phrases(collective).where(col(ConversationPhrase.ref).in_(refs))
    return [_phrase(collective, *row) for row in tx.exec(query).all()]


def phrases_of(tx: Session, collective: Collective, subject: Subject) -> list[Subject]:
    """Of a map, those that have words of their own, in their order; each can be decided on alone."""
    query = _phrases(collective).where(Conversation.ref == subject.ref)
    return [
        _phrase(collective, *row) for row in tx.exec(query.order_by(col(ConversationPhrase.position))).all()
    ]


def _phrases(collective: Collective) -> Any:
    """(phrase, its map, what it was proposed as): a text's title goes with its text."""
    return (
        select(ConversationPhrase, Conversation, ConversationProposal)
        .join(Conversation, col(Conversation.id) == ConversationPhrase.conversation_id)
        .outerjoin(ConversationProposal, col(ConversationProposal.phrase_id) == ConversationPhrase.id)
        .where(Conversation.collective_id == collective.id, ConversationPhrase.body != "")
    )


def _phrase(
    collective: Collective, p: ConversationPhrase, c: Conversation, proposed: ConversationProposal | None
) -> Subject:
    url, said = f"/c/{collective.slug}/carte/{c.ref}", [("Phrase", p.body)]
    if proposed is None:
        return Subject(p, p.ref, "phrase", c.title, url, said, _("L’équipe du collectif"), c.opens, above=c)
    whose = (proposed.scope, proposed.box, proposed.nul)
    return Subject(
        p, p.ref, "phrase", c.title, url, said, _("sans pseudonyme"), proposed.day, *whose, above=c
    )
