"""Taking codes in, giving them up, and turning one into a grant in three steps, each in a transaction of its own.

`claim`, then `give`, then `spend`: killed between two of them, the same code with the same carnet goes on where it was,
and with another carnet it is refused. `sweep` comes at the slot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, insert, or_, select, update

from forum.collectives.codes.models import CodeBatch, PaperCode
from forum.collectives.codes.rules import Batch
from forum.collectives.models import Collective, Grant
from forum.collectives.queries import Place, college_of
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import same
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.core.ids import new_id
from forum.core.viewer import Viewer
from forum.identity.staff.actions import log


@dataclass(frozen=True)
class Offer:
    """What a code stands for. `kept`: this carnet counted already, so the card was not used and may serve somebody else."""

    collective: Collective
    college: str
    kept: bool = False
    tier: str = "code"


class Unusable(Invalid):
    """Unknown, used, withdrawn, spent: one answer, so that trying many tells nothing of any."""

    def __init__(self) -> None:
        super().__init__(
            {
                "code": _(
                    "Cette carte n’est pas, ou n’est plus, valable. Relisez le code, ou demandez-en une autre."
                )
            }
        )


def load(
    tx: Session,
    collective: Collective,
    viewer: Viewer,
    batch: Batch,
    now: Now,
    tier: str = "code",
    done: str = "codes.loaded",
) -> CodeBatch:
    """Take a file in, once. `viewer`: whoever organises, or nobody at the terminal. `done`: what the log calls it."""
    if batch.collective != collective.slug:
        raise Invalid(
            {"file": _("Ces codes sont pour un autre collectif : « {slug} ».").format(slug=batch.collective)}
        )
    made = CodeBatch(
        digest=batch.digest,
        collective_id=collective.id,
        college=batch.college,
        made=len(batch.hashes),
        tier=tier,
        day=now.today,
    )
    try:
        with tx.begin_nested():
            tx.add(made)
            tx.flush()
            rows = [{"hash": mark, "batch_id": made.id, "given": False, "slot": 0} for mark in batch.hashes]
            tx.connection().execute(insert(PaperCode), rows)
    except IntegrityError:
        raise Invalid(
            {"file": _("Ce fichier est déjà chargé, ou l’a été : un code ne sert qu’une fois.")}
        ) from None
    log(tx, viewer, collective.id, done, f"{batch.college}, {made.made}", now)
    return made


def withdraw(tx: Session, place: Place, ref: str, now: Now) -> None:
    """Cards that went astray open nothing any more; what others already gave stays."""
    where = (CodeBatch.ref == ref, CodeBatch.collective_id == place.collective.id)
    batch = tx.exec(select(CodeBatch).where(*where)).first()
    if batch is None:
        raise NotFound
    tx.exec(delete(PaperCode).where(col(PaperCode.batch_id) == batch.id))
    batch.withdrawn = True
    tx.add(batch)
    log(tx, place.viewer, place.collective.id, "codes.withdrawn", f"{batch.college}, {batch.made}", now)


def offer(tx: Session, mark: bytes) -> tuple[PaperCode, Collective, CodeBatch]:
    query = select(PaperCode, Collective, CodeBatch).where(
        PaperCode.hash == mark, CodeBatch.id == PaperCode.batch_id, Collective.id == CodeBatch.collective_id
    )
    found = tx.exec(query).first()
    if found is None:
        raise Unusable
    return found[0], found[1], found[2]


def check_free(tx: Session, mark: bytes) -> None:
    """Before four words are drawn for a card: Unusable unless nobody has claimed it. Changes nothing."""
    if offer(tx, mark)[0].claim is not None:
        raise Unusable


def claim(tx: Session, mark: bytes, viewer: Viewer, now: Now) -> Offer:
    """First step: the code is this carnet's, or refused. Two at the same time: one UPDATE decides."""
    row, collective, batch = offer(tx, mark)
    college = batch.college
    own = viewer.nul("code", mark.hex())
    held = college_of(tx, collective, viewer)
    if held and not same(row.claim or b"", own):
        if row.claim is not None:
            raise Unusable
        return Offer(collective, held, kept=True)
    if row.given and same(row.claim or b"", own):
        return Offer(collective, college, tier=batch.tier)
    mine = or_(col(PaperCode.claim).is_(None), col(PaperCode.claim) == own)
    slot = next_slot(now.epoch, collective.slot_minutes)
    taken = update(PaperCode).where(col(PaperCode.hash) == mark, mine).values(claim=own, slot=slot)
    if tx.connection().execute(taken).rowcount != 1:
        raise Unusable
    return Offer(collective, college, tier=batch.tier)


def give(tx: Session, found: Offer, viewer: Viewer) -> None:
    """Second step. Done twice, it gives once."""
    nul = viewer.nul("grant", found.collective.slug)
    grant = Grant(collective_id=found.collective.id, nul=nul, college=found.college, tier=found.tier)
    try:
        with tx.begin_nested():
            tx.add(grant)
    except IntegrityError:
        return


def spend(tx: Session, mark: bytes) -> None:
    """Third step: the code may go with the others at the slot. Never before: a claim without its grant must wait."""
    tx.connection().execute(update(PaperCode).where(col(PaperCode.hash) == mark).values(given=True))


def sweep(tx: Session, now: Now) -> int:
    """What was redeemed before the slot that has come goes, in one transaction, and nothing says when each was."""
    gone = delete(PaperCode).where(col(PaperCode.given), col(PaperCode.slot) <= now.epoch)
    return int(tx.connection().execute(gone).rowcount)


def refile(tx: Session, collective_id: int, shuffle: Callable[[list[dict[str, Any]]], None]) -> None:
    """Write all of a collective's grants anew, shuffled, in this one transaction.

    On PostgreSQL each was inserted by its own: `xmin` and the place in the file would tell for ever who came after whom.
    """
    columns = (col(Grant.nul), col(Grant.college), col(Grant.tier))
    old = tx.connection().execute(
        delete(Grant).where(col(Grant.collective_id) == collective_id).returning(*columns)
    )
    rows = [
        {"id": new_id(), "collective_id": collective_id, "nul": nul, "college": college, "tier": tier}
        for nul, college, tier in old
    ]
    shuffle(rows)
    if rows:
        tx.connection().execute(insert(Grant), rows)
