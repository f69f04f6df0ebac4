"""`make similar`: look-alikes. Do they find the text that says the same in other words, and what do they cost at size?

`bench/paraphrases.jsonl` and `bench/paraphrases_second.jsonl` were written by people who had not seen the method; neither
they nor their misses were read by who made it. `bench/similar_tuning.jsonl` and `bench/similar_voices.jsonl` are what it was
tuned on. `bench/paraphrases_fourth.jsonl`: two people wrote in French, each alone, from the same hundred notes in English
that a third had written; what one wrote is kept, what the other wrote is asked; so the fifth, by three others,
after the weights were chosen. Around them stand the texts of all sets, the proposals of a public consultation where they
are at hand (FORUM_REAL_DATA), and plausible texts, up to the size. Kept in bench/SIMILAR.md, whose part written by hand
stays.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean, quantiles

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bench import pages, plausible
from bench.load import request
from bench.seed import SLUG, seed
from bench.servers import serving
from bench.signing import _databases
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
HELD_OUT = "the same, held out"
SETS = {
    "held out, the first": HERE / "paraphrases.jsonl",
    "held out, the second": HERE / "paraphrases_second.jsonl",
    "held out, the third": HERE / "paraphrases_third.jsonl",
    "two who write of one situation": HERE / "paraphrases_fourth.jsonl",
    HELD_OUT: HERE / "paraphrases_fifth.jsonl",
    "development": HERE / "similar_development.jsonl",
    "tuning": HERE / "similar_tuning.jsonl",
    "tuning, voices": HERE / "similar_voices.jsonl",
}
REAL = Path(os.environ.get("FORUM_REAL_DATA", HERE.parent.parent / "shared" / "real"))
PROPOSALS = REAL / "texts" / "republique-numerique.jsonl"
PLAUSIBLE = 1_000  # beside the sets and the proposals, where every set is asked
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


def sets() -> dict[str, list[Case]]:
    return {what: found for what, path in SETS.items() if (found := cases(path))}


def ours(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    return [close.ref for close in closest(tx, place, asked)]


def every_word(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    """The search of the lists: all the words."""
    return _refs(tx, search.search(tx, place.id, asked, 5))


def any_word(tx: Session, place: Collective, asked: str) -> Sequence[str]:
    """Plain full text: any of the words, by the engine's own ranking."""
    sqlite = tx.get_bind().dialect.name == "sqlite"
    mark, either, query = ('"', " OR ", search._SQLITE) if sqlite else ("'", " | ", search._POSTGRES)
    found = either.join(sorted({f"{mark}{stem}{mark}" for group in stems(asked) for stem in group}))
    if not found:
        return []
    rows = tx.connection().execute(text(query), {"words": found, "limit": 5, "of": place.id})
    return _refs(tx, [row[0] for row in rows])


def _refs(tx: Session, idents: Sequence[int]) -> list[str]:
    refs = dict(tx.exec(select(Document.id, Document.ref).where(Document.id.in_(idents))).all())  # type: ignore[attr-defined]
    return [refs[ident] for ident in idents]  # best first


METHODS: dict[str, Method] = {
    "look-alikes": ours,
    "full text, any of the words": any_word,
    "full text, all the words (the search of the lists)": every_word,
}


@dataclass(frozen=True)
class Filled:
    """A house whose one collective holds `size` texts, and the addresses of those of each set, in their order."""

    house: House
    size: int
    wanted: Mapping[str, Sequence[tuple[str, str]]]  # (address, what is asked for it)

    def place(self, tx: Session) -> Collective:
        return tx.exec(select(Collective).where(Collective.slug == SLUG)).one()


def filled(folder: Path, size: int = 0, url: str = "") -> Filled:
    """The texts of all sets, then real proposals, then drawn words, up to `size`; 0: all proposals, and PLAUSIBLE."""
    told = sets()
    texts = [(case.title, case.body) for found in told.values() for case in found]
    lines = PROPOSALS.read_text(encoding="utf-8").splitlines() if PROPOSALS.exists() else []
    real = [(str(row["title"]), str(row["body"])) for row in map(json.loads, lines)]
    size = size or len(texts) + len(real) + PLAUSIBLE
    texts += real[: max(size - len(texts), 0)]
    texts += plausible.written(max(size - len(texts), 0))
    seed(folder, 0, searchable=False, url=url)
    house = open_house(load({}, data_dir=folder, database_url=url, embedded_worker=False))
    with house.db.write() as tx:
        place = tx.exec(select(Collective)).one()
        land = tx.exec(select(Territory.id)).first() or 0
        idents = iter(plausible.add(tx, place, land, texts))
        search.rebuild(tx)
        refs = dict(tx.exec(select(Document.id, Document.ref)).all())
    wanted = {what: [(refs[next(idents)], case.paraphrase) for case in found] for what, found in told.items()}
    return Filled(house, len(texts), wanted)


