"""Official paths: what a petition needs, and from whom, for an institution to be bound to look at it. Data, not code. Pure.

They are read from a table (`paths.csv`, or the host's own): each line is judged before the first is kept.
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlsplit

from forum.collectives.rules import plain_ascii
from forum.core.letters import normal
from forum.registers.objectives.rules import Rows, Wrong

MOST, LARGEST = 200, 10**9
# field → (column, longest)
COLUMNS = {
    "key": ("cle", 40),
    "name": ("nom", 200),
    "number": ("nombre", 12),
    "share": ("part", 12),
    "counted": ("de", 200),
    "who": ("qui", 600),
    "delay": ("delai", 400),
    "effect": ("effet", 600),
    "here": ("ici", 600),
    "lodged": ("ou", 300),
    "source": ("source", 300),
    "url": ("adresse", 1000),
    "seen": ("vu", 10),
}
MAY_BE_EMPTY = ("number", "share", "url")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHARE = re.compile(r"([1-9]\d{0,3})\s*/\s*([1-9]\d{0,5})")


@dataclass(frozen=True)
class Path:
    """One way in. `number` of signatures, or a `share` of the `counted` people; both empty where one person is enough.

    `here` says what a petition signed elsewhere is worth there; `source` and `seen` are where and when it was read.
    """

    key: str
    name: str
    number: int
    share: str
    counted: str
    who: str
    delay: str
    effect: str
    here: str
    lodged: str
    source: str
    url: str
    seen: date

    def needed(self, electors: int = 0) -> int:
        """How many signatures, of so many people for a share; 0 where it cannot be said, or none are asked for."""
        if self.number:
            return self.number
        if not self.share or not electors:
            return 0
        return -(-electors * Fraction(self.share) // 1)


def read(text: str) -> tuple[list[Path], list[Wrong]]:
    """(good lines, wrong lines). A file without its columns is one wrong line, the first."""
    rows = Rows(text.lstrip("\ufeff"))
    head = [plain_ascii(cell) for cell in next(rows, (1, []))[1]]
    if missing := [column for column, _most in COLUMNS.values() if column not in head]:
        return [], [Wrong(1, f"il manque la colonne {', '.join(missing)}")]
    good: dict[str, Path] = {}
    wrong: list[Wrong] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            path = _judged(dict(zip(head, cells, strict=False)))
            if path.key in good:
                raise ValueError(f"cle : « {path.key} » est déjà plus haut")
            good[path.key] = path
        except ValueError as error:
            wrong.append(Wrong(number, str(error)))
    if len(good) > MOST:
        return [], [Wrong(0, f"plus de {MOST} voies : gardez celles qui servent")]
    if not good and not wrong:
        wrong.append(Wrong(1, "il n’y a aucune ligne sous les titres des colonnes"))
    return list(good.values()), wrong


def _judged(cells: dict[str, str]) -> Path:
    """ValueError in words for the first thing wrong."""
    said = {field: _cell(cells.get(column, ""), column, most) for field, (column, most) in COLUMNS.items()}
    for field, (column, _most) in COLUMNS.items():
        if not said[field] and field not in MAY_BE_EMPTY:
            raise ValueError(f"{column} : vide")
    if not _KEY.fullmatch(said["key"]):
        raise ValueError("cle : des minuscules sans accent, des chiffres et des tirets")
    if said["number"] and said["share"]:
        raise ValueError("nombre et part : l’un ou l’autre")
    if said["url"] and not _web(said["url"]):
        raise ValueError("adresse : elle doit commencer par https:// ou http://")
    number = _number(said.pop("number"))
    return Path(**said | {"number": number, "share": _share(said["share"]), "seen": _day(said["seen"])})  # type: ignore[arg-type]


def _cell(value: str, column: str, most: int) -> str:
    cell = " ".join(normal("NFC", value).split())
    if any(not c.isprintable() for c in cell.replace("\u202f", "").replace("\u00a0", "")):
        raise ValueError(f"{column} : des signes invisibles")
    if len(cell) > most:
        raise ValueError(f"{column} : plus de {most} signes")
    return cell


def _number(said: str) -> int:
    digits = "".join(said.split())
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) <= LARGEST:
        raise ValueError("nombre : un nombre entier, par exemple 150000")
    return int(digits)


def _share(said: str) -> str:
    if not said:
        return ""
    found = _SHARE.fullmatch(said)
    if not found or Fraction(int(found[1]), int(found[2])) > 1:
        raise ValueError("part : une fraction d’un au plus, par exemple 1/10")
    return f"{found[1]}/{found[2]}"


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise ValueError("vu : un jour, par exemple 2026-11-21") from None


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in url
