"""Loading the rooms without the garbage collector: what is imported stays, and looking for rubbish in it costs a sixth."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OFTEN = (
    7_000  # new objects before rubbish is looked for: at Python's own 700, every other page pays for a look
)


@contextmanager
def loading() -> Iterator[None]:
    """Around the imports of a process that will serve: no collection meanwhile, and what they made is never walked again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(OFTEN)
        gc.enable()
