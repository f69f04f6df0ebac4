"""`forum import polis`: a conversation held elsewhere becomes a map; a wrong line is named, and nothing is taken by half."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from forum.core.db import Database
from forum.core.settings import load
from tests.opinion_map.conversations import REAL
from tests.opinion_map.worlds import camps
from tests.ops.conftest import Forum

SAID = [f"Énoncé numéro {n}." for n in range(12)]


def written(folder: Path, bodies: list[str] = SAID, out: int = -1) -> Path:
    """Sixty people in two camps, as Polis publishes them."""
    table, camp = camps()
    folder.mkdir()
    with (folder / "comments.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        head = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated")
        lines.writerow([*head, "comment-body"])
        lines.writerows([0, "", n, 1, 0, 0, -1 if n == out else 1, body] for n, body in enumerate(bodies))
    with (folder / "participants-votes.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *range(12)]
        )
        for person, row in enumerate(table):
            cells = ["" if np.isnan(cell) else int(cell) for cell in row]
            lines.writerow([person, int(camp[person]), 0, 0, 0, 0, *cells])
    return folder


def rows(forum: Forum, query: str) -> list[tuple[object, ...]]:
    db = Database(load({}, data_dir=Path(forum.env["FORUM_DATA_DIR"])).url)
    with db.engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(query).all()]
    db.close()
    return found


@pytest.mark.slow  # a drawing in a process of its own
def test_its_phrases_and_its_map_are_kept_and_nobody_s_answers(founded: Forum, tmp_path: Path) -> None:
    folder = written(tmp_path / "soir", out=3)
    answer = founded("import", "polis", str(folder), "--question", "Comment ?", "--source", "Ville, CC BY")
    assert answer.exit_code == 0, answer.output
    assert "12 phrases et 60 personnes dans /c/lorne/carte/" in answer.output
    (talk,) = rows(founded, "SELECT title, question, source, state, erased FROM conversation")
    assert talk[:4] == ("soir", "Comment ?", "Ville, CC BY", "closed") and talk[4]
    bodies = rows(founded, 'SELECT body, "out" FROM conversation_phrase ORDER BY position')
    assert [bool(out) for _body, out in bodies] == [n == 3 for n in range(12)]
    assert bodies[3][0] == "" and bodies[0][0] == SAID[0]
    assert rows(founded, "SELECT count(*) FROM conversation_paper") == [(0,)]
    ((told, memory, kept),) = rows(founded, "SELECT told, memory, kept FROM conversation_map")
    assert (memory, kept) == ("{}", "{}")
    assert len(json.loads(str(told))["opinions"]["groups"]) == 2


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("participants-votes.csv", "\n7,", "\nsept,", "participants-votes.csv, ligne 9 :"),
        ("comments.csv", "moderated", "hidden", "comments.csv, ligne 1 :"),
        ("comments.csv", ",2,1,", ",deux,1,", "comments.csv, ligne 4 :"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(
    founded: Forum, tmp_path: Path, name: str, before: str, after: str, said: str
) -> None:
    folder = written(tmp_path / "soir")
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    line = founded.line("import", "polis", str(folder)).replace("\xa0", " ")
    assert said in line and "Rien n’a été importé." in line
    assert rows(founded, "SELECT count(*) FROM conversation") == [(0,)]


def test_what_is_not_there_is_one_clear_line(founded: Forum, tmp_path: Path) -> None:
    line = founded.line("import", "polis", str(tmp_path / "rien")).replace("\xa0", " ")
    assert "comments.csv, ligne 1 : ce fichier manque." in line


@pytest.mark.slow  # a drawing in a process of its own
def test_what_the_guard_sees_is_read_by_somebody_first(founded: Forum, tmp_path: Path) -> None:
    folder = written(tmp_path / "soir", [*SAID[:11], "Appelez le 06 12 34 56 78, c’est Léa Martin."])
    line = founded.line("import", "polis", str(folder))
    assert "1 phrases (12)" in line and "06 12" not in line
    assert rows(founded, "SELECT count(*) FROM conversation") == [(0,)]
    assert founded("import", "polis", str(folder), "--read").exit_code == 0


@pytest.mark.slow
def test_a_real_one_becomes_a_map(founded: Forum) -> None:
    folder = REAL / "polis" / "canadian-electoral-reform"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (FORUM_REAL_DATA)")
    answer = founded("import", "polis", str(folder), "--read")
    assert answer.exit_code == 0, answer.output
    ((told,),) = rows(founded, "SELECT told FROM conversation_map")
    assert len(json.loads(str(told))["opinions"]["groups"]) >= 2
