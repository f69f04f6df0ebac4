"""A petition that nobody carries: who is told and when, who may take it up, and how silence ends it."""

from contextlib import nullcontext

import pytest
import typer
from sqlmodel import col, delete

from forum.cli import orphans
from forum.core.models import Event
from forum.identity.staff.models import Staff, StaffLog, StaffRole
from forum.petitions.lifecycle.actions import sign_of_life
from forum.petitions.lifecycle.jobs import erase_names, watch_silence
from forum.petitions.publication import publish_signatures
from forum.petitions.told.models import SuiviNews
from tests.petitions.lifecycle.lived import Lived
from tests.world import World

NOBODY = "personne ne l’a encore portée"


def night(lived: Lived) -> int:
    return watch_silence(lived.world.house.db, lived.world.clock())


def kinds(world: World) -> list[str]:
    return sorted(row.kind for row in world.rows(Event) if row.kind.startswith("petition."))


def test_what_nobody_delivers_is_said_to_the_team_at_thirty_days_and_to_all_at_sixty(world: World) -> None:
    lived = Lived(world, "closed")
    told = []
    for days in (29, 1, 29, 1):
        lived.days(days)
        home = world.browser(world.olga).get("/equipe").words
        told.append(("Personne ne l’a encore remise" in home, NOBODY in lived.page().words))
    assert told == [(False, False), (True, False), (True, False), (True, True)]
    assert "les signatures sont closes depuis le 2 mars 2026" in lived.page().words.lower()
    lived.hand_over()
    assert NOBODY not in lived.page().words
    assert night(lived) == 0


def test_a_month_of_notice_then_it_is_abandoned_and_the_page_stays(world: World) -> None:
    lived = Lived(world, "closed")
    lived.days(149)
    assert night(lived) == 0
    lived.days(1)
    assert night(lived) == 1
    assert night(lived) == 0  # begun once
    assert "sera classée abandonnée le 29 août 2026" in lived.page().words
    assert "abandonnée le 29 août 2026" in world.browser(world.olga).get("/equipe").words
    lived.days(29)
    assert (night(lived), lived.state) == (0, "closed")
    lived.days(1)
    assert (night(lived), lived.state) == (1, "abandoned")
    page = lived.page()
    assert (
        "Elle est abandonnée depuis le 29 août 2026" in page.words
        and "Plus personne ne la portait" in page.words
    )
    assert "Cette page reste" in page.words and "deux postes" in page.words
    assert [row.kind for row in world.rows(SuiviNews)] == ["abandoned"]
    assert kinds(world).count("petition.abandoned") == 1
    lived.days(30)
    assert erase_names(world.house.db, world.clock()) == 1  # never delivered: its names go too


def test_a_server_that_slept_for_years_gives_its_month_all_the_same(world: World) -> None:
    lived = Lived(world, "closed")
    lived.days(900)
    assert (night(lived), lived.state) == (1, "closed")
    lived.days(29)
    assert (night(lived), lived.state) == (0, "closed")
    lived.days(1)
    assert (night(lived), lived.state) == (1, "abandoned")


def test_any_organiser_takes_it_up_and_is_told_that_no_name_opens_with_it(world: World) -> None:
    lived = Lived(world, "closed")
    lived.days(151)
    night(lived)
    with world.house.db.write() as tx:
        nora = world._staff(tx, "Nora", "organiser")  # another one, who never had the passphrase
    browser = world.browser(nora)
    page = browser.get(f"{lived.team}/parcours")
    assert "Il y faut une phrase qui les ouvre, ou deux des feuilles de secours" in page.words
    assert "Sans elles, personne ne lira les noms" in page.words
    browser.send("Notre équipe la porte")
    assert "reprise le 31 juillet 2026" in lived.page().words
    assert lived.life.warned is None
    assert kinds(world).count("petition.adopted") == 1
    assert [(row.staff_name, row.action) for row in world.rows(StaffLog)].count(
        ("Nora", "petition.adopt")
    ) == 1
    lived.days(40)
    assert (night(lived), lived.state) == (0, "closed")
    browser = world.browser(nora)
    browser.get(f"{lived.team}/parcours")
    browser.send("Notre équipe la porte")  # where nobody asked, it is for the team's log alone
    assert kinds(world).count("petition.adopted") == 1


