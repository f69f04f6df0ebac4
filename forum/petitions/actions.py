"""Verbs on a petition: write its draft, freeze and open it, correct it visibly, close it, say it was delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, delete, func, select

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.crypto import lock, unlock
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.markdown import render
from forum.deliberation.models import Ballot
from forum.demands.models import Demand
from forum.identity.staff.actions import log
from forum.petitions.models import Erratum, LogHead, PendingSignature, Petition, PetitionDemand
from forum.petitions.rules import EMPTY_ROOT, Frontier
from forum.registers.models import Institution
from forum.texts.models import Document
from forum.texts.queries import read
from forum.texts.rules import fingerprint

LONGEST = timedelta(days=731)
ADOPTED = ("shared", "single")
# What a higher room does when a petition opens: its follow-up begins.
OPENED: list[Callable[[Session, Petition], None]] = []


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


def lock_private(private: bytes, key: bytes, salt: bytes, cost: tuple[int, int]) -> bytes:
    """What Argon2id needs to be run again stands before the box: 4 bytes of KiB, 1 of passes, 16 of salt."""
    memory, passes = cost
    return memory.to_bytes(4, "big") + passes.to_bytes(1, "big") + salt + lock(key, private)


def lock_parameters(private_sealed: bytes) -> tuple[bytes, tuple[int, int]]:
    """(salt, (memory KiB, passes)) of a locked private key."""
    return private_sealed[5:21], (int.from_bytes(private_sealed[:4], "big"), private_sealed[4])


def unlock_private(private_sealed: bytes, key: bytes) -> bytes:
    from nacl.exceptions import CryptoError

    try:
        return unlock(key, private_sealed[21:])
    except CryptoError:
        raise Invalid({"_passphrase": _("Ce n’est pas la phrase de cette pétition.")}) from None


def create(tx: Session, place: Place, wording: Wording, sealed: SealedKeys, now: Now) -> Petition:
    """A draft, that only organisers see."""
    petition = Petition(
        collective_id=place.collective.id,
        public_key=sealed.public,
        private_sealed=sealed.private_sealed,
        **_columns(tx, place, wording, now),
    )
    tx.add(petition)
    tx.flush()
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


def _columns(tx: Session, place: Place, wording: Wording, now: Now) -> dict[str, Any]:
    _check_dates(wording, now.today)
    demands = _adopted(tx, place, wording)
    body = wording.body or _body_of(tx, demands)
    return {
        "title": wording.title,
        "body": body,
        "body_html": render(body),
        "institution_id": _institution(tx, place, wording).id,
        "organisation": wording.organisation,
        "opens": wording.opens,
        "closes": wording.closes,
        "goal": wording.goal,
    }


def _check_dates(wording: Wording, today: date) -> None:
    if wording.closes < wording.opens or wording.closes < today:
        raise Invalid({"closes": _("La fin doit venir après le début, et après aujourd’hui.")})
    if wording.closes - max(wording.opens, today) > LONGEST:
        raise Invalid({"closes": _("Une pétition dure deux ans au plus.")})


def _adopted(tx: Session, place: Place, wording: Wording) -> Sequence[tuple[Document, Demand]]:
    """The demands a petition carries; or none, and then an organisation answers for the text."""
    if bool(wording.demands) == bool(wording.organisation):
        where = "organisation" if wording.organisation else "demands"
        raise Invalid(
            {where: _("Choisissez des revendications, ou dites quelle organisation porte ce texte.")}
        )
    query = select(Document, Demand).join(Demand, col(Demand.text_id) == Document.id)
    found = tx.exec(
        query.where(
            Document.collective_id == place.collective.id,
            col(Document.ref).in_(wording.demands),
            col(Demand.state).in_(ADOPTED),
            col(Document.hidden).is_(False),
        ).order_by(Document.title)
    ).all()
    if len(found) != len(set(wording.demands)):
        raise Invalid({"demands": _("Une de ces revendications n’est pas adoptée, ou n’existe plus.")})
    if not found and not wording.body:
        raise Invalid({"body": _("Ce champ est nécessaire.")})
    return found


def voted_version(tx: Session, document: Document) -> int:
    """The version that was adopted, if a ballot froze one."""
    query = select(func.max(Ballot.version)).where(Ballot.text_id == document.id, Ballot.state == "closed")
    return tx.exec(query).one() or document.number


def _body_of(tx: Session, demands: Sequence[tuple[Document, Demand]]) -> str:
    """The demands' own words, one after the other."""
    readings = [read(tx, document, voted_version(tx, document)).fields for document, _demand in demands]
    parts = [f"## {fields['title']}\n\n{fields['body']}" for fields in readings]
    return "\n\n".join([_("Nous demandons :"), *parts])


