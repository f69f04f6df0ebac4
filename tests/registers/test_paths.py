"""Official paths: what the table says, what it refuses, how many signatures a share makes; and the page that tells them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from forum.core.db import Database
from forum.core.errors import NotFound
from forum.registers.paths.actions import take
from forum.registers.paths.queries import all_paths, path_of, shipped, shipped_text
from forum.registers.paths.rules import COLUMNS, read
from tests.world import World

HEAD = ";".join(column for column, _most in COLUMNS.values())
GOOD = "ville;Pétition à la ville;;1/10;inscrits;Les inscrits;Aucun;Un débat;Un soutien;À la mairie;Règlement;https://exemple.fr;2026-11-21"


def wrong(line: str) -> str:
    good, bad = read(f"{HEAD}\n{line}\n")
    assert good == [], line
    return f"{bad[0].line} {bad[0].why}"


def test_every_path_that_comes_with_the_house_has_its_source_and_its_day() -> None:
    keys = [path.key for path in shipped()]
    assert {"commune", "departement-region", "cese", "assemblee-nationale", "senat"} <= set(keys)
    assert "initiative-europeenne" in keys and len(keys) == len(set(keys))
    for path in shipped():
        assert path.source and path.url.startswith("https://") and path.seen >= date(2026, 11, 1), path.key


def test_thresholds_are_those_of_the_law() -> None:
    found = {path.key: path for path in shipped()}
    assert (found["cese"].number, found["senat"].number) == (150_000, 100_000)
    assert (found["commune"].share, found["departement-region"].share) == ("1/10", "1/20")
    assert found["commune"].needed(10_001) == 1001  # a tenth of the electors is not less than a tenth
    assert found["commune"].needed() == 0 and found["cese"].needed(12) == 150_000
    assert found["parlement-europeen"].needed(100) == 0


@given(st.integers(1, 10**8), st.integers(1, 50), st.integers(1, 50))
def test_a_share_is_reached_by_its_number_and_by_none_below(electors: int, top: int, bottom: int) -> None:
    share = f"{min(top, bottom)}/{max(top, bottom)}"
    ((path,), _bad) = read(f"{HEAD}\n{GOOD.replace('1/10', share)}\n")
    needed, over, under = path.needed(electors), max(top, bottom), min(top, bottom)
    assert needed * over >= electors * under > (needed - 1) * over


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD.replace("ville;", "Ville !;", 1), "2 cle : des minuscules"),
        (GOOD.replace("Pétition à la ville", ""), "2 nom : vide"),
        (GOOD.replace(";;1/10", ";12;1/10"), "2 nombre et part"),
        (GOOD.replace(";;1/10", ";douze;"), "2 nombre : un nombre entier"),
        (GOOD.replace(";;1/10", ";٣;"), "2 nombre : un nombre entier"),
        (GOOD.replace(";;1/10", ";0;"), "2 nombre : un nombre entier"),
        (GOOD.replace("1/10", "11/10"), "2 part : une fraction d’un au plus"),
        (GOOD.replace("1/10", "1/0"), "2 part : une fraction d’un au plus"),
        (GOOD.replace("https://exemple.fr", "javascript:alert(1)"), "2 adresse : elle doit commencer"),
        (GOOD.replace("2026-11-21", "hier"), "2 vu : un jour"),
        (GOOD.replace("Un débat", "d" * 601), "2 effet : plus de 600 signes"),
        (GOOD.replace("Un débat", "Un\u202edébat"), "2 effet : des signes invisibles"),
        (f"{GOOD}\n{GOOD}", "3 cle : « ville » est déjà plus haut"),
    ],
)
def test_a_wrong_line_says_its_number_and_why(line: str, said: str) -> None:
    found = read(f"{HEAD}\n{line}\n")[1]
    assert said in f"{found[0].line} {found[0].why}"


def test_a_file_without_its_columns_or_without_lines_is_one_wrong_line() -> None:
    assert "il manque la colonne nom" in read("cle;nombre\nx;1\n")[1][0].why
    assert "aucune ligne" in read(f"{HEAD}\n\n")[1][0].why
    assert read("")[1][0].line == 1


def test_the_host_s_table_takes_the_place_of_ours_and_goes(world: World) -> None:
    db: Database = world.house.db
    (mine,) = read(f"{HEAD}\n{GOOD}\n")[0]

    def with_table(tx: Session) -> None:
        take(tx, [mine])
        assert all_paths(tx) == [mine] and path_of(tx, "ville") == mine
        with pytest.raises(NotFound):
            path_of(tx, "cese")
        take(tx, [])
        assert all_paths(tx) == list(shipped())

    with db.write() as tx:
        with_table(tx)


def test_what_is_printed_can_be_loaded_again() -> None:
    assert read(shipped_text())[0] == list(shipped())


def test_anybody_reads_the_page_and_it_says_what_signatures_here_are_worth(world: World) -> None:
    page = world.browser().get("/voies-officielles")
    assert page.status == 200
    for path in shipped():
        assert path.name.replace("’", "'") in page.words.replace("’", "'"), path.key
    assert "elle ne compte pas pour ces seuils" in page.words.lower()
    assert "150 000" in page.words.replace("\u202f", " ")
