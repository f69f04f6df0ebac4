"""Reminder letters: filled in from what is noted, said with care, on a page, on paper and as Markdown."""

import pytest

from forum.core.clock import at
from forum.core.models import Event
from forum.followups.letters.rules import KINDS
from forum.followups.models import Delivery
from forum.identity.staff.models import StaffLog
from forum.registers.models import Institution
from tests.browser_lite import Page
from tests.followups.sample import BOARD, deliver, petition, promised, reply
from tests.followups.test_terms import agree, profile
from tests.world import World


def read(world: World, code: str, kind: str, end: str = "") -> str:
    return str(world.browser(world.olga).client.get(f"{BOARD}/{code}/relances/{kind}{end}").text)


def test_each_letter_says_the_days_the_demands_and_their_criteria(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    index = world.browser(world.olga).get(f"{BOARD}/{code}/relances")
    assert "Premier rappel celle qui vient maintenant" in index.words
    for kind in KINDS:
        page = world.browser(world.olga).get(f"{BOARD}/{code}/relances/{kind}")
        assert page.status == 200
        assert "10 jours ont passé sans réponse" in page.words
        assert "Une visite" in page.words
        assert "huit jours au plus" in page.words
        assert f"/c/lorne/suites/{code}" in page.words
        text = read(world, code, kind, ".md")
        assert "- **Une visite**\n    - huit jours au plus" in text
        assert "L. 112-3" in text if kind in ("premiere", "deuxieme") else "L. 112-3" not in text
    assert "17 mars 2026" in read(world, code, "premiere", ".md")  # fifteen days from today
    assert "n°\u00a02011-333" in read(world, code, "droits", ".md")


def test_the_delay_is_said_with_its_source_and_no_more_than_we_know(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    assert "sera passé le 20 avril 2026 (CRPA, art. L. 231-1 et L. 231-4)" in read(
        world, code, "premiere", ".md"
    )
    world.clock.now = at("2026-04-21")
    assert "est passé depuis le 20 avril 2026" in read(world, code, "deuxieme", ".md")
    page = world.browser(world.olga).get(f"{BOARD}/{code}/relances")
    assert "Deuxième rappel celle qui vient maintenant" in page.words
    agree(world, code, "2026-04-25")
    assert "promise avant le 25 avril 2026 (Courrier du cabinet)" in read(world, code, "premiere", ".md")
    profile(world, "prive")
    text = read(world, code, "premiere", ".md")
    assert "CRPA" not in text


def test_what_was_put_off_or_promised_and_not_done_is_said(world: World) -> None:
    code = promised(world)
    world.clock.now = at("2026-03-20")
    text = read(world, code, "deuxieme", ".md")
    assert "Publier les deux postes" in text
    assert "était promis pour le 15 mars 2026" in text
    assert "sans réponse" not in text
    other = petition(world, "Autre")
    deliver(world, other)
    reply(world, other, "stalling")
    assert "ne décide rien" in read(world, other, "deuxieme", ".md")


def test_a_letter_prints_as_a_tagged_document(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    answer = world.browser(world.olga).client.get(f"{BOARD}/{code}/relances/premiere.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/Marked true" in answer.content
    assert answer.headers["cache-control"] == "no-store"


def test_words_of_others_begin_nothing_in_our_markdown(world: World) -> None:
    code = petition(world, "**Gras** <b>")
    deliver(world, code)
    with world.house.db.write() as tx:
        row = tx.get(Institution, world.rows(Institution)[0].id)
        assert row
        row.address = "1 place <script>\n00000 Ville"
    page = world.browser(world.olga).get(f"{BOARD}/{code}/relances/premiere")
    assert "<script>" not in page.text.partition("</head>")[2]
    assert "1 place" in read(world, code, "premiere", ".md")


@pytest.mark.parametrize("end", ["", "/premiere", "/premiere.pdf", "/premiere.md"])
def test_only_organisers_have_them_and_only_after_something_was_handed_over(world: World, end: str) -> None:
    code = petition(world)
    assert world.browser(world.olga).get(f"{BOARD}/{code}/relances{end}").status == 404
    deliver(world, code)
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).get(f"{BOARD}/{code}/relances{end}").status in (401, 403, 404)
    assert world.browser(world.olga).get(f"{BOARD}/{code}/relances/inconnue").status == 404


def note(world: World, code: str, **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/relances")
    return browser.send("Enregistrer la relance", **typed)


def test_a_reminder_is_noted_as_one_and_hands_nothing_over(world: World) -> None:
    """Noted as a delivery it stood on the public path, and told those who follow that it was handed over again."""
    code = petition(world)
    deliver(world, code)
    before = world.rows(Event)
    page = note(world, code, day="2026-02-27", recipient="Le cabinet", how="Courrier recommandé")
    assert "Le compte des jours continue" in page.words
    assert "Relance du 27 février 2026 : Le cabinet. Courrier recommandé" in page.words
    path = next(e for e in page.all("ol") if "steps" in (e.get("class") or ""))
    assert "".join(path.itertext()).count("Remise") == 1
    assert "Le cabinet" not in "".join(path.itertext())
    assert "10 jours sans réponse" in page.words  # the clock still runs from the handing over
    assert world.rows(Event) == before
    assert sorted(row.reminder for row in world.rows(Delivery)) == [False, True]
    note(world, code, day="2026-02-27", recipient="Le cabinet", how="Courrier recommandé")
    assert len(world.rows(Delivery)) == 2  # the same words twice are one
    answer = world.browser(world.olga).get(f"{BOARD}/{code}/reponse")
    assert "Le cabinet" not in answer.words  # a reply answers what was handed over
    last = [row.action for row in world.rows(StaffLog)]
    assert last.count("delivery.recorded") == 1 and "reminder.recorded" in last


def test_a_reminder_comes_after_the_delivery_and_gives_back_what_was_typed(world: World) -> None:
    code = petition(world)
    browser = world.browser(world.olga)
    assert browser.get(f"{BOARD}/{code}/relances").status == 404
    deliver(world, code)
    for day, said in (
        ("2026-02-01", "après la remise"),
        ("2026-12-01", "à venir"),
        ("demain", "date complète"),
    ):
        page = note(world, code, day=day, recipient="Le cabinet", how="Par téléphone")
        assert page.status == 422 and said in page.error("day")
        assert page.one("input", name="how").get("value") == "Par téléphone"
    assert len(world.rows(Delivery)) == 1
    for who in (None, world.alice, world.maud):
        assert world.browser(who).post(f"{BOARD}/{code}/relances", {"day": "2026-02-27"}).status in (401, 403)
