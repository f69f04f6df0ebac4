"""Pages laid out in a process of its own (`core/apart.py`): its memory goes with it, and it can write to no file.

Both halves are here: `laid_out` is the house's, `made` is the process's.
"""

import json
import threading
from collections.abc import Callable
from datetime import date, datetime

from forum.core import apart
from forum.core.errors import Busy
from forum.core.i18n import _
from forum.exports.content import Document
from forum.exports.documents import compiled, ready

WORK = "forum.exports.drawn"
BOUNDS = apart.Bounds(memory=1_200_000_000, seconds=60, wait=120.0, nice=5)
SHORT = 150_000  # signs of data, some twenty pages: less costs less than starting a process
TURN = 20  # seconds that a request waits for its turn: its thread is one of a few
_one = threading.Semaphore(1)  # a hundred pages take 240 MB while they are laid out


def made(data: bytes) -> bytes:
    told = json.loads(data)
    return compiled(told["template"], told["data"], datetime.fromisoformat(told["moment"]))


def laid_out(doc: Document, day: date, begun: Callable[[], None] = lambda: None, turn: float = TURN) -> bytes:
    """A PDF, whatever its length; the same bytes as `render_pdf`. Never on the event loop. `begun`: its turn has
    come, within `turn` seconds."""
    template, data, moment = ready(doc, day)
    told = {"template": template, "data": data, "moment": moment.isoformat()}
    if not _one.acquire(timeout=turn):
        raise Busy(_("Un long document se prépare déjà. Attendez une minute, et recommencez."))
    try:
        begun()
        return apart.ask(WORK, json.dumps(told).encode(), BOUNDS)
    finally:
        _one.release()


def pdf(doc: Document, day: date) -> bytes:
    """Here if it is short, apart if it is long."""
    template, data, moment = ready(doc, day)
    return compiled(template, data, moment) if len(data) <= SHORT else laid_out(doc, day)
