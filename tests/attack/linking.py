"""Property 1, and 3 and 4: who did what, worked out of rows that lie beside each other.

Each question is a choice between the true row and a decoy that the public pages make equally likely (same day's batch,
same college). The thief tries many hints on one half of the questions, and is marked on the other half with the best.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import new as hmac_new
from pathlib import Path

from forum.core.crypto import mac
from tests.attack.dump import Dump, Row
from tests.attack.referee import Deed, Referee
from tests.attack.score import Measure, guessed, ordered, searched

TABLES = (
    "text",
    "echo",
    "ballot_paper",
    "amendment",
    "refusal",
    "source_verdict",
    "signature",
    "conversation_paper",
)
PERSONS = {"college_grant", "paper_code"}  # the team's own acts are signed: its tables hide nobody
CONTENT = {*TABLES, "version", "message", "objection", "event", "pending", "log_leaf", "signature_count"}
HALF = 2000
PAGE = 65536  # of a SQLite file; `dump` numbers places so
WAITS = "the worker having passed, as it does each minute; before, all; PostgreSQL: rows alone, its WAL aside"
Question = tuple[Row, Row, Row]  # what is known, the true row, the decoy
Hint = Callable[[Row, Row], float]


@dataclass(frozen=True)
class Stolen:
    """A dump, and where each deed ended in it: only the referee can say."""

    dump: Dump
    place: Mapping[tuple[str, bytes], Row]

    def row(self, deed: Deed) -> Row | None:
        return self.place.get((deed.table, deed.nul))


def sorted_out(dump: Dump) -> Stolen:
    """By table and nullifier. Positions are made comparable between tables: shares of the table."""
    place = {}
    for name in (*TABLES, "college_grant"):
        rows = sorted(dump.rows(name), key=lambda row: int(row["_file"]))
        for at, row in enumerate(rows):
            row["_share"], row["_page"] = at / len(rows), int(row["_file"]) // PAGE
            place[name, bytes(row["nul"])] = row
    return Stolen(dump, place)


# -- hints


def _near(column: str) -> Hint:
    return lambda a, b: abs(float(a.get(column) or 0) - float(b.get(column) or 0))


def _bits(column: str) -> Hint:
    def distance(a: Row, b: Row) -> float:
        left, right = bytes(a.get(column) or b""), bytes(b.get(column) or b"")
        return (
            float(sum((x ^ y).bit_count() for x, y in zip(left, right, strict=False)))
            if left and right
            else 128.0
        )

    return distance


def _after(a: Row, b: Row) -> float:
    """The first batch after what is known, by number of transaction."""
    gap = float(b["_xmin"] - a["_xmin"])
    return gap if gap > 0 else 1e12


def _length(a: Row, b: Row) -> float:
    return abs(len(str(a.get("title", ""))) - len(str(b.get("title", ""))))


def _peppered(pepper: bytes) -> Hint:
    """A row's bytes keyed by the pepper, against the other's."""

    def distance(a: Row, b: Row) -> float:
        made = hmac_new(pepper, bytes(a["nul"]), sha256).digest()
        return _bits("nul")({"nul": made}, b)

    return distance


def hints(pepper: bytes) -> list[Hint]:
    near = [_near(c) for c in ("id", "_file", "_key", "_share", "_xmin")]
    return [*near, _bits("nul"), _bits("box"), _after, _length, _peppered(pepper)]


def _share(questions: Sequence[Question], hint: Hint) -> float:
    right = 0.0
    for known, true, decoy in questions:
        a, b = hint(known, true), hint(known, decoy)
        right += 0.5 if a == b else float(a < b)
    return right


def choose(prop: int, attack: str, questions: list[Question], ways: Sequence[Hint]) -> Measure:
    """Learn the best hint, and which way it points, on one half; be marked on the other."""
    random.Random(3).shuffle(questions)
    half = min(len(questions) // 2, HALF)
    learn, test = questions[:half], questions[half : 2 * half]
    if not half:
        return guessed(prop, attack, 0, 0, "no question could be asked")
    shares = [_share(learn, hint) / half for hint in ways]
    best = max(range(len(ways)), key=lambda at: abs(shares[at] - 0.5))
    right = _share(test, ways[best])
    return guessed(prop, attack, right if shares[best] >= 0.5 else half - right, half)


# -- questions


def _by_batch(deeds: Sequence[Deed], stolen: Stolen) -> Iterator[list[tuple[Deed, Row]]]:
    """Deeds of one slot and one college, with their rows."""
    groups: dict[tuple[int, str], list[tuple[Deed, Row]]] = {}
    for deed in deeds:
        row = stolen.row(deed)
        if row is not None and deed.who >= 0:
            groups.setdefault((deed.slot, deed.college), []).append((deed, row))
    yield from groups.values()


def two_scopes(referee: Referee, stolen: Stolen, rng: random.Random) -> list[Question]:
    """Of one batch: which of these two rows of another scope was written by the carnet of that one?"""
    questions = []
    for group in _by_batch(referee.deeds, stolen):
        for deed, row in group:
            others = [
                (d, r) for d, r in group if d.scope != deed.scope and (d.table, d.scope) != (deed.table, "")
            ]
            mine = [(d, r) for d, r in others if d.who == deed.who]
            for true, true_row in mine:
                decoys = [r for d, r in others if d.who != deed.who and d.table == true.table]
                if decoys:
                    questions.append((row, true_row, rng.choice(decoys)))
    return questions


def persons(referee: Referee, stolen: Stolen, rng: random.Random) -> list[Question]:
    """Which of these two acts, of one day and one college, is the first one of whoever was given this grant?"""
    firsts: dict[int, Deed] = {}
    for deed in (d for d in referee.deeds if d.table == "echo"):
        firsts.setdefault(deed.who, deed)
    questions = []
    for who, person in enumerate(referee.people):
        grant, first = stolen.place.get(("college_grant", person.grant)), firsts.get(who)
        true = stolen.row(first) if first else None
        if grant is None or first is None or true is None:
            continue
        decoys = [row for d in referee.deeds if _like(d, first) and (row := stolen.row(d)) is not None]
        questions += [(grant, true, decoy) for decoy in rng.sample(decoys, min(2, len(decoys)))]
    return questions


def _like(deed: Deed, first: Deed) -> bool:
    """Another person's, of the same college and table, in another slot within a day."""
    same = deed.table == first.table and deed.college == first.college and deed.who != first.who
    return same and deed.slot != first.slot and abs(deed.slot - first.slot) < 4


