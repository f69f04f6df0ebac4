"""An institution's own days, from a form or from a table: every line is judged before the first is kept. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forum.core.days import written
from forum.core.i18n import _, later
from forum.core.letters import normal
from forum.registers.objectives.rules import Rows, Wrong

TITLE, SOURCE, MOST, SIGNS = 200, 1000, 500, 60_000
COLUMNS = ("genre", "intitule", "jour", "limite", "source")
KINDS = {
    "candidacy": later("Dépôt de candidatures"),
    "budget": later("Budget"),
    "council": later("Conseil, séance"),
    "other": later("Autre"),
}
CODES = {"candidature": "candidacy", "budget": "budget", "conseil": "council", "autre": "other"}


@dataclass(frozen=True)
class Day:
    """`due`: the last day for a demand to be on the table."""

    kind: str
    title: str
    day: date
    due: date
    source: str


def read(text: str) -> tuple[list[Day], list[Wrong]]:
    """(days, wrong lines); the columns `genre`, `intitule`, `jour`, and `limite` and `source` that may be missing."""
    rows = Rows(text)
    head = [_plain(cell) for cell in next(rows, (1, []))[1]]
    if missing := [name for name in COLUMNS[:3] if name not in head]:
        return [], [Wrong(1, _("il manque la colonne {names}").format(names=", ".join(missing)))]
    good: list[Day] = []
    wrong: list[Wrong] = []
    for number, row in rows:
        if any(cell.strip() for cell in row):
            cells = dict(zip(head, [" ".join(cell.split()) for cell in row], strict=False))
            why = next(_faults(cells), "")
            if why:
                wrong.append(Wrong(number, why))
            else:
                good.append(_day(cells))
    if not good and not wrong:
        wrong.append(Wrong(1, _("aucune ligne")))
    return (good, wrong) if len(good) <= MOST else ([], [Wrong(0, _("plus de 500 lignes"))])


def _day(cells: dict[str, str]) -> Day:
    day = written(cells["jour"])
    assert day is not None  # judged just before
    due = written(cells.get("limite", "")) or day
    return Day(CODES[_plain(cells["genre"])], cells["intitule"], day, due, cells.get("source", ""))


def _faults(cells: dict[str, str]) -> Iterator[str]:
    day, limit = written(cells.get("jour", "")), cells.get("limite", "")
    due = written(limit)
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for value in cells.values() for c in value):
        yield _("des signes invisibles")
    if _plain(cells.get("genre", "")) not in CODES:
        yield _("genre : choisissez parmi {names}").format(names=", ".join(CODES))
    if not 0 < len(cells.get("intitule", "")) <= TITLE:
        yield _("intitule : de 1 à {n} signes").format(n=TITLE)
    if day is None:
        yield _("jour : une date comme 31/03/2027")
    if limit and due is None:
        yield _("limite : une date comme 31/03/2027, ou rien")
    if day and due and due > day:
        yield _("limite : elle vient après le jour")
    if len(cells.get("source", "")) > SOURCE:
        yield _("source : plus de {n} signes").format(n=SOURCE)


def _plain(cell: str) -> str:
    word = normal("NFKD", cell.strip().lstrip("\ufeff").casefold())
    return "".join(c for c in word if not unicodedata.combining(c))


def told(wrong: Sequence[Wrong]) -> str:
    """The first lines that are wrong, for the form that sent them."""
    lines = [_("ligne {n} : {why}").format(n=one.line, why=one.why) for one in wrong[:5]]
    return _("Rien n’a été pris. {lines}.").format(lines=" ; ".join(lines))