def hits(full: Filled, what: str, method: Method) -> tuple[float, float]:
    """How often the text is among the five, and first."""
    with full.house.db.read() as tx:
        place = full.place(tx)
        found = [(ref, method(tx, place, asked)) for ref, asked in full.wanted[what]]
    return mean(ref in refs[:5] for ref, refs in found), mean(ref in refs[:1] for ref, refs in found)


def quality(full: Filled) -> Iterator[str]:
    """A row for each set and method."""
    yield "| set | method | hit@5 | hit@1 | n |"
    yield "| --- | --- | --- | --- | --- |"
    for what, wanted in full.wanted.items():
        for name, method in METHODS.items():
            five, one = hits(full, what, method)
            yield f"| {what} | {name} | {five:.3f} | {one:.3f} | {len(wanted)} |"


def found_at_size(full: Filled, engine: str) -> Iterator[str]:
    for name, method in METHODS.items():
        five, one = hits(full, HELD_OUT, method)
        yield f"| {full.size} | {engine} | {name} | {five:.3f} | {one:.3f} |"


def cost(full: Filled, engine: str, bare: float) -> str:
    """A row: the processor's time for a question about look-alikes (mean), what it took, and p99 of a search."""
    asked = [question for wanted in full.wanted.values() for _ref, question in wanted]
    words = [" ".join(one.split()[:2]) for one, _body in plausible.written(300, seed=5)]
    with full.house.db.read() as tx:
        place = full.place(tx)
        for one in asked:
            closest(tx, place, one)
        began = time.process_time()
        waits = [_timed(lambda one=one: closest(tx, place, one)) for one in asked * 3]  # type: ignore[misc]
        each = (time.process_time() - began) / len(waits)
        searches = [_timed(lambda one=one: search.search(tx, place.id, one)) for one in words]  # type: ignore[misc]
    return (
        f"| {full.size} | {engine} | {1e3 * each:.2f} ms | {1e6 * bare:.0f} µs | {each / bare:.0f} | "
        f"{1e3 * mean(waits):.2f} ms | {1e3 * _p99(waits):.1f} ms | {1e3 * _p99(searches):.1f} ms |"
    )


def _p99(waits: Sequence[float]) -> float:
    return quantiles(waits, n=100)[98]


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


def at_size(folder: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Two tables: what is found of the held-out set among so many texts, and what a question costs there."""
    found: list[str] = []
    costs: list[str] = []
    for size in sizes:
        for engine, full in _both(folder, size):
            found += found_at_size(full, engine)
            costs.append(cost(full, engine, bare_request()))
            print(found[-3], costs[-1], sep="\n", flush=True)
            full.house.close()
    yield from ("| texts | engine | method | hit@5 | hit@1 |", "| --- | --- | --- | --- | --- |", *found, "")
    yield f"Goal at {SIZES[-1]} texts: at most {GOAL} bare requests of processor, and hit@5 of at least {FOUND}."
    yield ""
    yield "| texts | engine | look-alikes, CPU | bare request | in bare requests | elapsed, mean | p99 | search, p99 |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    yield from costs


def _both(folder: Path, size: int) -> Iterator[tuple[str, Filled]]:
    yield "SQLite", filled(folder / f"n{size}", size)
    try:
        with _databases(1) as (url,):
            yield "PostgreSQL (its own processor not counted)", filled(folder / f"p{size}", size, url)
    except OperationalError:
        print("no PostgreSQL here")


def main(sizes: Sequence[int] = SIZES) -> None:
    lines = ["# Measured by `make similar`", "", f"{date.today()}", ""]  # noqa: DTZ011  # the day of the machine
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        full = filled(Path(name) / "sets")
        lines += [f"Among {full.size} texts:", "", *quality(full), ""]
        full.house.close()
        print("\n".join(lines), flush=True)
        lines += [f"The fifth set ({HELD_OUT}) at size:", "", *at_size(Path(name), sizes)]
    _hand = RESULTS.read_text(encoding="utf-8").partition(HAND) if RESULTS.exists() else ("", "", "")
    RESULTS.write_text("\n".join([*lines, "", _hand[1] + _hand[2]]).rstrip() + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
