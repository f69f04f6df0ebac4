"""Who may read a collective, and what the viewer is in it: asked in one way, by `enter`."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from forum.collectives.models import (
    COLLEGES,
    Collective,
    Grant,
    Headcount,
    Invitation,
    Sanction,
    Territory,
    TierCount,
)
from forum.collectives.rules import may, shared_scope
from forum.core.db import once
from forum.core.errors import Forbidden, HouseError, NotFound, SignInNeeded, StaffNeeded
from forum.core.hooks import hooks
from forum.core.viewer import Viewer


@dataclass(frozen=True)
class Place:
    """A viewer inside a collective: their college (`""` for staff and visitors, `open` without a grant) and roles.

    `recognised`: they speak, in this act, with the one voice they have in the collective, not with the thread's.
    """

    collective: Collective
    viewer: Viewer
    college: str
    roles: frozenset[str]
    recognised: bool = False
    # What is sent was said by somebody, and typed for them: (the workshop's reference or "", how they agreed).
    spoken: tuple[str, str] | None = None

    def voice_scope(self, thread: str) -> str:
        """What the voice of this act is a nullifier of."""
        return shared_scope(self.collective.id) if self.recognised else thread

    def may(self, act: str) -> bool:
        return may(self.roles, act)

    def require(self, act: str) -> None:
        """Raise what the person can do about it: sign in, or nothing."""
        if self.may(act):
            return
        if not self.viewer.signed_in:
            raise StaffNeeded if act in TEAM_ONLY else SignInNeeded
        raise Forbidden(_WHY.get(act, ""))

    @property
    def public(self) -> bool:
        return self.collective.reading == "everyone"


TEAM_ONLY = ("organise", "moderate", "see the team's pages", "make the team", "write a synthesis")
_WHY = {
    "vote": "Pour voter, il faut une attestation dans un collège de ce collectif.",
    "assess": "Seuls les deux collèges (professionnel·les et personnes concernées) évaluent un engagement.",
    "write as member": "Ce collectif demande une attestation pour écrire. L’équipe peut vous en donner une.",
    "organise": "Cette page est réservée à l’organisation du collectif.",
    "make the team": "Cette page est réservée à l’organisation du collectif.",
    "see the team's pages": "Cette page est réservée à l’équipe du collectif.",
    "moderate": "Cette page est réservée à la modération du collectif.",
    "write a synthesis": "Cette page est réservée à l’organisation et à l’animation du collectif.",
    "prepare a workshop": "Cette page est réservée à l’organisation et à l’animation du collectif.",
}


@dataclass(frozen=True)
class Backlog:
    """What waits for a moderator; `days` is the age of the oldest report. What is held tells no day: it has an author.
    `alone`: contested decisions that only who decided them could review."""

    count: int = 0
    days: int = 0
    alone: int = 0


# How much waits in a collective, on a day: filled by the room that moderates.
BACKLOG: list[Callable[[Session, int, date], Backlog]] = []


def backlog(tx: Session, collective_id: int, roles: Collection[str], today: date) -> Backlog | None:
    """For those who moderate, and those who must see that somebody does; None for everybody else."""
    if not (may(roles, "moderate") or may(roles, "organise")):
        return None
    return next((told(tx, collective_id, today) for told in BACKLOG), Backlog())


@dataclass(frozen=True)
class Reminder:
    """What whoever organises must not let pass of one petition: `what` is ready to read."""

    code: str
    title: str
    what: str


REMINDERS: list[Callable[[Session, int, date], Sequence[Reminder]]] = hooks("staff.reminders")


def reminders(tx: Session, collective_id: int, roles: Collection[str], today: date) -> list[Reminder]:
    """For those who organise, on a day: told by the rooms above."""
    asked = REMINDERS if may(roles, "organise") else ()
    return [line for told in asked for line in told(tx, collective_id, today)]


@dataclass(frozen=True)
class Line:
    """Something to look at: what it is, on what, where, and the day it ends or happened."""

    what: str
    title: str
    url: str
    day: date


@dataclass(frozen=True)
class Alive:
    """What can be done now, and what happened last."""

    now: Sequence[Line] = ()
    news: Sequence[Line] = ()


# What is alive in a collective, on a day: filled by the room that sees all the others.
ALIVE: list[Callable[[Session, Collective, date], Alive]] = []


def alive(tx: Session, collective: Collective, today: date) -> Alive:
    return next((told(tx, collective, today) for told in ALIVE), Alive())


# Asked by every page and every act of a carnet: written once, since writing a statement costs as much as running it.
_SLUG = select(Collective).where(Collective.slug == bindparam("slug"))
_COLLEGE = select(Grant.college).where(
    Grant.collective_id == bindparam("collective"), Grant.nul == bindparam("nul")
)
_SANCTIONS = select(Sanction).where(
    Sanction.collective_id == bindparam("collective"), col(Sanction.until) >= bindparam("today")
)


def enter(tx: Session, slug: str, viewer: Viewer, act: str = "read") -> Place:
    """The collective behind `slug`, if the viewer may do `act` there; a stranger learns nothing of one they may not read."""
    collective = once(tx, ("collective", slug), lambda tx: _by_slug(tx, slug))
    if collective is None:
        raise NotFound
    return enter_collective(tx, collective, viewer, act)


def _by_slug(tx: Session, slug: str) -> Collective | None:
    return tx.exec(_SLUG, params={"slug": slug}).first()


def ident_of(tx: Session, slug: str) -> int | None:
    found = _by_slug(tx, slug)
    return found.id if found else None


def enter_collective(tx: Session, collective: Collective, viewer: Viewer, act: str = "read") -> Place:
    place = place_of(tx, collective, viewer)
    if collective.reading == "members" and not place.may("read members only"):
        raise NotFound
    wanted = "write as member" if act == "write" and collective.joining == "granted" else act
    place.require(wanted)
    return place


def place_of(tx: Session, collective: Collective, viewer: Viewer) -> Place:
    if viewer.staff_id:
        return Place(collective, viewer, "", staff_roles(tx, collective.id, viewer.staff_id))
    if not viewer.key:
        return Place(collective, viewer, "", frozenset({"visitor"}))
    college = college_of(tx, collective, viewer) or "open"
    return Place(collective, viewer, college, frozenset({college}))


def college_of(tx: Session, collective: Collective, viewer: Viewer) -> str:
    asked = {"collective": collective.id, "nul": viewer.nul("grant", collective.slug)}
    return tx.exec(_COLLEGE, params=asked).first() or ""


def staff_roles(tx: Session, collective_id: int, staff_id: int) -> frozenset[str]:
    from forum.identity.staff.models import StaffRole  # nine tables, of which a visitor's page needs none

    query = select(StaffRole.role).where(
        StaffRole.staff_id == staff_id, StaffRole.collective_id == collective_id
    )
    return frozenset(tx.exec(query).all()) | {"visitor"}


def by_id(tx: Session, collective_id: int) -> Collective:
    return tx.exec(select(Collective).where(Collective.id == collective_id)).one()


def readable(tx: Session, viewer: Viewer) -> Sequence[Collective]:
    """The collectives to list for this viewer: never the unlisted ones, nor those they may not read."""
    collectives = tx.exec(select(Collective).order_by(Collective.name)).all()
    return [c for c in collectives if _listed(tx, c, viewer)]


def _listed(tx: Session, collective: Collective, viewer: Viewer) -> bool:
    if collective.reading == "everyone":
        return True
    try:
        return collective.reading == "members" and enter_collective(tx, collective, viewer).may(
            "read members only"
        )
    except HouseError:
        return False


def heads(tx: Session, collective_id: int) -> dict[str, int]:
    """How many people held a grant at the last slot, by college: for whatever is shown. Every college is there."""
    query = select(Headcount.college, Headcount.n).where(Headcount.collective_id == collective_id)
    return {**dict.fromkeys(COLLEGES, 0), **dict(tx.exec(query).all())}


def tiers(tx: Session, collective_id: int) -> dict[tuple[str, str], int]:
    """Of `heads`, how many by (college, tier), at the same slot: for whatever is shown."""
    query = select(TierCount.college, TierCount.tier, TierCount.n)
    found = tx.exec(query.where(TierCount.collective_id == collective_id)).all()
    return {(college, tier): n for college, tier, n in found}


def grants(tx: Session, collective_id: int) -> dict[str, int]:
    """How many people hold a grant now, by college: for what is decided, never for what is shown."""
    query = (
        select(Grant.college, func.count())
        .where(Grant.collective_id == collective_id)
        .group_by(Grant.college)
    )
    return {**dict.fromkeys(COLLEGES, 0), **dict(tx.exec(query).all())}


def territories(tx: Session, collective_id: int) -> Sequence[Territory]:
    return once(tx, ("territories", collective_id), lambda tx: _territories(tx, collective_id))


def place_choices(tx: Session, collective_id: int) -> tuple[tuple[str, str], ...]:
    """(code, name) of each territory, as a form offers them."""
    return once(
        tx,
        ("place choices", collective_id),
        lambda tx: tuple((t.code, t.name) for t in _territories(tx, collective_id)),
    )


def _territories(tx: Session, collective_id: int) -> Sequence[Territory]:
    query = select(Territory).where(Territory.collective_id == collective_id)
    return tx.exec(query.order_by(col(Territory.code))).all()


def place_name(tx: Session, slug: str, code: str) -> str:
    """A territory's name for whoever chose it; "" for a code that this collective does not have."""
    query = select(Territory.name).join(Collective, col(Collective.id) == Territory.collective_id)
    return tx.exec(query.where(Collective.slug == slug, Territory.code == code)).first() or ""


