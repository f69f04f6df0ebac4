"""Reads: the whole of one institution's suites, or of a collective's, and what they say to other programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core.i18n import _
from forum.followups.board.rules import Entry
from forum.followups.models import FollowUp
from forum.followups.queries import Figures, Followed, figures, followed_all
from forum.followups.rules import LABELS
from forum.followups.subjects.queries import HIDDEN, heads
from forum.registers.calendar import queries as calendar
from forum.registers.deadlines.rules import Laws
from forum.registers.models import Institution

MOST = 200  # of the latest: what is older is on the pages


@dataclass(frozen=True)
class Whole:
    """What one institution was handed, or all of them: the latest first."""

    followed: Sequence[Followed]
    figures: Figures | None


def whole(tx: Session, collective: Collective, to: Institution | None, today: date, known: Laws) -> Whole:
    mine = (FollowUp.institution_id == to.id,) if to else ()
    found = heads(tx, FollowUp.collective_id == collective.id, HIDDEN.is_(False), *mine)[:MOST]
    rows = followed_all(tx, found, today, known)
    return Whole(rows, figures(tx, [to.id], today)[to.id] if to else None)


def happened(found: Whole, home: str, today: date) -> list[Entry]:
    """For a feed: what was handed over, answered, promised, and what is late; the address of each leads to its place."""
    entries: list[Entry] = []
    for one in found.followed:
        page, title = f"{home}/{one.head.ref}", one.head.title
        for d in one.deliveries:
            words = _("Remise : {title}").format(title=title)
            entries.append(Entry(f"remise-{d.ref}", d.day, words, page, d.recipient))
        for r in one.replies:
            words = _("{label} : {title}").format(label=_(LABELS[r.label][0]), title=title)
            entries.append(Entry(f"reponse-{r.ref}", r.day, words, f"{page}#r-{r.ref}", r.source))
        for p in one.promises:
            words = _("Engagement : {what}").format(what=p.row.what)
            entries.append(
                Entry(f"promis-{p.row.ref}", p.row.day, words, f"{page}#e-{p.row.ref}", p.row.owner)
            )
            if p.state in ("overdue", "broken"):
                words = _("En retard : {what}").format(what=p.row.what)
                entries.append(
                    Entry(f"retard-{p.row.ref}", p.row.due, words, f"{page}#e-{p.row.ref}", p.row.owner)
                )
    return sorted((one for one in entries if one.day <= today), key=lambda one: (one.day, one.ident))[-MOST:]


def due(tx: Session, collective: Collective, to: Institution | None, found: Whole, home: str) -> list[Entry]:
    """For a calendar: answers that are waited for, promises, the institution's own days and when to be on the table."""
    entries: list[Entry] = []
    for one in found.followed:
        page, title = f"{home}/{one.head.ref}", one.head.title
        if one.clock and not one.clock.answered and one.clock.limit:
            words = _("Réponse attendue : {title}").format(title=title)
            entries.append(
                Entry(f"silence-{one.head.ref}", one.clock.limit, words, page, one.head.institution)
            )
        for p in one.promises:
            words = _("Échéance : {what}").format(what=p.row.what)
            entries.append(
                Entry(f"echeance-{p.row.ref}", p.row.due, words, f"{page}#e-{p.row.ref}", p.row.owner)
            )
    for row, name in calendar.named(tx, collective.id, to.id if to else 0):
        entries.append(Entry(f"date-{row.ref}", row.day, f"{name} : {row.title}", home, row.source))
        if row.due != row.day:
            words = _("À mettre sur la table : {title}").format(title=row.title)
            entries.append(Entry(f"table-{row.ref}", row.due, words, home, name))
    return entries


HEAD = ("objet", "genre", "remise", "jours_sans_reponse", "reponse", "engagement", "qui", "pour", "etat")
STATES = {"open": "en cours", "overdue": "en retard", "kept": "tenu", "broken": "pas tenu"}


def lines(found: Whole) -> list[tuple[object, ...]]:
    """For a spreadsheet: one line a promise, and one for each thing on which nothing was promised."""
    rows: list[tuple[object, ...]] = []
    for one in found.followed:
        handed = one.deliveries[0].day if one.deliveries else ""
        silent = one.clock.days if one.clock and not one.clock.answered else ""
        answer = one.replies[-1].label if one.replies else ""
        said = LABELS[answer][0] if answer else ""
        start = (one.head.title, one.head.kind, handed, silent, said)
        promised: list[tuple[object, ...]] = [
            (p.row.what, p.row.owner, p.row.due, STATES[p.state]) for p in one.promises
        ]
        rows += [(*start, *words) for words in promised or [("", "", "", "")]]
    return rows
