"""From what a provider says to an account: known by its subject, else by an address the provider may vouch for."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

from forum.core.clock import Now
from forum.core.errors import Forbidden
from forum.core.hooks import hooks
from forum.core.providers import Provider
from forum.core.viewer import Viewer
from forum.identity.staff import actions
from forum.identity.staff.account import viewer_of
from forum.identity.staff.models import Staff, StaffIdentity, StaffRole
from forum.identity.staff.told import HouseLike, tell

# A collective's slug → its id, filled by the room that knows.
PLACES: list[Callable[[Session, str], int | None]] = hooks("collective.ident")


def arrive(
    tx: Session, house: HouseLike, provider: Provider, claims: dict[str, Any], now: Now
) -> Viewer | None:
    """The account behind the claims, with the roles they give; None for somebody who is of no team."""
    wanted = {(where, role) for slug, role in provider.roles_in(claims) if (where := _place(tx, slug))}
    staff = _known(tx, provider, claims["sub"]) or _by_address(tx, house, provider, claims, bool(wanted), now)
    if staff is None:
        return None
    viewer = viewer_of(staff)
    if provider.role_claim:
        _follow(tx, provider, staff, viewer, wanted, now)
    return viewer


def _place(tx: Session, slug: str) -> int | None:
    return next((place(tx, slug) for place in PLACES), None)


def _known(tx: Session, provider: Provider, subject: str) -> Staff | None:
    query = (
        select(Staff)
        .join(StaffIdentity)
        .where(StaffIdentity.provider == provider.name, StaffIdentity.subject == subject)
    )
    return tx.exec(query).first()


def _by_address(
    tx: Session, house: HouseLike, provider: Provider, claims: dict[str, Any], may_make: bool, now: Now
) -> Staff | None:
    """A verified address of a domain the provider answers for; a new account only for somebody it gives a role."""
    email = str(claims.get("email", "")).strip().lower()[:254]
    if claims.get("email_verified") is not True or "@" not in email or not provider.vouches_for(email):
        return None
    known = staff = actions.by_email(tx, email)
    if known is not None:
        tell(tx, house, known, "provider")
    elif may_make:
        staff = actions.create(tx, now, email, str(claims.get("name") or email.partition("@")[0])[:120])
        tx.flush()
    if staff is not None:
        tx.add(StaffIdentity(provider=provider.name, subject=claims["sub"][:255], staff_id=staff.id))
    return staff


def _follow(
    tx: Session, provider: Provider, staff: Staff, viewer: Viewer, wanted: set[tuple[int, str]], now: Now
) -> None:
    """Give what the claims give, take back what this provider gave and gives no longer; a last organiser stays."""
    here = actions.roles_of(tx, staff.id)
    for where, role in sorted(wanted - here):
        actions.give_role(tx, staff, where, role, source=provider.name)
        actions.log(tx, viewer, where, f"role.given.{role}", f"{staff.name} ({provider.label})", now)
    given = select(StaffRole.collective_id, StaffRole.role).where(
        StaffRole.staff_id == staff.id, StaffRole.source == provider.name
    )
    for place, role in set(tx.exec(given).all()) - wanted:
        _take_back(tx, provider, staff, viewer, place, role, now)


def _take_back(
    tx: Session, provider: Provider, staff: Staff, viewer: Viewer, place: int | None, role: str, now: Now
) -> None:
    if place is None:
        return
    try:
        actions.take_role(tx, staff, place, role)
    except Forbidden:
        return
    actions.log(tx, viewer, place, f"role.taken.{role}", f"{staff.name} ({provider.label})", now)
