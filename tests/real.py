"""Real data that is not ours to publish, used in place; a test that needs it says so where it is absent."""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("FORUM_REAL_DATA", Path(__file__).resolve().parents[1].parent / "shared" / "real")
)


def real(name: str) -> Path:
    return FOLDER / name


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"FORUM_REAL_DATA: no {path.name}")
