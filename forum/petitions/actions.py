"""Verbs on a petition: write its draft, freeze and open it, correct it visibly, close it. The rest is in `lifecycle/`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, func, select

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.core.markdown import render
from forum.deliberation.models import Ballot
from forum.demands.models import Demand
from forum.identity.staff.actions import log
from forum.petitions.journal.rules import EMPTY_ROOT, Frontier
from forum.petitions.keyring.actions import hold, let_go
from forum.petitions.lifecycle.actions import sign_of_life, take
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.queries import lacks
from forum.petitions.lifecycle.rules import passage
from forum.petitions.models import Erratum, LogHead, PendingSignature, Petition, PetitionDemand, Refusal
from forum.petitions.official.models import PetitionPath
from forum.petitions.told.actions import tell
from forum.registers.models import Institution
from forum.texts.hidden import listed
from forum.texts.models import Document
from forum.texts.queries import read
from forum.texts.rules import fingerprint

ADOPTED = ("shared", "single")
# What a higher room does when a petition opens: its follow-up begins.
OPENED: list[Callable[[Session, Petition], None]] = hooks("petition.opened")


@dataclass(frozen=True)
class Wording:
    """What the organisers write. `institution` is a reference; a name instead adds one to the register."""

    title: str
    body: str
    institution: str
    institution_name: str
    organisation: str
    demands: list[str]
    opens: date
    closes: date
    goal: int


@dataclass(frozen=True)
class SealedKeys:
    """Names are sealed to `public`; `private_sealed` opens with the organisers' passphrase and nothing else."""

    public: bytes
    private_sealed: bytes


def create(tx: Session, place: Place, wording: Wording, sealed: SealedKeys, now: Now) -> Petition:
    """A draft, that only organisers see."""
    petition = Petition(
        collective_id=place.collective.id,
        public_key=sealed.public,
        **_columns(tx, place, wording, now),
    )
    tx.add(petition)
    tx.flush()
    hold(tx, place, petition, sealed.private_sealed, now)
    tx.add(PetitionLife(petition_id=petition.id))
    _carry(tx, place, petition, wording)
    log(tx, place.viewer, place.collective.id, "petition.create", petition.title, now)
    return petition


def rewrite(tx: Session, place: Place, petition: Petition, wording: Wording, now: Now) -> None:
    """Change a draft. What is open is frozen: it gets errata."""
    if petition.state != "draft":
        raise Closed(_("Le texte est figé depuis l’ouverture. Ajoutez un erratum : il sera visible."))
    for name, value in _columns(tx, place, wording, now).items():
        setattr(petition, name, value)
    tx.add(petition)
    tx.flush()
    _carry(tx, place, petition, wording)
    log(tx, place.viewer, place.collective.id, "petition.rewrite", petition.title, now)


def check_draft(petition: Petition) -> None:
    if petition.state != "draft":
        raise Closed(
            _("Cette pétition est ouverte, ou l’a été : des gens ont pu la signer, elle ne s’efface pas.")
        )


def delete_draft(tx: Session, place: Place, petition: Petition, now: Now) -> None:
    """Nothing of it stays. Of a deletion and an opening at once, the second finds the state changed."""
    check_draft(petition)
    for table in (PetitionDemand, PetitionLife, PetitionPath):
        tx.exec(delete(table).where(col(table.petition_id) == petition.id))
    let_go(tx, petition.id)
    gone = delete(Petition).where(col(Petition.id) == petition.id, col(Petition.state) == "draft")
    if tx.exec(gone).rowcount != 1:
        raise Closed(_("Cette pétition vient de changer d’état : rechargez la page."))
    log(tx, place.viewer, place.collective.id, "petition.delete", petition.title, now)


def _columns(tx: Session, place: Place, wording: Wording, now: Now) -> dict[str, Any]:
    checks = Checks(tx, place, now.today)
    checks.dates(wording.opens, wording.closes)
    demands = checks.source(wording.demands, wording.organisation, wording.body)
    body = wording.body or _body_of(tx, demands)
    return {
        "title": wording.title,
        "body": body,
        "body_html": render(body),
        "institution_id": _addressed(checks, wording).id,
        "organisation": wording.organisation,
        "opens": wording.opens,
        "closes": wording.closes,
        "goal": wording.goal,
    }


@dataclass(frozen=True)
class Checks:
    """What can be said of each part of a wording alone, so that all that is wrong is told at once."""

    tx: Session
    place: Place
    today: date

    def dates(self, opens: date, closes: date) -> None:
        errors = {"opens": days.too_far("opens", opens, self.today)}
        if closes < opens or closes < self.today:
            errors["closes"] = _("La fin doit venir après le début, et après aujourd’hui.")
        elif not errors["opens"]:
            errors["closes"] = days.too_far("closes", closes, max(opens, self.today))
        if any(errors.values()):
            raise Invalid({name: said for name, said in errors.items() if said})

    def source(
        self, demands: Sequence[str], organisation: str, body: str
    ) -> Sequence[tuple[Document, Demand]]:
        """The demands a petition carries; or none, and then an organisation answers for the text."""
        errors = {}
        if bool(demands) == bool(organisation):
            said = _("Choisissez des revendications, ou dites quelle organisation porte ce texte.")
            errors["organisation"] = said  # not at the boxes: where nothing was adopted yet, there are none
        found = _adopted(self.tx, self.place, demands)
        if len(found) != len(set(demands)):
            errors["demands"] = _("Une de ces revendications n’est pas adoptée, ou n’existe plus.")
        if not demands and not body:
            errors["body"] = _("Ce champ est nécessaire.")
        if errors:
            raise Invalid(errors)
        return found

    def addressee(self, ref: str, name: str) -> Institution | None:
        """The institution of the register; None for a new name."""
        found = _institution(self.tx, self.place, ref, name)
        if found is None and (ref or not name):
            raise Invalid({"institution": _("Dites à qui la pétition s’adresse.")})
        return found


