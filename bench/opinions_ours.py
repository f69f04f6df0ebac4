"""Our opinions on a file of votes: `python -m bench.opinions_ours FILE OUT`: axes, groups, what each group says.
`… FILE OUT warm`: the same again after a thousand new votes, from what was kept, beside a cold start on the same votes."""

import json
import sys
import time
from pathlib import Path

import numpy as np

from forum.opinion_map.opinions.landscape import Landscape, Memory, landscape
from forum.opinion_map.opinions.meaning import common_ground, representatives
from forum.opinion_map.opinions.votes import Flags, Votes, counted, votes_of

NEW, TIMES = 1000, 5


def read(path: Path) -> tuple[Votes, Flags]:
    about = json.loads(path.with_suffix(".json").read_text())
    rows, columns, values = np.load(path)
    votes = votes_of(rows, columns, values, about["people"], about["statements"])
    out = np.zeros(votes.statements, dtype=np.bool_)
    out[about["out"]] = True
    return votes, out


def drawn(votes: Votes, out: Flags, before: Memory | None = None) -> Landscape:
    found = landscape(votes, out, before)
    counts = counted(votes, found.labels, max(found.k, 1))
    representatives(counts, out)
    common_ground(counts)
    return found


def more(votes: Votes, seed: int) -> Votes:
    """A thousand participants change their mind, or answer one statement more."""
    chance = np.random.default_rng(seed)
    rows, columns = chance.integers(0, votes.people, NEW), chance.integers(0, votes.statements, NEW)
    values = chance.integers(-1, 2, NEW)
    return votes_of(
        np.append(votes.rows, rows),
        np.append(votes.columns, columns),
        np.append(votes.values.astype(np.int64), values),
        votes.people,
        votes.statements,
    )


def timed(votes: Votes, out: Flags, before: Memory | None = None) -> tuple[float, Landscape]:
    began = time.process_time()
    found = drawn(votes, out, before)
    return time.process_time() - began, found


def memory() -> float:
    """Megabytes, at most, since this program began."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    votes, out = read(Path(sys.argv[1]))
    spent, found = timed(votes, out)
    Path(sys.argv[2]).write_bytes(found.labels.tobytes())
    told = {"cpu": spent, "memory": memory()}
    if sys.argv[3:] == ["warm"]:
        cold, warm = [], []
        for time_ in range(TIMES):
            changed = more(votes, time_)
            cold.append(timed(changed, out)[0])
            warm.append(timed(changed, out, found.memory)[0])
        told = {"cpu": float(np.median(cold)), "warm": float(np.median(warm))}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