@pytest.mark.parametrize("state", ["delivered", "answered", "followed"])
def test_a_long_silence_after_the_handing_over_is_told_too(world: World, state: str) -> None:
    lived = Lived(world, state)
    lived.days(366)
    assert "L’équipe n’a rien noté depuis 366 jours" in lived.page().words
    with lived.writing() as (tx, petition):
        sign_of_life(tx, petition, world.clock().today)
    assert "rien noté depuis" not in lived.page().words


def test_what_is_written_on_it_is_a_sign_of_life(world: World) -> None:
    lived = Lived(world, "closed")
    lived.days(100)
    lived.olga().send("Ajouter l’erratum", text="Il faut lire trois postes.")
    assert lived.life.seen == world.clock().today
    assert NOBODY not in lived.page().words


def test_organisers_who_disappeared_leave_an_open_petition_that_closes_by_itself(world: World) -> None:
    lived = Lived(world)
    lived.days(61)
    publish_signatures(world.house)
    assert lived.state == "closed"
    lived.days(60)
    assert NOBODY in lived.page().words


def test_an_ended_or_open_one_is_not_to_be_taken_up(world: World) -> None:
    for state in ("draft", "open"):
        lived = Lived(world, state)
        assert "Notre équipe la porte" not in lived.olga("parcours").page.words
        mark = {"_csrf": lived.olga().page.all("input", name="_csrf")[0].get("value") or ""}
        browser = lived.olga()
        mark = {"_csrf": browser.page.all("input", name="_csrf")[0].get("value") or ""}
        answer = browser.post(f"{lived.team}/parcours/reprise", mark)
        assert answer.status == 409 and "Fermez d’abord" in answer.words


# -- the host's part


def test_the_host_sees_them_and_gives_one_to_somebody(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lived, alive = Lived(world, "closed"), Lived(world)
    lived.days(61)
    monkeypatch.setattr(orphans, "house", lambda: nullcontext(world.house))
    with world.house.db.write() as tx:
        tx.exec(delete(StaffRole).where(col(StaffRole.role) == "organiser"))
    orphans.list_()
    said = capsys.readouterr().out
    assert f"{lived.code} · lorne (personne n’organise)" in said and "Personne ne l’a encore remise" in said
    assert alive.code not in said
    orphans.give(lived.code.upper(), "nora@example.org", "Nora")
    said = capsys.readouterr().out
    assert "/equipe/lien/" in said and "Cela n’ouvre aucun nom" in said
    assert lived.life.adopted == world.clock().today
    assert NOBODY not in lived.page().words
    actions = [row.action for row in world.rows(StaffLog) if row.staff_name.startswith("hébergement")]
    assert sorted(actions) == ["petition.adopt", "role.given.organiser"]
    orphans.list_()
    assert "Aucune" in capsys.readouterr().out


@pytest.mark.parametrize(("state", "said"), [("", "aucune pétition n’a le code"), ("abandoned", "est finie")])
def test_the_host_gives_nothing_that_is_not_there_or_has_ended(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: str, said: str
) -> None:
    lived = Lived(world, "closed")
    if state:
        lived.end("abandon", "Plus d’objet.")
    monkeypatch.setattr(orphans, "house", lambda: nullcontext(world.house))
    with pytest.raises(typer.Exit):
        orphans.give(lived.code if state else "inconnu", "nora@example.org")
    assert said in capsys.readouterr().err
    assert "nora@example.org" not in [row.email for row in world.rows(Staff)]
