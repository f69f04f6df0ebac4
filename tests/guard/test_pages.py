"""What the guard saw is shown in its place and replaced at a touch, without JavaScript; nothing of it is kept anywhere."""

import logging

import pytest
from sqlmodel import select

from forum.collectives.models import Pending, Territory
from forum.collectives.publication.actions import warned
from forum.texts.models import Document
from forum.workshops.models import Workshop
from tests import rows
from tests.browser_lite import Browser, Page, words
from tests.demands import scene
from tests.grievances.test_grievances import TEXT, write
from tests.texts.amending import FIRST, amend, send
from tests.world import World

NEW = "/c/lorne/doleances/nouvelle"
BODY = "La petite Zénaïde dort à l’hôtel.\nRien ici.\nZénaïde pleure. Le Dr Valmont, au 06 12 34 56 78, ne vient pas."
FIELDS = {
    "territory": "nord",
    "since": "depuis mai",
    "service": "PMI de Zénaïde",
    "source_label": "Un rapport",
}


def refused(world: World, who: object = None, body: str = BODY) -> Browser:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(NEW)
    assert browser.send("Envoyer", body=body, **FIELDS).status == 422
    return browser


def typed(page: Page) -> str:
    return (page.one("textarea", name="body").text or "").replace("\r\n", "\n")


def buttons(page: Page) -> list[str]:
    return [words(b) for b in page.all("button", name="_mend")]


def test_each_thing_is_marked_in_its_place_with_its_button(world: World) -> None:
    page = refused(world, world.alice).page
    assert [words(m) for m in page.all("mark")] == [
        "Zénaïde",
        "Zénaïde",
        "Dr Valmont",
        "06 12 34 56 78",
        "Zénaïde",
    ]
    assert buttons(page) == [
        "« Zénaïde » → « [enfant A] » (3 fois)",
        "« Dr Valmont » → « [professionnel·le A] »",
        "« 06 12 34 56 78 » → « [téléphone] »",
        "Tout remplacer",
    ]
    panel = words(page.one("div", id="f-guard"))
    assert "Un voisin pourrait-il reconnaître cette personne ?" in panel
    assert "quelqu’un de la modération le lira avant" in panel
    assert "Rien ici" not in panel
    assert "Que se passe-t-il ?" in panel
    assert "Dans quel service ?" in panel


@pytest.mark.parametrize("who", ["alice", "", "olga"])
def test_one_button_replaces_one_thing_everywhere_and_loses_nothing(world: World, who: str) -> None:
    browser = refused(world, getattr(world, who) if who else None)
    page = browser.send("« Zénaïde »")
    assert page.status == 422
    assert typed(page) == BODY.replace("Zénaïde", "[enfant A]")
    assert page.one("input", name="service").get("value") == "PMI de [enfant A]"
    assert page.one("input", name="since").get("value") == "depuis mai"
    assert page.one("input", name="source_label").get("value") == "Un rapport"
    assert page.one("option", value="nord").get("selected") is not None
    assert [words(m) for m in page.all("mark")] == ["Dr Valmont", "06 12 34 56 78"]
    assert (world.rows(Pending), world.rows(Document)) == ([], [])


def test_all_at_once_then_one_reads_it_again_and_sends(world: World) -> None:
    browser = refused(world, world.alice)
    page = browser.send("Tout remplacer")
    assert page.status == 422
    assert buttons(page) == []
    assert "un voisin pourrait-il encore reconnaître quelqu’un" in words(page.one("div", id="errors"))
    assert world.rows(Pending) == []
    assert browser.send("Envoyer").status == 200
    assert [row.state for row in world.rows(Pending)] == ["waiting"]
    world.slot()
    said = world.browser().get("/c/lorne/doleances").words
    assert "La petite [enfant A] dort" in said


def test_what_one_keeps_is_read_by_somebody_first(world: World) -> None:
    assert refused(world, world.alice).send("Garder tel quel").status == 200
    assert [row.state for row in world.rows(Pending)] == ["held"]


def test_the_team_sees_it_too_and_decides(world: World) -> None:
    browser = refused(world, world.olga)
    assert "Vous décidez" in browser.page.words
    browser.send("Garder tel quel et publier")
    assert len(world.rows(Document)) == 1


def test_enter_in_a_field_replaces_nothing(world: World) -> None:
    """A browser presses the first button of the form."""
    form = refused(world, world.alice).page.form("Tout remplacer")
    assert next(form.iter("button")).get("name") is None


