"""Contester: challenge a mechanism, join the refusal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from forum.challenges.models import Challenge, Refusal
from forum.collectives.models import Pending
from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _
from forum.grievances.actions import link
from forum.registers.actions import add_mechanism, check_refs, mechanism_payload
from forum.registers.queries import visible
from forum.texts import queries as texts
from forum.texts.actions import add_evidence, write
from forum.texts.models import Document


def submit_challenge(
    tx: Session,
    place: Place,
    mechanism: str | tuple[str, Mapping[str, str]],
    fields: Mapping[str, str],
    grievances: list[str],
    sources: list[dict[str, Any]],
    now: Now,
    *,
    relaxed: bool = False,
) -> str:
    """Take a challenge in; returns the reference it will have.

    `mechanism` is the reference of one that has its page, or (kind, fields) of a new one, published by the same act.
    """
    named = mechanism if isinstance(mechanism, str) else ""
    new = None if isinstance(mechanism, str) else mechanism_payload(place, *mechanism)
    ref = draw_ref(place, "challenge", named or new["ref"], *fields.values())  # type: ignore[index]
    payload = {
        "ref": ref,
        "fields": dict(fields),
        "mechanism": named,
        "new": new,
        "grievances": grievances,
        "sources": sources,
    }
    submit(tx, place, now, "challenge", ref, payload, title=fields["title"], relaxed=relaxed)
    return ref


def check(tx: Session, place: Place, mechanism: str, grievances: list[str]) -> None:
    """What the form points at is there, visible, and of this collective."""
    check_refs(tx, place, [mechanism] if mechanism else [], "mechanism", "mechanism")
    check_refs(tx, place, grievances, "grievance", "grievances")


@publishes("challenge")
def _publish_challenge(tx: Session, act: Act, today: date) -> None:
    document = write(tx, act, "challenge", act.payload["fields"], today, ref=act.payload["ref"])
    mechanism = _target(tx, act, today)
    tx.add(Challenge(text_id=document.id, mechanism_id=mechanism.id))
    add_evidence(tx, document, act.payload["sources"])
    link(tx, document, [mechanism.ref], "mechanism")
    link(tx, document, act.payload["grievances"], "grievance")
    record(tx, "challenge.published", act.collective.id, document.ref, document.title, today)


def _target(tx: Session, act: Act, today: date) -> Document:
    """The mechanism named, or the new one: spoken in the challenge's thread, so that its author answers for both."""
    new = act.payload["new"]
    if new:
        return add_mechanism(tx, act, new, today, thread=act.payload["ref"])
    found = visible(tx, act.collective.id, [act.payload["mechanism"]], "mechanism")
    if not found:
        raise Closed(
            _("Le mécanisme visé n’est plus visible : choisissez-en un autre, ou nommez-le de nouveau.")
        )
    return found[0]


def submit_refusal(tx: Session, place: Place, document: Document, now: Now) -> Pending | None:
    """« Je refuse aussi », once a carnet."""
    check_open(document)
    payload = {"challenge": document.ref}
    return submit(
        tx, place, now, "refusal", document.ref, payload, label="echo", once=True, title=document.title
    )


def check_open(document: Document) -> None:
    if document.hidden:
        raise Closed(_("Cette contestation est masquée : on ne peut plus agir ici."))


@publishes("refusal")
def _publish_refusal(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["challenge"], "challenge")
    check_open(document)
    refusal = Refusal(text_id=document.id, nul=act.nul, college=act.college, day=today)
    try:
        with tx.begin_nested():
            tx.add(refusal)
    except IntegrityError:
        return  # the same carnet again: answered alike, counted once
    challenge = tx.exec(select(Challenge).where(col(Challenge.text_id) == document.id)).one()
    counter = f"join_{act.college}"
    setattr(challenge, counter, getattr(challenge, counter) + 1)
    tx.add(challenge)
