"""From the tables to what a document says: plain values, no ORM object, no nullifier, no id, no hour, no address."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from forum.collectives.models import COLLEGES, Collective
from forum.collectives.queries import Place, enter_collective
from forum.core.errors import NotFound, Over
from forum.core.i18n import _, later, ngettext
from forum.core.settings import Settings
from forum.core.viewer import Viewer
from forum.core.withheld import Suppressed, suppress
from forum.demands.models import Demand
from forum.demands.objectives.queries import of_demands
from forum.exports.content import (
    Count,
    Erratum,
    LegalMentions,
    PetitionDoc,
    SheetDoc,
)
from forum.exports.quoted import queries as quoted
from forum.petitions.journal.queries import latest
from forum.petitions.lifecycle.queries import life_of
from forum.petitions.lifecycle.rules import KEPT_DAYS
from forum.petitions.models import SIGNATURE_TIERS, Petition, PetitionDemand, SignatureCount
from forum.petitions.models import Erratum as ErratumRow
from forum.petitions.queries import over
from forum.registers.models import Institution, Objective
from forum.texts.hidden import check_shown, listed
from forum.texts.models import Document

LEAST = 5
TIERS = {
    "carnet": later("par carnet attesté"),
    "open": later("par carnet ouvert"),
    "email": later("par courriel"),
    "code": later("par code papier"),
    "vouched": later("par une personne qui anime"),
    "paper": later("sur papier"),
}
RESULTS = {
    "shared": later("Adoptée par les deux collèges"),
    "single": later("Portée par un seul collège"),
    "rejected": later("Non adoptée"),
    "ballot": later("Soumise au vote"),
    "draft": later("Texte en cours, pas encore soumis au vote"),
}


def result_said(state: str, carried_by: str, collective: Collective) -> str:
    """« Portée par un seul collège : professionnel·les »"""
    said = _(RESULTS[state])
    if state != "single" or not carried_by:
        return said
    return _("{label} : {value}").format(label=said, value=collective.college_name(carried_by))


def legal(settings: Settings, recipient: str, purpose: str = "", kept_days: int = KEPT_DAYS) -> LegalMentions:
    """From the host's settings; a gap stays a gap, and the document prints BROUILLON. `kept_days`: how long names stay
    once a petition is handed over."""
    return LegalMentions(
        publisher=settings.legal_publisher,
        address=settings.legal_address,
        contact=settings.legal_contact,
        controller=settings.legal_controller,
        purpose=(purpose or _("Recueillir des signatures et les remettre au destinataire"))
        if recipient
        else "",
        recipients=_("Les personnes qui organisent, et le destinataire : {name}").format(name=recipient),
        retention=_retention(kept_days),
        printer=settings.legal_printer,
    )


def _retention(days: int) -> str:
    said = ngettext(
        "Effacé {n} jour après la remise ; avant, l’effacement se demande au contact",
        "Effacé {n} jours après la remise ; avant, l’effacement se demande au contact",
        days,
    )
    return said.format(n=days)


def petition_of(tx: Session, code: str, viewer: Viewer) -> tuple[Petition, Place]:
    """The petition, if the viewer may read it; a draft exists for those who organise only."""
    found = tx.exec(
        select(Petition, Collective)
        .join(Collective, Collective.id == Petition.collective_id)  # type: ignore[arg-type]
        .where(Petition.code == code)
    ).first()
    if found is None:
        raise NotFound
    petition, collective = found
    place = enter_collective(tx, collective, viewer)
    if petition.state == "draft" and not place.may("organise"):
        raise NotFound
    check_shown(tx, place, code, petition.hidden, "petition")
    return petition, place


def petition_doc(tx: Session, petition: Petition, collective: Collective, settings: Settings) -> PetitionDoc:
    addressee = _addressee(tx, petition)
    told = signature_counts(tx, [petition.id])[petition.id]
    open_once = petition.state != "draft"
    return PetitionDoc(
        title=petition.title,
        organiser=petition.organisation or collective.name,
        addressee=addressee,
        public_url=f"{settings.public_url}/p/{petition.code}",
        text_sha256=petition.sha256,
        legal=legal(settings, addressee, kept_days=life_of(tx, petition.id).kept_days),
        body=petition.body,
        origin=_origin(tx, petition, collective),
        objectives=_objectives(tx, petition),
        sources=_sources(tx, petition),
        opens=petition.opens,
        closes=petition.closes,
        goal=petition.goal or None,
        signatures=told.total if open_once else None,
        counts=told_counts(told, collective) if open_once else (),
        errata=_errata(tx, petition),
        checkpoint=_checkpoint(tx, petition),
    )


def check_running(petition: Petition, today: date) -> None:
    """A blank sheet of a closed petition would gather names for nothing, in somebody's pocket."""
    if over(petition, today):
        raise Over(
            _("Cette pétition est close"),
            _("Elle ne prend plus de signatures : une feuille remplie maintenant ne compterait pas."),
            (f"/p/{petition.code}", _("Lire la pétition")),
        )


