"""The night's part: names that have had their time are erased, and long silences are told, then end.

Erasing goes by small transactions, each of which leaves a database that a kill -9 may find: a row is whole or empty, the
log and the counts are never touched, and a petition is only called erased when nothing of anybody is left.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import bindparam, delete, exists, select, update
from sqlmodel import Session, col

from forum.collectives.models import Pending
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.hooks import hooks
from forum.core.remains import forget
from forum.petitions.lifecycle.actions import lapse
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.queries import life_of, since
from forum.petitions.lifecycle.rules import SILENCES, Standing, erasure_day, standing
from forum.petitions.models import NEVER, PendingSignature, Petition, Refusal, Signature

AT_ONCE = 2000
# What other rooms keep of the people of a petition (households, waves, sheets): each erases its own, by petition id.
ERASED: list[Callable[[Session, int], None]] = hooks("petition.erased")
SWEPT = ("signature", "pending_signature", "paper_line", "key_wrap", "key_holder", "petition_key", "wave")
_EMPTY = {"sealed": b"", "salt": b"", "withdrawal": b"", "tag": ""}
_BLANK = (
    update(Signature)
    .where(col(Signature.petition_id) == bindparam("of"), col(Signature.leaf) == bindparam("at"))
    .values(nul=bindparam("nobody"), **_EMPTY)
)


# -- names ---------------------------------------------------------------------


def erase_names(db: Database, now: Now) -> int:
    """How many petitions have nothing of anybody any more, of those whose day has come."""
    with db.read() as tx:
        due = _due(tx, now.today)
    if not due:
        return 0
    done = sum(_erase(db, petition_id, now.today) for petition_id in due)
    forget(db, [], SWEPT)
    return done


def _due(tx: Session, today: date) -> list[int]:
    rows = tx.scalars(
        select(PetitionLife).where(
            col(PetitionLife.kept_from).is_not(None), col(PetitionLife.erased).is_(None)
        )
    ).all()
    days = [(row.petition_id, erasure_day(row.kept_from, row.kept_days)) for row in rows]
    return sorted(petition_id for petition_id, day in days if day and day <= today)


def _erase(db: Database, petition_id: int, today: date) -> bool:
    """False where a signature or its withdrawal still waits for its slot: another night will do."""
    last: int | None = -1
    while last is not None:
        with db.write() as tx:
            if _waits(tx, petition_id):
                return False
            last = blank(tx, petition_id, last)
    with db.write() as tx:
        if _waits(tx, petition_id):
            return False
        _finish(tx, petition_id, today)
    return True


def _waits(tx: Session, petition_id: int) -> bool:
    code = select(Petition.code).where(col(Petition.id) == petition_id).scalar_subquery()  # type: ignore[call-overload]
    # What a wave holds waits for a word and for no slot: nobody gave it in all this time, and it goes uncounted.
    confirmed = (
        (col(PendingSignature.petition_id) == petition_id)
        & col(PendingSignature.confirmed).is_(True)
        & (col(PendingSignature.until) < NEVER)
    )
    leaving = col(Pending.kind).in_(("erase.signature", "void.paper")) & (col(Pending.scope) == code)
    asked = select(exists().where(confirmed), exists().where(leaving & (col(Pending.state) == "waiting")))
    return any(tx.connection().execute(asked).one())


def blank(tx: Session, petition_id: int, after: int) -> int | None:
    """Empty the next rows behind the leaf `after`; the last leaf that was, None when there was none left.

    Where the nullifier stood stands the leaf, which is public: unique, and nobody's. Tier, college, territory and day stay,
    from which counts are taken, and `content`, a hash that nothing matches without what went.
    """
    here = (col(Signature.petition_id) == petition_id) & (col(Signature.leaf) > after)
    full = select(Signature.leaf).where(here, col(Signature.sealed) != b"")  # type: ignore[call-overload]
    leaves = tx.connection().execute(full.order_by(col(Signature.leaf)).limit(AT_ONCE)).scalars().all()
    rows = [{"of": petition_id, "at": leaf, "nobody": leaf.to_bytes(32, "big")} for leaf in leaves]
    if rows:
        tx.connection().execute(_BLANK, rows)
    return leaves[-1] if leaves else None


def _finish(tx: Session, petition_id: int, today: date) -> None:
    for table in (PendingSignature, Refusal):
        tx.connection().execute(delete(table).where(col(table.petition_id) == petition_id))
    for erase in ERASED:
        erase(tx, petition_id)
    life = life_of(tx, petition_id)
    life.erased = today
    tx.add(life)
    tx.flush()


# -- silence -------------------------------------------------------------------


def watch_silence(db: Database, now: Now) -> int:
    """How many petitions a notice began on, or ended after theirs."""
    with db.read() as tx:
        silent = [petition.id for petition in _running(tx) if _moves(_standing(tx, petition, now.today))]
    if silent:
        with db.write() as tx:
            for petition in tx.scalars(select(Petition).where(col(Petition.id).in_(silent))).all():
                _move(tx, petition, now.today)
    return len(silent)


def _running(tx: Session) -> list[Petition]:
    return list(tx.scalars(select(Petition).where(col(Petition.state).in_(tuple(SILENCES)))).all())


def _standing(tx: Session, petition: Petition, today: date) -> tuple[PetitionLife, Standing]:
    life = life_of(tx, petition.id)
    return life, standing(petition.state, since(petition, life), today, life.warned)


def _moves(found: tuple[PetitionLife, Standing]) -> bool:
    life, silent = found
    return silent.lapsed or (silent.noticed and life.warned is None)


def _move(tx: Session, petition: Petition, today: date) -> None:
    life, silent = _standing(tx, petition, today)
    if silent.lapsed:
        lapse(tx, petition, today)
    elif silent.noticed and life.warned is None:
        life.warned = today
        tx.add(life)
