"""Keeping house: what has had its time goes, counts are counted again, and the files forget.

A list of steps. Each is one transaction, or harmless to do twice: a kill -9 anywhere costs nothing but that step.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text
from sqlmodel import Session, col, delete

from forum.challenges.invited.models import InstitutionLink
from forum.collectives.models import Invitation, Pending, Sanction
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.keys import Keys
from forum.core.models import InstanceFact, Outbox
from forum.core.outbox import DAYS_IN_CLEAR
from forum.core.settings import Settings
from forum.core.storage import alone, cut_log, vacuum
from forum.identity.staff.models import StaffChallenge, StaffLink
from forum.maintenance import queries
from forum.maintenance.rules import KEPT, TRIES, Round, due, load
from forum.notifications.letter import actions as letters
from forum.opinion_map.conversations.drawing.jobs import erase_papers
from forum.petitions.lifecycle.jobs import erase_names, watch_silence
from forum.petitions.models import PendingSignature
from forum.petitions.paper import waiting as paper
from forum.petitions.told import actions as told
from forum.petitions.waves import actions as waves

DONE, UNDER_WAY = "maintenance", "maintenance_round"
LEFTOVER = timedelta(days=1)
HALF_KEY = re.compile(r"\..+\.(?:key|next)\.[0-9a-f]{16}")


class Sweepable(Protocol):
    def sweep(self, now: Now) -> int: ...


class HouseLike(Protocol):
    """What keeping house needs of the house."""

    @property
    def db(self) -> Database: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Callable[[], Now]: ...
    @property
    def sessions(self) -> Sweepable: ...


class NotYet(Exception):
    """Somebody was in the way; another night will do."""


@dataclass(frozen=True)
class Outcome:
    """What the terminal says of a step, and the counters found wrong."""

    said: str = "fait"
    wrong: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    name: str
    label: str
    run: Callable[[HouseLike], Outcome]


def _gone(n: int) -> Outcome:
    return Outcome(f"{n} effacé{'s' if n > 1 else ''}" if n else "rien à effacer")


def _erase(tx: Session, table: type[Any], *where: Any) -> int:
    return int(tx.exec(delete(table).where(*where)).rowcount)


def _links(house: HouseLike) -> Outcome:
    """Past links and answered challenges, invitations past for a month, ended sanctions (they hold nullifiers)."""
    now = house.clock()
    with house.db.write() as tx:
        return _gone(
            _erase(tx, StaffLink, col(StaffLink.until) < now.epoch)
            + _erase(tx, StaffChallenge, col(StaffChallenge.until) < now.epoch)
            + _erase(tx, Invitation, col(Invitation.until) < now.today - KEPT)
            + _erase(tx, InstitutionLink, col(InstitutionLink.until) < now.today)
            + _erase(tx, Sanction, col(Sanction.until) < now.today)
            + waves.forget_hosts(tx, now.today)
        )


def _sessions(house: HouseLike) -> Outcome:
    return _gone(house.sessions.sweep(house.clock()))


def _pending(house: HouseLike) -> Outcome:
    """What was refused and not taken up again for a month, signatures and addresses nobody confirmed. What is held stays."""
    now = house.clock()
    old = col(Pending.slot) < now.epoch - KEPT.total_seconds()
    lapsed = col(PendingSignature.confirmed).is_(False) & (col(PendingSignature.until) <= now.epoch)
    with house.db.write() as tx:
        ended = col(Pending.state).in_(("failed", "withdrawn"))
        gone = _erase(tx, Pending, ended, old) + _erase(tx, PendingSignature, lapsed)
        return _gone(gone + letters.sweep(tx, now.today) + told.end(tx, now.today) + paper.ended(tx))


def _papers(house: HouseLike) -> Outcome:
    """Whose day was told at the opening. The worker does it too; here it is done even where none runs."""
    return _gone(erase_papers(house))


def _names(house: HouseLike) -> Outcome:
    """Of petitions that were handed over so long ago as their signers were told. Counts and log are not touched."""
    return _gone(erase_names(house.db, house.clock()))


def _silence(house: HouseLike) -> Outcome:
    """A notice where nobody has carried a petition for long; its end, a month later."""
    n = watch_silence(house.db, house.clock())
    return Outcome(f"{n} à signaler ou à clore" if n else "aucune")


def _outbox(house: HouseLike) -> Outcome:
    """Mails that no relay took in eight tries: after a month nobody expects them, and they hold an address."""
    old = col(Outbox.lease) < house.clock().epoch - KEPT.total_seconds()
    with house.db.write() as tx:
        return _gone(_erase(tx, Outbox, col(Outbox.state) == "failed", old))


def _leftovers(house: HouseLike) -> Outcome:
    """Halves of files that a kill -9 left. Beside a key, it is a copy that would outlive the key's destruction."""
    limit = house.clock().epoch - LEFTOVER.total_seconds()
    halves = [path for path in house.keys.folder.glob(".*") if HALF_KEY.fullmatch(path.name)]
    halves += (house.settings.data_dir / "backups").glob("*.partiel")
    return _gone(_unlink_older(halves, limit))