def _adopted(tx: Session, place: Place, refs: Sequence[str]) -> Sequence[tuple[Document, Demand]]:
    query = select(Document, Demand).join(Demand, col(Demand.text_id) == Document.id)
    return tx.exec(
        query.where(
            Document.collective_id == place.collective.id,
            col(Document.ref).in_(refs),
            col(Demand.state).in_(ADOPTED),
            listed(),
        ).order_by(Document.title)
    ).all()


def voted_version(tx: Session, document: Document) -> int:
    """The version that was adopted, if a ballot froze one."""
    query = select(func.max(Ballot.version)).where(Ballot.text_id == document.id, Ballot.state == "closed")
    return tx.exec(query).one() or document.number


def _body_of(tx: Session, demands: Sequence[tuple[Document, Demand]]) -> str:
    """The demands' own words, one after the other."""
    readings = [read(tx, document, voted_version(tx, document)).fields for document, _demand in demands]
    parts = [f"## {fields['title']}\n\n{fields['body']}" for fields in readings]
    return "\n\n".join([_("Nous demandons :"), *parts])


def _institution(tx: Session, place: Place, ref: str, name: str) -> Institution | None:
    wanted = (Institution.ref == ref) if ref else (Institution.name == name)
    query = select(Institution).where(Institution.collective_id == place.collective.id, wanted)
    return tx.exec(query).first()


def _addressed(checks: Checks, wording: Wording) -> Institution:
    found = checks.addressee(wording.institution, wording.institution_name)
    if found is None:
        found = Institution(collective_id=checks.place.collective.id, name=wording.institution_name)
        checks.tx.add(found)
        checks.tx.flush()
    return found


def _carry(tx: Session, place: Place, petition: Petition, wording: Wording) -> None:
    tx.exec(delete(PetitionDemand).where(col(PetitionDemand.petition_id) == petition.id))
    for document, _demand in _adopted(tx, place, wording.demands):
        tx.add(
            PetitionDemand(petition_id=petition.id, text_id=document.id, version=voted_version(tx, document))
        )
    tx.flush()


def frozen_hash(title: str, body: str, addressee: str, code: str) -> str:
    """SHA-256 of the JSON of these four, keys sorted, no blanks: anyone can take it again."""
    return fingerprint({"title": title, "body": body, "addressee": addressee, "code": code})


def open_petition(tx: Session, place: Place, petition: Petition, now: Now) -> None:
    """Freeze the text and take signatures. Opening twice is opening once."""
    if not passage(petition.state, "open"):
        return
    if lacking := lacks(tx, petition, now.today):
        raise Closed(" ".join(lacking))
    institution = tx.exec(select(Institution).where(Institution.id == petition.institution_id)).one()
    frozen = {"addressee": institution.name, "opens": max(petition.opens, now.today)}
    sha256 = frozen_hash(petition.title, petition.body, institution.name, petition.code)
    take(tx, petition, "open", now.today, **frozen, sha256=sha256)
    tx.add(LogHead(petition_id=petition.id, frontier=Frontier().to_bytes(), root=EMPTY_ROOT))
    for hook in OPENED:
        hook(tx, petition)
    record(tx, "petition.opened", petition.collective_id, petition.code, petition.title, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.open", petition.title, now)


def close(tx: Session, petition: Petition, now: Now) -> bool:
    """No more signatures; False if it was closed already. The caller then destroys `keys.petition(code)`.

    Signatures that nobody confirmed are erased with what they sealed; the confirmed ones still get their slot.
    """
    if not take(tx, petition, "close", now.today, closes=min(petition.closes, now.today)):
        return False
    tx.exec(
        delete(PendingSignature).where(
            col(PendingSignature.petition_id) == petition.id, col(PendingSignature.confirmed).is_(False)
        )
    )
    tx.exec(delete(Refusal).where(col(Refusal.petition_id) == petition.id))
    record(tx, "petition.closed", petition.collective_id, petition.code, petition.title, now.today)
    return True


def add_erratum(
    tx: Session, place: Place, petition: Petition, text: str, now: Now, *, relaxed: bool = False
) -> None:
    if petition.state == "draft":
        raise Closed(_("Un brouillon se corrige directement : l’erratum sert quand le texte est figé."))
    beware([text], relaxed=relaxed)
    erratum = Erratum(petition_id=petition.id, text=text, day=now.today)
    tx.add(erratum)
    record(tx, "petition.erratum", petition.collective_id, petition.code, petition.title, now.today)
    sign_of_life(tx, petition, now.today)
    tell(tx, petition.id, f"erratum:{erratum.id}", "erratum", text, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.erratum", petition.title, now)
