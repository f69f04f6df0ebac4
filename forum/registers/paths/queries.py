"""Official paths as they stand: the host's table, or the one that comes with the house."""

from dataclasses import fields
from functools import lru_cache
from importlib.resources import files

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.registers.paths.models import OfficialPath
from forum.registers.paths.rules import Path, read

_NAMES = tuple(field.name for field in fields(Path))


def all_paths(tx: Session) -> list[Path]:
    """In the order of their table."""
    rows = tx.exec(select(OfficialPath).order_by(col(OfficialPath.position))).all()
    return [Path(**{name: getattr(row, name) for name in _NAMES}) for row in rows] or list(shipped())


def path_of(tx: Session, key: str) -> Path:
    for path in all_paths(tx):
        if path.key == key:
            return path
    raise NotFound


@lru_cache(maxsize=1)
def shipped() -> tuple[Path, ...]:
    """The table that comes with the house; a wrong line there is a fault of ours, which a test finds."""
    good, wrong = read(shipped_text())
    if wrong:
        raise ValueError(f"paths.csv: {wrong}")
    return tuple(good)


def shipped_text() -> str:
    return files("forum.registers.paths").joinpath("paths.csv").read_text(encoding="utf-8")
