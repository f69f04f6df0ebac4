"""Ending one's own staff account. What one did as staff stays in the log: the team answers for it."""

from sqlmodel import Session

from forum.core.clock import Now
from forum.core.errors import Forbidden, Invalid, StaffNeeded
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.identity.staff import actions
from forum.identity.staff.models import Staff


def account(tx: Session, viewer: Viewer) -> Staff:
    if viewer.key:
        raise Forbidden(_("Cette page est réservée aux équipes."))
    if not viewer.staff_id:
        raise StaffNeeded
    return actions.by_id(tx, viewer.staff_id)


def check_address(staff: Staff, typed: str) -> None:
    if typed.strip().lower() != staff.email:
        raise Invalid({"email": _("Ce n’est pas l’adresse de ce compte : recopiez-la pour confirmer.")})


def leave(tx: Session, viewer: Viewer, now: Now) -> None:
    """Address, password, second factor, links and roles go. The last organiser or host stays."""
    staff = account(tx, viewer)
    actions.check_not_last_host(tx, staff)
    for collective_id in sorted({where for where, _role in actions.roles_of(tx, staff.id) if where}):
        actions.log(tx, viewer, collective_id, "staff.left", "", now)
    actions.remove(tx, staff)