def sanctions(tx: Session, collective_id: int, today: date) -> Sequence[Sanction]:
    return tx.exec(_SANCTIONS, params={"collective": collective_id, "today": today}).all()


def any_collective(tx: Session) -> bool:
    return tx.exec(select(Collective.id).limit(1)).first() is not None


def invitations(tx: Session, collective_id: int, today: date) -> Sequence[Invitation]:
    """The links that could still be used at the last slot, soonest to end first: a list that shortened at once would tell
    whoever gave one link to one person the second at which they came."""
    query = select(Invitation).where(
        Invitation.collective_id == collective_id,
        Invitation.until >= today,
        col(Invitation.told) < col(Invitation.cap),
    )
    return tx.exec(query.order_by(col(Invitation.until), col(Invitation.label))).all()


def team(tx: Session, staff_id: int) -> list[tuple[Collective | None, list[str]]]:
    """What somebody of the staff is, collective by collective (None: the instance itself)."""
    from forum.identity.staff.models import StaffRole

    query = select(StaffRole.role, Collective).where(StaffRole.staff_id == staff_id)
    rows = tx.exec(query.outerjoin(Collective, Collective.id == StaffRole.collective_id)).all()  # type: ignore[arg-type]
    places: dict[int, tuple[Collective | None, list[str]]] = {}
    for role, collective in rows:
        places.setdefault(collective.id if collective else 0, (collective, []))[1].append(role)
    return sorted(places.values(), key=lambda found: found[0].name if found[0] else "")