def _unlink_older(paths: Iterable[Path], limit: float) -> int:
    old = [path for path in paths if path.lstat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _letters(house: HouseLike) -> Outcome:
    """Without a relay, letters lie in clear with the address they go to: whoever fetches them has a week."""
    limit = house.clock().epoch - DAYS_IN_CLEAR * 86_400
    return _gone(_unlink_older((house.settings.data_dir / "mail").glob("*.eml"), limit))


def _recount(house: HouseLike) -> Outcome:
    with house.db.read() as tx:
        wrong = queries.differences(tx)
    said = ", ".join(f"{name} ({rows})" for name, rows in sorted(wrong.items()))
    return Outcome(f"faux : {said}" if wrong else "justes", wrong)


def _index(house: HouseLike) -> Outcome:
    """FTS5 keeps deleted words until its segments are merged. PostgreSQL's index is cleaned by VACUUM."""
    if house.db.sqlite:
        with house.db.write() as tx:
            tx.connection().execute(text("INSERT INTO text_fts(text_fts) VALUES ('optimize')"))
    return Outcome()


def _vacuum(house: HouseLike) -> Outcome:
    vacuum(house.db)
    return Outcome()


def _log(house: HouseLike) -> Outcome:
    if not cut_log(house.db):
        raise NotYet
    return Outcome()


STEPS = (
    Step("links", "liens, invitations et retraits passés", _links),
    Step("sessions", "séances endormies", _sessions),
    Step("pending", "envois refusés ou jamais confirmés", _pending),
    Step("papers", "réponses aux cartes des alliances dont les jours sont passés", _papers),
    Step("names", "pétitions dont les noms ont fait leur temps", _names),
    Step("silence", "pétitions que personne ne porte plus", _silence),
    Step("outbox", "courriels que personne n’a pris", _outbox),
    Step("leftovers", "fichiers inachevés", _leftovers),
    Step("letters", "courriels en clair", _letters),
    Step("recount", "comptes publiés, recomptés", _recount),
    Step("index", "index de recherche", _index),
    Step("vacuum", "place rendue", _vacuum),
    Step("log", "journal de la base", _log),
)
Told = Callable[[Step, Outcome | None], None]


def maintain(house: HouseLike, told: Told = lambda _step, _result: None) -> Round:
    """A whole round at once, for `forum maintain`."""
    round_ = Round(house.clock().today.isoformat())
    for step in STEPS:
        round_ = _take(house, round_, step, told)
    _finish(house, round_)
    return round_


def keep_house(house: HouseLike) -> bool:
    """The worker's part: one step of tonight's round, so that whoever writes waits for a step and not for the night."""
    now = house.clock()
    if not due(_last(house), now.today, now.local.hour):
        return False
    with alone(house.db) as mine:
        if mine:
            _one(house, _under_way(house, now))
    return mine


def _one(house: HouseLike, round_: Round) -> None:
    if round_.tries >= TRIES:  # it never ended: the others must have their turn
        logging.getLogger("forum").error("maintenance: %s never ends", STEPS[round_.next].name)
        round_ = round_.end(STEPS[round_.next].name)
    else:
        round_ = round_.begin()
        _write(house, UNDER_WAY, round_)
        round_ = _take(house, round_, STEPS[round_.next])
    if round_.next < len(STEPS):
        _write(house, UNDER_WAY, round_)
    else:
        _finish(house, round_)


def _take(house: HouseLike, round_: Round, step: Step, told: Told = lambda _step, _result: None) -> Round:
    """One step; if it fails the others still have their turn. The log says which, and no value."""
    try:
        outcome = step.run(house)
    except Exception as error:  # a night's step may fail in any way; the next night begins with it again
        logging.getLogger("forum").error("maintenance: %s: %s", step.name, type(error).__name__)
        told(step, None)
        return round_.end(step.name)
    for name, rows in outcome.wrong.items():
        logging.getLogger("forum").error("maintenance: %s differs on %d rows", name, rows)
    told(step, outcome)
    return round_.end("", outcome.wrong)


def _last(house: HouseLike) -> str:
    """The day of the last whole round, "" if there was none."""
    with house.db.read() as tx:
        done = last_round(tx)
    return done.day if done else ""


def last_round(tx: Session) -> Round | None:
    fact = tx.get(InstanceFact, DONE)
    return load(fact.value) if fact else None


def _under_way(house: HouseLike, now: Now) -> Round:
    """Where a round of today stands, even if whoever began it was killed; or a new one."""
    with house.db.read() as tx:
        fact = tx.get(InstanceFact, UNDER_WAY)
    begun = load(fact.value) if fact else None
    today = now.today.isoformat()
    return begun if begun and begun.day == today and begun.next < len(STEPS) else Round(today)


def _write(house: HouseLike, name: str, round_: Round) -> None:
    with house.db.write() as tx:
        tx.merge(InstanceFact(name=name, value=round_.dump()))


def _finish(house: HouseLike, round_: Round) -> None:
    with house.db.write() as tx:
        tx.merge(InstanceFact(name=DONE, value=round_.dump()))
        tx.exec(delete(InstanceFact).where(col(InstanceFact.name) == UNDER_WAY))
