"""A text of twenty pages: what became of its words, and a proposal brought through ten versions of it."""

from random import Random
from time import process_time

from bench.report import Line
from bench.seed import WORDS
from forum.texts.amendments import rules
from forum.texts.amendments.rules import Operation, Snapshot
from forum.texts.rules import Edit, clauses, join, word_diff

PAGES, WORDS_A_PAGE, ROUNDS = 20, 500, 7


def lines() -> list[Line]:
    old = written(Random(1))
    history, asked = amended(old)
    new = join(history[-1].parts["body"])
    silent = [Snapshot(one.hash, one.parts, {}) for one in history]
    brought = [rules.pieces(one["text"]) for one in asked]

    def merged(past: list[Snapshot]) -> None:
        """All that a page of a proposal does: cut each version, carry, put in."""
        again = [Snapshot(one.hash, {"body": clauses(join(one.parts["body"]))}, one.spans) for one in past]
        carried = rules.standings(asked, again, brought)[-1]
        rules.apply(again[-1].parts["body"], rules.landing(carried, brought)["body"])

    size = f"{len(old)} signs, {len(history[0].parts['body'])} clauses"
    return [
        _line("a text of 20 pages: what became of each word", lambda: word_diff(old, new), size),
        _line(
            "the same: a proposal through 10 versions", lambda: merged(history), f"{len(asked)} operations"
        ),
        _line("the same, versions that do not say what they changed", lambda: merged(silent), "compared"),
    ]


def _line(what: str, act: object, note: str) -> Line:
    found = sorted(_milliseconds(act) for _round in range(ROUNDS))[ROUNDS // 2]
    return Line(what, 100, found, ROUNDS, "ms", True, note)


def _milliseconds(act: object) -> float:
    began = process_time()
    act()  # type: ignore[operator]
    return 1000 * (process_time() - began)


def written(draw: Random) -> str:
    """Paragraphs and lists of about eighty words."""
    found = []
    for n in range(PAGES * WORDS_A_PAGE // 80):
        mark = "- " if n % 3 == 0 else ""
        found.append(mark + " ".join(draw.choice(WORDS) for _word in range(79)) + f" {n}.")
    return join(found)


def amended(text: str) -> tuple[list[Snapshot], list[Operation]]:
    """Ten versions, each of which rewrites, adds and removes, and a proposal on the first that meets none of them."""
    first = clauses(text)
    history = [Snapshot("0", {"body": first}, {})]
    for n in range(10):
        parts = list(history[-1].parts["body"])
        edits = [
            Edit(3 * n, 3 * n + 1, (f"Récrit {n}.",)),
            Edit(50 + n, 50 + n, (f"Ajouté {n}.",)),
            Edit(100, 101, ()),
        ]
        history.append(
            Snapshot(str(n + 1), {"body": rules.apply(parts, edits)}, rules.spans({"body": edits}))
        )
    places = [len(first) - 1 - k for k in range(0, 10, 2)]
    return history, [{"field": "body", "op": "replace", "clause": n, "text": f"Proposé {n}."} for n in places]
