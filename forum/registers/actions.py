"""Verbs on what many texts point at: name a mechanism; organisers keep institutions and official objectives."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.registers.models import Institution, Mechanism, Objective
from forum.registers.queries import institutions, visible
from forum.texts.actions import add_evidence, write
from forum.texts.models import Document


def mechanism_payload(place: Place, kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """A mechanism to come, with the reference it will have."""
    ref = draw_ref(place, "mechanism", fields["title"], fields["body"])
    return {"ref": ref, "kind": kind, "fields": dict(fields)}


def submit_mechanism(
    tx: Session,
    place: Place,
    kind: str,
    fields: Mapping[str, str],
    sources: list[dict[str, Any]],
    now: Now,
    *,
    relaxed: bool = False,
) -> str:
    """Take a mechanism in; returns the reference it will have."""
    payload = {**mechanism_payload(place, kind, fields), "sources": sources}
    ref = str(payload["ref"])
    submit(tx, place, now, "mechanism", ref, payload, title=fields["title"], relaxed=relaxed)
    return ref


@publishes("mechanism")
def _publish_mechanism(tx: Session, act: Act, today: date) -> None:
    document = add_mechanism(tx, act, act.payload, today)
    add_evidence(tx, document, act.payload["sources"])


def add_mechanism(
    tx: Session, act: Act, payload: Mapping[str, Any], today: date, thread: str = ""
) -> Document:
    """The mechanism itself, in a slot's transaction. Named inside another text it is spoken in that text's `thread`."""
    document = write(tx, act, "mechanism", payload["fields"], today, ref=payload["ref"], thread=thread)
    tx.add(Mechanism(text_id=document.id, kind=payload["kind"]))
    tx.flush()
    record(tx, "mechanism.published", act.collective.id, document.ref, document.title, today)
    return document


def check_refs(tx: Session, place: Place, refs: Collection[str], kind: str, field: str) -> None:
    """Every text named in a form is a visible one of this collective; Invalid on `field` otherwise."""
    if len(visible(tx, place.collective.id, refs, kind)) < len(set(refs)):
        raise Invalid(
            {field: _("Un des textes choisis n’est plus dans la liste. Choisissez parmi ceux qui y sont.")}
        )


def add_institution(
    tx: Session, place: Place, name: str, kind: str, address: str, now: Now, profile: str = ""
) -> Institution:
    """Who demands and petitions can be addressed to; the same name again (a double click) is refused."""
    made = Institution(
        collective_id=place.collective.id, name=name, kind=kind, address=address, profile=profile
    )
    _keep_institution(tx, place, made)
    log(tx, place.viewer, place.collective.id, "institution.added", name, now)
    return made


def edit_institution(
    tx: Session,
    place: Place,
    institution: Institution,
    name: str,
    kind: str,
    address: str,
    now: Now,
    profile: str = "",
) -> None:
    institution.name, institution.kind, institution.address = name, kind, address
    institution.profile = profile
    _keep_institution(tx, place, institution)
    log(tx, place.viewer, place.collective.id, "institution.edited", name, now)


def _keep_institution(tx: Session, place: Place, institution: Institution) -> None:
    """Two offices may rightly bear one name elsewhere, so this is a courtesy of the form and not a constraint."""
    with tx.no_autoflush:
        known = institutions(tx, place.collective.id)
    if any(other.name == institution.name for other in known if other.id != institution.id):
        raise Invalid({"name": _("Une institution de la liste porte déjà ce nom.")})
    tx.add(institution)
    tx.flush()


def add_objective(
    tx: Session, place: Place, code: str, title: str, source: str, url: str, now: Now
) -> Objective:
    """An official objective to lean on; its number stands once in a text."""
    made = Objective(collective_id=place.collective.id, code=code, title=title, source=source, url=url)
    try:
        with tx.begin_nested():
            tx.add(made)
    except IntegrityError:
        raise Invalid({"code": _("Un objectif de ce texte porte déjà ce numéro.")}) from None
    log(tx, place.viewer, place.collective.id, "objective.added", f"{code} {title}", now)
    return made
