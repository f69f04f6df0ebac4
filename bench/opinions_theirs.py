"""red-dwarf on a file of votes, in its own virtual environment: `opinions_theirs.py FILE OUT [GROUPS]`. Nothing of ours.

All by its published entry point, from the list of votes that it takes; the processor time of the pipeline alone is told
beside that of the whole process, which whoever starts it measures.
"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
from reddwarf.implementations.base import run_pipeline  # type: ignore[import-not-found] # noqa: E402


def main() -> None:
    path = Path(sys.argv[1])
    about = json.loads(path.with_suffix(".json").read_text())
    votes = [
        {"participant_id": p, "statement_id": s, "vote": v, "modified": 0}
        for p, s, v in zip(*np.load(path).tolist(), strict=True)
    ]
    began = time.process_time()
    found = run_pipeline(
        votes=votes,
        mod_out_statement_ids=about["out"],
        force_group_count=int(sys.argv[3]) if len(sys.argv) > 3 else None,
        random_state=0,
    )
    spent = time.process_time() - began
    labels = np.full(about["people"], -1, dtype=np.int64)
    placed = found.participants_df["cluster_id"].dropna()
    labels[placed.index.to_numpy(dtype=np.int64)] = placed.to_numpy(dtype=np.int64)
    Path(sys.argv[2]).write_bytes(labels.tobytes())
    lines = Path("/proc/self/status").read_text().splitlines()
    most = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    print(json.dumps({"cpu": spent, "memory": most}))


if __name__ == "__main__":
    main()
