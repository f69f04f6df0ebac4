"""An author completes or changes their own text: in what waits, or by one act that waits for its slot.

What they change goes as operations on the version they read, like anybody's proposal: it undoes nothing that was accepted.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from forum.collectives.publication.actions import Act, publishes, rewrite, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.texts import queries
from forum.texts.actions import add_evidence, check_standing, filled, revise
from forum.texts.amendments import rules
from forum.texts.amendments.actions import check_open, faults, landing
from forum.texts.amendments.messages import tell_others
from forum.texts.amendments.queries import operations_between
from forum.texts.models import Document
from forum.texts.revisions.queries import KIND, Own
from forum.texts.voices import as_author, voice_for

SOURCES = 5


def save(
    tx: Session,
    place: Place,
    own: Own,
    changes: Mapping[str, str],
    sources: Sequence[dict[str, Any]],
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """Keep what was typed. What says the same already is no change, and is sent again for nothing."""
    changed = {name: said for name, said in changes.items() if own.fields.get(name, "") != said}
    added = [source for source in sources if source not in own.sources]
    if not (changed or added):
        return
    check(own, changed, added, now.today)
    typed = [*changed.values(), *(value for source in added for value in source.values())]
    if own.document is None:
        _complete(tx, place, own, changed, added, typed, now, relaxed)
    else:
        _change(tx, as_author(place, own.document), own, own.document, changed, added, typed, now, relaxed)


def check(own: Own, changed: Mapping[str, str], added: Sequence[object], today: date) -> None:
    wrong = faults(own.kind, own.fields | dict(changed), today, own.fields)
    if len(own.sources) + len(added) > SOURCES:
        wrong["source_label"] = _("Cinq sources suffisent d’ici là : ajoutez les autres plus tard.")
    if wrong:
        raise Invalid(wrong)


def _complete(
    tx: Session, place: Place, own: Own, changed: dict[str, str], added: list[dict[str, Any]],
    typed: list[str], now: Now, relaxed: bool,
) -> None:  # fmt: skip
    assert own.waits is not None
    payload = json.loads(own.waits.payload)
    payload["fields"] = payload["fields"] | changed
    payload["sources"] = [*own.sources, *added]
    rewrite(tx, place, own.waits, payload, typed, now, relaxed=relaxed)


def _change(
    tx: Session, place: Place, own: Own, document: Document, changed: dict[str, str], added: list[dict[str, Any]],
    typed: list[str], now: Now, relaxed: bool,
) -> None:  # fmt: skip
    check_open(tx, document)
    check_standing(tx, document, now.today)
    if own.waits is not None:
        payload = json.loads(own.waits.payload)
        payload["changes"] = payload["changes"] | changed
        payload["sources"] = [*own.sources, *added]
        rewrite(tx, place, own.waits, payload, typed, now, relaxed=relaxed)
        return
    payload = {"text": document.ref, "base": document.number, "changes": changed, "sources": added}
    submit(tx, place, now, KIND, document.thread, payload, title=document.title, relaxed=relaxed)


@publishes(KIND)
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    document = queries.find(tx, act.collective.id, said["text"])
    if document.hidden or document.nul != act.nul:
        raise Closed(_("Ce texte n’est plus le vôtre, ou la modération l’a masqué : il ne change pas."))
    check_open(tx, document)
    _revise(tx, act, document, today)
    add_evidence(tx, document, said["sources"])
    record(tx, "text.completed", act.collective.id, document.ref, document.title, today)


def _revise(tx: Session, act: Act, document: Document, today: date) -> None:
    base = filled(document.kind, queries.read(tx, document, act.payload["base"]).fields)
    operations = operations_between(document.kind, base, base | act.payload["changes"])
    if not operations:
        return
    landed = landing(tx, document, act.payload["base"], operations)
    current = filled(document.kind, queries.read(tx, document).fields)
    if landed is None or faults(document.kind, landed[0], today, current):
        raise Closed(_("Le texte a changé au même endroit entre-temps : relisez-le, puis recommencez."))
    fields, edits = landed
    if fields != current:
        voice = voice_for(tx, act, document.thread)
        revise(tx, document, fields, voice, today, rules.spans(edits))
        tell_others(tx, document, 0, today)
