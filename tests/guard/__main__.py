"""`python -m tests.guard [-v]`: the guard's figures on the labelled sets, and on a real consultation if it is there."""

import sys

from forum.guard.rules import find
from tests.guard.measure import HERE, REAL, SETS, consultation, read, score


def main(aloud: bool) -> None:
    for name in SETS:
        if not (HERE / f"{name}.jsonl").exists():
            print(f"{name}: not there")
            continue
        told = score(read(name))
        print(
            f"{name}: {told.texts} texts, {told.bare} without data; recall {told.recall:.3f} ({told.seen}/{told.labelled}), "
            f"precision {told.precision:.3f} ({told.right}/{told.hits})"
        )
        for word, places in (("missed", told.missed), ("wrong", told.wrong)) if aloud else ():
            for kind, place in places:
                print(f"  {word} {kind}: {place}")
    bodies = consultation()
    if bodies is None:
        print(f"consultation: left out, {REAL} is not there")
        return
    hits = [(body, find(body)) for body in bodies]
    touched = sum(1 for _body, found in hits if found)
    print(f"consultation: {touched} of {len(bodies)} bodies have a hit ({100 * touched / len(bodies):.1f} %)")
    for body, found in hits if aloud else ():
        for hit in found:
            around = " ".join(body[max(0, hit.start - 50) : hit.end + 30].split())
            print(f"  {hit.kind}: {body[hit.start : hit.end]!r} | {around}")


main("-v" in sys.argv)
