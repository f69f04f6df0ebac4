"""Proposals of another consultation, one a line (JSON): what each holds once tidied, and what is wrong with a line. Pure.

A line is an object with `id`, `title`, `body`; where they are known `section`, `created_at` (ISO), `sources` (a list of
`title`, `link`) and `arguments` (a list of `id`, `for` true or false, `body`, `created_at`, and `rebuttals`: a list of
`id`, `body`, `created_at`). Whatever else is there (who wrote, how many voted) is left:
these people are not of our colleges.
"""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.core.letters import normal

LONGEST, LONGEST_ARGUMENT, NAME = 40_000, 8_000, 200
OPPOSITE = {"for": "against", "against": "for"}
TAG = re.compile(r"</?(?:p|br|div|span|strong|b|em|i|u|ul|ol|li|a|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
BREAKING = re.compile(r"</?(?:p|br|div|ul|ol|li|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))  # soft hyphens and the like: nobody sees them go
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class Unreadable(ValueError):
    """Why a line is left, in French."""


@dataclass(frozen=True)
class Said:
    """An argument, and what it is called where it was given."""

    mark: str
    side: str
    body: str
    day: str
    rebuttals: tuple["Said", ...] = ()


@dataclass(frozen=True)
class Proposal:
    line: int
    mark: str
    title: str
    body: str
    section: str
    day: str
    sources: tuple[tuple[str, str], ...]
    arguments: tuple[Said, ...]


@dataclass(frozen=True)
class Wrong:
    line: int
    why: str


def read(lines: Iterable[str]) -> tuple[list[Proposal], list[Wrong]]:
    """All lines, good and bad, before anything is stored; an empty line is nothing."""
    good: list[Proposal] = []
    bad: list[Wrong] = []
    met: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = _proposal(number, line)
            if found.mark in met:
                raise Unreadable(f"le numéro {found.mark} est déjà à la ligne {met[found.mark]}")
        except Unreadable as error:
            bad.append(Wrong(number, str(error)))
            continue
        met[found.mark] = number
        good.append(found)
    return good, bad


def _proposal(number: int, line: str) -> Proposal:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable("ce n’est pas du JSON") from None
    if not isinstance(row, dict):
        raise Unreadable("ce n’est pas un objet JSON ({…})")
    arguments = _list(row, "arguments")
    return Proposal(
        number,
        _mark(row),
        " ".join(_text(row, "title", NAME * 3).split()),
        _text(row, "body", LONGEST),
        " ".join(tidy(str(row.get("section") or "")).split())[:NAME],
        _day(row),
        tuple(filter(None, map(_source, _list(row, "sources")))),
        tuple(_said(said) for said in arguments),
    )


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    found = row.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable(f"« {name} » n’est pas une liste d’objets")
    return found


def _mark(row: Mapping[str, Any]) -> str:
    mark = row.get("id")
    if not isinstance(mark, str | int) or isinstance(mark, bool) or not 0 < len(str(mark).strip()) <= 40:
        raise Unreadable("« id » manque (un numéro, ou 40 signes au plus)")
    return " ".join(tidy(str(mark)).split())


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    found = row.get(name)
    if not isinstance(found, str) or not tidy(found):
        raise Unreadable(f"« {name} » manque, ou est vide")
    text = tidy(found)
    if len(text) > most:
        raise Unreadable(f"« {name} » est trop long : {len(text)} signes, {most} au plus")
    return text


def _day(row: Mapping[str, Any]) -> str:
    """As Evidence says a date: `2015-10-17`, or "" when it is not known."""
    try:
        return date.fromisoformat(str(row.get("created_at") or "")[:10]).isoformat()
    except ValueError:
        return ""


def _source(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """(label, address); an address that is none is left, its label stays."""
    label, link = (" ".join(tidy(str(row.get(name) or "")).split()) for name in ("title", "link"))
    link = link if re.fullmatch(r"https?://[^\s/]+\S*", link) and len(link) <= 1000 else ""
    return ((label or link)[:300], link) if label or link else None


def _said(row: Mapping[str, Any]) -> Said:
    if not isinstance(row.get("for"), bool):
        raise Unreadable("un argument ne dit pas s’il est pour (« for » : true ou false)")
    side = "for" if row["for"] else "against"
    try:
        return Said(*_words(row, side), tuple(_rebuttal(one, side) for one in _list(row, "rebuttals")))
    except Unreadable as error:
        raise Unreadable(f"un argument : {error}") from None


def _words(row: Mapping[str, Any], side: str) -> tuple[str, str, str, str]:
    return _mark(row), side, _text(row, "body", LONGEST_ARGUMENT), _day(row)


def _rebuttal(row: Mapping[str, Any], answered: str) -> Said:
    """It speaks on the side opposite to what it answers; nothing answers it in its turn."""
    if row.get("rebuttals"):
        raise Unreadable("une réfutation en porte d’autres : la discussion s’arrête à la première")
    return Said(*_words(row, OPPOSITE[answered]))


def tidy(text: str) -> str:
    """NFC; tags of HTML become breaks or go; no blank at the edges of lines, where Markdown would see code."""
    if FORBIDDEN.search(text):
        raise Unreadable("un signe de contrôle, ou qui retourne le sens d’écriture")
    if TAG.search(text):
        text = html.unescape(TAG.sub("", BREAKING.sub("\n\n", text)))
    text = normal("NFC", text.translate(UNSEEN).replace("\r\n", "\n").replace("\r", "\n"))
    lines = [
        " ".join(line.replace("\t", " ").split(" ")).strip() for line in re.split("[\n\u2028\u2029]", text)
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