def _institution(tx: Session, place: Place, wording: Wording) -> Institution:
    found = tx.exec(
        select(Institution).where(
            Institution.collective_id == place.collective.id,
            (Institution.ref == wording.institution)
            if wording.institution
            else (Institution.name == wording.institution_name),
        )
    ).first()
    if found is None and wording.institution_name and not wording.institution:
        found = Institution(collective_id=place.collective.id, name=wording.institution_name)
        tx.add(found)
        tx.flush()
    if found is None:
        raise Invalid({"institution": _("Dites à qui la pétition s’adresse.")})
    return found


def _carry(tx: Session, place: Place, petition: Petition, wording: Wording) -> None:
    tx.exec(delete(PetitionDemand).where(col(PetitionDemand.petition_id) == petition.id))
    for document, _demand in _adopted(tx, place, wording):
        tx.add(
            PetitionDemand(petition_id=petition.id, text_id=document.id, version=voted_version(tx, document))
        )
    tx.flush()


def frozen_hash(title: str, body: str, addressee: str, code: str) -> str:
    """SHA-256 of the JSON of these four, keys sorted, no blanks: anyone can take it again."""
    return fingerprint({"title": title, "body": body, "addressee": addressee, "code": code})


def open_petition(tx: Session, place: Place, petition: Petition, now: Now) -> None:
    """Freeze the text and take signatures. Opening twice is opening once."""
    if petition.state == "open":
        return
    if petition.state != "draft":
        raise Closed(_("Cette pétition est close : elle ne peut pas rouvrir."))
    if petition.closes < now.today:
        raise Closed(_("La date de fin est passée. Changez-la avant d’ouvrir."))
    institution = tx.exec(select(Institution).where(Institution.id == petition.institution_id)).one()
    petition.addressee = institution.name
    petition.sha256 = frozen_hash(petition.title, petition.body, petition.addressee, petition.code)
    petition.opens = max(petition.opens, now.today)
    petition.state = "open"
    tx.add_all([petition, LogHead(petition_id=petition.id, frontier=Frontier().to_bytes(), root=EMPTY_ROOT)])
    for hook in OPENED:
        hook(tx, petition)
    record(tx, "petition.opened", petition.collective_id, petition.code, petition.title, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.open", petition.title, now)


def close(tx: Session, petition: Petition, now: Now) -> bool:
    """No more signatures; False if it was closed already. The caller then destroys `keys.petition(code)`.

    Signatures that nobody confirmed are erased with what they sealed; the confirmed ones still get their slot.
    """
    if petition.state == "draft":
        raise Closed(_("Cette pétition n’est pas ouverte."))
    if petition.state != "open":
        return False
    petition.state, petition.closes = "closed", min(petition.closes, now.today)
    tx.add(petition)
    tx.exec(
        delete(PendingSignature).where(
            col(PendingSignature.petition_id) == petition.id, col(PendingSignature.confirmed).is_(False)
        )
    )
    record(tx, "petition.closed", petition.collective_id, petition.code, petition.title, now.today)
    return True


def add_erratum(tx: Session, place: Place, petition: Petition, text: str, now: Now) -> None:
    if petition.state == "draft":
        raise Closed(_("Un brouillon se corrige directement : l’erratum sert quand le texte est figé."))
    tx.add(Erratum(petition_id=petition.id, text=text, day=now.today))
    record(tx, "petition.erratum", petition.collective_id, petition.code, petition.title, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.erratum", petition.title, now)


def mark_delivered(tx: Session, petition: Petition) -> None:
    """Set by the follow-up room, which records what was delivered, when and to whom."""
    if petition.state == "delivered":
        return
    if petition.state != "closed":
        raise Closed(_("Fermez d’abord la pétition : on ne remet que ce qui est compté."))
    petition.state = "delivered"
    tx.add(petition)