def lengths(referee: Referee, stolen: Stolen, rng: random.Random) -> list[Question]:
    """Which of these two sealed names is the long one?"""
    short: list[Row] = []
    long: list[Row] = []
    for nul, name in referee.names.items():
        row = stolen.place.get(("signature", nul))
        if row is not None:
            (long if len(name) > 10 else short).append(row)
    return [({"size": 10_000}, _sized(a), _sized(rng.choice(short))) for a in long for _ in range(4) if short]


def _sized(row: Row) -> Row:
    return {"size": len(bytes(row["sealed"]))}


# -- the measures


def attribution(referee: Referee, dump: Dump, keys: Path) -> list[Measure]:
    """Rows, keys in hand. The petition is closed by then: its key is destroyed."""
    stolen, rng = sorted_out(dump), random.Random(5)
    ways = hints((keys / "pepper.key").read_bytes())
    return [
        choose(1, "link two scopes of a carnet", two_scopes(referee, stolen, rng), ways),
        choose(1, "first act of the holder of a grant", persons(referee, stolen, rng), ways),
        choose(1, "long or short name under the seal", lengths(referee, stolen, rng), [_near("size")]),
        _addresses(referee, dump, keys),
        _same_bytes(referee, dump),
    ]


def _addresses(referee: Referee, dump: Dump, keys: Path) -> Measure:
    """Addresses known to the thief, tried with every key that the machine still holds."""
    there = {bytes(row["nul"]) for row in dump.rows("signature")}
    secrets = [bytes.fromhex(path.read_text().strip()) for path in sorted(keys.glob("*.key"))]
    found = 0
    for address in referee.emails:
        tries = [sha256(address.encode()).digest(), *(mac(key, address) for key in secrets)]
        tries += [hmac_new(key, address.encode(), sha256).digest() for key in secrets]
        found += any(made in there for made in tries)
    return searched(1, "addresses among the signatures, keys in hand", found, len(referee.emails))


def _same_bytes(referee: Referee, dump: Dump) -> Measure:
    """24 bytes of a nullifier or of a box that come back in another scope: `sign` is not `voice`."""
    stolen = sorted_out(dump)
    seen: dict[bytes, set[tuple[str, str]]] = {}
    for deed in referee.deeds:
        for value in _values(stolen.row(deed)):
            seen.setdefault(value, set()).add((_label(deed.table), deed.scope))
    scopes: dict[int, set[str]] = {}
    for deed in referee.deeds:
        scopes.setdefault(deed.who, set()).add(deed.scope)
    active = {who for who, known in scopes.items() if who >= 0 and len(known) > 1}
    linked = {d.who for d in referee.deeds for v in _values(stolen.row(d)) if len(seen[v]) > 1} & active
    return searched(
        1, "bytes that come back in another scope", len(linked), len(active), f"{len(seen)} values"
    )


