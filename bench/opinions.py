"""`python -m bench.opinions`: the opinion map against red-dwarf, on the same votes; kept in bench/OPINIONS.md.

red-dwarf is never a dependency: it lives in a virtual environment outside the repository, made at the first run
(FORUM_BENCH_VENV, or ~/.cache/porte-voix-bench). Whole processes on one thread, their imports and their reading included;
both take the same file. Above twenty thousand participants ours runs alone. Where red-dwarf or the real conversations are
absent, what is left out says why.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np

from bench.opinions_real import HEAD, REAL, Talk, compared, talks
from bench.report import Line
from forum.opinion_map.opinions.votes import Flags, Votes, votes_of

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "OPINIONS.md"
WANTED = "red-dwarf==0.4.0"
SIZES = ((2_000, 200), (20_000, 500), (100_000, 1_000))
MOST_FOR_THEM = 20_000
CPU, MEMORY, WARM = 0.067, 0.333, 0.55  # a fifteenth, a third
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Spent:
    """Of a whole process: seconds of processor; and what it told: its memory at most, the processor of the calculation."""

    cpu: float
    told: dict[str, float]

    @property
    def memory(self) -> float:
        return self.told["memory"]


def run(*command: object) -> Spent:
    """wait4 gives the processor of this child alone; not its memory, which it counts from that of its parent on."""
    with tempfile.TemporaryFile() as out:
        env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(HERE.parent)}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled: so must ours be
        words = list(map(str, command))
        child = subprocess.Popen(words, stdout=out, env=env, cwd=HERE.parent)
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{command[0]} ended with {child.returncode}")
        out.seek(0)
        told = json.loads(out.read().splitlines()[-1])
    return Spent(used.ru_utime + used.ru_stime, told)


@cache
def theirs() -> Path | str:
    """The Python that has red-dwarf, or why there is none."""
    folder = Path(os.environ.get("FORUM_BENCH_VENV", Path.home() / ".cache" / "porte-voix-bench"))
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        if not _there(python):
            pip: list[str | Path] = [
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                WANTED,
            ]
            subprocess.run(pip, check=True, capture_output=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        return f"no {WANTED} could be installed in {folder.name} ({type(error).__name__})"
    return python if _there(python) else f"{WANTED} does not start"


def _there(python: Path) -> bool:
    code = f"from importlib.metadata import version; assert version('red-dwarf') == {WANTED[-5:]!r}"
    return (
        python.exists()
        and not subprocess.run([python, "-c", code], check=False, capture_output=True).returncode
    )


def synthetic(path: Path, people: int, statements: int, seed: int = 1) -> None:
    """Three camps, one in five answers by chance; each participant answers some sixty statements, as people do."""
    chance = np.random.default_rng(seed)
    camp, said = chance.integers(0, 3, people), chance.integers(-1, 2, (3, statements))
    many = np.minimum(chance.geometric(1 / min(60, statements / 4), people), statements)
    rows = np.repeat(np.arange(people), many)
    columns = np.concatenate([chance.choice(statements, n, replace=False) for n in many])
    own = chance.random(len(rows)) < 0.8
    values = np.where(own, said[camp[rows], columns], chance.integers(-1, 2, len(rows)))
    _save(path, votes_of(rows, columns, values, people, statements), np.zeros(statements, dtype=np.bool_))


def _save(path: Path, votes: Votes, out: Flags) -> None:
    """One array, and its sizes beside it: a plain file, which either side reads in no time."""
    np.save(path, np.stack([votes.rows, votes.columns, votes.values.astype(np.int64)]))
    about = {"people": votes.people, "statements": votes.statements, "out": np.flatnonzero(out).tolist()}
    path.with_suffix(".json").write_text(json.dumps(about))


def ours_on(path: Path, *options: str) -> Spent:
    return run(sys.executable, "-m", "bench.opinions_ours", path, path.with_suffix(".ours"), *options)


def theirs_on(path: Path, *options: str) -> Spent:
    return run(theirs(), HERE / "opinions_theirs.py", path, path.with_suffix(".theirs"), *options)


def measured(name: str, path: Path, people: int, rounds: int = 3) -> Iterator[Line]:
    """Rounds in turns; the median of each."""
    against = (
        theirs() if people <= MOST_FOR_THEM else f"red-dwarf is not run above {MOST_FOR_THEM} participants"
    )
    mine, other = [], []
    for _ in range(rounds):
        mine.append(ours_on(path))
        if isinstance(against, Path):
            other.append(theirs_on(path))
    yield from _ratios(name, mine, other, str(against))
    warm = ours_on(path, "warm").told
    note = f"{1e3 * warm['warm']:.0f} ms CPU against {1e3 * warm['cpu']:.0f}, the calculation alone"
    what = f"{name}: update after 1,000 new votes, against cold"
    yield Line(what, WARM, warm["warm"] / warm["cpu"], 5, at_most=True, note=note)


def _ratios(name: str, mine: list[Spent], other: list[Spent], why: str) -> Iterator[Line]:
    cpu, memory = median(one.cpu for one in mine), median(one.memory for one in mine)
    if not other:
        yield Line(
            f"{name}: CPU", CPU, None, len(mine), at_most=True, note=f"{cpu:.2f} s, {memory:.0f} MB; {why}"
        )
        return
    them, room = median(one.cpu for one in other), median(one.memory for one in other)
    inner = median(one.told["cpu"] for one in mine) / median(one.told["cpu"] for one in other)
    note = f"1/{them / cpu:.0f}: {cpu:.2f} s against {them:.2f}; the calculation alone 1/{1 / inner:.0f}"
    yield Line(f"{name}: CPU against red-dwarf", CPU, cpu / them, len(mine), at_most=True, note=note)
    note = f"1/{room / memory:.1f}: {memory:.0f} MB against {room:.0f}"
    yield Line(f"{name}: memory against red-dwarf", MEMORY, memory / room, len(mine), at_most=True, note=note)


def largest(folder: Path) -> tuple[str, Path, int] | None:
    found = max(talks(), key=lambda talk: talk.votes.size, default=None)
    return None if found is None else (found.name, saved(folder, found), found.votes.people)


def saved(folder: Path, talk: Talk) -> Path:
    path = folder / f"{talk.name}.npy"
    _save(path, talk.votes, talk.out)
    return path


def speed(folder: Path, sizes: Sequence[tuple[int, int]] = SIZES, rounds: int = 3) -> Iterator[Line]:
    for people, statements in sizes:
        path = folder / f"{people}.npy"
        synthetic(path, people, statements)
        yield from measured(f"opinions, {people:,} × {statements:,}", path, people, rounds)
    real = largest(folder)
    if real is None:
        yield Line(
            "opinions, the largest real one",
            CPU,
            None,
            0,
            at_most=True,
            note=f"no conversation in {REAL.name}",
        )
    else:
        yield from measured(f"opinions, {real[0]}", real[1], real[2], rounds)


def lines() -> Iterator[Line]:
    """For `make bench`: each size and the largest real one, once."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield from speed(Path(name), rounds=1)


