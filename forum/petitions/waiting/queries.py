"""What still waits of a petition, in numbers: for whoever is about to hand it over, or to say how it ends."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from forum.petitions.paper.models import PaperSheet
from forum.petitions.waves.models import Wave


@dataclass(frozen=True)
class Waiting:
    """Sheets by what they wait for (`printed`, `entered`, `settle`), and the signatures that a wave holds."""

    printed: int
    entered: int
    settle: int
    held: int

    @property
    def some(self) -> bool:
        return any((self.printed, self.entered, self.settle, self.held))


def waiting(tx: Session, petition_id: int) -> Waiting:
    sheets = select(PaperSheet.state, func.count()).where(PaperSheet.petition_id == petition_id)
    by_state = dict(tx.exec(sheets.group_by(PaperSheet.state)).all())
    held = select(func.coalesce(func.sum(Wave.n), 0)).where(
        Wave.petition_id == petition_id, col(Wave.state) == "waiting"
    )
    counted = {state: by_state.get(state, 0) for state in ("printed", "entered", "settle")}
    return Waiting(**counted, held=int(tx.exec(held).one()))
