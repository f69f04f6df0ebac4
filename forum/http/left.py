"""What stood on a page that was left fast does not come back with "back".

A browser keeps the forms that led to pages, and sends them again when one goes back: a page that gives a text back would
give it to whoever comes next. So each answer to a form carries marks of the texts sent on the way to it; leaving fast
hands them in, and a form that a browser sends again by itself with such a text gets a page without it. Counts are kept,
for the day; no text is. Whoever comes back and writes the same again is not held up: a press is told from a "back".
"""

import re
from contextlib import suppress

from fastapi import Request

from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import HouseError, TooMany
from forum.http.body import Body, decode, may_return
from forum.http.house import House

FIELD = "_trail"
MOST, DAY, WRITTEN = 12, 86_400, 20
DOORS = ("/carnet", "/equipe", "/carte")
_MARK = re.compile("[0-9a-f]{32}")


def trail(own: str, body: Body) -> str:
    """The marks for the page that answers this form: of its text, and of those sent before it."""
    marks = dict.fromkeys([*_MARK.findall(body.get(FIELD)), *filter(None, [own])])
    return ".".join([*marks][-MOST:])


def leave(house: House, body: Body, now: Now) -> None:
    for mark in _MARK.findall(body.get(FIELD))[-MOST:]:
        _note(house, "left", mark, now)


def came_back(house: House, request: Request, mark: str, now: Now) -> bool:
    """Whether this form's text was left, and it is a browser that sends it again: now, or once before."""
    if not mark or not house.limits.counted("left", mark, DAY, now):
        return False
    if _by_itself(request):
        _note(house, "back", mark, now)
    return house.limits.counted("back", mark, DAY, now)


def _by_itself(request: Request) -> bool:
    """A press says `?1`, a script says it does not navigate; "back" says neither, and an old browser nothing at all."""
    mode = request.headers.get("sec-fetch-mode", "navigate")
    return mode == "navigate" and request.headers.get("sec-fetch-user") != "?1"


def mark_of(house: House, path: str, body: Body) -> str:
    """Of what was written, wherever it is on its way; "" for a form of buttons and codes, which anybody's may equal."""
    if path.startswith(DOORS):
        return _mark(house, body.get("draft"))
    return _mark(house, body.encoded()) if _written(body) else ""


def _mark(house: House, sent: str) -> str:
    with suppress(HouseError):
        if _written(decode(sent)):
            return mac(house.keys.forms, "left", sent).hex()[:32]
    return ""


def _written(body: Body) -> bool:
    texts = (value.strip() for name, value in body.pairs if may_return(name))
    return any(len(text) >= WRITTEN and " " in text for text in texts)


def _note(house: House, what: str, mark: str, now: Now) -> None:
    with suppress(TooMany):
        house.limits.count(what, mark, 1, DAY, now)
