"""Verbs on shared texts: write one, give it a new version, attach a source, leave its author a sealed word."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from forum.collectives.publication.actions import Act
from forum.core.crypto import seal
from forum.core.errors import Closed
from forum.core.hooks import hooks
from forum.core.markdown import excerpt, render
from forum.core.typography import french
from forum.texts.kinds import KINDS
from forum.texts.models import Document, Evidence, Message, Version
from forum.texts.pictures import actions as pictures
from forum.texts.rules import fingerprint
from forum.texts.sources.actions import cite
from forum.texts.spoken.models import Spoken
from forum.texts.voices import voice_for

# (transaction, text, the fields it would have or None, day) → why it may not change that day, "" if it may.
STANDING: list[Callable[[Session, Document, Mapping[str, str] | None, date], str]] = hooks("text.standing")
# (transaction, text, its new version): for the rooms where something was asked about the one before.
REVISED: list[Callable[[Session, Document, Version], None]] = hooks("text.revised")


def standing(tx: Session, document: Document, today: date, fields: Mapping[str, str] | None = None) -> str:
    """Why this text takes no new version today, "" if it does; proposals may still be made."""
    asked = (ask(tx, document, fields, today) for ask in STANDING)
    return next((why for why in asked if why), "")


def check_standing(
    tx: Session, document: Document, today: date, fields: Mapping[str, str] | None = None
) -> None:
    if why := standing(tx, document, today, fields):
        raise Closed(why)


def write(
    tx: Session, act: Act, kind: str, fields: Mapping[str, str], today: date, *, ref: str, thread: str = "",
    voice: str = "",
) -> Document:  # fmt: skip
    """A new text, version 1, spoken by the voice of whoever acted, or under the name (`voice`) of who is no carnet."""
    thread = thread or ref
    fields = filled(kind, fields)
    document = Document(
        ref=ref,
        collective_id=act.collective.id,
        kind=kind,
        thread=thread,
        college=act.college,
        nul=act.nul,
        box=act.box,
        voice=voice or voice_for(tx, act, thread),
        day=today,
        **head(fields),
    )
    tx.add(document)
    tx.flush()
    tx.add(_version(document, fields, document.voice, today))
    if said := act.payload.get("spoken"):
        tx.add(Spoken(text_id=document.id, workshop=said[0], consent=said[1]))
    tx.flush()
    pictures.move(tx, document)
    return document


def revise(
    tx: Session,
    document: Document,
    fields: Mapping[str, str],
    voice: str,
    today: date,
    spans: Mapping[str, list[list[int]]] | None = None,
) -> Version:
    """The next version; the ones before it never change. `spans`: which clauses it changed, if that is known."""
    fields = filled(document.kind, fields)
    check_standing(tx, document, today, fields)
    document.number += 1
    for name, value in head(fields).items():
        setattr(document, name, value)
    version = _version(document, fields, voice, today)
    version.spans = dict(spans or {})
    tx.add_all([document, version])
    tx.flush()
    for told in REVISED:
        told(tx, document, version)
    return version


def filled(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Exactly the fields of the kind, in its order; a late one only where it says something."""
    said = {field.name: fields.get(field.name, "") for field in KINDS[kind].fields if not field.late}
    late = (field.name for field in KINDS[kind].fields if field.late)
    return said | {name: fields[name] for name in late if fields.get(name)}


def head(fields: Mapping[str, str]) -> dict[str, Any]:
    """What lists show: a title (given, or the first words) and an excerpt."""
    body = fields.get("body", "")
    title = fields.get("title") or excerpt(body, 90)
    return {"title": french(title)[:300], "excerpt": excerpt(body, 220)}


def _version(document: Document, fields: dict[str, str], voice: str, today: date) -> Version:
    return Version(
        text_id=document.id,
        number=document.number,
        fields=fields,
        html=_html(document.kind, fields),
        hash=fingerprint(fields),
        voice=voice,
        day=today,
    )


def _html(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {f.name: render(fields[f.name]) for f in KINDS[kind].fields if f.markdown and fields[f.name]}


def add_evidence(tx: Session, document: Document, sources: list[dict[str, Any]]) -> None:
    """Attach sources: {kind, label, url, publisher, dated}."""
    for said in sources:
        tx.add(Evidence(text_id=document.id, source=cite(tx, document.collective_id, said), **said))
    tx.flush()


def tell(tx: Session, thread: str, box: bytes, subject: str, text: str, today: date, **more: str) -> None:
    """Leave a message only that author can open, at their next visit. Staff have no box: they are told by the log.

    `more`: `words` are their own, to be mended and sent again at `mend`, a page of the house.

    `thread` is one of the scopes in which that author may be looked for; which of their voices it was is not known here.
    """
    if box:
        data = json.dumps({"subject": subject, "text": text, **more}, ensure_ascii=False).encode()
        tx.add(Message(thread=thread, box=box, sealed=seal(box, data), day=today))
