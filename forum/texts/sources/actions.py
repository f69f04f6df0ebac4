"""Citing a source, and what carnets say of it: one word each, counted at slots, changed or taken back like it came."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from forum.collectives.models import Pending
from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.texts.models import Evidence
from forum.texts.sources import queries
from forum.texts.sources.models import Source, SourceVerdict
from forum.texts.sources.queries import Sheet
from forum.texts.sources.rules import key_of, why
from forum.texts.voices import wrote

NONE = "none"


def scope_of(ref: str) -> str:
    return f"source:{ref}"


def cite(tx: Session, collective_id: int, said: Mapping[str, Any]) -> str:
    """The reference of what is cited: one that is known, or a new one. In a slot's transaction, or the team's."""
    words = ("label", "url", "publisher", "dated")
    key = key_of(said["kind"], *(said.get(name, "") for name in words))
    query = select(Source.ref).where(Source.collective_id == collective_id, Source.key == key)
    known = tx.exec(query).first() if key else None
    if known is not None:
        return known
    made = Source(collective_id=collective_id, key=key)
    made.key = key or made.ref
    try:
        with tx.begin_nested():
            tx.add(made)
    except IntegrityError:  # two machines at once
        return tx.exec(query).one()
    return made.ref


def judge(
    tx: Session, place: Place, sheet: Sheet, verdict: str, reason: str, note: str, now: Now,
    *, relaxed: bool = False,
) -> None:  # fmt: skip
    """Take in that somebody confirms a source, disputes it, or takes back what they said of it."""
    _check(place, sheet, verdict, reason)
    said = {"confirmed": _("confirmée"), "disputed": _("contestée")}.get(verdict, _("avis retiré"))
    payload = {"source": sheet.ref, "verdict": verdict}
    if verdict != NONE:
        payload |= {"reason": reason if verdict == "disputed" else "", "note": note}
    submit(
        tx, place, now, "source_verdict", scope_of(sheet.ref), payload, label="vote", once=True,
        title=f"{sheet.label[:240]} : {said}", relaxed=relaxed,
    )  # fmt: skip


def _check(place: Place, sheet: Sheet, verdict: str, reason: str) -> None:
    if verdict == "disputed" and reason not in why(sheet.kind):
        raise Invalid({"against": _("Dites ce qui ne va pas : choisissez une raison de la liste.")})
    if verdict == "confirmed" and any(wrote(place.viewer, d, d.nul) for d in sheet.citing):
        raise Invalid(
            {"verdict": _("Vous avez vous-même apporté cette source : ce sont d’autres qui la confirment.")}
        )


@publishes("source_verdict")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    source = queries.by_ref(tx, act.collective.id, said["source"])
    if source is None:
        raise Closed(_("Cette source n’est plus citée nulle part."))
    query = select(SourceVerdict).where(SourceVerdict.source_id == source.id, SourceVerdict.nul == act.nul)
    known = tx.exec(query).first()
    if known is not None:
        move(source, known, -1)
    if said["verdict"] == NONE:
        _take_back(tx, source, known)
        return
    row = known or SourceVerdict(source_id=source.id, nul=act.nul, college="", verdict="", day=today)
    row.college, row.box, row.day = act.college, act.box, today
    row.verdict, row.reason, row.note = said["verdict"], said["reason"], said["note"]
    move(source, row, +1)
    tx.add_all([row, source])
    tx.flush()


def _take_back(tx: Session, source: Source, known: SourceVerdict | None) -> None:
    if known is not None:
        tx.delete(known)
        tx.add(source)
        tx.flush()


def uncount(tx: Session, source: Source, row: SourceVerdict) -> None:
    """One verdict less, at a slot."""
    move(source, row, -1)
    _take_back(tx, source, row)


def move(source: Source, row: SourceVerdict, by: int) -> None:
    for what in (row.verdict, *(["dead"] if row.reason == "dead" else [])):
        counter = f"{what}_{row.college}"
        setattr(source, counter, getattr(source, counter) + by)


def drop_uncited(tx: Session) -> None:
    """What no text cites any more goes, with what was said of it: its words went with the texts."""
    uncited = ~exists().where(col(Evidence.source) == col(Source.ref))
    refs = list(tx.exec(select(Source.ref).where(uncited)).all())
    if not refs:
        return
    waiting = col(Pending.scope).in_([scope_of(ref) for ref in refs]) & (Pending.kind == "source_verdict")
    message = _("Cette source n’est plus citée nulle part.")
    tx.exec(update(Pending).where(waiting).values(title="", state="failed", message=message))
    ids = select(Source.id).where(col(Source.ref).in_(refs))
    tx.exec(delete(SourceVerdict).where(col(SourceVerdict.source_id).in_(ids)))
    tx.exec(delete(Source).where(col(Source.ref).in_(refs)))
    tx.flush()
