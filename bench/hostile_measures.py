"""What is left of a simulated attack when its day ends: who reads what, who was hurt, what counts in the figures."""

import json
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, func, select

from bench.hostile_moderators import Tally, readable
from bench.hostile_town import Item, Person, Town
from forum.collectives.actions import check_sanctions
from forum.collectives.models import Pending
from forum.collectives.queries import enter
from forum.core.errors import Forbidden
from forum.deliberation.ballot_queries import paper_scope
from forum.deliberation.models import BallotPaper
from forum.demands.consultations.models import ConsultationPaper
from forum.demands.consultations.rules import scope
from forum.grievances.models import Echo
from forum.moderation.reports.models import Report
from forum.petitions.models import Signature
from tests.world import SLUG

RESULTS = Path(__file__).with_name("HOSTILE.md")
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
NOT_YET = "not run yet"
TAKEN = (200, 303, 422)  # or asked again, which is answered
COUNTS = {
    "echo": "echoes",
    "sign": "signatures",
    "vote": "papers in the ballot",
    "ask": "consultation papers",
}
Line = tuple[str, str, str]  # what, goal, measured


@dataclass(frozen=True)
class End:
    """What became of each text, by what was meant with it: readable, refused at the door, refused, held, hidden, lost."""

    fates: dict[str, Counter[str]]
    held_back: int  # honest people whose voice is held back
    hurt: int  # honest texts that nobody reads, or whose author is held back


def fates(town: Town) -> End:
    """Asked of the pages, as a visitor; of what is not there, the tables say why."""
    pending = _states(town)
    silenced = {who.number for who in town.honest if _silenced(town, who)}
    found: dict[str, Counter[str]] = {}
    hurt = 0
    for item in town.items:
        fate = "readable" if readable(town, item) else _why(item, pending)
        found.setdefault(item.tactic, Counter())[fate] += 1
        hurt += not item.hostile and (fate != "readable" or item.who.number in silenced)
    return End(found, len(silenced), hurt)


def _states(town: Town) -> list[Any]:
    """What did not become public: (scope, nullifier, state, words as they are kept)."""
    with town.world.house.db.read() as tx:
        return list(tx.exec(select(Pending.scope, Pending.nul, Pending.state, Pending.payload)).all())


def _why(item: Item, pending: list[Any]) -> str:
    if item.door != 303:
        return "refused at the door"
    if item.ref:
        return "hidden"
    words = json.dumps(item.body, ensure_ascii=False)
    for where, nul, state, payload in pending:
        if words in payload and item.who.viewer.nul("voice", where) == nul:
            return "refused before" if state == "withdrawn" else str(state)
    return "lost"


def _silenced(town: Town, who: Person) -> bool:
    """Whether their next act would be refused: the house's own question."""
    with town.world.house.db.read() as tx:
        try:
            check_sanctions(tx, enter(tx, SLUG, who.viewer), town.world.clock())
        except Forbidden:
            return True
    return False


def counted(town: Town, what: str) -> Counter[str]:
    """By side, how many acts stand in what the collective counts; those of open carnets apart, as pages tell them."""
    tables: dict[str, tuple[Any, str, Any]] = {
        "echo": (Echo, "echo", lambda ref: ref),
        "vote": (BallotPaper, "vote", paper_scope),
        "ask": (ConsultationPaper, "vote", scope),
        "sign": (Signature, "sign", lambda code: code),
    }
    table, label, where = tables[what]
    with town.world.house.db.read() as tx:
        there = set(tx.exec(select(table.nul)).all())
    acts = {(who.number, ref): who for who, ref in town.did[what]}
    return Counter(
        who.side if who.college else f"{who.side}, open"
        for (_number, ref), who in acts.items()
        if who.viewer.nul(label, where(ref)) in there
    )


def rows(town: Town) -> int:
    with town.world.house.db.read() as tx:
        return sum(
            tx.exec(select(func.count()).select_from(t)).one() for t in SQLModel.metadata.sorted_tables
        )


