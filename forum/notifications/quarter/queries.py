"""Small useful acts across the collectives the viewer may read; as many queries however much there is."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from forum.collectives.models import DECIDING, Collective, Grant, Headcount, Pending
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.viewer import Viewer
from forum.deliberation.models import Ballot, BallotPaper
from forum.demands.consultations.models import ConsultationPaper
from forum.exports.participation.rules import little_heard
from forum.followups.models import Assessment
from forum.grievances.models import Echo
from forum.identity.staff.models import StaffRole
from forum.notifications.quarter.acts.queries import SEARCHES, Around, Found
from forum.notifications.quarter.rules import Act, drawn
from forum.texts.voices import scope_of

_BITS = 63  # of a key


def acts(tx: Session, viewer: Viewer, now: Now, seed: bytes) -> list[Act]:
    """What this viewer could do, the most lacking first. A visitor sees what anybody could do with a carnet."""
    places = _places(tx, viewer)
    start = int.from_bytes(seed[:8], "big") >> (64 - _BITS)
    around = Around(viewer, places, _missing(tx, places), now.today, start)
    found: list[Found] = []
    for right, search in SEARCHES:
        allowed = {id_: p for id_, p in places.items() if not viewer.signed_in or p.may(right)}
        found += search(tx, replace(around, places=allowed))
    return drawn(_once(_not_done(tx, viewer, found)), seed)


def _once(found: list[Act]) -> list[Act]:
    """A change to one's own text is answered, not read."""
    own = {act.url for act in found if act.kind == "own"}
    return [act for act in found if act.kind != "amendment" or act.url not in own]


def _missing(tx: Session, places: dict[int, Place]) -> dict[int, tuple[str, ...]]:
    """The colleges that are little heard, by the numbers that pages tell; where nobody is told yet, none is behind."""
    rows = tx.exec(select(Headcount).where(col(Headcount.collective_id).in_(places))).all()
    told: dict[int, dict[str, int]] = {id_: dict.fromkeys(DECIDING, 0) for id_ in places}
    for row in rows:
        if row.college in DECIDING:
            told[row.collective_id][row.college] = row.n - row.n % places[row.collective_id].collective.k
    return {id_: tuple(little_heard(counts)) for id_, counts in told.items() if any(counts.values())}


def _places(tx: Session, viewer: Viewer) -> dict[int, Place]:
    """As `readable`, in two queries for any number of collectives; an unlisted one only for those who belong to it."""
    collectives = tx.exec(select(Collective).order_by(Collective.name)).all()
    roles = _roles(tx, viewer, collectives)
    places = {c.id: Place(c, viewer, "", roles.get(c.id) or _without(viewer)) for c in collectives}
    return {id_: p for id_, p in places.items() if p.public or p.may("read members only")}


def _without(viewer: Viewer) -> frozenset[str]:
    return frozenset({"open" if viewer.key else "visitor"})


def _roles(
    tx: Session, viewer: Viewer, collectives: Sequence[Collective]
) -> dict[int | None, frozenset[str]]:
    rows: Sequence[tuple[int | None, str]] = ()
    if viewer.key:
        nuls = [viewer.nul("grant", c.slug) for c in collectives]
        rows = tx.exec(select(Grant.collective_id, Grant.college).where(col(Grant.nul).in_(nuls))).all()
    elif viewer.staff_id:
        own = select(StaffRole.collective_id, StaffRole.role).where(StaffRole.staff_id == viewer.staff_id)
        rows = tx.exec(own).all()
    roles: dict[int | None, frozenset[str]] = {}
    for collective_id, role in rows:
        roles[collective_id] = roles.get(collective_id, frozenset()) | {role}
    return roles


def _not_done(tx: Session, viewer: Viewer, found: list[Found]) -> list[Act]:
    """Without what this carnet wrote, did, or has waiting for its slot: nullifiers are recomputed, nothing is kept."""
    if not viewer.key:
        return [one.act for one in found]
    nuls = [one.done for one in found if one.done]
    done: set[bytes] = set()
    for table in (Echo, ConsultationPaper, Assessment, Pending):
        done |= set(tx.exec(select(table.nul).where(col(table.nul).in_(nuls))).all())
    standing = select(BallotPaper.nul).join(Ballot, col(Ballot.id) == BallotPaper.ballot_id)
    standing = standing.where(col(BallotPaper.version) >= col(Ballot.version))  # else one is asked again
    done |= set(tx.exec(standing.where(col(BallotPaper.nul).in_(nuls))).all())
    return [one.act for one in found if one.done not in done and not _own(viewer, one)]


def _own(viewer: Viewer, one: Found) -> bool:
    return bool(scope_of(viewer, *one.author))
