"""Whom « Qui manque ? » compares with: taken whole or not at all, each wrong line named."""

import csv
import io
from typing import Any

import pytest

from forum.collectives.models import Grant, TierCount
from forum.exports.participation.reference.models import Concerned
from forum.exports.participation.rules import compared
from forum.identity.staff.models import StaffLog
from tests import rows
from tests.browser_lite import Page
from tests.world import World

URL = "/c/lorne/participation"
HEAD = "collège;lieu;nombre;source;date\n"
GOOD = (
    HEAD
    + "personnes concernées;;1 200;Département, rapport;2024\n"
    + "personnes concernées;Lorne Nord;300;Département, rapport;31/12/2024\n"
    + "personnes concernées;sud;900;Département, rapport;2024-12-31\n"
    + "professionnel·les;;40;Bilan social;2023\n"
)


def heard(world: World, code: str, **counts: Any) -> None:
    with world.house.db.write() as tx:
        rows.grievance(tx, world.collective, rows.territory(world, code), f"Doléance {code}", **counts)


def pasted(world: World, text: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/reference")
    return browser.send("Charger", pasted=text)


def test_a_pasted_table_is_compared_with_what_is_heard(world: World) -> None:
    heard(world, "nord", echo_concerned=40)
    heard(world, "sud", echo_concerned=10)
    page = pasted(world, GOOD)
    assert page.status == 200, page.words
    assert "4 lignes sont chargées" in page.words
    assert "Lorne Nord 25 % des personnes, 80 % de ce qu’on entend" in page.words
    assert "Lorne Sud 75 % des personnes, 20 % de ce qu’on entend on entend peu d’ici" in page.words
    assert "Département, rapport (2024)" in page.words
    assert "Moins de 1 % de 1 200." in page.words
    assert "Département, rapport (31 décembre 2024)" in page.words
    assert len(world.rows(Concerned)) == 4


def test_a_file_of_a_spreadsheet_is_taken_whatever_wrote_it(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/reference")
    for encoding in ("utf-8-sig", "cp1252"):
        page = browser.attach("Charger", "document", GOOD.encode(encoding))
        assert page.status == 200, page.words
        browser.get(f"{URL}/reference")
    assert {(r.college, r.territory): r.n for r in world.rows(Concerned)} == {
        ("concerned", ""): 1200,
        ("concerned", "nord"): 300,
        ("concerned", "sud"): 900,
        ("professional", ""): 40,
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("martiens;;300;Source;2024", "Ligne 3 : ce collège n’est pas un de ceux d’ici"),
        ("allié·es;Ailleurs;300;Source;2024", "Ligne 3 : ce lieu n’est pas dans la liste"),
        ("allié·es;;beaucoup;Source;2024", "Ligne 3 : le nombre s’écrit en chiffres"),
        ("allié·es;;-30;Source;2024", "Ligne 3 : le nombre s’écrit en chiffres"),
        ("allié·es;;9;Source;2024", "Ligne 3 : moins de 10 personnes : regroupez"),
        ("allié·es;;999999999;Source;2024", "Ligne 3 : ce nombre est trop grand"),
        ("allié·es;;30;;2024", "Ligne 3 : dites d’où vient ce nombre"),
        ("allié·es;;30;" + "x" * 200 + ";2024", "Ligne 3 : la source a plus de 160 signes"),
        ("allié·es;;30;Source;hier", "Ligne 3 : la date s’écrit 2024"),
        ("allié·es;;30;Source;31/02/2024", "Ligne 3 : la date s’écrit 2024"),
        ("allié·es;;30", "Ligne 3 : dites d’où vient"),
        ("personnes concernées;;40;Source;2024", "Ligne 3 : ce collège est déjà dit"),
        ("allié·es;;30;Sour\u202ece;2024", "Ligne 3 : des signes invisibles"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(world: World, line: str, why: str) -> None:
    pasted(world, GOOD)
    before = {row.id for row in world.rows(Concerned)}
    text = f"{HEAD}personnes concernées;;40;Source;2024\n{line}\n"
    page = pasted(world, text)
    assert page.status == 422
    assert why in page.error("pasted")
    assert line.split(";", maxsplit=1)[0] in page.one("textarea", name="pasted").text  # type: ignore[operator]
    assert {row.id for row in world.rows(Concerned)} == before


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "Choisissez un fichier"),
        (b"\x00\x01\x02", "n\xe2\x80\x99est pas un tableau".encode("latin-1").decode()),
        (b"lieu;nombre\nnord;30", "il manque la colonne college, source, date"),
        (HEAD.encode(), "aucune ligne"),
        (b'a;"' + b"x" * 200_000, "il manque la colonne"),
    ],
)
def test_a_file_that_is_no_table(world: World, sent: bytes, why: str) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/reference")
    page = browser.attach("Charger", "document", sent)
    assert page.status == 422
    assert why in page.words
    assert world.rows(Concerned) == []


def test_a_file_and_lines_at_once_are_refused(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/reference")
    page = browser.attach("Charger", "document", GOOD.encode(), pasted=GOOD)
    assert page.status == 422
    assert "gardez l’un des deux" in page.words


def test_it_can_be_taken_away_and_both_are_in_the_log(world: World) -> None:
    pasted(world, GOOD)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/reference")
    page = browser.send("Retirer cette référence")
    assert page.status == 200
    assert "À côté de qui est concerné" not in page.words
    assert world.rows(Concerned) == []
    assert {r.action for r in world.rows(StaffLog)} >= {"reference.loaded", "reference.withdrawn"}


def test_only_who_organises(world: World) -> None:
    for viewer, status in ((None, 401), (world.alice, 403), (world.charlie, 403), (world.maud, 403)):
        assert world.browser(viewer).get(f"{URL}/reference").status == status
    for way in ("/reference", "/reference/retrait"):
        assert world.act(world.alice, URL + way, pasted=GOOD) == 403
        assert world.act(world.maud, URL + way, pasted=GOOD) == 403
    assert world.rows(Concerned) == []
    assert "charger une référence" in world.browser(world.olga).get(URL).words
    assert "charger une référence" not in world.browser(world.alice).get(URL).words


def test_ways_are_counted_at_slots(world: World) -> None:
    """Alice and Bob came by a link: two people are hidden, and a crowd by cards is told."""
    with world.house.db.write() as tx:
        for n in range(23):
            mine = {"collective_id": world.collective.id, "nul": bytes([n]) * 32}
            rows.keep(tx, Grant(**mine, college="concerned", tier="code"))
    assert "Attestations, par collège et par voie professionnel·les" not in world.browser().get(URL).words
    world.slot()
    page = world.browser().get(URL)
    assert {(r.college, r.tier): r.n for r in world.rows(TierCount)} == {
        ("professional", "link"): 1,
        ("concerned", "link"): 1,
        ("concerned", "code"): 23,
    }
    assert "personnes concernées masqué masqué 0 20" in page.words
    assert "On entend peu professionnel·les" in page.words


def test_the_table_of_open_data_says_what_the_page_says(world: World) -> None:
    heard(world, "nord", echo_concerned=47, echo_ally=3)
    pasted(world, HEAD + "personnes concernées;Lorne Nord;300;=2+2;2024\n")
    world.slot()
    answer = world.browser().get("/api/v1/collectifs/lorne/participation.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    told = {(r["table"], r["territory"], r["college"], r["way"]): r["count"] for r in lines}
    assert (told["echoes", "nord", "ally", ""], told["echoes", "nord", "concerned", ""]) == ("", "40")
    assert told["echoes", "total", "total", ""] == "50"
    assert told["grants", "", "professional", "total"] == ""
    assert told["step", "", "", ""] == "10"
    assert [r["source"] for r in lines if r["table"] == "concerned"] == ["'=2+2"]
    assert all(int(n) % 10 == 0 for (name, *_), n in told.items() if n and name != "concerned")
    assert world.browser().get(URL).link("Ces nombres, en CSV").endswith("/participation.csv")


def test_open_data_only_for_what_everyone_reads(world: World) -> None:
    for reading in ("members", "unlisted"):
        world.other_collective(reading, reading=reading)
        path = f"/api/v1/collectifs/{reading}/participation.csv"
        assert world.browser(world.olga).get(path).status == 404
    assert "en CSV" not in world.browser().get("/c/unlisted/participation").words


def test_what_is_compared() -> None:
    one, two, three = compared([100, 300, 0], [40, None, 10])
    assert (one.percent_concerned, one.percent_heard, one.little) == (25, 80, False)
    assert (two.percent_concerned, two.percent_heard, two.little) == (75, 0, False)  # it may cover another
    assert not three.little
    assert [found.little for found in compared([5, 0], [0, 0])] == [True, False]
    assert [found.little for found in compared([300, 100], [10, 40])] == [True, False]
