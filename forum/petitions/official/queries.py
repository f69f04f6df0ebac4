"""The official path of a petition, ready to be read."""

from dataclasses import dataclass

from sqlmodel import Session

from forum.core.errors import NotFound
from forum.petitions.official.models import PetitionPath
from forum.registers.paths.queries import path_of
from forum.registers.paths.rules import Path


@dataclass(frozen=True)
class Chosen:
    """`needed` signatures there (0: it cannot be said), among `electors`; `url` is where one signs, if it is known."""

    path: Path
    electors: int
    url: str
    needed: int


def chosen(tx: Session, petition_id: int) -> Chosen | None:
    """None where none was chosen, or where the host took that path out of the table."""
    row = tx.get(PetitionPath, petition_id)
    if row is None:
        return None
    try:
        path = path_of(tx, row.key)
    except NotFound:
        return None
    return Chosen(path, row.electors, row.url, path.needed(row.electors))