def _values(row: Row | None) -> list[bytes]:
    found = [bytes((row or {}).get(column) or b"")[:24] for column in ("nul", "box")]
    return [value for value in found if len(value) == 24]


def _label(table: str) -> str:
    return "voice" if table in ("text", "amendment") else table


def order(referee: Referee, dump: Dump) -> list[Measure]:
    """Does what lies in the files stand in acting order, inside a batch?"""
    stolen = sorted_out(dump)
    measures = []
    for column, name in (("_file", "place in the file"), ("_key", "order of the table"), ("id", "key")):
        measures.append(ordered(3, f"acting order by {name}", _batches(referee.deeds, stolen, column)))
    return measures


def _batches(deeds: Sequence[Deed], stolen: Stolen, column: str) -> list[list[float]]:
    """Of each batch and table: the places of its rows, in acting order."""
    groups: dict[tuple[str, int, int, int], list[float]] = {}
    for deed in sorted(deeds, key=lambda d: d.turn):
        row = stolen.row(deed)
        if row is not None and not (column == "id" and "id" not in row):
            page = row["_page"] if column == "_file" else 0
            groups.setdefault((deed.table, deed.slot, deed.burst, page), []).append(
                float(row.get(column) or 0)
            )
    return [group for group in groups.values() if len(group) > 1]


def grants(referee: Referee, dump: Dump) -> Measure:
    """People came one after the other: do their grants lie so, in a page of the file or by their transactions?"""
    stolen = sorted_out(dump)
    groups: dict[int, list[float]] = {}
    for deed in referee.joined:
        row = stolen.row(deed)
        if row is not None:
            groups.setdefault(row["_page"], []).append(float(row["_xmin"] * 10**7 + row["_file"]))
    parts = [group[at::4] for group in groups.values() for at in range(4)]
    return ordered(3, "order of the grants", [part for part in parts if len(part) > 1])


def leaves(referee: Referee, dump: Dump) -> Measure:
    """Between slots of a minute, signatures do stand in order: told, not judged."""
    stolen = sorted_out(dump)
    group = [
        float(row["leaf"])
        for deed in sorted(referee.deeds, key=lambda d: d.turn)
        if deed.table == "signature" and (row := stolen.row(deed)) is not None
    ]
    parts = [group[at::6] for at in range(6)]
    return ordered(3, "signatures, from one slot to the next", parts, "public: leaves are numbered", "limit")


def waiting(referee: Referee, dump: Dump) -> Measure:
    """Told, not judged: the order of what waits, for a thief who comes once the worker has stirred it (`stir_waiting`).

    Until then, a minute at most while the worker stands, the order of what came since can be read.
    """
    last = max(deed.slot for deed in referee.deeds)
    lying = {
        bytes(row["nul"]): float(dump.arrival.get(row.get("_rowid", 0), 0) or row["_xmin"])
        for row in dump.rows("pending")
    }
    group = [
        lying[d.nul] for d in sorted(referee.deeds, key=lambda d: d.turn) if d.slot == last and d.nul in lying
    ]
    parts = [group[at::3] for at in range(3)]
    return ordered(3, "what waits, stolen before its slot", parts, WAITS, "limit")


def kept_in_wal(referee: Referee, dump: Dump) -> Measure:
    """Once the slot has passed: acts of which SQLite's WAL, where all stands in order, still holds the nullifier."""
    wal, nuls = dump.raw["base-wal"], {deed.nul for deed in referee.deeds}
    found = sum(nul in wal for nul in nuls)
    return searched(3, "acts still in the WAL, in order", found, len(nuls), f"{len(wal)} bytes")


def same_slot(referee: Referee) -> Measure:
    """Told, not judged: whoever reads the pages at each slot sees which acts came out together."""
    by_slot: Counter[tuple[int, str]] = Counter((d.slot, d.college) for d in referee.deeds if d.who >= 0)
    by_day: Counter[tuple[int, str]] = Counter((d.slot // 4, d.college) for d in referee.deeds if d.who >= 0)
    twos = [d for d in referee.deeds if d.who >= 0 and by_slot[d.slot, d.college] > 1]
    known = sum(1 / (by_slot[d.slot, d.college] - 1) for d in twos) / max(len(twos), 1)
    chance = sum(1 / (by_day[d.slot // 4, d.college] - 1) for d in twos) / max(len(twos), 1)
    name = "one sitting's acts, by the slot instead of the day"
    return Measure(1, name, known, chance, len(twos), "limit", "public")


def mixed(dump: Dump) -> Measure:
    """Transactions that wrote both who counts and what is said."""
    touched = [names for names in dump.together if names & PERSONS]
    found = sum(bool(names & CONTENT) for names in touched)
    return searched(4, "a person's row and a text in one transaction", found, len(touched))
