"""Polis' files: read as they were written, and refused whole with the line that is wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import polis
from forum.opinion_map.opinions.polis import HISTORY, STATEMENTS, TABLE, Conversation, Malformed, Statement
from forum.opinion_map.opinions.votes import from_table
from tests.opinion_map.conversations import conversation, files
from tests.opinion_map.polis_written import written

SAID = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
0,,2,7,1,0,-1,"Sur deux
lignes, et « guillemets ""droits"" »"
0,,0,4,1,1,1,Premier
"""
CELLS = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,2
4,1,1,2,1,0,1,0
7,,1,1,0,1,-1,
"""
CAST = """timestamp,datetime,comment-id,voter-id,vote
30,later,0,4,1
10,sooner,0,4,-1
20,,2,4,0
20,,0,7,-1
"""


def given_files(**changed: str) -> dict[str, bytes]:
    texts = {STATEMENTS: SAID, TABLE: CELLS, HISTORY: CAST}
    names = {"said": STATEMENTS, "table": TABLE, "history": HISTORY}
    texts |= {names[key]: text for key, text in changed.items()}
    return {name: text.encode() for name, text in texts.items() if text}


def as_table(talk: Conversation) -> list[list[float | None]]:
    cells: list[list[float | None]] = [[None] * len(talk.statements) for _ in talk.people]
    for row, column, value in zip(talk.votes.rows, talk.votes.columns, talk.votes.values, strict=True):
        cells[row][column] = int(value)
    return cells


def test_the_three_files_are_read() -> None:
    talk = polis.read(given_files())
    assert [(one.mark, one.author, one.moderated) for one in talk.statements] == [(0, "4", 1), (2, "7", -1)]
    assert talk.statements[1].body == 'Sur deux\nlignes, et « guillemets "droits" »'
    assert talk.people == ("4", "7")
    assert talk.groups.tolist() == [1, -1]
    assert talk.out.tolist() == [False, True]
    assert as_table(talk) == [[1, 0], [-1, None]]


def test_without_the_table_the_last_vote_of_each_holds() -> None:
    talk = polis.read(given_files(table=""))
    assert talk.people == ("4", "7")
    assert as_table(talk) == [[1, 0], [-1, None]]
    assert talk.groups.tolist() == [-1, -1]


def test_a_mark_of_order_and_the_ends_of_lines_of_others() -> None:
    raw = {name: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") for name, text in given_files().items()}
    assert as_table(polis.read(raw)) == [[1, 0], [-1, None]]


@pytest.mark.parametrize(
    ("changed", "name", "line"),
    [
        ({"said": ""}, STATEMENTS, 1),
        ({"table": "", "history": ""}, TABLE, 1),
        ({"said": SAID.replace("moderated", "hidden")}, STATEMENTS, 1),
        ({"said": SAID.replace("0,,0,4", "0,,2,4")}, STATEMENTS, 4),
        ({"said": SAID.replace("0,,0,4", "0,,zero,4")}, STATEMENTS, 4),
        ({"said": SAID.replace("1,1,1,Premier", "1,1,5,Premier")}, STATEMENTS, 4),
        ({"said": SAID.replace(",Premier", "")}, STATEMENTS, 4),
        ({"said": SAID.replace('"Sur', '"Sur"x')}, STATEMENTS, 2),
        ({"said": SAID + '0,,5,4,0,0,1,"sans fin'}, STATEMENTS, 5),
        ({"table": CELLS.replace("participant", "person")}, TABLE, 1),
        ({"table": CELLS.replace(",0,2\n", ",0,3\n")}, TABLE, 1),
        ({"table": CELLS.replace(",0,2\n", ",0,x\n")}, TABLE, 1),
        ({"table": CELLS.replace(",0,2\n", ",2,2\n")}, TABLE, 1),
        ({"table": CELLS.replace("-1,\n", "-2,\n")}, TABLE, 3),
        ({"table": CELLS.replace("-1,\n", "-1\n")}, TABLE, 3),
        ({"table": CELLS.replace("7,,1", "4,,1")}, TABLE, 3),
        ({"table": CELLS.replace("4,1,1,2", "4,one,1,2")}, TABLE, 2),
        ({"table": CELLS.replace("7,,1", "=7,,1")}, TABLE, 3),
        ({"history": CAST.replace("20,,2,4,0", "20,,2,4,9")}, HISTORY, 4),
        ({"history": CAST.replace("20,,2,4,0", "20,,3,4,0")}, HISTORY, 4),
        ({"history": CAST.replace("30,later", "soon,later")}, HISTORY, 2),
        ({"history": CAST.replace("20,,0,7,-1", "20,,0,x,-1")}, HISTORY, 5),
        ({"history": CAST + "1,2\n"}, HISTORY, 6),
    ],
)
def test_what_is_wrong_is_named_with_its_line(changed: dict[str, str], name: str, line: int) -> None:
    with pytest.raises(Malformed) as refused:
        polis.read(given_files(**changed))
    assert (refused.value.name, refused.value.line) == (name, line)
    assert name in str(refused.value)


def test_a_file_that_a_spreadsheet_wrote_its_own_way_says_so() -> None:
    for mark in (";", "\t"):
        with pytest.raises(Malformed, match="séparées par des virgules") as refused:
            polis.read(given_files(said=SAID.replace(",", mark)))
        assert (refused.value.name, refused.value.line) == (STATEMENTS, 1)


def test_what_is_no_text_is_named_too() -> None:
    raw = given_files() | {TABLE: CELLS.encode().replace(b"7,,1", b"7\xff,,1")}
    with pytest.raises(Malformed) as refused:
        polis.read(raw)
    assert (refused.value.name, refused.value.line) == (TABLE, 3)


bodies = st.text("aé\"',;\n=-+@\t «’", max_size=12)


@given(st.lists(bodies, min_size=1, max_size=4), st.integers(0, 4), st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_what_is_written_is_read_again(said: list[str], people: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    cells = chance.choice([1.0, 0.0, -1.0, np.nan], (people, len(said)))
    talk = Conversation(
        tuple(Statement(3 * place, body, "", -1 if place else 1) for place, body in enumerate(said)),
        tuple(str(person + 10) for person in range(people)),
        chance.integers(-1, 2, people),
        from_table(cells),
    )
    again = polis.read({name: text.encode() for name, text in written(talk).items()})
    assert again.statements == talk.statements
    assert again.people == talk.people
    assert again.groups.tolist() == talk.groups.tolist()
    assert as_table(again) == as_table(talk)


def test_what_is_written_tells_no_hour_and_computes_nothing() -> None:
    talk = polis.read(given_files(said=SAID.replace("Premier", "=1+1")))
    wrote = written(talk)
    assert wrote[STATEMENTS].splitlines()[1] == "0,,0,4,1,1,1,'=1+1"
    assert wrote[TABLE] == CELLS
    assert wrote[HISTORY].splitlines()[1:] == ["0,,0,4,1", "0,,0,7,-1", "0,,2,4,0"]


@pytest.mark.slow  # twelve thousand votes, three times
def test_a_real_conversation_is_the_same_by_its_table_and_by_its_history() -> None:
    name = "canadian-electoral-reform"
    raw = files(name)
    by_table = conversation(name)
    by_history = polis.read({key: text for key, text in raw.items() if key != TABLE})
    place = {person: row for row, person in enumerate(by_table.people)}
    rows = [place[by_history.people[row]] for row in by_history.votes.rows]
    mine = {
        (r, c): v
        for r, c, v in zip(
            rows, by_history.votes.columns.tolist(), by_history.votes.values.tolist(), strict=True
        )
    }
    votes = by_table.votes
    assert mine == {
        (r, c): v
        for r, c, v in zip(votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist(), strict=True)
    }
    again = polis.read({key: text.encode() for key, text in written(by_table).items()})
    assert again.statements == by_table.statements
    assert np.array_equal(again.votes.values, votes.values)
