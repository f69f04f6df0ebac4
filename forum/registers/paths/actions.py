"""The host's own table takes the place of the whole of the one before."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session, delete

from forum.registers.paths.models import OfficialPath
from forum.registers.paths.rules import Path


def take(tx: Session, paths: Sequence[Path]) -> None:
    """Nothing in `paths`: the table that comes with the house serves again."""
    tx.exec(delete(OfficialPath))
    tx.add_all(OfficialPath(position=position, **asdict(path)) for position, path in enumerate(paths))
    tx.flush()
