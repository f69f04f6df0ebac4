"""Things that have had their time beside things that have not, to see which a round of maintenance takes."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective, Invitation, Pending, Sanction
from forum.core.clock import Now
from forum.core.models import Outbox
from forum.identity.staff.models import Staff, StaffLink
from tests import rows

TABLES: tuple[type[Any], ...] = (StaffLink, Invitation, Sanction, Outbox, Pending)
OLD, NEW = b"o", b"n"


def strew(tx: Session, collective: Collective, staff: Staff, now: Now, mark: bytes = b"") -> None:
    """Of each kind one to take (`old`) and one to leave (`new`)."""
    for name, days in ((OLD + mark, -40), (NEW + mark, 40)):
        end = now.epoch + days * 86_400
        tx.add(StaffLink(token_hash=name, staff_id=staff.id, until=end))
        tx.add(
            Invitation(
                code_hash=name,
                collective_id=collective.id,
                college="ally",
                label="Marché",
                cap=3,
                until=now.today + timedelta(days=days),
            )
        )
        tx.add(
            Sanction(
                collective_id=collective.id,
                label="voice",
                scope="s",
                nul=name,
                reason="Insultes.",
                until=now.today + timedelta(days=days),
            )
        )
        tx.add(Outbox(sealed=name, state="failed", lease=end))
        tx.add(Outbox(sealed=name, state="waiting", lease=end))
        for state in ("failed", "withdrawn", "held", "waiting"):
            tx.add(_pending(collective, name, state, end))


def _pending(collective: Collective, name: bytes, state: str, slot: int) -> Pending:
    return Pending(
        collective_id=collective.id,
        kind="testimony",
        label="voice",
        scope="s",
        nul=name,
        once=state,
        payload="{}",
        state=state,
        slot=slot,
    )


def left(tx: Session) -> dict[str, list[str]]:
    """What there is of each, by its mark."""
    return {
        "links": sorted(r.decode() for r in tx.exec(select(StaffLink.token_hash)).all()),
        "invitations": sorted(r.decode() for r in tx.exec(select(Invitation.code_hash)).all()),
        "sanctions": sorted(r.decode() for r in tx.exec(select(Sanction.nul)).all()),
        "mails": sorted(f"{m.sealed.decode()} {m.state}" for m in tx.exec(select(Outbox)).all()),
        "pending": sorted(f"{p.nul.decode()} {p.state}" for p in tx.exec(select(Pending)).all()),
    }


def half_file(folder: Path, name: str, age: int, now: Now) -> Path:
    """A file that somebody was killed in the middle of, `age` seconds ago."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("00" * 32)
    os.utime(path, (now.epoch - age, now.epoch - age))
    return path


def staff_of(tx: Session) -> Staff:
    return tx.exec(select(Staff)).first() or rows.keep(
        tx, Staff(email="o@example.org", name="Olga", day=rows.DAY)
    )
