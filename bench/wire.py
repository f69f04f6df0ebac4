"""Bytes on the wire as a browser receives them: the first view with its stylesheet, then the next page."""

import re

from bench.load import once
from bench.pages import LIST
from bench.servers import Server

PACKED = "gzip, deflate, br"


def first_and_next(house: Server) -> tuple[int, int, int]:
    """(first view: HTML and CSS, the next page, the list for a carnet)."""
    once(house, LIST, Accept_Encoding=PACKED)
    page = _size(house, LIST)
    _, _, html = once(house, LIST)
    sheet = re.search(rb'rel="stylesheet" href="([^"]+)"', html)
    link = re.search(rb'href="(' + LIST.encode() + rb'/[a-z0-9]{10})"', html)
    assert sheet and link
    once(house, link[1].decode(), Accept_Encoding=PACKED)
    personal = _size(house, LIST, Cookie=f"s={house.told['session']}")
    return page + _size(house, sheet[1].decode()), _size(house, link[1].decode()), personal


def _size(house: Server, path: str, **headers: str) -> int:
    status, _, body = once(house, path, Accept_Encoding=PACKED, **headers)
    assert status == 200, path
    return len(body)
