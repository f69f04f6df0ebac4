"""Answers in, a map out: run in a process of its own (`core/apart.py`), so that no request waits for the arithmetic.

What comes in holds no nullifier and no word: rows of answers in a drawn order, each with its college.
"""

import json
import os


def made(data: bytes) -> bytes:
    """JSON both ways; see `opinions/maps.py`. One thread of arithmetic: the other core is for whoever is served."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    from forum.opinion_map.opinions.maps import drawing  # and numpy, which reads how many threads it may have

    return json.dumps(drawing(json.loads(data))).encode()
