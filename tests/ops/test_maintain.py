"""`forum maintain`, and what the doctor says of the last round."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from forum.maintenance import actions
from forum.maintenance.rules import Round
from tests.ops.conftest import Forum


def test_the_command_says_each_step(founded: Forum) -> None:
    result = founded("maintain")
    assert result.exit_code == 0, result.output
    assert [line.partition(" : ")[0] for line in result.output.splitlines()] == [
        s.label for s in actions.STEPS
    ]
    assert "comptes publiés, recomptés : justes" in result.output


def test_the_doctor_tells_what_the_last_round_found(founded: Forum) -> None:
    assert "l’entretien n’a pas été fait (encore jamais) : forum maintain" in founded("doctor").output
    founded("maintain")
    assert "l’entretien a été fait" in founded("doctor").output
    _say(founded, Round("2020-01-05", 9, failed=("vacuum",), differences={"grievance.echo": 2}))
    said = founded("doctor")
    assert "l’entretien n’a pas été fait (depuis le 05/01/2020)" in said.output
    assert "étapes de l’entretien manquées (vacuum)" in said.output
    assert "grave · des comptes publiés ne sont pas ce qu’ils comptent : grievance.echo (2)" in said.output
    assert said.exit_code == 1


def test_a_lie_found_by_the_command_is_an_exit_of_1(founded: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.maintenance.queries.differences", lambda _tx: {"text.number": 1})
    result = founded("maintain")
    assert result.exit_code == 1
    assert "comptes publiés, recomptés : faux : text.number (1)" in result.output


def _say(forum: Forum, round_: Round) -> None:
    path = Path(forum.env["FORUM_DATA_DIR"]) / "forum.sqlite3"
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE instance_fact SET value = ? WHERE name = 'maintenance'", (round_.dump(),))
