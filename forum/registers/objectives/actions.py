"""A register taken from a file. Taken again it doubles nothing; what is withdrawn keeps its links."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.identity.staff.actions import log
from forum.registers.models import Objective
from forum.registers.objectives.rules import Line


@dataclass
class Tally:
    """What became of each line (line, number, what), and of those that the file no longer has."""

    taken: list[tuple[int, str, str]] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(said == what for _line, _code, said in self.taken)


def take(tx: Session, collective: Collective, lines: Sequence[Line], *, whole: bool = False) -> Tally:
    """`whole`: the file has all the objectives of its texts; one that it does not name is withdrawn."""
    rows = tx.exec(select(Objective).where(Objective.collective_id == collective.id)).all()
    known = {(row.source, row.code): row for row in rows}
    tally = Tally()
    for position, line in enumerate(lines, 1):
        row = known.get(line.key)
        tally.taken.append((line.line, line.code, _keep(tx, collective, row, line, position)))
    if whole:
        tally.withdrawn = _withdraw(tx, rows, lines)
    tx.flush()
    return tally


def _keep(tx: Session, collective: Collective, row: Objective | None, line: Line, position: int) -> str:
    if row is None:
        row, what = (
            Objective(collective_id=collective.id, code=line.code, title="", source=line.source),
            "ajouté",
        )
    elif (row.title, row.url, row.withdrawn) == (line.title, line.url, False):
        what = "déjà là"
    else:
        what = "repris" if row.withdrawn else "corrigé"
    row.title, row.url, row.position, row.withdrawn = line.title, line.url, position, False
    tx.add(row)
    return what


def _withdraw(tx: Session, rows: Sequence[Objective], lines: Sequence[Line]) -> list[tuple[str, str]]:
    texts, named = {line.source for line in lines}, {line.key for line in lines}
    gone = [
        row for row in rows
        if row.source in texts and (row.source, row.code) not in named and not row.withdrawn
    ]  # fmt: skip
    for row in gone:
        row.withdrawn = True
        tx.add(row)
    return sorted((row.source, row.code) for row in gone)


def set_withdrawn(tx: Session, place: Place, objective: Objective, withdrawn: bool, now: Now) -> None:
    """Out of the list, or back in it, by an organiser; demands that lean on it go on saying so."""
    objective.withdrawn = withdrawn
    tx.add(objective)
    done = "objective.withdrawn" if withdrawn else "objective.restored"
    log(tx, place.viewer, place.collective.id, done, f"{objective.code} {objective.title}"[:300], now)