@pytest.mark.parametrize("which", ["name:nobody", "phone:06 00 00 00 00", "x", "name:", "*" * 5000, "é\n<b>"])
def test_a_button_that_was_forged_or_grew_old_changes_nothing(world: World, which: str) -> None:
    browser = refused(world, world.alice)
    mark = browser.page.form("Tout remplacer").find(".//input[@name='_csrf']")
    assert mark is not None
    sent = {**FIELDS, "body": BODY, "_csrf": mark.get("value", ""), "_mend": which}
    page = browser.post("/c/lorne/doleances", sent, origin="http://testserver")
    assert page.status == 422
    assert typed(page) == BODY
    assert world.rows(Pending) == []


def test_a_text_changed_before_the_button_is_pressed_is_read_afresh(world: World) -> None:
    browser = refused(world, world.alice)
    changed = "Deux mots de plus. " + BODY
    assert typed(browser.send("« Zénaïde »", body=changed)) == changed.replace("Zénaïde", "[enfant A]")


def test_nothing_matched_is_stored_or_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = refused(world, world.alice)
    browser.send("« Zénaïde »")
    browser.send("Tout remplacer")
    browser.send("Envoyer")
    world.slot()
    assert len(world.rows(Document)) == 1
    for canary in ("Zénaïde", "zenaide", "Valmont", "06 12 34 56 78"):
        assert canary not in caplog.text
        for path in world.settings.data_dir.rglob("*"):
            assert not path.is_file() or canary.encode() not in path.read_bytes(), path
    if "sqlite" in world.settings.url:
        assert any(path.name.endswith("-wal") for path in world.settings.data_dir.rglob("*"))


NAME = "Le dossier de la petite Zénaïde traîne."


def said(page: Page) -> bool:
    return page.status == 422 and [words(m) for m in page.all("mark")] == ["Zénaïde"] and bool(buttons(page))


def test_it_stands_before_every_text_of_members(world: World) -> None:
    ref = scene.demand(world)
    write(world, world.bob)
    world.slot()
    grievance = next(d.ref for d in world.rows(Document) if d.kind == "grievance")
    alice = world.browser(world.alice)
    alice.get(f"/c/lorne/doleances/{grievance}")
    assert said(alice.send("Je le vis aussi", testimony=NAME))
    assert said(amend(alice, grievance, {FIRST: TEXT + " Depuis longtemps."}, NAME))
    assert said(amend(alice, grievance, {FIRST: NAME}, "Plus juste."))
    which = alice.page.all("button", name="_mend")[0].get("value", "")
    page = send(alice, {"_mend": which})
    assert page.one("textarea", name=FIRST).text not in ("", NAME)
    alice.get("/c/lorne/mecanismes/nouveau")
    assert said(alice.send("Envoyer", kind="rule", title="La règle", body=NAME))
    assert said(scene.write(world, world.alice, scene.institution(world, "La ville"), equity=NAME))
    scene.opened(world, ref)
    assert said(scene.vote(world, world.bob, ref, "objection", NAME))
    alice.get("/c/lorne/contestations/nouvelle")
    rule = {"new_kind": "rule", "new_title": "La règle", "new_body": "Elle compte les heures."}
    assert said(alice.send("Envoyer", **rule, title="Contre la règle", body="Elle nuit.", refusal=NAME))
    assert world.rows(Pending) == []


def test_it_stands_before_every_text_of_the_team(world: World) -> None:
    ref = scene.demand(world)
    scene.opened(world, ref)
    olga = world.browser(world.olga)
    olga.get(f"/c/lorne/revendications/{ref}/vote")
    assert said(olga.send("Mettre fin au vote", why=NAME))
    olga.get("/c/lorne/petitions/nouvelle")
    page = olga.send("Enregistrer le brouillon", title="Une pétition", organisation="Un syndicat", body=NAME)
    assert [words(m) for m in page.all("mark")] == ["Zénaïde"]
    olga.get("/c/lorne/ateliers/nouveau")
    prepared = {"place": "Salle de quartier", "territory": "nord", "theme": NAME, "day": "2026-04-01"}
    assert said(olga.send("Préparer le kit", **prepared))
    assert world.rows(Workshop) == []
    olga.send("Garder tel quel")
    assert len(world.rows(Workshop)) == 1


def test_a_reference_that_holds_a_first_name_is_nobody_s_words(world: World) -> None:
    """« esra » stands in the reference of this grievance: one could never have said « je le vis aussi » there."""
    with world.house.db.write() as tx:
        place = tx.exec(select(Territory)).first()
        assert place is not None
        rows.grievance(tx, world.collective, place, "Plus de visites", ref="3w23f8esra", fields={"body": "x"})
    assert warned(["3w23f8esra"]), "else this test tells nothing"
    assert world.act(world.bob, "/c/lorne/doleances/3w23f8esra/echos", testimony="") == 303
    assert world.slot() == 1
