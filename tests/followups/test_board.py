"""An institution's public board: its figures, its own days, and what other programs read of it."""

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.clock import at
from forum.followups.board.rules import Entry, calendar, folded
from forum.identity.staff.models import StaffLog
from forum.petitions.models import Petition
from forum.registers.calendar.models import InstitutionDate
from forum.registers.calendar.rules import read
from forum.registers.models import Institution
from tests.browser_lite import Browser, controls, words
from tests.followups.sample import BOARD, deliver, petition, promised
from tests.world import World

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(body: bytes) -> list[dict[str, str]]:
    """The events of a calendar, read as RFC 5545 says: CRLF, 75 octets a line, folds undone, marks undone."""
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    raw = body.split(b"\r\n")[:-1]
    assert max(len(line) for line in raw) <= 75
    for octets in raw:
        octets.decode()  # no sign is cut in two
    lines = body.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon, line
        if line == "BEGIN:VEVENT":
            assert not inside
            inside = True
            events.append({})
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            assert name not in events[-1], line
            events[-1][name] = re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= event.keys()
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
    assert len({event["UID"] for event in events}) == len(events)
    return events


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300))
def test_any_words_come_back_whole_from_a_calendar(said: str) -> None:
    (event,) = parsed(
        calendar("C", [Entry("x", date(2026, 12, 31), said, "https://e.example/")], "e.example")
    )
    assert event["SUMMARY"] == said
    assert event["DTEND;VALUE=DATE"] == "20270101"


def test_a_line_is_folded_at_its_octets_and_not_at_its_signs() -> None:
    assert [len(part.encode()) for part in folded("é" * 60)] == [74, 47]
    assert list(folded("a" * 75)) == ["a" * 75]


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def office(world: World) -> str:
    return f"{BOARD}/institutions/{world.rows(Institution)[0].ref}"


def dated(world: World, **typed: str) -> Browser:
    browser = world.browser(world.olga)
    browser.get(f"{office(world)}/dates")
    said = {"title": "Vote du budget", "day": "2026-04-10", "due": "2026-03-12", **typed}
    browser.send("Ajouter la date", **said)
    return browser


def loaded(world: World, table: str) -> Browser:
    browser = world.browser(world.olga)
    browser.get(f"{office(world)}/dates")
    browser.send("Charger le tableau", table=table)
    return browser


def test_the_board_says_figures_list_and_what_to_carry_away(world: World) -> None:
    code = promised(world)
    page = world.browser().get(office(world))
    assert [words(dd) for dd in page.all("dd")] == ["1", "0", "0", "0"]
    world.clock.now = at("2026-03-16")
    page = world.browser().get(office(world))
    assert [words(dd) for dd in page.all("dd")] == ["1", "0", "1", "0"]
    assert page.link("Une visite pour chaque naissance") == f"{BOARD}/{code}"
    for name in ("Le tableau", "L’agenda", "Le fil"):
        assert world.browser().get(page.link(name)).status == 200
    assert page.link("Le tableau").startswith(office(world))
    assert office(world) in world.browser().get(f"{BOARD}/{code}").text
    assert office(world) in world.browser().get(BOARD).text


def test_the_table_is_read_by_a_spreadsheet_and_begins_no_formula(world: World) -> None:
    code = petition(world, "=HYPERLINK(1)")
    deliver(world, code)
    text = world.browser().get(f"{office(world)}/tableau.csv").text
    head, row = csv.reader(io.StringIO(text))
    assert dict(zip(head, row, strict=True)) == {
        "objet": "'=HYPERLINK(1)", "genre": "petition", "remise": "2026-02-20", "jours_sans_reponse": "10",
        "reponse": "", "engagement": "", "qui": "", "pour": "", "etat": "",
    }  # fmt: skip


def test_what_is_due_is_in_the_calendar_under_the_same_name_for_ever(world: World) -> None:
    code = promised(world)
    dated(world)
    silent = petition(world, "Sans réponse", institution="Caisse")
    deliver(world, silent)
    (mine,) = [i for i in world.rows(Institution) if i.name.startswith("Département")]
    own = f"{BOARD}/institutions/{mine.ref}/agenda.ics"
    first = parsed(world.browser().client.get(own).content)
    said = {plain(event["SUMMARY"]): event["DTSTART;VALUE=DATE"] for event in first}
    assert said == {
        "Échéance : Publier les deux postes": "20260315",
        "Département de la Lorne : Vote du budget": "20260410",
        "À mettre sur la table : Vote du budget": "20260312",
    }
    assert all(f"{BOARD}" in event["URL"] for event in first)
    every = parsed(world.browser().client.get(f"{BOARD}/agenda.ics").content)
    assert {e["UID"] for e in first} < {e["UID"] for e in every}
    assert "Réponse attendue : Sans réponse" in {plain(e["SUMMARY"]) for e in every}
    world.clock.now = at("2026-06-01")
    again = parsed(world.browser().client.get(own).content)
    assert {e["UID"] for e in again} == {e["UID"] for e in first}
    assert code in next(e["URL"] for e in first if e["SUMMARY"].startswith("Échéance"))


