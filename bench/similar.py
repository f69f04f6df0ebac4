"""`make similar`: look-alikes. Do they find the text that says the same in other words, and what do they cost at size?

`bench/paraphrases.jsonl` and `bench/paraphrases_second.jsonl` were written by people who had not seen the method; neither
they nor their misses were read by who made it. `bench/similar_tuning.jsonl` and `bench/similar_voices.jsonl` are what it was
tuned on. `bench/paraphrases_fourth.jsonl`: two people wrote in French, each alone, from the same hundred notes in English
that a third had written; what one wrote is kept, what the other wrote is asked; so the fifth, by three others,
after the weights were chosen. Distractors: the proposals of a public consultation where they are at hand (FORUM_REAL_DATA), and plausible
texts. Kept in bench/SIMILAR.md, whose part written by hand stays.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import quantiles

from sqlalchemy import text
from sqlmodel import Session, select

from bench import pages, plausible
from bench.load import request
from bench.seed import SLUG, seed
from bench.servers import serving
from forum.app import open_house
from forum.collectives.models import Collective, Territory
from forum.core.settings import load
from forum.http.house import House
from forum.texts import search
from forum.texts.french import stems
from forum.texts.models import Document
from forum.texts.similar.queries import closest

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "SIMILAR.md"
SETS = {
    "held out, the first": HERE / "paraphrases.jsonl",
    "held out, the second": HERE / "paraphrases_second.jsonl",
    "held out, the third": HERE / "paraphrases_third.jsonl",
    "two who write of one situation": HERE / "paraphrases_fourth.jsonl",
    "the same, held out": HERE / "paraphrases_fifth.jsonl",
    "development": HERE / "similar_development.jsonl",
    "tuning": HERE / "similar_tuning.jsonl",
    "tuning, voices": HERE / "similar_voices.jsonl",
}
REAL = Path(os.environ.get("FORUM_REAL_DATA", HERE.parent.parent / "shared" / "real"))
PROPOSALS = REAL / "texts" / "republique-numerique.jsonl"
PLAUSIBLE = 1_000
SIZES = (1_000, 10_000, 100_000)
GOAL, FOUND = 50, 0.8
HAND = "## What was tried"  # from here on, RESULTS is written by hand
Method = Callable[[Session, Collective, str], Sequence[str]]


@dataclass(frozen=True)
class Case:
    title: str
    body: str
    paraphrase: str


def cases(path: Path) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(told: dict[str, str]) -> Case:
    """A text without a title has its first sentence for one, as people do."""
    if "text" in told:
        first, _cut, rest = told["text"].partition(". ")
        return Case(first, rest or first, told["paraphrase"])
    return Case(told["title"], told["body"], told["paraphrase"])


def ours(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    return [close.ref for close in closest(tx, place, asked)]


def every_word(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    """The search of the lists: all the words."""
    return _refs(tx, search.search(tx, place.id, asked, 5))


def any_word(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    """Plain full text: any of the words, by the engine's own ranking."""
    found = " OR ".join(sorted({f'"{stem}"' for group in stems(asked) for stem in group}))
    if not found:
        return []
    rows = tx.connection().execute(text(search._SQLITE), {"words": found, "limit": 5, "of": place.id})
    return _refs(tx, [row[0] for row in rows])


def _refs(tx: Session, idents: Sequence[int]) -> list[str]:
    refs = dict(tx.exec(select(Document.id, Document.ref).where(Document.id.in_(idents))).all())  # type: ignore[attr-defined]
    return [refs[ident] for ident in idents]  # best first


METHODS: dict[str, Method] = {
    "look-alikes": ours,
    "full text, any of the words": any_word,
    "full text, all the words (the search of the lists)": every_word,
}


def filled(folder: Path, texts: list[tuple[str, str]]) -> tuple[House, list[int]]:
    """A house whose one collective holds these texts, and their ids."""
    seed(folder, 0, searchable=False)
    house = open_house(load({}, data_dir=folder, embedded_worker=False))
    with house.db.write() as tx:
        place = tx.exec(select(Collective)).one()
        land = tx.exec(select(Territory.id)).first() or 0
        idents = plausible.add(tx, place, land, texts)
        search.rebuild(tx)
    return house, idents


