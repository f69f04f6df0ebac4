"""The table of deadlines: the host's own if there is one, else the one that comes with the house."""

from functools import lru_cache
from pathlib import Path

from forum.registers.deadlines.rules import Laws, read
from forum.registers.objectives.rules import Wrong

FILE = "delais.csv"
SHIPPED = Path(__file__).with_name(FILE)


def laws(data_dir: Path | None = None) -> Laws:
    """`<data_dir>/delais.csv` takes the place of ours as soon as it is there; one with a wrong line is left out whole."""
    own = data_dir / FILE if data_dir else SHIPPED
    found, wrong = _read(own, _written(own))
    return _read(SHIPPED, _written(SHIPPED))[0] if wrong or not found.lines else found


def wrong_lines(data_dir: Path) -> list[Wrong]:
    """What keeps the host's own table out; nothing if there is none."""
    own = data_dir / FILE
    return _read(own, _written(own))[1] if own.exists() else []


@lru_cache(maxsize=8)
def _read(path: Path, written: int) -> tuple[Laws, list[Wrong]]:
    """Read again when the file changes (`written`)."""
    if not written:
        return Laws(()), []
    try:
        return read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return Laws(()), [Wrong(1, "le fichier n’est pas en UTF-8")]
    except OSError as error:
        return Laws(()), [Wrong(1, f"on ne peut pas le lire ({type(error).__name__})")]


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
