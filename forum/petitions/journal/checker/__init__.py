"""The standalone checker: three modules of ours, one file for whoever downloads it."""

import re
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
_CUT = re.compile(r"# -- left out.*?# -- as far as here\n", re.DOTALL)


@lru_cache(maxsize=1)
def whole_file() -> bytes:
    """`verifier.py`, which needs nothing but Python."""
    parts = [(HERE / f"{name}.py").read_text(encoding="utf-8") for name in ("proofs", "reading", "verify")]
    return ("#!/usr/bin/env python3\n" + "\n\n".join(_CUT.sub("", part) for part in parts)).encode()
