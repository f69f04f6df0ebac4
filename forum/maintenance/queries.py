"""The published counters against what they count: a difference of 0 is expected, and told if it is not."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from forum.challenges.models import Challenge, Refusal
from forum.collectives.models import COLLEGES
from forum.grievances.models import Echo, Grievance
from forum.petitions.journal.rules import Frontier
from forum.petitions.models import LogHead, LogLeaf, SignatureCount
from forum.petitions.shown.models import SignaturePlace
from forum.texts.models import Document, Version

VOICES = ("open", *COLLEGES)
LEAVES = 5000


def differences(tx: Session) -> dict[str, int]:
    """For each counter that is wrong, on how many rows. Nothing is mended: whoever hosts must know first."""
    found = {
        "grievance.echo": _voices(tx, Grievance, Echo, "echo"),
        "challenge.join": _voices(tx, Challenge, Refusal, "join"),
        "text.number": _versions(tx),
        **_signatures(tx),
    }
    return {name: rows for name, rows in found.items() if rows}


def _voices(tx: Session, table: Any, voice: Any, prefix: str) -> int:
    columns = [getattr(table, f"{prefix}_{college}") for college in VOICES]
    said = {row[0]: tuple(row[1:]) for row in tx.connection().execute(select(table.text_id, *columns))}
    counted: dict[int, Counter[str]] = {}
    grouped = select(voice.text_id, voice.college, func.count()).group_by(voice.text_id, voice.college)
    for text_id, college, n in tx.connection().execute(grouped):
        counted.setdefault(text_id, Counter())[college] = n
    none: Counter[str] = Counter()
    return sum(tuple(counted.get(i, none)[college] for college in VOICES) != n for i, n in said.items())


def _versions(tx: Session) -> int:
    """A text points at its last version."""
    last = select(col(Version.text_id), func.max(col(Version.number)).label("n")).group_by(
        col(Version.text_id)
    )
    of = last.subquery()
    query = select(func.count()).select_from(Document).outerjoin(of, of.c.text_id == col(Document.id))
    return int(tx.connection().execute(query.where(func.coalesce(of.c.n, 0) != Document.number)).scalar_one())


def _signatures(tx: Session) -> dict[str, int]:
    """What lists show, what charts add up to, and the root that receipts are checked against."""
    wrong: Counter[str] = Counter()
    heads = select(LogHead.petition_id, LogHead.size, LogHead.count, LogHead.root)  # type: ignore[call-overload]
    days, places = _summed(tx, SignatureCount), _summed(tx, SignaturePlace)
    for petition_id, size, count, root in tx.connection().execute(heads).all():
        kinds, frontier = _log(tx, petition_id)
        total = kinds["add"] - kinds["revoke"]
        wrong["log_head.count"] += count != total
        wrong["signature_count.n"] += days.get(petition_id, 0) != total
        wrong["signature_place.n"] += places.get(petition_id, 0) != total
        wrong["log_head.root"] += (frontier.size, frontier.root) != (size, root)
    return dict(wrong)


def _summed(tx: Session, table: type[SignatureCount] | type[SignaturePlace]) -> dict[int, int]:
    """Petition → what a counter of its signatures adds up to."""
    query = select(col(table.petition_id), func.sum(col(table.n))).group_by(col(table.petition_id))
    return {petition_id: int(n) for petition_id, n in tx.connection().execute(query)}


def _log(tx: Session, petition_id: int) -> tuple[Counter[str], Frontier]:
    """The whole log read again, a few thousand leaves at a time."""
    kinds: Counter[str] = Counter()
    frontier = Frontier()
    for rows in _leaves(tx, petition_id):
        kinds.update(kind for kind, _hash in rows)
        frontier = frontier.append(*(bytes(digest) for _kind, digest in rows))
    return kinds, frontier


def _leaves(tx: Session, petition_id: int) -> Iterator[list[tuple[str, bytes]]]:
    query = select(LogLeaf.leaf, LogLeaf.kind, LogLeaf.hash).where(col(LogLeaf.petition_id) == petition_id)  # type: ignore[call-overload]
    after = -1
    while True:
        rows = (
            tx.connection()
            .execute(query.where(col(LogLeaf.leaf) > after).order_by(LogLeaf.leaf).limit(LEAVES))
            .all()
        )
        if not rows:
            return
        after = rows[-1][0]
        yield [(kind, digest) for _leaf, kind, digest in rows]
