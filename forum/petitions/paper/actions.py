"""Print numbered sheets, type them, key one in ten again, settle what differs, make a sheet void.

A line is sealed at once to the organisers' key. While its sheet waits, only keyed hashes stand for what was typed; then
it waits for its slot among all other signatures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from forum.collectives.publication.actions import Act, publishes, undo
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.core.keys import Keys
from forum.identity.staff.actions import log
from forum.petitions.boxes import sealed_person
from forum.petitions.lifecycle.queries import check_names
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.paper import queries
from forum.petitions.paper.models import PaperLine, PaperSheet
from forum.petitions.paper.queries import LEAVING, TOLD, check_takes_paper, lines_of
from forum.petitions.paper.rules import (
    BLOCK,
    FIELDS,
    Keyed,
    Line,
    alike,
    differing,
    draws,
    shown_number,
)
from forum.petitions.signing import Signing
from forum.petitions.told import actions as told
from forum.petitions.withdrawal.actions import forget_waiting, mark_of
from forum.petitions.withdrawal.publication import revoke

MARK = 8  # bytes
VOID = "void.paper"


@dataclass(frozen=True)
class Desk:
    """Where paper is typed: the petition seen by somebody of the team, the keys, and the slot of what is counted now."""

    place: Place
    petition: Petition
    keys: Keys
    slot: int
    now: Now

    @property
    def titled(self) -> Callable[[int], str]:
        return lambda number: shown_number(self.petition.code, number)

    def note(self, tx: Session, action: str, subject: str) -> None:
        log(tx, self.place.viewer, self.place.collective.id, action, subject, self.now)


Papers = list[dict[str, Any]]  # of the *suivi*, to be written in another transaction


def nul_of(pepper: bytes, code: str, number: int, n: int) -> bytes:
    """One line, one signature, however often it is typed. It says whose nobody."""
    return mac(pepper, "paper line", code, str(number), str(n))


# -- print ------------------------------------------------------------------


def print_sheets(tx: Session, desk: Desk, sheets: int, lines: int) -> tuple[int, int]:
    """(first, last) of the new numbers."""
    check_takes_paper(desk.petition)
    if desk.petition.state != "open":
        raise Closed(_("Cette pétition est close : une feuille remplie maintenant ne compterait pas."))
    _alone(tx, desk.petition)
    first = queries.last_number(tx, desk.petition) + 1
    same: dict[str, Any] = {"petition_id": desk.petition.id, "lines": lines, "printed": desk.now.today}
    tx.add_all([PaperSheet(**same, number=number) for number in range(first, first + sheets)])
    tx.flush()
    last = first + sheets - 1
    desk.note(tx, "sheets.printed", f"{desk.titled(first)} … {desk.titled(last)}")
    return first, last


def _alone(tx: Session, petition: Petition) -> None:
    """Of two at once, the second counts what the first did. Signatures go on meanwhile."""
    query = select(Petition.id).where(Petition.id == petition.id)
    tx.exec(query.with_for_update(key_share=True)).one()
    # What may have changed while this waited: the key, or whether it still takes paper.
    tx.refresh(petition, ["public_key", "key_number", "state", "hidden"])


# -- type -------------------------------------------------------------------


def enter(
    tx: Session, desk: Desk, number: str, collected: str, lines: Sequence[Line], choose: Callable[[int], int]
) -> tuple[PaperSheet, Papers]:
    """The first keying: counted at the next slot, or kept for a second one if the sheet is drawn."""
    sheet = _taken(tx, desk, number, "printed")
    _some(lines)
    before, drawn = queries.before(tx, desk.petition)
    sheet.collected, sheet.entered, sheet.place = collected, desk.now.today, before
    sheet.drawn = draws(before % BLOCK, drawn > 0, choose)
    desk.note(tx, "sheet.entered", desk.titled(sheet.number))
    rows = _rows(tx, desk, sheet, lines)
    if not sheet.drawn:
        return sheet, _count(tx, desk, sheet, rows)
    sheet.state, sheet.keyer = "entered", queries.keyer(desk.keys.pepper, sheet, desk.place.viewer)
    tx.add_all([sheet, *rows])
    tx.flush()
    return sheet, []


def _some(lines: Sequence[Line]) -> None:
    if not lines:
        raise Invalid({"name-1": _("Tapez au moins une ligne. Une feuille vide n’a pas à être saisie.")})


def _taken(tx: Session, desk: Desk, number: str, *states: str) -> PaperSheet:
    """The sheet, if it is still where the page says that it is: whoever comes second is told what was done."""
    _alone(tx, desk.petition)
    check_takes_paper(desk.petition)
    sheet = queries.sheet(tx, desk.petition, number, lock=True)
    if sheet.state not in states:
        raise Closed(_(TOLD[sheet.state]))
    return sheet


def _rows(tx: Session, desk: Desk, sheet: PaperSheet, lines: Sequence[Line]) -> list[PaperLine]:
    places = queries.places_of(tx, desk.petition.collective_id)
    return [_row(desk, sheet, one, places.said(one.town, one.department)) for one in lines]


def _row(desk: Desk, sheet: PaperSheet, one: Line, territory: str) -> PaperLine:
    if one.illegible:
        return PaperLine(sheet_id=sheet.id, n=one.n, illegible=True)
    return PaperLine(
        sheet_id=sheet.id,
        n=one.n,
        college=one.college,
        territory=territory,
        sealed=sealed_person(desk.petition.public_key, one.name, commune=one.commune),
        key_number=desk.petition.key_number,
        contact=told.box(desk.keys.suivi, desk.petition.id, one.contact),
        marks=_marks(desk, sheet, one),
        withdrawal=mark_of(one.slip) if one.slip else b"",
    )


def _marks(desk: Desk, sheet: PaperSheet, one: Line) -> bytes:
    where = (desk.petition.code, str(sheet.number), str(one.n))
    found = (mac(desk.keys.paper, *where, name, alike(one.compared(name)))[:MARK] for name in FIELDS)
    return b"".join(found)


def _keyed(college: str, illegible: bool, marks: bytes) -> Keyed:
    parts = {name: marks[at * MARK : (at + 1) * MARK] for at, name in enumerate(FIELDS)}
    return Keyed(college, illegible, parts)


# -- type again -------------------------------------------------------------


def enter_again(tx: Session, desk: Desk, number: str, lines: Sequence[Line]) -> tuple[PaperSheet, Papers]:
    """The second keying, which nobody is shown the first one for. What differs waits to be settled."""
    sheet = _taken(tx, desk, number, "entered")
    _some(lines)
    sheet.second = queries.check_second(sheet, desk.keys.pepper, desk.place.viewer, desk.now.today)
    rows = {row.n: row for row in lines_of(tx, sheet)}
    second = {one.n: _keyed(one.college, one.illegible, _marks(desk, sheet, one)) for one in lines}
    first = {n: _keyed(row.college, row.illegible, row.marks) for n, row in rows.items()}
    differs = {n: differing(first.get(n), second.get(n)) for n in {*first, *second}}
    sheet.compared, sheet.differed = len(differs), sum(bool(one) for one in differs.values())
    desk.note(tx, "sheet.again", desk.titled(sheet.number))
    if not sheet.differed:
        return sheet, _count(tx, desk, sheet, list(rows.values()))
    sheet.state = "settle"
    for n in sorted(n for n, names in differs.items() if names):
        row = rows.get(n) or PaperLine(sheet_id=sheet.id, n=n)
        row.differs = " ".join(differs[n])
        tx.add(row)
    tx.add(sheet)
    tx.flush()
    return sheet, []


def settle(
    tx: Session, desk: Desk, number: str, lines: Sequence[Line], empty: Sequence[int]
) -> tuple[PaperSheet, Papers]:
    """The lines that differed, read on the paper once more: they stand in the place of both keyings."""
    sheet = _taken(tx, desk, number, "settle")
    rows = {row.n: row for row in lines_of(tx, sheet)}
    waiting = {n for n, row in rows.items() if row.differs}
    missing = waiting - {one.n for one in lines} - {*empty}
    if missing:
        said = _("Retapez cette ligne, ou cochez « illisible » ou « rien d’écrit ».")
        raise Invalid({f"name-{n}": said for n in sorted(missing)})
    typed = {row.n: row for row in _rows(tx, desk, sheet, [one for one in lines if one.n in waiting])}
    for n, row in typed.items():
        row.withdrawal = rows[n].withdrawal  # its slip was handed over
    kept = [row for n, row in rows.items() if n not in waiting]
    desk.note(tx, "sheet.settled", desk.titled(sheet.number))
    return sheet, _count(tx, desk, sheet, kept + list(typed.values()))


# -- count ------------------------------------------------------------------


def _count(tx: Session, desk: Desk, sheet: PaperSheet, rows: Sequence[PaperLine]) -> Papers:
    """Its lines wait for the slot like every signature; nothing that compared them stays."""
    read = [row for row in rows if not row.illegible]
    columns = [_signing(desk, sheet, row).columns for row in read]
    papers = [_paper(desk, row) for row in read]
    sheet.state, sheet.counted, sheet.keyer = "counted", desk.now.today, b""
    sheet.signed, sheet.illegible = len(read), len(rows) - len(read)
    for row in rows:
        if row in tx:
            tx.expunge(row)
    tx.add(sheet)
    tx.flush()
    tx.connection().execute(delete(PaperLine).where(col(PaperLine.sheet_id) == sheet.id))
    if columns:  # by their random ids: the order of the sheet is kept nowhere
        tx.connection().execute(insert(PendingSignature), sorted(columns, key=itemgetter("id")))
    return papers


def _signing(desk: Desk, sheet: PaperSheet, row: PaperLine) -> Signing:
    nul = nul_of(desk.keys.pepper, desk.petition.code, sheet.number, row.n)
    of = (desk.petition.id, nul, "paper", row.college, row.territory, row.sealed)
    return Signing(*of, b"", desk.slot, row.withdrawal, key_number=row.key_number)


def _paper(desk: Desk, row: PaperLine) -> dict[str, Any]:
    """One for each line, whether it holds an address or not."""
    key, of = desk.keys.suivi, desk.petition.id
    address = told.address(key, of, row.contact)
    return told.paper_of(key, of, desk.place.collective.slot_minutes, address, desk.now)


# -- void -------------------------------------------------------------------


def void(tx: Session, desk: Desk, number: str, reason: str) -> PaperSheet:
    """It counts no more: what waits goes at once; what is public leaves at the collective's slot, and the sheet with it."""
    _alone(tx, desk.petition)
    sheet = queries.sheet(tx, desk.petition, number, lock=True)
    if sheet.state == "void" or queries.leaves(tx, desk.petition, sheet):
        raise Closed(_(TOLD["void"]))
    if sheet.state == "counted":  # no line is known again once names are erased
        check_names(tx, desk.petition, desk.now.today)
    tx.connection().execute(delete(PaperLine).where(col(PaperLine.sheet_id) == sheet.id))
    if sheet.state != "counted" or not _take_back(tx, desk, sheet, reason):
        sheet.state, sheet.keyer = "void", b""
    tx.add(sheet)
    desk.note(tx, "sheet.void", desk.titled(sheet.number))
    return sheet