def lines(town: Town, tally: Tally, end: End, written: int, took: tuple[float, float]) -> Iterable[Line]:
    hostile = [item for item in town.items if item.hostile]
    honest = len(town.items) - len(hostile)
    tactics = sorted({item.tactic for item in hostile})
    out = sum(n for name in tactics for fate, n in end.fates[name].items() if fate != "readable")
    yield "hostile texts sent", "", str(len(hostile))
    yield "of them, not readable at the end of the day", "≥ 90 %", _part(out, len(hostile))
    for name in tactics:
        yield f"– {name}: what became of them", "", _told(end.fates[name])
    yield "hostile texts public at once, at the worst moment", "", str(max(town.shown))
    yield "hours that hostile texts were public, added up", "", str(sum(town.shown) // 2)
    yield "honest texts", "", str(honest)
    yield "of them, hurt (not readable, or their author held back)", "≤ 1 %", _part(end.hurt, honest)
    for name in sorted(end.fates.keys() - tactics):
        yield f"– {name}: what became of them", "", _told(end.fates[name])
    yield "honest people held back", "", str(end.held_back)
    yield "decisions of moderators", "", f"{tally.decided.total()} ({_told(tally.decided)})"
    yield (
        "pages that moderators opened",
        "",
        f"{tally.pages}, {tally.strange} of them with nothing known on it",
    )
    with town.world.house.db.read() as tx:
        said = tx.exec(select(Report.count)).all()
    waiting = Counter({"rows": len(said), "reports in them": sum(said)})
    yield "reports taken in", "", _told(_of(town, "report", 303))
    yield "reports refused (429)", "", _told(_of(town, "report", 429))
    yield "reports kept as rows", "", _told(waiting)
    for what, name in COUNTS.items():
        sent = Counter({(who.number, ref): who.side for who, ref in town.did[what]}.values())
        yield f"{name} that count", "", f"{_told(counted(town, what))} (sent: {_told(sent)})"
    refused = Counter({side: 0 for _act, side, _status in town.answers})
    for (_act, side, status), n in town.answers.items():
        refused[side] += n * (status not in TAKEN)
    yield "acts refused, of whatever kind", "", _told(refused)
    yield "grants taken by the link that went astray", "", str(town.answers["invitation", "hostile", 303])
    yield "rows written during the day", "", str(written)
    yield "offered by the queue, and not used", "", ", ".join(sorted(+tally.unused)) or "nothing"
    yield "seconds", "≤ 300", f"{took[0]:.0f}, of which the processor worked {took[1]:.0f}"


def _of(town: Town, what: str, status: int) -> Counter[str]:
    return Counter(
        {side: n for (act, side, said), n in town.answers.items() if (act, said) == (what, status)}
    )


def _part(n: int, of: int) -> str:
    return f"{n} of {of}, {100 * n / of:.1f} %" if of else "none"


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "0"


def table(found: Iterable[Line]) -> str:
    return "\n".join(f"{what:58} {goal:7} {measured}" for what, goal, measured in found)


def write(found: list[Line], column: str, town: Town, about: str) -> None:
    """Fill `column` (before, after) of bench/HOSTILE.md; the other one stays as it was."""
    other = {"before": "after", "after": "before"}[column]
    kept = _kept(other)
    heads = {**_heads(), column: _machine(town)}
    cells = []
    for what, goal, measured in found:
        pair = {column: measured, other: kept.get(what, NOT_YET)}
        cells.append([what, goal, pair["before"], pair["after"]])
    body = "\n".join(
        "| " + " | ".join(row) + " |" for row in [["what", "goal", "before", "after"], ["---"] * 4, *cells]
    )
    told = "\n".join(f"- {name}: {heads.get(name, NOT_YET)}" for name in ("before", "after"))
    text = f"# Measured by `python -m bench.hostile`\n\n{about.strip()}\n\n{told}\n\n{body}\n"
    RESULTS.write_text(text, encoding="utf-8")


def _kept(column: str) -> dict[str, str]:
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    found = [row.split(" | ") for row in ROW.findall(text)]
    place = 2 if column == "before" else 3
    return {row[0]: row[place] for row in found if len(row) == 4}


def _heads() -> dict[str, str]:
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    return dict(re.findall(r"^- (before|after): (.+)$", text, re.MULTILINE))


def _machine(town: Town) -> str:
    plan = town.plan
    words = "texts that others wrote" if plan.real else "made-up texts"
    return (
        f"{date.today()}, seed {plan.seed}, {os.cpu_count()} cores, Python {platform.python_version()}, "  # noqa: DTZ011
        f"load {os.getloadavg()[0]:.1f} as it ended; honest people write {words}; moderators use: {', '.join(plan.tools)}"
    )
