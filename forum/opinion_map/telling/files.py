"""A telling as files: the table of the page, and Polis' comments.csv with nothing but what is told. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Protocol

from forum.core.i18n import _
from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.rules import Told
from forum.opinion_map.telling.shares import Share
from forum.opinion_map.telling.view import Named, Phrase, View, view

FORMULA = ("=", "+", "-", "@", "\t", "\r")
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


class Place(Protocol):
    """What names its colleges: a collective."""

    def college_name(self, college: str) -> str: ...


def guarded(body: str) -> str:
    """A spreadsheet would compute a cell that begins like a formula."""
    return f"'{body}" if body.lstrip("' ").startswith(FORMULA) else body


def as_csv(told: Told, phrases: Sequence[Phrase], collective: Place) -> str:
    """Every figure of the page, none more: a line for each statement and college, then one for each group."""
    laid = view(told, phrases)
    head = [
        _("N°"),
        _("Phrase"),
        _("Ce qu’on en sait"),
        _("Accord commun (%)"),
        _("Qui"),
        _("Personnes, au moins"),
    ]
    head += [_("D’accord, sur 10"), _("Pas d’accord, sur 10"), _("Beaucoup passent")]
    return _file(head, (*_of_lines(laid, collective), *_of_groups(told, laid, collective)))


def _of_lines(laid: View, collective: Place) -> Iterator[list[object]]:
    kinds = {"unites": _("rassemble"), "divides": _("divise"), "unknown": _("pas encore connu")}
    for line in laid.lines:
        about = [line.number, guarded(line.phrase.words), kinds[line.stand.kind]]
        percent = "" if line.percent is None else line.percent
        for college in laid.colleges:
            yield [*about, percent, _named(college, collective), *_cells(line.shares.get(college))]


def _of_groups(told: Told, laid: View, collective: Place) -> Iterator[list[object]]:
    for one in laid.groups:
        name = _("Groupe {letter}").format(letter=one.letter)
        yield ["", "", "", "", name, _count(one.group.size), "", "", ""]
        for college, n in one.group.colleges.items():
            yield ["", "", "", "", f"{name}, {_named(college, collective)}", _count(n), "", "", ""]
        yield from _said(one, name)
    percent = told.opinions.steadiness
    if percent is not None:
        yield ["", "", "", percent, _("Solidité des groupes (%)"), "", "", "", ""]


def _said(one: Named, name: str) -> Iterator[list[object]]:
    kind = _("distingue ce groupe")
    for line, says in one.says:
        yield [line.number, guarded(line.phrase.words), kind, "", name, *_cells(says.here)]
        if says.elsewhere:
            rest = _("Les autres groupes")
            yield [line.number, guarded(line.phrase.words), kind, "", rest, *_cells(says.elsewhere)]


def _named(college: str, collective: Place) -> str:
    return guarded(collective.college_name(college)) if college else _("Réponses venues d’ailleurs")


def _count(n: int | None) -> object:
    return "" if n is None else n


def _cells(share: Share | None) -> list[object]:
    if share is None:
        return ["", "", "", ""]
    return [share.people, share.agree, share.disagree, _("oui") if share.many_pass else _("non")]


def polis_comments_csv(told: Told, phrases: Sequence[Phrase]) -> str:
    """Polis' own columns, then each deciding college's counts, which its totals, both together, would let one forget.
    Counts are what the told tenths make, down to a multiple of k. No hour, no author; what is hidden is not there."""
    shares = [*told.shares, *({} for _ in phrases[len(told.shares) :])]
    rows = (
        [
            *(0, "", column, "", *_told(shares[column], (*DECIDING, ""), told.k), 1, guarded(phrase.words)),
            *(n for college in DECIDING for n in _apart(shares[column], college, told.k)),
        ]
        for column, phrase in enumerate(phrases)
        if phrase.words and not phrase.hidden
    )
    beside = [f"{college}-{said}" for college in DECIDING for said in ("agrees", "disagrees")]
    return _file([*SAID, *beside], rows)


def _apart(shares: dict[str, Share], college: str, k: int) -> tuple[object, object]:
    return _told(shares, (college,), k) if college in shares else ("", "")


def _told(shares: dict[str, Share], colleges: Sequence[str], k: int) -> tuple[int, int]:
    told = [shares[name] for name in colleges if name in shares]
    agree = sum(one.agree * one.people for one in told) // 10
    disagree = sum(one.disagree * one.people for one in told) // 10
    return agree - agree % k, disagree - disagree % k


def _file(head: Sequence[object], rows: Iterator[list[object]] | Sequence[list[object]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(head)
    table.writerows(rows)
    return out.getvalue()
