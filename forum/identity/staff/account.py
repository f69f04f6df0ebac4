"""Whose page this is, among the staff."""

from sqlmodel import Session

from forum.core.errors import Forbidden, StaffNeeded
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.deps import PageCtx
from forum.identity.staff.actions import by_id
from forum.identity.staff.models import Staff


def account(ctx: PageCtx) -> Staff:
    """The account behind the session; a carnet has none, and a visitor is led to the door."""
    return account_of(ctx.tx, ctx.viewer)


def account_of(tx: Session, viewer: Viewer) -> Staff:
    if not viewer.staff_id:
        raise Forbidden(_("Cette page est réservée aux équipes.")) if viewer.key else StaffNeeded
    return by_id(tx, viewer.staff_id)


def viewer_of(staff: Staff) -> Viewer:
    return Viewer(staff_id=staff.id, staff_name=staff.name)
