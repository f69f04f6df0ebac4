"""Read what the demo collective says from content/*.toml: `load(today)` gives a checked `Content`.

A mistake in a text file stops the load with the file and the key in the message: people write those files.
Three marks are dated at loading, so no text ages: {mois:-430} → « septembre 2024 »,
{jour:-118} → « 3 juin 2025 », {an:-430} → « 2024 ».
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from forum.demo import claims, shapes
from forum.demo.claims import Content
from forum.demo.references import ContentError, check

__all__ = ["FOLDER", "Content", "ContentError", "load"]

FOLDER = Path(__file__).parent / "content"
ROOMS: dict[str, type[object]] = {
    "territories": shapes.Territory,
    "institutions": shapes.Institution,
    "objectives": shapes.Objective,
    "mechanisms": shapes.Mechanism,
    "grievances": shapes.Grievance,
    "challenges": shapes.Challenge,
    "workshops": shapes.Workshop,
    "demands": claims.Demand,
    "consultations": claims.Consultation,
    "maps": claims.Map,
    "platforms": claims.Platform,
    "petitions": claims.Petition,
    "followups": claims.FollowUp,
    "decisions": claims.Decision,
    "reports": claims.Report,
}
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MARK = re.compile(r"\{(\w+):(-?\d+)\}")
T = TypeVar("T")


def load(today: date, folder: Path = FOLDER) -> Content:
    """Everything in `folder`, dated from `today`, with its references checked."""
    found: dict[str, list[object]] = {room: [] for room in ROOMS}
    files: dict[str, str] = {}
    collective: shapes.Collective | None = None
    for path in sorted(folder.glob("*.toml")):
        for room, value in _read(path).items():
            where = f"{path.name}: {room}"
            if room == "collective":
                collective = _build(shapes.Collective, value, where, today)
            else:
                found[room] += _items(room, value, where, today, files)
    if collective is None:
        raise ContentError(f"{folder}: no file has a [collective]")
    rooms = {room: tuple(items) for room, items in found.items()}
    content = Content(collective, files=files, **rooms)  # type: ignore[arg-type]  # built from ROOMS
    check(content)
    return content


def _read(path: Path) -> dict[str, object]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    unknown = set(tables) - set(ROOMS) - {"collective"}
    if unknown:
        raise ContentError(f"{path.name}: unknown table {sorted(unknown)[0]}")
    return tables


def _items(room: str, value: object, where: str, today: date, files: dict[str, str]) -> list[object]:
    if not isinstance(value, list):
        raise ContentError(f"{where}: write [[{room}]], with two brackets")
    items: list[object] = []
    for number, table in enumerate(value, 1):
        item = _build(ROOMS[room], table, f"{where}[{_name(table, number)}]", today)
        key = f"{room}.{_name(table, number)}"
        if key in files:
            raise ContentError(f"{where}: {key} is already in {files[key]}")
        files[key] = where.partition(":")[0]
        items.append(item)
    return items


def _name(table: object, number: int) -> str:
    named = isinstance(table, dict) and (table.get("key") or table.get("code"))
    return str(named or number)


def _build(shape: type[T], value: object, where: str, today: date) -> T:
    """One dataclass from one TOML table; a key too many or too few is named."""
    if not isinstance(value, Mapping):
        raise ContentError(f"{where}: a table is expected, not {type(value).__name__}")
    known = _shape(shape)
    for key in value:
        if key not in known:
            raise ContentError(f"{where}.{key}: unknown key")
    built: dict[str, object] = {}
    for key, (spec, hint) in known.items():
        if key in value:
            built[spec.name] = _convert(hint, value[key], f"{where}.{key}", today)
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise ContentError(f"{where}.{key}: missing")
    return shape(**built)


def _shape(shape: type[object]) -> dict[str, tuple[Field[object], object]]:
    """TOML key → field and type. `for_` is written `for`, which Python keeps for itself."""
    assert isinstance(shape, type) and is_dataclass(shape)
    hints = get_type_hints(shape)
    return {spec.name.rstrip("_"): (spec, hints[spec.name]) for spec in fields(shape)}


def _convert(hint: object, value: object, where: str, today: date) -> object:
    origin = get_origin(hint)
    if origin is Literal:
        return _choice(get_args(hint), value, where)
    if origin is tuple:
        return _list(get_args(hint)[0], value, where, today)
    if origin in (Union, types.UnionType):
        return _convert(get_args(hint)[0], value, where, today)
    shape = cast("type[object]", hint)
    if is_dataclass(shape):
        return _build(shape, value, where, today)
    if type(value) is not shape:
        raise ContentError(f"{where}: {shape.__name__} expected, not {type(value).__name__}")
    return dated(value.strip(), today, where) if isinstance(value, str) else value


def _choice(allowed: tuple[object, ...], value: object, where: str) -> object:
    if value not in allowed:
        raise ContentError(f"{where}: « {value} » is not one of {', '.join(map(str, allowed))}")
    return value


def _list(hint: object, value: object, where: str, today: date) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise ContentError(f"{where}: a list is expected")
    return tuple(_convert(hint, item, f"{where}[{i}]", today) for i, item in enumerate(value, 1))


def dated(text: str, today: date, where: str = "text") -> str:
    """The text with its {mois:…}, {jour:…}, {an:…} written out."""

    def written(mark: re.Match[str]) -> str:
        day = today + timedelta(days=int(mark[2]))
        month = f"{MONTHS.split()[day.month - 1]} {day.year}"
        ways = {"mois": month, "jour": f"{'1er' if day.day == 1 else day.day} {month}", "an": str(day.year)}
        if mark[1] not in ways:
            raise ContentError(f"{where}: {mark[0]} is not a date mark (mois, jour, an)")
        return ways[mark[1]]

    return MARK.sub(written, text)
