"""Somebody of the team signs for a person who stands before them, and vouches for it. So many a day, each in their log."""

from sqlmodel import Session, col, func, select

from forum.core.crypto import mac
from forum.core.errors import Closed, TooMany
from forum.core.i18n import _, long_date
from forum.identity.staff.models import StaffLog
from forum.petitions import signing
from forum.petitions.boxes import sealed_person
from forum.petitions.models import PendingSignature, Signature
from forum.petitions.paper.actions import Desk
from forum.petitions.paper.queries import places_of
from forum.petitions.paper.vouched.forms import VouchedForm
from forum.petitions.signing import Signing, Wanted
from forum.petitions.towns.rules import Said
from forum.petitions.withdrawal.actions import mark_of

VOUCHED = "signature.vouched"


def check_open(desk: Desk) -> None:
    petition, today = desk.petition, desk.now.today
    if petition.hidden:
        raise Closed(
            _("La modération a masqué cette pétition : elle ne prend pas de signature pendant ce temps.")
        )
    if petition.state != "open" or petition.closes < today:
        raise Closed(_("Cette pétition est close : elle ne prend plus de signatures."))
    if petition.opens > today:
        raise Closed(_("Les signatures ouvriront le {day}.").format(day=long_date(petition.opens)))


def sign(tx: Session, desk: Desk, form: VouchedForm, said: Said, code: str, daily: int) -> None:
    """One signature a code: the same page sent twice changes nothing. TooMany past `daily` for one hand."""
    check_open(desk)
    petition = desk.petition
    nul = mac(desk.keys.pepper, "vouched", petition.code, code)
    if _known(tx, petition.id, nul):
        return
    if _today(tx, desk) >= daily:
        much = _("Vous avez signé pour {n} personnes aujourd’hui : c’est le plus que l’on peut en un jour.")
        raise TooMany(much.format(n=daily))
    territory = places_of(tx, petition.collective_id).said(said.name, said.department)

    def seal(public: bytes) -> bytes:
        return sealed_person(public, form.name, commune=said.text, consent=form.consent)

    of = (petition.id, nul, "vouched", form.quality, territory, seal(petition.public_key))
    signed = Signing(*of, b"", desk.slot, mark_of(code), key_number=petition.key_number)
    signing.write(tx, [Wanted(signed, seal=seal)])
    desk.note(tx, VOUCHED, petition.title)


def _known(tx: Session, petition_id: int, nul: bytes) -> bool:
    found = (
        select(table.nul).where(table.petition_id == petition_id, table.nul == nul)
        for table in (Signature, PendingSignature)
    )
    return any(tx.exec(query).first() is not None for query in found)


def _today(tx: Session, desk: Desk) -> int:
    """For all the petitions of the collective, by the team's own log."""
    query = select(func.count()).where(
        StaffLog.collective_id == desk.place.collective.id,
        StaffLog.staff_name == desk.place.viewer.staff_name,
        StaffLog.action == VOUCHED,
        col(StaffLog.day) == desk.now.today,
    )
    return int(tx.exec(query).one())
