"""The files in which Polis publishes a conversation: read whole or refused by name and line. Pure.

participants-votes.csv is the table (1 agree, −1 disagree, 0 pass, nothing: not seen) and the group of each
participant; comments.csv the statements (moderated −1: taken out); votes.csv each vote as it came, which is read as the
table only where there is no table. Hours are read and forgotten. None is written: no matrix of ours leaves.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forum.core.i18n import _
from forum.opinion_map.opinions.votes import NOBODY, Flags, Ints, Votes, votes_of

TABLE, STATEMENTS, HISTORY = "participants-votes.csv", "comments.csv", "votes.csv"
ABOUT = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
CAST = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
CELLS = {"1": 1, "0": 0, "-1": -1}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Malformed(ValueError):
    """Which file, which line, and what is wrong there, in one sentence."""

    def __init__(self, name: str, line: int, why: str) -> None:
        super().__init__(_("{name}, ligne {line} : {why}").format(name=name, line=line, why=why))
        self.name, self.line = name, line


@dataclass(frozen=True, slots=True)
class Statement:
    mark: int
    body: str
    author: str = ""
    moderated: int = 1


@dataclass(frozen=True, slots=True)
class Conversation:
    """Statements in the order of their marks, which is that of the columns of `votes`; groups as they were published."""

    statements: tuple[Statement, ...]
    people: tuple[str, ...]
    groups: Ints
    votes: Votes

    @property
    def out(self) -> Flags:
        return np.asarray([one.moderated == -1 for one in self.statements], dtype=np.bool_)


def read(files: Mapping[str, bytes]) -> Conversation:
    """From what the files hold, by their names. Malformed at the first thing wrong: nothing is taken by half."""
    for needed in (STATEMENTS, TABLE if TABLE in files or HISTORY not in files else HISTORY):
        if needed not in files:
            raise Malformed(needed, 1, _("ce fichier manque."))
    statements = _statements(_records(STATEMENTS, files[STATEMENTS]))
    columns = {one.mark: place for place, one in enumerate(statements)}
    cast = _history(_records(HISTORY, files[HISTORY]), columns) if HISTORY in files else None
    if TABLE in files:
        return _from_table(_records(TABLE, files[TABLE]), statements, columns)
    assert cast is not None
    people, votes = cast
    return Conversation(statements, people, np.full(len(people), NOBODY, dtype=np.int64), votes)


def _records(name: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line, cells): a record that runs over several lines is known by its first."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Malformed(name, line, _("ce n’est pas du texte en UTF-8.")) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in lines:
            if cells:
                yield line, cells
            line = lines.line_num + 1
    except csv.Error:
        raise Malformed(name, line, _("la ligne n’est pas un CSV lisible (guillemets ?).")) from None


def _head(name: str, records: Iterator[tuple[int, list[str]]], wanted: Sequence[str]) -> list[str]:
    _line, head = next(records, (1, []))
    missing = [title for title in wanted if title not in head]
    if missing and len(head) == 1 and (";" in head[0] or "\t" in head[0]):
        raise Malformed(
            name, 1, _("les cases ne sont pas séparées par des virgules : il faut un CSV à virgules.")
        )
    if missing:
        raise Malformed(name, 1, _("il manque la colonne « {title} ».").format(title=missing[0]))
    return head


def _named(
    name: str, records: Iterator[tuple[int, list[str]]], wanted: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    head = _head(name, records, wanted)
    for line, cells in records:
        _whole(name, line, cells, head)
        yield line, dict(zip(head, cells, strict=True))


def _whole(name: str, line: int, cells: Sequence[str], head: Sequence[str]) -> None:
    if len(cells) != len(head):
        why = _("{found} cases au lieu de {wanted}.").format(found=len(cells), wanted=len(head))
        raise Malformed(name, line, why)


def _number(name: str, line: int, word: str) -> int:
    """Digits alone: int() would also take « 1_000 », and « ١ »."""
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        raise Malformed(name, line, _("« {word} » n’est pas un nombre.").format(word=word[:40]))
    return int(word)


def _vote(name: str, line: int, word: str) -> int:
    if word not in CELLS:
        raise Malformed(name, line, _("« {word} » n’est pas un vote : 1, 0 ou -1.").format(word=word[:40]))
    return CELLS[word]


def _statements(records: Iterator[tuple[int, list[str]]]) -> tuple[Statement, ...]:
    found: dict[int, Statement] = {}
    for line, row in _named(STATEMENTS, records, ("comment-id", "author-id", "moderated", "comment-body")):
        mark = _number(STATEMENTS, line, row["comment-id"])
        if mark in found:
            raise Malformed(STATEMENTS, line, _("la phrase {mark} y est déjà.").format(mark=mark))
        moderated = _vote(STATEMENTS, line, row["moderated"])
        author = row["author-id"] if row["author-id"].isdigit() else ""
        found[mark] = Statement(mark, _unguarded(row["comment-body"]), author, moderated)
    return tuple(found[mark] for mark in sorted(found))


def _from_table(
    records: Iterator[tuple[int, list[str]]], statements: tuple[Statement, ...], columns: Mapping[int, int]
) -> Conversation:
    head = _head(TABLE, records, ABOUT[:2])
    marks = {
        place: _known(TABLE, 1, title, columns) for place, title in enumerate(head) if title not in ABOUT
    }
    if len(set(marks.values())) != len(marks):
        raise Malformed(TABLE, 1, _("une phrase a deux colonnes."))
    person, group = head.index("participant"), head.index("group-id")
    people: dict[str, int] = {}
    groups, cells = [], []
    for line, row in records:
        _whole(TABLE, line, row, head)
        if row[person] in people:
            raise Malformed(TABLE, line, _("le participant {mark} y est déjà.").format(mark=row[person][:40]))
        _number(TABLE, line, row[person])
        place = people[row[person]] = len(people)
        groups.append(_number(TABLE, line, row[group]) if row[group] else NOBODY)
        cells += [(place, c, _vote(TABLE, line, row[at])) for at, c in marks.items() if row[at]]
    votes = _votes(cells, len(people), len(statements))
    return Conversation(statements, tuple(people), np.asarray(groups, dtype=np.int64), votes)


def _known(name: str, line: int, word: str, columns: Mapping[int, int]) -> int:
    mark = _number(name, line, word)
    if mark not in columns:
        raise Malformed(name, line, _("la phrase {mark} n’est pas dans comments.csv.").format(mark=mark))
    return columns[mark]


def _history(
    records: Iterator[tuple[int, list[str]]], columns: Mapping[int, int]
) -> tuple[tuple[str, ...], Votes]:
    """The last vote holds, by its time and then by its place in the file."""
    people: dict[str, int] = {}
    cast = []
    for line, row in _named(HISTORY, records, ("timestamp", *CAST[2:])):
        when = _number(HISTORY, line, row["timestamp"])
        column = _known(HISTORY, line, row["comment-id"], columns)
        _number(HISTORY, line, row["voter-id"])
        place = people.setdefault(row["voter-id"], len(people))
        cast.append((when, place, column, _vote(HISTORY, line, row["vote"])))
    cast.sort(key=lambda one: one[0])
    return tuple(people), _votes([one[1:] for one in cast], len(people), len(columns))


def _votes(cells: Sequence[tuple[int, int, int]], people: int, statements: int) -> Votes:
    rows, columns, values = np.asarray(cells, dtype=np.int64).reshape(-1, 3).T
    return votes_of(rows, columns, values, people, statements)


def _unguarded(body: str) -> str:
    return body[1:] if body.startswith("'") and body.lstrip("' ").startswith(FORMULA) else body
