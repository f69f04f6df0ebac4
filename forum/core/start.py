"""Loading the rooms without the garbage collector: what is imported stays, and looking for rubbish in it costs a sixth."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Around the imports of a process that will serve: no collection meanwhile, and what they made is never walked again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
