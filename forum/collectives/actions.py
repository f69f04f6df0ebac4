"""Verbs on a collective: found it, invite, accept an invitation, hold somebody back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from forum.collectives.models import COLLEGES, Collective, Grant, Invitation, Sanction, Territory
from forum.collectives.queries import Place, sanctions
from forum.core.clock import Now
from forum.core.crypto import same, sha256
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _, long_date
from forum.core.ids import new_token
from forum.core.markdown import render
from forum.core.viewer import Viewer


def found(
    tx: Session, now: Now, *, slug: str, name: str, purpose: str, charter: str, **options: Any
) -> Collective:
    """A new collective; Invalid if its address is taken."""
    collective = Collective(
        slug=slug,
        name=name,
        purpose=purpose,
        charter=charter,
        charter_html=render(charter),
        day=now.today,
        **options,
    )
    try:
        with tx.begin_nested():
            tx.add(collective)
    except IntegrityError:
        raise Invalid({"slug": _("Cette adresse est déjà prise. Choisissez-en une autre.")}) from None
    return collective


def add_territories(tx: Session, collective: Collective, names: list[tuple[str, str]]) -> None:
    """(code, name) pairs, in the order of the list."""
    tx.add_all(Territory(collective_id=collective.id, code=code, name=name) for code, name in names)
    tx.flush()


def invite(tx: Session, place: Place, college: str, label: str, cap: int, days: int, now: Now) -> str:
    """An organiser's link that grants a college; its code is shown once and only its hash is kept."""
    if college not in COLLEGES:
        raise Invalid({"college": _("Choisissez une des réponses proposées.")})
    code = new_token()
    until = now.today + timedelta(days=days)
    tx.add(
        Invitation(
            code_hash=sha256(code),
            collective_id=place.collective.id,
            college=college,
            label=label,
            cap=cap,
            until=until,
        )
    )
    return code


def invitation(tx: Session, code: str, today: date) -> Invitation:
    """The invitation behind a code; the same refusal for unknown, worn out and past."""
    found_one = tx.exec(select(Invitation).where(Invitation.code_hash == sha256(code))).first()
    if found_one is None or found_one.used >= found_one.cap or found_one.until < today:
        raise Closed(_("Ce lien d’invitation n’est pas, ou n’est plus, valable."))
    return found_one


def accept(tx: Session, code: str, collective: Collective, viewer: Viewer, now: Now) -> str:
    """Give the viewer's carnet the college of the invitation. Accepting twice changes nothing and uses nothing."""
    offer = invitation(tx, code, now.today)
    nul = viewer.nul("grant", collective.slug)
    grant = Grant(collective_id=collective.id, nul=nul, college=offer.college, tier="link")
    try:
        with tx.begin_nested():
            tx.add(grant)
    except IntegrityError:
        return offer.college
    _use(tx, offer)
    return offer.college


def _use(tx: Session, offer: Invitation) -> None:
    """Count one use; two people at the last place at once: one UPDATE decides."""
    free = (col(Invitation.code_hash) == offer.code_hash) & (col(Invitation.used) < col(Invitation.cap))
    counted = tx.exec(update(Invitation).where(free).values(used=Invitation.used + 1))
    if counted.rowcount == 0:
        raise Closed(_("Ce lien d’invitation n’est pas, ou n’est plus, valable."))


def check_sanctions(tx: Session, place: Place, now: Now) -> None:
    """The hook asked before any act of a carnet: raise Forbidden for somebody held back.

    The database holds nullifiers of other scopes only; it is the person's own key, present now, that tells.
    """
    if not place.viewer.key:
        return
    for sanction in sanctions(tx, place.collective.id, now.today):
        if same(place.viewer.nul(sanction.label, sanction.scope), sanction.nul):
            raise Forbidden(_held_back(sanction))


def _held_back(sanction: Sanction) -> str:
    text = _("Vous ne pouvez pas participer ici jusqu’au {day}. Motif : {reason}")
    return text.format(day=long_date(sanction.until), reason=sanction.reason)