def sheet_doc(tx: Session, petition: Petition, collective: Collective, settings: Settings) -> SheetDoc:
    addressee = _addressee(tx, petition)
    return SheetDoc(
        title=petition.title,
        organiser=petition.organisation or collective.name,
        addressee=addressee,
        public_url=f"{settings.public_url}/p/{petition.code}",
        text_sha256=petition.sha256,
        legal=legal(settings, addressee, kept_days=life_of(tx, petition.id).kept_days),
        summary=petition.body,
        send_to=", ".join(part for part in (settings.legal_publisher, settings.legal_address) if part),
        closes=petition.closes,
        colleges=tuple(collective.names),
    )


def _addressee(tx: Session, petition: Petition) -> str:
    """As it was at opening; a draft follows the register."""
    query = select(Institution.name).where(Institution.id == petition.institution_id)
    return petition.addressee or tx.exec(query).one()


def _origin(tx: Session, petition: Petition, collective: Collective) -> str:
    """Who adopted what: an organisation's own text is never passed off as the colleges'."""
    if petition.organisation:
        return _("Texte de {name}, non adopté par les collèges").format(name=petition.organisation)
    query = (
        select(Document.title, Demand.state, Demand.carried_by)
        .join(PetitionDemand, PetitionDemand.text_id == Document.id)  # type: ignore[arg-type]
        .join(Demand, Demand.text_id == Document.id)  # type: ignore[arg-type]
        .where(PetitionDemand.petition_id == petition.id, col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(Document.title)).all()
    said = _("« {title} » : {result}")
    return " ; ".join(
        said.format(title=title, result=_small(result_said(state, carried_by, collective)))
        for title, state, carried_by in rows
    )


def _small(said: str) -> str:
    """Inside a sentence; names of colleges are as they were typed."""
    return said[:1].lower() + said[1:]


def _carried(tx: Session, petition: Petition) -> list[int]:
    """The demands of a petition that can be read."""
    query = select(PetitionDemand.text_id).join(Document, col(Document.id) == PetitionDemand.text_id)
    shown = query.where(PetitionDemand.petition_id == petition.id, listed())
    return list(tx.exec(shown.order_by(Document.title)).all())


def _sources(tx: Session, petition: Petition) -> tuple[str, ...]:
    """Of all its demands and of what they answer, each once."""
    found = quoted.sources(tx, _carried(tx, petition))
    return tuple(dict.fromkeys(line for lines in found.values() for line in lines))


def _objectives(tx: Session, petition: Petition) -> tuple[str, ...]:
    """What the institution has written already, of all the demands of the petition, each once."""
    ids = _carried(tx, petition)
    found = [one for several in of_demands(tx, ids).values() for one in several] if ids else []
    ordered = sorted(found, key=lambda one: (one.source, one.position, one.code))
    return tuple(dict.fromkeys(map(objective_line, ordered)))


def objective_line(objective: Objective) -> str:
    """« 3.2, Réduire les délais (Stratégie nationale) »"""
    said = f"{objective.code}, {objective.title}"
    return f"{said} ({objective.source})" if objective.source else said


def signature_counts(tx: Session, petition_ids: Sequence[int]) -> dict[int, Suppressed]:
    """Colleges by tiers for each petition, what is too small withheld; one query."""
    query = (
        select(
            SignatureCount.petition_id,
            SignatureCount.college,
            SignatureCount.tier,
            func.sum(SignatureCount.n),
        )
        .where(col(SignatureCount.petition_id).in_(petition_ids))
        .group_by(col(SignatureCount.petition_id), SignatureCount.college, SignatureCount.tier)
    )
    tables = {ident: [[0] * len(SIGNATURE_TIERS) for _c in COLLEGES] for ident in petition_ids}
    for ident, college, tier, n in tx.exec(query).all():
        tables[ident][COLLEGES.index(college)][SIGNATURE_TIERS.index(tier)] = int(n)
    return {ident: suppress(table, LEAST) for ident, table in tables.items()}


def told_counts(told: Suppressed, collective: Collective) -> tuple[Count, ...]:
    """Colleges, then tiers; what is withheld is not printed."""
    colleges = [(collective.college_name(c), n) for c, n in zip(COLLEGES, told.rows, strict=True)]
    tiers = [(_(TIERS[t]), n) for t, n in zip(SIGNATURE_TIERS, told.columns, strict=True)]
    return tuple(Count(label, n) for label, n in [*colleges, *tiers] if n)


def _errata(tx: Session, petition: Petition) -> tuple[Erratum, ...]:
    query = select(ErratumRow).where(ErratumRow.petition_id == petition.id)
    rows = tx.exec(query.order_by(col(ErratumRow.day), col(ErratumRow.text))).all()
    return tuple(Erratum(row.day, row.text) for row in rows)


def _checkpoint(tx: Session, petition: Petition) -> str:
    """The latest signed checkpoint, whole: who keeps the paper can ask the log whether it has grown from there."""
    point = latest(tx, petition)
    return point.note.strip() if point else ""
