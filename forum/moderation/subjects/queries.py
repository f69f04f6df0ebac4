"""What can be reported and decided on: a text, its images, a change, a merge, an objection, a petition, a cahier…

Moderators see texts and voices, never a nullifier.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, col, func, select, union_all

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.deliberation.ballot_queries import objection_scope
from forum.deliberation.draws.models import Lot
from forum.deliberation.merging.models import Merge
from forum.deliberation.models import Ballot, Objection
from forum.demands.consultations.models import Consultation
from forum.demands.models import Platform
from forum.moderation.subjects.subject import Subject, named
from forum.moderation.subjects.team import (
    consultations,
    conversations,
    lots,
    petitions,
    phrases,
    platforms,
)
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase
from forum.petitions.models import Petition
from forum.texts.amendments.queries import words
from forum.texts.authors.models import AuthorAnswer
from forum.texts.kinds import address
from forum.texts.models import Amendment, Document, Evidence
from forum.texts.queries import read_many
from forum.texts.sources.actions import scope_of
from forum.texts.sources.models import Source, SourceVerdict

MANY = 200


def subjects(tx: Session, collective: Collective, refs: Iterable[str]) -> dict[str, Subject]:
    """By reference, what is of this collective: as many queries for many as for one."""
    found: dict[str, Subject] = {}
    wanted = list(refs)
    for search in (
        _texts,
        _pictures,
        _proposals,
        _answers,
        _merges,
        _objections,
        _notes,
        petitions,
        platforms,
        consultations,
        lots,
        conversations,
        phrases,
    ):
        rest = [ref for ref in wanted if ref not in found]
        if not rest:
            break
        found |= {subject.ref: subject for subject in search(tx, collective, rest)}
    return found


def _texts(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = select(Document).where(col(Document.ref).in_(refs), Document.collective_id == collective.id)
    documents = tx.exec(query).all()
    roots = _roots(tx, documents)
    return [_text(collective, reading, roots) for reading in read_many(tx, documents)]


def _roots(tx: Session, documents: Sequence[Document]) -> dict[str, str]:
    """The kind of each thread's first text: a testimony's address depends on it."""
    threads = [document.thread for document in documents]
    return dict(tx.exec(select(Document.ref, Document.kind).where(col(Document.ref).in_(threads))).all())


def _text(collective: Collective, reading: Any, roots: dict[str, str]) -> Subject:
    d: Document = reading.document
    url = address(collective.slug, d, roots.get(d.thread, d.kind))
    parts = named(d.kind, reading.fields)
    return Subject(d, d.ref, d.kind, d.title, url, parts, d.voice, d.day, d.thread, d.box, d.nul)


def _pictures(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    rows = tx.exec(_images(collective).where(col(Evidence.picture).in_(refs))).all()
    roots = _roots(tx, [document for _evidence, document in rows])
    return [_picture(collective, evidence, document, roots) for evidence, document in rows]


def _images(collective: Collective) -> Any:
    query = select(Evidence, Document).join(Document, col(Document.id) == Evidence.text_id)
    return query.where(Evidence.kind == "image", Document.collective_id == collective.id)


def _picture(collective: Collective, e: Evidence, d: Document, roots: dict[str, str]) -> Subject:
    url = address(collective.slug, d, roots.get(d.thread, d.kind))
    shown = f"/c/{collective.slug}/textes/{d.ref}/images/{e.picture}"
    author = (d.voice, d.day, d.thread, d.box, d.nul)
    return Subject(
        e, e.picture, "picture", d.title, url, [("Image", e.label)], *author, above=d, picture=shown
    )


def pictures_of(tx: Session, collective: Collective, subject: Subject) -> list[Subject]:
    """The images of a text, each of which can be decided on alone."""
    query = _images(collective).where(Document.ref == subject.ref).order_by(col(Evidence.id))
    return [_picture(collective, evidence, document, {}) for evidence, document in tx.exec(query).all()]


def _proposals(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = select(Amendment, Document).join(Document, col(Document.id) == Amendment.text_id)
    rows = tx.exec(query.where(col(Amendment.ref).in_(refs), Document.collective_id == collective.id)).all()
    return [_proposal(collective, amendment, document) for amendment, document in rows]


def _proposal(collective: Collective, a: Amendment, document: Document) -> Subject:
    url = f"/c/{collective.slug}/textes/{document.ref}/amendements/{a.ref}"
    parts = [*words(document.kind, a.operations), ("Motif", a.reason)]
    author = (document.thread, a.box, a.nul)
    return Subject(a, a.ref, "amendment", document.title, url, parts, a.voice, a.day, *author, above=document)


def _answers(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    """What one of several authors answered to a proposal."""
    query = select(AuthorAnswer, Amendment, Document).select_from(AuthorAnswer).join(Amendment).join(Document)
    rows = tx.exec(
        query.where(col(AuthorAnswer.ref).in_(refs), Document.collective_id == collective.id)
    ).all()
    return [_answer(collective, *row) for row in rows]


def _answer(collective: Collective, row: AuthorAnswer, a: Amendment, document: Document) -> Subject:
    url = f"/c/{collective.slug}/textes/{document.ref}/amendements/{a.ref}#r-{row.ref}"
    author = (row.voice, row.day, document.thread, row.box, row.nul)
    return Subject(
        row, row.ref, "author_answer", document.title, url, [("Motif", row.reason)], *author, above=document
    )


def _merges(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = select(Merge, Document).join(Document, col(Document.id) == Merge.absorbed_id)
    rows = tx.exec(query.where(col(Merge.ref).in_(refs), Merge.collective_id == collective.id)).all()
    return [_merge(collective, merge, absorbed) for merge, absorbed in rows]


def _merge(collective: Collective, m: Merge, absorbed: Document) -> Subject:
    url = f"/c/{collective.slug}/regroupements/{m.ref}"
    parts = [part for part in (("Motif", m.reason), ("Pourquoi défaire", m.undone_reason)) if part[1]]
    author = (m.thread, m.box, m.nul)
    return Subject(m, m.ref, "merge", absorbed.title, url, parts, _("sans pseudonyme"), m.day, *author)


def _objections(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    query = (
        select(Objection, Ballot, Document)
        .join(Ballot, col(Ballot.id) == Objection.ballot_id)
        .join(Document, col(Document.id) == Ballot.text_id)
    )
    rows = tx.exec(query.where(col(Objection.ref).in_(refs), Ballot.collective_id == collective.id)).all()
    return [_objection(collective, *row) for row in rows]


def _objection(collective: Collective, o: Objection, ballot: Ballot, document: Document) -> Subject:
    url = f"/c/{collective.slug}/revendications/{document.ref}/vote#o-{o.ref}"
    parts = [part for part in (("Motif", o.reason), ("Réponse", o.answer)) if part[1]]
    return Subject(
        o,
        o.ref,
        "objection",
        document.title,
        url,
        parts,
        _("sans pseudonyme"),
        o.day,
        objection_scope(ballot),
        o.box,
        above=document,
    )


def _notes(tx: Session, collective: Collective, refs: list[str]) -> list[Subject]:
    """Sentences left with a verdict on a source; nothing holds back whoever gave it, as with an objection."""
    query = (
        select(SourceVerdict, Source.ref, func.min(Evidence.label))
        .join(Source, col(Source.id) == SourceVerdict.source_id)
        .join(Evidence, col(Evidence.source) == Source.ref)
        .where(col(SourceVerdict.ref).in_(refs), Source.collective_id == collective.id)
        .where(SourceVerdict.note != "")
        .group_by(col(SourceVerdict.id), col(Source.ref))
    )
    return [_note(collective, *row) for row in tx.exec(query).all()]


def _note(collective: Collective, row: SourceVerdict, source: str, label: str) -> Subject:
    url, unnamed = f"/c/{collective.slug}/sources/{source}#n-{row.ref}", _("sans pseudonyme")
    author = (scope_of(source), row.box)
    return Subject(
        row, row.ref, "source_verdict", label, url, [("Motif", row.note)], unnamed, row.day, *author
    )


def find(tx: Session, collective: Collective, ref: str) -> Subject:
    found = subjects(tx, collective, [ref]).get(ref)
    if found is None:
        raise NotFound
    return found


def find_visible(tx: Session, collective: Collective, ref: str) -> Subject:
    """For whoever reports: what is hidden is not shown again."""
    found = find(tx, collective, ref)
    if not found.shown:
        raise NotFound
    return found


def hidden(tx: Session, collective: Collective) -> list[Subject]:
    """What is hidden today, to be looked at again."""
    changes = select(Amendment.ref).join(Document, col(Document.id) == Amendment.text_id)
    answers = select(AuthorAnswer.ref).join(Amendment).join(Document)
    objections = select(Objection.ref).join(Ballot, col(Ballot.id) == Objection.ballot_id)
    notes = select(SourceVerdict.ref).join(Source, col(Source.id) == SourceVerdict.source_id)
    images = select(Evidence.picture).join(Document, col(Document.id) == Evidence.text_id)
    masked: list[Any] = [
        select(Document.ref).where(Document.collective_id == collective.id, col(Document.hidden).is_(True)),
        answers.where(Document.collective_id == collective.id, col(AuthorAnswer.hidden).is_(True)),
        images.where(Document.collective_id == collective.id, col(Evidence.hidden).is_(True)),
        changes.where(Document.collective_id == collective.id, col(Amendment.hidden).is_(True)),
        objections.where(Ballot.collective_id == collective.id, col(Objection.hidden).is_(True)),
        notes.where(Source.collective_id == collective.id, col(SourceVerdict.hidden).is_(True)),
        select(Merge.ref).where(Merge.collective_id == collective.id, col(Merge.hidden).is_(True)),
        select(Petition.code).where(Petition.collective_id == collective.id, col(Petition.hidden).is_(True)),
        select(Platform.ref).where(Platform.collective_id == collective.id, col(Platform.hidden).is_(True)),
    ]
    asked = select(Consultation.ref).where(Consultation.collective_id == collective.id)
    masked.append(asked.where(col(Consultation.hidden).is_(True)))
    masked.append(select(Lot.ref).where(Lot.collective_id == collective.id, col(Lot.hidden).is_(True)))
    maps = select(Conversation.ref).where(Conversation.collective_id == collective.id)
    masked.append(maps.where(col(Conversation.hidden).is_(True)))
    one = select(ConversationPhrase.ref).join(
        Conversation, col(Conversation.id) == ConversationPhrase.conversation_id
    )
    masked.append(
        one.where(Conversation.collective_id == collective.id, col(ConversationPhrase.hidden).is_(True))
    )
    refs = tx.scalars(union_all(*masked).limit(MANY)).all()
    return sorted(subjects(tx, collective, refs).values(), key=lambda s: (s.day, s.title))