def quality(folder: Path) -> Iterator[str]:
    """A row for each real conversation."""
    for talk in talks():
        labels = None
        if isinstance(theirs(), Path):
            path = saved(folder, talk)
            theirs_on(path, str(talk.k))
            labels = np.frombuffer(path.with_suffix(".theirs").read_bytes(), dtype=np.int64)
        row = compared(talk, labels)
        print(row, flush=True)
        yield row


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        table = []
        for line in speed(Path(name)):
            table.append(line)
            print(" | ".join(line.cells()), flush=True)
        rows = [*quality(Path(name))]
    write(table, rows, theirs())


def write(table: Sequence[Line], rows: Sequence[str], against: Path | str) -> None:
    head = ["what", "goal", "measured", "", "n", "note"]
    speeds = [head, ["---"] * len(head), *(line.cells() for line in table)]
    day = date.today()  # noqa: DTZ011  # the day of the machine
    text = [
        "# Measured by `python -m bench.opinions`",
        f"{day}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} as it ended. Against "
        f"{WANTED if isinstance(against, Path) else 'nothing: ' + against}. Whole processes on one thread, imports and "
        "reading included; medians of rounds taken in turns.",
        "\n".join("| " + " | ".join(row) + " |" for row in speeds),
        "## Groups, on real conversations",
        " ".join((compared.__doc__ or "").split()),
        "\n".join([*HEAD, *rows]) if rows else "Left out: no real conversation is at hand (FORUM_REAL_DATA).",
    ]
    RESULTS.write_text("\n\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
