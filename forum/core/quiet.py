"""Faults told without what they were about: an exception's message may quote a row, a key, or what somebody typed.

PostgreSQL, for one, ends its complaints with « Failing row contains (…) ». The places in the code and the kinds of the
errors are what one needs to mend them.
"""

import logging
import traceback
from copy import copy
from types import TracebackType
from typing import Any

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Quiet(logging.Formatter):
    """Tracebacks with places and kinds only. Stack dumps have no messages, and stay as they are."""

    def format(self, record: logging.LogRecord) -> str:
        """Messages too: drivers put the error among their arguments, asyncio the `repr` of a task, error and all."""
        quiet = copy(record)
        if isinstance(quiet.args, tuple):
            quiet.args = tuple(
                type(a).__qualname__ if isinstance(a, BaseException) else a for a in quiet.args
            )
        if quiet.name == "asyncio":
            quiet.msg, quiet.args = quiet.getMessage().partition("\n")[0], None
        quiet.exc_text = None  # what another handler formatted is not ours to repeat
        return super().format(quiet)

    def formatException(self, ei: _Info) -> str:  # the name is logging's
        return told(ei[1]) if ei[1] is not None else ""


def told(error: BaseException) -> str:
    """From the first cause to the last consequence."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{told(cause)}\n\n" if cause is not None else ""
    places = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    inner = "".join(f"\n\n{told(one)}" for one in getattr(error, "exceptions", ()))
    return f"{before}Traceback (most recent call last):\n{places}{type(error).__qualname__}{inner}"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "forum.core.quiet.Quiet", "fmt": "%(levelname)s %(message)s"}},
    "handlers": {"quiet": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["quiet"], "level": "WARNING"},
}
