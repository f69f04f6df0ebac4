"""What stands behind a demand beside its ballot: signatures, consultations, and what the map of opinions says of it."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.core.i18n import _, thousands
from forum.demands.consultations.queries import standing
from forum.exports.queries import signature_counts, told_counts
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase
from forum.opinion_map.conversations.queries import phrases, told_of
from forum.opinion_map.telling.shares import DIVIDES, UNITES
from forum.opinion_map.telling.view import Line, view
from forum.petitions.models import Petition, PetitionDemand
from forum.texts.hidden import listed
from forum.texts.models import Document, Link

Lines = tuple[str, ...]


def signed(tx: Session, text_ids: Sequence[int], collective: Collective) -> dict[int, Lines]:
    """By demand: each petition that carries it and can be read, with what it gathered, small numbers withheld."""
    query = (
        select(PetitionDemand.text_id, Petition)
        .join(Petition, col(Petition.id) == PetitionDemand.petition_id)
        .where(col(PetitionDemand.text_id).in_(text_ids))
        .where(Petition.state != "draft", col(Petition.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(Petition.title, Petition.code)).all()
    told = signature_counts(tx, list({petition.id for _text, petition in rows}))
    found: dict[int, list[str]] = {}
    for text_id, petition in rows:
        counts = told[petition.id]
        parts = [_pair(one.label, one.number) for one in told_counts(counts, collective)]
        total = _("non publié") if counts.total is None else thousands(counts.total)
        line = _("« {title} » : {total}").format(title=petition.title, total=total)
        found.setdefault(text_id, []).append(f"{line} ({' · '.join(parts)})" if parts else line)
    return {text_id: tuple(lines) for text_id, lines in found.items()}


def asked(tx: Session, document: Document) -> Lines:
    """Its place in the last consultation that was counted with it, if that said one."""
    last = standing(tx, document)
    if last is None or not last.rank:
        return ()
    said = _("rang {n} sur {all} à parité, « {title} »")
    return (said.format(n=last.rank, all=last.options, title=last.title),)


def united(tx: Session, collective: Collective, text_ids: Iterable[int]) -> tuple[Lines, Lines]:
    """(what unites, what divides), of what these demands say or answer, where a map asked about it. What was published."""
    ids = _with_answered(tx, list(text_ids))
    query = (
        select(Conversation, ConversationPhrase.ref)
        .join(ConversationPhrase, col(ConversationPhrase.conversation_id) == Conversation.id)
        .where(Conversation.collective_id == collective.id, col(Conversation.hidden).is_(False))
        .where(col(ConversationPhrase.text_id).in_(ids), col(ConversationPhrase.out).is_(False))
    )
    refs: dict[int, set[str]] = {}
    conversations = {}
    for conversation, ref in tx.exec(query.order_by(Conversation.title, Conversation.ref)).all():
        conversations[conversation.id] = conversation
        refs.setdefault(conversation.id, set()).add(ref)
    unites: list[str] = []
    divides: list[str] = []
    for ident, conversation in conversations.items():
        seen = view(told_of(tx, conversation), phrases(tx, conversation, collective.slug))
        for kind, into in ((UNITES, unites), (DIVIDES, divides)):
            into += [_line(one, conversation.title) for one in seen.of(kind) if one.phrase.ref in refs[ident]]
    return tuple(dict.fromkeys(unites)), tuple(dict.fromkeys(divides))


def _with_answered(tx: Session, ids: list[int]) -> list[int]:
    query = select(Link.target_id).join(Document, col(Document.id) == Link.target_id)
    return ids + list(tx.exec(query.where(col(Link.source_id).in_(ids), listed())).all())


def _line(line: Line, title: str) -> str:
    if line.percent is None or line.stand.kind == DIVIDES:
        return _("« {phrase} » (carte des alliances « {title} »)").format(
            phrase=line.phrase.words, title=title
        )
    said = _("« {phrase} » : {n} % en commun (carte des alliances « {title} »)")
    if not line.stand.agree:
        said = _("Refusé ensemble, « {phrase} » : {n} % en commun (carte des alliances « {title} »)")
    return said.format(phrase=line.phrase.words, n=line.percent, title=title)


def _pair(label: str, number: int) -> str:
    return _("{label} : {value}").format(label=label, value=thousands(number))
