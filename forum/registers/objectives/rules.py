"""A file of official objectives, line by line: every line is judged before the first is kept. Pure."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum.core.letters import normal

CODE, TITLE, SOURCE, URL = 40, 400, 300, 1000
MOST = 5000
COLUMNS = {"code": "numero", "title": "intitule", "source": "texte", "url": "adresse"}
LONGEST = {"code": CODE, "title": TITLE, "source": SOURCE, "url": URL}
NEEDED = ("code", "title", "source")


@dataclass(frozen=True)
class Line:
    """One objective: its number, what it says, the text it is of, where that text is read."""

    line: int
    code: str
    title: str
    source: str
    url: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.code


@dataclass(frozen=True)
class Wrong:
    line: int
    why: str


def read(text: str) -> tuple[list[Line], list[Wrong]]:
    """(good lines, wrong lines). A file without its columns is one wrong line, the first."""
    rows = Rows(text)
    head = next(rows, (1, []))[1]
    names = {_column(cell): place for place, cell in enumerate(head)}
    missing = [COLUMNS[name] for name in NEEDED if name not in names]
    if missing:
        return [], [Wrong(1, f"il manque la colonne {', '.join(missing)}")]
    good: dict[tuple[str, str], Line] = {}
    wrong: list[Wrong] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        judged = _judge(number, {name: row[at] if at < len(row) else "" for name, at in names.items()})
        if isinstance(judged, Line) and judged.key in good:
            judged = Wrong(number, f"déjà dit à la ligne {good[judged.key].line}")
        if isinstance(judged, Wrong):
            wrong.append(judged)
        else:
            good[judged.key] = judged
    if len(good) > MOST:
        return [], [Wrong(0, f"plus de {MOST} objectifs : coupez le fichier")]
    return list(good.values()), wrong


class Rows:
    """(line number, cells): the mark of a table is the one its first line uses most."""

    def __init__(self, text: str) -> None:
        first = text.split("\n", 1)[0]
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> tuple[int, Sequence[str]]:
        try:
            row = next(self._reader)
        except csv.Error:  # a cell that never ends
            row = ["\x00"]
        return self._reader.line_num, row


def _column(cell: str) -> str:
    """The name of a column, in French or in English, whatever its accents and capitals."""
    plain = normal("NFKD", cell.strip().lstrip("\ufeff").casefold())
    word = "".join(c for c in plain if not unicodedata.combining(c))
    return next((name for name, said in COLUMNS.items() if word in (name, said)), word)


def _judge(number: int, cells: dict[str, str]) -> Line | Wrong:
    said = {name: " ".join(_clean(cells.get(name, "")).split()) for name in COLUMNS}
    for name, value in said.items():
        if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in value):
            return Wrong(number, f"{COLUMNS[name]} : des signes invisibles")
        if len(value) > LONGEST[name]:
            return Wrong(number, f"{COLUMNS[name]} : plus de {LONGEST[name]} signes")
        if not value and name in NEEDED:
            return Wrong(number, f"{COLUMNS[name]} : vide")
    if said["url"] and not _web(said["url"]):
        return Wrong(number, "adresse : elle doit commencer par https:// ou http://")
    return Line(number, **said)


def _clean(text: str) -> str:
    """Hyphens that a PDF leaves where it cut a word say nothing."""
    return normal("NFC", text.replace("\u00ad", ""))


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in url
