"""Revendiquer: write a demand, say what it leans on, give it its addressee."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from forum.collectives.models import Collective
from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.demands import rules
from forum.demands.models import Demand, DemandObjective
from forum.grievances.actions import link
from forum.identity.staff.actions import log
from forum.registers.models import Institution, Objective
from forum.registers.rules import UNSET
from forum.texts.actions import add_evidence, write
from forum.texts.hidden import listed
from forum.texts.models import Document

UNSET_REF = "a-preciser"


@dataclass(frozen=True)
class Leaning:
    """References of what a demand leans on, and its sources as they were typed."""

    grievances: Sequence[str] = ()
    mechanisms: Sequence[str] = ()
    challenges: Sequence[str] = ()
    objectives: Sequence[str] = ()
    sources: Sequence[dict[str, Any]] = ()


def submit_demand(
    tx: Session,
    place: Place,
    fields: dict[str, str],
    kind: str,
    institution: str,
    leaning: Leaning,
    now: Now,
    *,
    relaxed: bool = False,
) -> str:
    """Take a demand in; returns the reference it will have. `institution` is a reference of the register."""
    ref = draw_ref(place, "demand", fields["title"], fields["body"])
    payload = {"ref": ref, "fields": fields, "kind": kind, "institution": institution, **asdict(leaning)}
    submit(tx, place, now, "demand", ref, payload, title=fields["title"], relaxed=relaxed)
    return ref


def check(
    tx: Session, place: Place, fields: dict[str, str], institution: str, leaning: Leaning, now: Now
) -> None:
    """Invalid with all that is wrong at once: what can be checked, and references of another collective."""
    errors = rules.missing(fields, now.today)
    if institution != UNSET_REF and _institution(tx, place.collective, institution) is None:
        errors["institution"] = _("Choisissez une institution de la liste.")
    for name, kind in (("grievances", "grievance"), ("mechanisms", "mechanism"), ("challenges", "challenge")):
        if not _all_here(tx, place.collective, getattr(leaning, name), kind):
            errors[name] = _("Un des textes choisis n’est pas, ou n’est plus, dans ce collectif.")
    if len(_objectives(tx, place.collective, leaning.objectives, standing=True)) < len(
        set(leaning.objectives)
    ):
        errors["objectives"] = _("Un des objectifs choisis n’est pas dans la liste du collectif.")
    if errors:
        raise Invalid(errors)


def _institution(tx: Session, collective: Collective, ref: str) -> Institution | None:
    query = select(Institution).where(Institution.ref == ref, Institution.collective_id == collective.id)
    return tx.exec(query).first()


def _all_here(tx: Session, collective: Collective, refs: Sequence[str], kind: str) -> bool:
    if not refs:
        return True
    query = select(Document.ref).where(
        col(Document.ref).in_(refs),
        Document.collective_id == collective.id,
        Document.kind == kind,
        listed(),
    )
    return set(tx.exec(query).all()) == set(refs)


def _objectives(
    tx: Session, collective: Collective, named: Sequence[str], *, standing: bool = False
) -> Sequence[int]:
    """By reference; or by number, for what waited at an upgrade. `standing`: not those that were withdrawn."""
    if not named:
        return []
    by_ref, by_code = col(Objective.ref).in_(named), col(Objective.code).in_(named)
    meant = and_(by_ref, col(Objective.withdrawn).is_(False)) if standing else or_(by_ref, by_code)
    query = select(Objective.id).where(Objective.collective_id == collective.id, meant)
    return tx.exec(query).all()


def unset_institution(tx: Session, collective: Collective) -> Institution:
    """« À préciser »: the register's placeholder, made when first needed. A ballot never opens on it."""
    query = select(Institution).where(Institution.collective_id == collective.id, Institution.name == UNSET)
    known = tx.exec(query).first()
    if known is None:
        known = Institution(collective_id=collective.id, name=UNSET)
        tx.add(known)
        tx.flush()
    return known


@publishes("demand")
def _publish_demand(tx: Session, act: Act, today: date) -> None:
    make(tx, act, today)


def make(tx: Session, act: Act, today: date) -> Document:
    """The demand, public, as a draft to be amended."""
    said = act.payload
    document = write(tx, act, "demand", said["fields"], today, ref=said["ref"])
    institution = _institution(tx, act.collective, said["institution"]) or unset_institution(
        tx, act.collective
    )
    tx.add(Demand(text_id=document.id, kind=said["kind"], institution_id=institution.id))
    tx.flush()
    for name, kind in (("grievances", "grievance"), ("mechanisms", "mechanism"), ("challenges", "challenge")):
        link(tx, document, list(said.get(name, [])), kind)
    add_evidence(tx, document, list(said.get("sources", [])))  # absent of what waited at an upgrade
    for ident in _objectives(tx, act.collective, said.get("objectives", [])):
        tx.add(DemandObjective(text_id=document.id, objective_id=ident))
    record(tx, "demand.published", act.collective.id, document.ref, document.title, today)
    return document


def closed(tx: Session, document: Document) -> str:
    """Why the text of a demand takes no more changes: both colleges have adopted these very words."""
    query = select(Demand.text_id).where(Demand.text_id == document.id, Demand.state == "shared")
    if document.kind != "demand" or tx.exec(query).first() is None:
        return ""
    return _(
        "Les deux collèges ont adopté cette revendication telle qu’elle est : son texte ne change plus. Pour demander "
        "autre chose, écrivez une nouvelle revendication."
    )


def readdress(
    tx: Session, place: Place, document: Document, demand: Demand, kind: str, institution: str, now: Now
) -> None:
    """An organiser settles the kind and the addressee of a draft; a vote freezes them with the text."""
    if document.elsewhere:
        raise Closed(
            _("Cette revendication est maintenant regroupée avec une autre : c’est l’autre qui compte.")
        )
    if demand.state != "draft":
        raise Closed(_("Cette revendication a été mise au vote : son destinataire ne change plus."))
    found = _institution(tx, place.collective, institution)
    if found is None or document.collective_id != place.collective.id:
        raise Invalid({"institution": _("Choisissez une institution de la liste.")})
    demand.kind, demand.institution_id = kind, found.id
    tx.add(demand)
    log(tx, place.viewer, place.collective.id, "demand.readdressed", document.title, now)