def test_the_feed_says_each_step_once_and_no_hour(world: World) -> None:
    promised(world)
    world.clock.now = at("2026-03-16")
    for url in (f"{BOARD}/suites.atom", f"{office(world)}/suites.atom"):
        root = ElementTree.fromstring(world.browser().client.get(url).content)  # our own
        entries = root.findall(f"{ATOM}entry")
        titles: list[str] = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
        assert plain(titles[0]) == "En retard : Publier les deux postes"
        assert plain(titles[-1]) == "Remise : Une visite pour chaque naissance"
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) == 4
        moments = [m.text or "" for m in root.iter(f"{ATOM}updated")]
        assert all(m.endswith("T00:00:00Z") for m in moments)


def test_what_is_hidden_is_in_none_of_them(world: World) -> None:
    promised(world)
    with world.house.db.write() as tx:
        row = tx.get(Petition, world.rows(Petition)[0].id)
        assert row
        row.hidden = True
    for name in ("", "/tableau.csv", "/suites.atom", "/agenda.ics"):
        text = world.browser().client.get(f"{office(world)}{name}").text
        assert "Une visite" not in text
        assert "deux postes" not in text


def test_the_days_left_to_be_on_the_table_are_told_where_it_counts(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    assert "La date est dans l’agenda." in dated(world).page.words
    for url in (office(world), f"{BOARD}/{code}"):
        page = world.browser().get(url)
        assert "Vote du budget, 10 avril 2026. À mettre sur la table avant le 12 mars 2026" in page.words
        assert "il reste 10 jours pour être sur la table" in page.words
    ref = world.browser().get(f"{BOARD}/{code}").link("Une visite")
    assert "Vote du budget" in world.browser().get(ref).words
    world.clock.now = at("2026-03-12")
    assert "c’est le dernier jour" in world.browser().get(office(world)).words
    world.clock.now = at("2026-03-13")
    assert "le dernier jour est passé" in world.browser().get(office(world)).words
    world.clock.now = at("2026-04-11")
    assert "Vote du budget" not in world.browser().get(office(world)).words
    assert "institution.dated" in {row.action for row in world.rows(StaffLog)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "hier"}, "day"),
        ({"day": "2099-01-01"}, "day"),
        ({"due": "2026-04-11"}, "due"),
        ({"title": ""}, "title"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_what_was_typed(
    world: World, wrong: dict[str, str], field: str
) -> None:
    petition(world)
    browser = dated(world, source="Délibération 12", **wrong)
    assert browser.page.status == 422
    assert f'href="#f-{field}"' in browser.page.text
    assert controls(browser.page.form("Ajouter la date"))["source"] == ["Délibération 12"]
    assert world.rows(InstitutionDate) == []


HEAD = "genre;intitule;jour;limite;source"
LINE = "budget;Vote du budget;10/04/2026;12/03/2026;Délibération"


def test_a_table_is_taken_whole_and_twice_is_once(world: World) -> None:
    petition(world)
    table = f"{HEAD}\n{LINE}\nconseil;Séance publique;2026-05-04;;\n"
    for _again in range(2):
        assert "sont dans l’agenda" in loaded(world, table).page.words
    rows = {row.title: (row.kind, row.day, row.due) for row in world.rows(InstitutionDate)}
    assert rows == {
        "Vote du budget": ("budget", date(2026, 4, 10), date(2026, 3, 12)),
        "Séance publique": ("council", date(2026, 5, 4), date(2026, 5, 4)),
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("fête;Bal;10/04/2026;;", "genre"),
        ("budget;;10/04/2026;;", "intitule"),
        ("budget;Bal;31/02/2026;;", "jour"),
        ("budget;Bal;10/04/2026;demain;", "limite"),
        ("budget;Bal;10/04/2026;11/04/2026;", "limite"),
        ("budget", "intitule"),
        ("budget;Ba\u200bl;10/04/2026;;", "invisibles"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(world: World, line: str, why: str) -> None:
    petition(world)
    browser = loaded(world, f"{HEAD}\n{LINE}\n{line}\n")
    assert browser.page.status == 422
    assert "Rien n’a été pris. ligne 3" in browser.page.words
    assert why in browser.page.words
    assert LINE in browser.page.text
    assert world.rows(InstitutionDate) == []


def test_a_table_without_columns_or_lines_is_wrong() -> None:
    assert "intitule" in read("genre;jour\n")[1][0].why
    assert read(f"{HEAD}\n\n")[1][0].why == "aucune ligne"
    assert read("")[1]


def test_an_organiser_takes_a_date_back(world: World) -> None:
    petition(world)
    browser = dated(world)
    assert browser.send("Retirer").status == 200
    assert world.rows(InstitutionDate) == []


def test_outsiders_write_no_date_and_other_collectives_have_their_own(world: World) -> None:
    petition(world)
    own = office(world)
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).get(f"{own}/dates").status in (401, 403, 404)
    world.other_collective("ailleurs")
    for name in ("", "/tableau.csv", "/suites.atom", "/agenda.ics"):
        assert world.browser().get(own.replace("lorne", "ailleurs") + name).status == 404
