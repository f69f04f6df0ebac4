"""Operations on clauses: in any order the same text, no accepted clause lost, each conflict said with both sides."""

import unicodedata
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.texts.amendments import rules
from forum.texts.amendments.rules import Operation, Snapshot, pieces, standings, state_of
from forum.texts.rules import Edit, clauses, join

Operations = list[Operation]


def op(verb: str, clause: int, text: str = "") -> Operation:
    return {"field": "body", "op": verb, "clause": clause, "text": text}  # type: ignore[typeddict-item]


def version(parts: Sequence[str], spans: dict[str, list[list[int]]] | None = None) -> Snapshot:
    return Snapshot("\n".join(parts), {"body": list(parts)}, spans or {})


def new(operations: Operations) -> list[tuple[str, ...]]:
    return [pieces(one["text"]) for one in operations]


def worth(operations: Operations, history: list[Snapshot]) -> str:
    return state_of(standings(operations, history, new(operations))[-1])


def accept(history: list[Snapshot], operations: Operations, *, told: bool = True) -> list[Snapshot]:
    """The history with one more version: the operations, written on the first, brought into the last."""
    carried = standings(operations, history, new(operations))[-1]
    assert state_of(carried) != "conflict"
    edits = rules.landing(carried, new(operations))
    made = rules.apply(history[-1].parts["body"], edits.get("body", []))
    return [*history, version(made, rules.spans(edits) if told else {})]


def text(history: list[Snapshot]) -> list[str]:
    return list(history[-1].parts["body"])


BASE = [f"clause {n}." for n in range(8)]
SHAPES = st.sampled_from(
    ["{}", "- {}", "1. {}", "## {}", "  - {}", "> {}", "| {} | b |\n| --- | --- |\n| c | d |"]
)
TEXTS = st.builds(
    str.format,
    SHAPES,
    st.text("abcdéèñ אבג e\u0301·'", min_size=1, max_size=9).map(lambda t: t.strip() or "a"),
)


@st.composite
def compatible(draw: st.DrawFn) -> tuple[list[str], list[Operations]]:
    """A base and amendments that share no clause and no place; no removal brings two of their insertions together."""
    base = [f"{draw(TEXTS)} {n}" for n in range(draw(st.integers(1, 8)))]
    amendments: list[Operations] = [[] for _ in range(draw(st.integers(1, 4)))]
    free = True  # whether an insertion may come at this gap
    for n in range(len(base) + 1):
        if free and draw(st.booleans()):
            draw(st.sampled_from(amendments)).append(op("insert", n, _fresh(draw, f"i{n}")))
            free = False
        act = draw(st.sampled_from(["keep", "keep", "replace", "remove"])) if n < len(base) else "keep"
        if act != "keep":
            said = _fresh(draw, f"r{n}") if act == "replace" else ""
            draw(st.sampled_from(amendments)).append(op(act, n, said))
        free = free or act != "remove"
    return base, [draw(st.permutations(a)) for a in amendments if a]


def _fresh(draw: st.DrawFn, mark: str) -> str:
    """One clause or two that stand nowhere else."""
    return "\n\n".join(f"{draw(TEXTS)} {mark}.{n}" for n in range(draw(st.integers(1, 2))))


@given(compatible(), st.booleans())
def test_any_order_gives_the_same_text(case: tuple[list[str], list[Operations]], told: bool) -> None:
    base, amendments = case
    found = set()
    for order in permutations(amendments):
        history = [version(base)]
        for operations in order:
            history = accept(history, operations, told=True)
        found.add(tuple(text(history)))
    assert len(found) == 1
    alone = [version(base)]
    for operations in amendments:
        alone = accept(alone, operations, told=told)
    brought = {clause for a in amendments for o in a for clause in pieces(o["text"])}
    assert brought <= set(text(alone))
    touched = {o["clause"] for a in amendments for o in a if o["op"] != "insert"}
    assert [c for n, c in enumerate(base) if n not in touched] == [c for c in text(alone) if c in base]


@st.composite
def crowd(draw: st.DrawFn) -> tuple[list[str], list[Operations]]:
    """Amendments at random on one base: they meet, repeat each other, insert in one place."""
    base = [f"{draw(TEXTS)} {n}" for n in range(draw(st.integers(0, 6)))]
    amendments = []
    for who in range(draw(st.integers(1, 5))):
        found = [op("insert", draw(st.integers(0, len(base))), _fresh(draw, f"i{who}"))]
        for n in sorted(draw(st.sets(st.integers(0, len(base) - 1), max_size=3))) if base else ():
            same = draw(st.booleans())  # two people may well ask for the same thing
            found.append(op("remove", n) if same else op("replace", n, _fresh(draw, f"r{who}.{n}")))
        amendments.append(found)
    return base, amendments


@given(crowd())
def test_no_accepted_clause_is_lost_whatever_meets(case: tuple[list[str], list[Operations]]) -> None:
    base, amendments = case
    history, kept = [version(base)], set[str]()
    for operations in amendments:
        if worth(operations, history) == "conflict":
            continue
        before = set(text(history))
        history = accept(history, operations)
        kept |= {clause for one in operations for clause in pieces(one["text"])}
        assert kept <= set(text(history))
        assert before - set(text(history)) <= set(base)
        assert worth(operations, history) == "already"
        assert text(accept(history, operations)) == text(history)


@given(crowd())
def test_a_conflict_shows_what_the_passage_has_become(case: tuple[list[str], list[Operations]]) -> None:
    base, amendments = case
    history = [version(base)]
    for operations in amendments:
        if worth(operations, history) != "conflict":
            history = accept(history, operations)
    for operations in amendments:
        for one in standings(operations, history, new(operations))[-1]:
            assert 0 <= one.start <= one.end <= len(text(history))
            if one.state == "conflict":
                was = base[one.operation["clause"]]
                assert was not in text(history)[one.start : one.end]
            elif one.state == "open" and one.operation["op"] != "insert":
                assert text(history)[one.start] == base[one.operation["clause"]]


