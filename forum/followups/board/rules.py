"""What is said of the suites to other programs: a calendar (RFC 5545), a feed (RFC 4287), a table. Pure.

Days, never hours: a calendar's events last the whole day, and a feed's moments are always midnight.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
MIDNIGHT = "T00:00:00Z"
FOLD = 75  # octets a line, its break left out
MARKS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True)
class Entry:
    """One thing on one day; `ident` is the same whatever the day or the words become."""

    ident: str
    day: date
    title: str
    url: str
    more: str = ""


def calendar(name: str, entries: Sequence[Entry], host: str) -> bytes:
    """An iCalendar object: one event of a whole day for each entry, its UID made of `ident` and of this instance."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Porte-voix//Suites//FR", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for one in entries:
        lines += _event(one, host)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line)).encode()


def _event(one: Entry, host: str) -> list[str]:
    after = one.day + timedelta(days=1) if one.day < date.max else one.day
    return [
        "BEGIN:VEVENT",
        f"UID:{one.ident}@{host}",
        f"DTSTAMP:{one.day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(one.title)}",
        *([f"DESCRIPTION:{_text(one.more)}"] if one.more else []),
        f"URL:{one.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    return value.translate(MARKS)


def folded(line: str) -> Iterator[str]:
    """Parts of 75 octets at most, the next ones behind a blank; no sign is cut in two."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part


def feed(title: str, ident: str, home: str, entries: Sequence[Entry], day: date) -> bytes:
    """An Atom feed, the latest first; `day` is what it says when it holds nothing."""
    root = Element("feed", xmlns=ATOM)
    root.set("xml:lang", "fr")
    _add(root, "id", ident)
    _add(root, "title", title)
    SubElement(root, "link", rel="self", href=ident)
    SubElement(root, "link", rel="alternate", href=home)
    _add(root, "updated", f"{max((one.day for one in entries), default=day)}{MIDNIGHT}")
    _add(SubElement(root, "author"), "name", title)
    for one in sorted(entries, key=lambda e: (e.day, e.ident), reverse=True):
        entry = SubElement(root, "entry")
        _add(entry, "id", f"{one.url.partition('#')[0]}#{one.ident}")
        _add(entry, "title", one.title)
        SubElement(entry, "link", href=one.url)
        _add(entry, "updated", f"{one.day}{MIDNIGHT}")
        if one.more:
            _add(entry, "summary", one.more)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """For a spreadsheet: what would begin a formula there is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(str(value)) for value in row] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