def _take_back(tx: Session, desk: Desk, sheet: PaperSheet, reason: str) -> bool:
    """Whether something of it is public, and so waits for the slot."""
    petition, slot = desk.petition, next_slot(desk.now.epoch, desk.place.collective.slot_minutes)
    nuls = [nul_of(desk.keys.pepper, petition.code, sheet.number, n) for n in range(1, sheet.lines + 1)]
    for nul in nuls:
        forget_waiting(tx, petition.id, nul)
    query = select(Signature.nul).where(Signature.petition_id == petition.id, col(Signature.nul).in_(nuls))
    public = tx.exec(query).all()
    what = (tx, petition.collective_id)
    for nul in public:
        undo(*what, VOID, "sign", petition.code, nul, petition.title, slot, reason)
    if public:
        own = nul_of(desk.keys.pepper, petition.code, sheet.number, 0)
        undo(*what, LEAVING, "sign", petition.code, own, petition.title, slot, str(sheet.number))
    return bool(public)


@publishes(VOID)
def _publish(tx: Session, act: Act, today: date) -> None:
    petition = tx.exec(select(Petition).where(Petition.code == act.scope)).one()
    if not forget_waiting(tx, petition.id, act.nul):
        revoke(tx, petition, act.nul, act.payload["key"], today)


@publishes(LEAVING)
def _leave(tx: Session, act: Act, _today: date) -> None:
    petition = tx.exec(select(Petition).where(Petition.code == act.scope)).one()
    sheet = queries.sheet(tx, petition, act.payload["key"], lock=True)
    sheet.state = "void"
    tx.add(sheet)
