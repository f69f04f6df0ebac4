"""Polis' three files written from what was read, to be read again: the forum itself writes no matrix."""

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from forum.opinion_map.opinions.polis import ABOUT, CAST, FORMULA, HISTORY, STATEMENTS, TABLE, Conversation
from forum.opinion_map.opinions.votes import NOBODY, counted

SAID = (
    "timestamp",
    "datetime",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
)


def written(talk: Conversation) -> dict[str, str]:
    """The three files. Where Polis writes an hour there is a zero: none is known here."""
    return {TABLE: _table(talk), STATEMENTS: _said(talk), HISTORY: _cast(talk)}


def _table(talk: Conversation) -> str:
    cells = np.full((len(talk.people), len(talk.statements)), "", dtype="<U2")
    cells[talk.votes.rows, talk.votes.columns] = talk.votes.values.astype("<U2")
    wrote = [sum(one.author == person != "" for one in talk.statements) for person in talk.people]
    lines = zip(talk.people, talk.groups.tolist(), wrote, cells.tolist(), strict=True)
    rows = (
        [p, "" if g == NOBODY else g, w, len(c) - c.count(""), c.count("1"), c.count("-1"), *c]
        for p, g, w, c in lines
    )
    return _file([*ABOUT, *(one.mark for one in talk.statements)], rows)


def _said(talk: Conversation) -> str:
    counts = counted(talk.votes, np.zeros(len(talk.people), dtype=np.int64), 1)
    rows = (
        [
            0,
            "",
            one.mark,
            one.author,
            counts.agree[0, c],
            counts.disagree[0, c],
            one.moderated,
            _guarded(one.body),
        ]
        for c, one in enumerate(talk.statements)
    )
    return _file(SAID, rows)


def _cast(talk: Conversation) -> str:
    """By statement and then by participant, an order that tells nothing of when they voted."""
    votes = talk.votes
    order = np.lexsort((votes.rows, votes.columns))
    cells = zip(votes.rows[order], votes.columns[order], votes.values[order], strict=True)
    return _file(CAST, ([0, "", talk.statements[c].mark, talk.people[r], v] for r, c, v in cells))


def _file(head: Sequence[object], rows: Iterator[list[object]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(head)
    table.writerows(rows)
    return out.getvalue()


def _guarded(body: str) -> str:
    """A spreadsheet would compute a cell that begins like a formula."""
    return f"'{body}" if body.lstrip("' ").startswith(FORMULA) else body
