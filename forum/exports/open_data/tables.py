"""Participation as a table for a spreadsheet: what « Qui manque ? » tells, line by line; empty where it is withheld."""

import csv
import io
from collections.abc import Iterator, Sequence

from forum.collectives.models import COLLEGES, TIERS
from forum.core.withheld import Suppressed
from forum.exports.participation.queries import CHANNELS, Participation

HEAD = ("table", "territory", "college", "way", "count", "source", "dated")
Row = tuple[str, str, str, str, str, str, str]


def participation(found: Participation, k: int) -> str:
    """Numbers go down to a multiple of k; `total` stands for all of a kind."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(_rows(found))
    writer.writerow(("step", "", "", "", k, "", ""))
    return out.getvalue()


def _rows(found: Participation) -> Iterator[Row]:
    ways = TIERS if found.tiered else ("",)
    yield from (("grants", "", *line, "", "") for line in _table(found.grants, COLLEGES, ways) if line[1])
    yield from (("texts", "", *line, "", "") for line in _table(found.texts, COLLEGES, CHANNELS))
    for place, college, n in _table(found.echoes, found.codes, COLLEGES):
        yield ("echoes", place, college, "", n, "", "")
    for one in found.reference:
        yield (
            "concerned",
            one.territory or "total",
            one.college,
            "",
            str(one.n),
            _cell(one.source),
            one.dated,
        )


def _table(told: Suppressed, rows: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for name, cells, total in zip(rows, told.cells, told.rows, strict=True):
        yield from ((name, column, _number(n)) for column, n in zip(columns, cells, strict=True))
        yield name, "total", _number(total)
    yield from (("total", column, _number(n)) for column, n in zip(columns, told.columns, strict=True))
    yield "total", "total", _number(told.total)


def _number(n: int | None) -> str:
    return "" if n is None else str(n)


def _cell(text: str) -> str:
    """A spreadsheet takes some signs for the beginning of a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
