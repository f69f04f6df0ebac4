"""HTTP/1.1 as uvicorn speaks it, but for what a visitor reads, which is written as soon as it is asked for.

A kept page is bytes that are ready: a task of its own, three coroutines and a look at each letter of each header, which
uvicorn takes for any answer, cost as much again as all the rest. A page that is not kept is written so as well where it is
made in the loop anyway (`lean.py`). Whatever is out of the ordinary (a carnet, a search, a body, a connection that ends or
is full) goes the usual way, through `FrontCache` as an ASGI application.
"""

import logging
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from forum.http.front_cache import Answer, FrontCache

BODIES = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


class Protocol(HttpToolsProtocol):
    """uvicorn calls `_start_asgi_task` once a request, when its headers are read and the one before is answered.

    It is no promise of uvicorn's: were it to be called no more, every page would go the usual way, and a test would say so.
    """

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        answer = self._ready(cycle, app)
        if answer is None:
            super()._start_asgi_task(cycle, app)
            return
        dated = [b"%b: %b\r\n" % header for header in cycle.default_headers]
        cycle.transport.write(b"".join([STATUS_LINE[answer.status], *dated, answer.head, answer.body]))
        cycle.response_started = cycle.response_complete = True
        cycle.on_response()

    def _ready(self, cycle: Any, app: Any) -> Answer | None:
        front, scope = self.config.app, cycle.scope
        if scope["method"] != "GET" or app is not self.app or not isinstance(front, FrontCache):
            return None
        if cycle.access_log or not cycle.keep_alive or cycle.flow.write_paused or cycle.disconnected:
            return None
        # Requests that wait behind this one would be answered from within it, each deeper than the last.
        if self.pipeline or not BODIES.isdisjoint([name for name, _ in scope["headers"]]):
            return None
        try:
            answer = front.ready(scope)
            return answer if answer is None or _whole(answer) else None
        except Exception as error:  # the usual way meets it again, and tells it; or else this is left
            logging.getLogger("forum").warning("kept page asked again: %s", type(error).__name__)
            return None


def _whole(answer: Answer) -> bool:
    """No header goes on in another line, as uvicorn sees to by itself."""
    ends = len(answer.headers) + 1
    return answer.head.count(b"\n") == ends == answer.head.count(b"\r")