def test_three_ways_of_meeting() -> None:
    history = accept([version(BASE)], [op("replace", 2, "autre chose"), op("remove", 5)])
    assert worth([op("replace", 2, "autre chose")], history) == "already"
    assert worth([op("remove", 5)], history) == "already"
    assert worth([op("replace", 2, "autre chose encore")], history) == "conflict"
    assert worth([op("replace", 5, "récrite")], history) == "conflict"
    assert worth([op("replace", 6, "récrite")], history) == "applies"
    (gone,) = standings([op("replace", 5, "récrite")], history, [("récrite",)])[-1]
    assert (gone.start, gone.end) == (5, 5)
    (changed,) = standings([op("remove", 2)], history, [()])[-1]
    assert text(history)[changed.start : changed.end] == ["autre chose"]


def test_half_of_a_proposal_in_conflict_holds_back_the_whole() -> None:
    history = accept([version(BASE)], [op("replace", 2, "autre chose")])
    both = [op("replace", 2, "x"), op("insert", 8, "y")]
    assert worth(both, history) == "conflict"
    assert [one.state for one in standings(both, history, new(both))[-1]] == ["conflict", "open"]


def test_insertions_in_one_place_stay_in_the_order_of_acceptance_each_whole() -> None:
    history = [version(BASE[:2])]
    for said in ("un\n\ndeux", "trois", "quatre\n\ncinq"):
        history = accept(history, [op("insert", 1, said)])
    assert text(history) == [BASE[0], "un", "deux", "trois", "quatre", "cinq", BASE[1]]


def test_a_text_that_goes_back_finds_its_proposals_as_they_were() -> None:
    asked = [op("replace", 3, "récrite")]
    history = accept([version(BASE)], [op("replace", 3, "autre")])
    assert worth(asked, history) == "conflict"
    assert worth(asked, [*history, version(BASE)]) == "applies"


def test_a_version_that_does_not_say_what_it_changed_is_compared() -> None:
    silent = [version(BASE), version([*BASE[:3], "neuve", *BASE[3:]], {"body": [[7, 2, 1]]})]
    (one,) = standings([op("replace", 5, "x")], silent, [("x",)])[-1]
    assert (one.state, one.start) == ("open", 6)


def test_what_fits_no_clause_is_named() -> None:
    parts = {"body": BASE}
    fine = [op("replace", 7, "x"), op("insert", 8, "y"), op("insert", 0, "z")]
    wrong = [op("replace", 8, "x"), op("insert", 9, "y"), op("remove", -1), op("remove", 7)]
    assert rules.faults([*fine, *wrong], parts) == wrong


def test_a_block_left_open_does_not_swallow_what_comes_after() -> None:
    history = accept([version(["avant", "```\ncode"])], [op("insert", 2, "après")])
    assert clauses(join(text(history))) == ["avant", "```\ncode\n```", "après"]


MARKED = st.lists(
    st.sampled_from(["# Titre", "", "  ", "un deux", "- a", "  - b", "    c", "1. b", "```", "~~~", "| a | b |",
                     "| --- | --- |", "שלום עולם", "e\u0301te\u0301", "* c", "> cité", "\u202bابج\u202c"]),
    max_size=14,
).map("\n".join)  # fmt: skip


@given(st.one_of(MARKED, st.text()))
def test_what_is_inserted_anywhere_stays_clause_by_clause(said: str) -> None:
    found = pieces(said)
    for at in range(3):
        made = rules.apply(["avant", "- après"], [Edit(at, at, found)])
        assert clauses(join(made)) == made
    normal = unicodedata.normalize("NFC", said.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line for line in join(found).split("\n") if line.strip()]
    assert lines[: len([x for x in normal.split("\n") if x.strip()])] == [
        x for x in normal.split("\n") if x.strip()
    ]


@given(MARKED, MARKED)
def test_operations_between_two_texts_turn_one_into_the_other(old: str, new_text: str) -> None:
    before, after = list(pieces(old)), list(pieces(new_text))
    found = rules.operations_between("body", before, after, "\n\n")
    carried = standings(found, [version(before)], new(found))[0]
    assert rules.faults(found, {"body": before}) == []
    assert clauses(join(rules.apply(before, rules.landing(carried, new(found)).get("body", [])))) == after


@pytest.mark.parametrize("alike", [False, True], ids=["toutes différentes", "toutes pareilles"])
def test_five_thousand_clauses(alike: bool) -> None:
    many = ["- a" if alike else f"- {n}" for n in range(5000)]
    other = [*many[:100], "- neuve", *many[101:4000], *reversed(many[4000:])]
    history = [version(many), version(other)]
    asked = [op("replace", 2000, "- récrite"), op("insert", 0, "- avant"), op("remove", 50)]
    assert worth(asked, history) == "applies"
    assert len(text(accept(history, asked))) == 5000


def test_a_hundred_kilobytes_in_one_piece() -> None:
    pasted = ("Une phrase.\n\n- un point\n" * 4000)[:100_000]
    history = accept([version(BASE)], [op("insert", 4, pasted)])
    assert worth([op("replace", 6, "x")], history) == "applies"
    assert text(history)[:4] == BASE[:4]
    assert text(history)[-4:] == BASE[4:]


def test_lines_are_clauses_where_each_says_one_thing() -> None:
    assert pieces("un poste\n\n deux postes \n", lines=True) == ("un poste", " deux postes")