def quality(folder: Path, wanted: list[Case], more: int = PLAUSIBLE) -> Iterator[str]:
    """One row of the table a method: how often the text is among the five, and first."""
    house, idents = filled(folder, [*((c.title, c.body) for c in wanted), *distractors(wanted, more)])
    with house.db.read() as tx:
        place = tx.exec(select(Collective).where(Collective.slug == SLUG)).one()
        known = dict(tx.exec(select(Document.id, Document.ref)).all())
        for name, method in METHODS.items():
            found = [
                (known[ident], method(tx, place, case.paraphrase))
                for ident, case in zip(idents, wanted, strict=False)
            ]
            five = sum(ref in refs for ref, refs in found) / len(found)
            one = sum(ref in refs[:1] for ref, refs in found) / len(found)
            yield f"| {name} | {five:.3f} | {one:.3f} | {len(found)} |"
    house.close()


def distractors(wanted: list[Case], more: int) -> list[tuple[str, str]]:
    """What else the collective holds: the texts of all other sets, real proposals, drawn words."""
    lines = PROPOSALS.read_text(encoding="utf-8").splitlines() if PROPOSALS.exists() else []
    real = [(str(row["title"]), str(row["body"])) for row in map(json.loads, lines)]
    others = [(c.title, c.body) for path in SETS.values() for c in cases(path) if c not in wanted]
    return [*others, *real, *plausible.written(more)]


def cost(folder: Path, size: int, asked: list[str]) -> tuple[float, float, float]:
    """Seconds: of processor for one question about look-alikes (mean), p99 of the same elapsed, p99 of a search."""
    house, _idents = filled(folder, plausible.written(size))
    words = [" ".join(one.split()[:2]) for one, _body in plausible.written(300, seed=5)]
    with house.db.read() as tx:
        place = tx.exec(select(Collective).where(Collective.slug == SLUG)).one()
        for one in asked:
            closest(tx, place, one)
        began = time.process_time()
        waits = [_timed(lambda one=one: closest(tx, place, one)) for one in asked * 3]  # type: ignore[misc]
        each = (time.process_time() - began) / len(waits)
        searches = [_timed(lambda one=one: search.search(tx, place.id, one)) for one in words]  # type: ignore[misc]
    house.close()
    return each, quantiles(waits, n=100)[98], quantiles(searches, n=100)[98]


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def bare_request() -> float:
    """Seconds of processor of the yardstick, as in `make bench`."""
    with serving("bare") as server:
        case = pages.Case("bare", server, pages.same(request("/")))
        pages.measure([case], 0.8)
        return pages.microseconds(case) / 1e6


def main(sizes: Sequence[int] = SIZES) -> None:
    lines = ["# Measured by `make similar`", "", f"{date.today()}", ""]  # noqa: DTZ011  # the day of the machine
    lines += ["| set | method | hit@5 | hit@1 | n |", "| --- | --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for what, path in SETS.items():
            wanted = cases(path)
            if not wanted:
                print(f"{path.name} absent: left out")
                continue
            lines += [f"| {what} {row}" for row in quality(Path(name) / path.stem, wanted)]
        print("\n".join(lines), flush=True)
        costs = [*_costs(Path(name), sizes)]
    _hand = RESULTS.read_text(encoding="utf-8").partition(HAND) if RESULTS.exists() else ("", "", "")
    RESULTS.write_text(
        "\n".join([*lines, "", *costs, "", _hand[1] + _hand[2]]).rstrip() + "\n", encoding="utf-8"
    )
    print("\n".join(costs))


def _costs(folder: Path, sizes: Sequence[int]) -> Iterator[str]:
    bare = bare_request()
    yield f"A bare request: {1e6 * bare:.0f} µs of processor. Goal at {SIZES[-1]} texts: at most {GOAL} of them."
    yield ""
    yield "| texts | look-alikes, CPU | in bare requests | look-alikes, p99 | search, p99 |"
    yield "| --- | --- | --- | --- | --- |"
    asked = [case.paraphrase for path in SETS.values() for case in cases(path)]
    for size in sizes:
        each, p99, searched = cost(folder / f"n{size}", size, asked)
        yield f"| {size} | {1e3 * each:.2f} ms | {each / bare:.0f} | {1e3 * p99:.1f} ms | {1e3 * searched:.1f} ms |"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
