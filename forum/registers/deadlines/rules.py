"""Deadlines of law as data: what runs against which kind of institution, with the article that says so. Pure.

A table of eight columns (`COLUMNS`), one line a step; a line that cannot be right is named, and then nothing is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forum.core.days import whole
from forum.core.letters import normal
from forum.registers.objectives.rules import Rows, Wrong

COLUMNS = ("profil", "institution", "etape", "article", "dit", "mois", "jours", "source", "vu")
LONGEST = {"profil": 20, "institution": 200, "article": 200, "dit": 1000, "source": 1000}
STEPS = ("accuse", "silence", "seance", "aucun")
NEEDED = ("profil", "institution", "etape", "dit", "vu")
MOST_MONTHS, MOST_DAYS = 60, 1000
GENERAL = "administration"  # what an institution whose kind nobody said is taken for, and it is said so


@dataclass(frozen=True)
class Law:
    """One step: `silence` is the one that the clock runs (`months` then `days`); `seen`: when somebody read the article."""

    profile: str
    name: str
    step: str
    article: str
    says: str
    months: int
    days: int
    source: str
    seen: date

    @property
    def runs(self) -> bool:
        return self.step == "silence" and bool(self.months or self.days)


@dataclass(frozen=True)
class Laws:
    """The whole table, in the order of its lines."""

    lines: tuple[Law, ...]

    def of(self, profile: str) -> tuple[Law, ...]:
        """What is known of this kind of institution; of an administration for one that was not said, or is no more."""
        return tuple(law for law in self.lines if law.profile == self.named(profile))

    def named(self, profile: str) -> str:
        return profile if any(law.profile == profile for law in self.lines) else GENERAL

    def running(self, profile: str) -> Law | None:
        return next((law for law in self.of(profile) if law.runs), None)

    @property
    def profiles(self) -> dict[str, str]:
        return {law.profile: law.name for law in self.lines}


def read(text: str) -> tuple[Laws, list[Wrong]]:
    """(the table, wrong lines): the table is empty as soon as one line is wrong."""
    rows = Rows(text.removeprefix("\ufeff"))
    head = [normal("NFC", cell.strip().casefold()) for cell in next(rows, (1, []))[1]]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        return Laws(()), [Wrong(1, f"il manque la colonne {', '.join(missing)}")]
    found: list[Law] = []
    wrong: list[Wrong] = []
    for number, row in rows:
        if any(cell.strip() for cell in row):
            judged = _judge(number, dict(zip(head, [cell.strip() for cell in row], strict=False)))
            (found if isinstance(judged, Law) else wrong).append(judged)  # type: ignore[arg-type]  # told apart just before
    if not found and not wrong:
        wrong.append(Wrong(1, "aucune ligne"))
    return Laws(() if wrong else tuple(found)), wrong


def _judge(number: int, said: dict[str, str]) -> Law | Wrong:
    cells = {name: " ".join(said.get(name, "").split()) for name in COLUMNS}
    months, days = _count(cells["mois"], MOST_MONTHS), _count(cells["jours"], MOST_DAYS)
    seen, why = whole(cells["vu"]), next(_faults(cells), "")
    if why or months is None or days is None or seen is None:
        return Wrong(
            number, why or "mois et jours : un nombre entier, ou rien ; vu : une date comme 2026-11-21"
        )
    return Law(
        cells["profil"], cells["institution"], cells["etape"], cells["article"], cells["dit"],
        months, days, cells["source"], seen,
    )  # fmt: skip


def _faults(cells: dict[str, str]) -> Iterator[str]:
    yield from (f"{name} : vide" for name in NEEDED if not cells[name])
    for name, most in LONGEST.items():
        if len(cells[name]) > most:
            yield f"{name} : plus de {most} signes"
    if cells["etape"] not in STEPS:
        yield f"etape : choisissez parmi {', '.join(STEPS)}"
    if cells["etape"] != "aucun" and not cells["article"]:
        yield "article : vide"
    if cells["source"] and not cells["source"].startswith(("https://", "http://")):
        yield "source : elle doit commencer par https:// ou http://"


def _count(text: str, most: int) -> int | None:
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most else None


def lines_said(wrong: Sequence[Wrong]) -> str:
    """One sentence a line, for whoever keeps the machine."""
    return " ; ".join(f"ligne {one.line} : {one.why}" for one in wrong)
