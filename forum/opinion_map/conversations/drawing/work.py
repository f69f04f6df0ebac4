"""Answers in, a map out: run in a process of its own (`jobs.py`), so that no request waits for the arithmetic.

What comes in holds no nullifier and no word: rows of answers in a drawn order, each with its college. Imports numpy.
"""

import json
import os
import sys
from typing import Any

MEMORY = 2048 * 1024 * 1024
SECONDS = 240
NICE = 10  # behind whoever is served


def main() -> int:
    _limit()
    json.dump(drawn(json.load(sys.stdin)), sys.stdout)
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not a Unix
        return
    os.nice(NICE)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def drawn(given: dict[str, Any]) -> dict[str, Any]:
    """`given`: people, statements, rows, columns, values, colleges (of each person), out, k, before."""
    from forum.opinion_map.opinions.maps import drawing

    return drawing(given)


if __name__ == "__main__":
    sys.exit(main())
