"""Proposing a change while the text moves; the pages of proposals, readable by all, and valid."""

from pathlib import Path

import pytest

from forum.collectives.publication.jobs import publish_slot
from forum.texts.models import Amendment
from tests.browser.conftest import Site, faults
from tests.browser.test_valid_html import validated
from tests.browser.test_whole_way import Walker
from tests.texts.amending import new_url
from tests.texts.test_amendments import answer, propose, publish
from tests.world import World

BODY = "Les visites sont supprimées.\n\nPersonne ne répond au téléphone."


def walker(
    site: Site, viewer: object, name: str, *, width: int = 1280, javascript: bool = True, dark: bool = False
) -> Walker:
    page = site.person(viewer, width=width, javascript=javascript, dark=dark)  # type: ignore[arg-type]
    return Walker(page, name, [], scripts=javascript)


def write(who: Walker, text: str, insertion: str) -> None:
    """Change the first clause, add one after the second, look at the result, send."""
    who.page.locator("#body-replace-0").click()
    who.page.locator("textarea[name=body-replace-0]").fill(text)
    who.page.locator("#body-insert-2").click()
    who.page.locator("textarea[name=body-insert-2]").fill(insertion)
    assert who.page.locator("textarea[name=body-replace-0]").input_value() == text
    who.page.locator("#preview").click()
    who.page.locator("ins", has_text=insertion).wait_for()
    who.look("apercu")


def test_the_text_moves_under_somebody_who_writes(site: Site) -> None:
    """With JavaScript: the refused form comes back in place, with both, and goes through once read again."""
    world = site.world
    ref = publish(world, BODY)
    propose(world, ref, world.charlie, {"body-replace-0": "Les visites ont cessé.", "body-remove-1": "1"})
    world.slot()
    answer(world, ref, world.rows(Amendment)[0].ref, "accepted")
    bob = walker(site, world.bob, "tard", width=360)
    bob.go(new_url(ref))
    bob.page.locator("#body-replace-0").click()
    bob.page.locator("textarea[name=body-replace-0]").fill("Plus une visite.")
    bob.page.locator("#body-replace-1").click()
    bob.page.locator("textarea[name=body-replace-1]").fill("Personne ne répond, même le matin.")
    world.clock.forward(601)
    publish_slot(world.house)
    bob.send("propose", "Le texte a changé pendant que vous écriviez", reason="Pour être juste.")
    bob.look("deux-textes")
    assert bob.page.locator("textarea[name=body-replace-0]").input_value() == "Plus une visite."
    assert (
        bob.page.locator("textarea[name=body-insert-1]").input_value() == "Personne ne répond, même le matin."
    )
    bob.send("propose", "publiée au prochain créneau")


def prepare(world: World) -> dict[str, str]:
    ref = publish(world, BODY)
    propose(world, ref, world.bob, {"body-replace-0": "Les visites ont cessé."})
    propose(world, ref, world.charlie, {"body-replace-0": "Plus une visite.", "body-remove-1": "1"})
    world.slot()
    first, second = sorted(world.rows(Amendment), key=lambda a: len(a.operations))
    answer(world, ref, first.ref, "accepted")
    world.slot()
    base = f"/c/lorne/textes/{ref}"
    return {
        "proposer": new_url(ref),
        "y-revenir": f"{new_url(ref)}?retour=1",
        "accepte": f"{base}/amendements/{first.ref}",
        "conflit": f"{base}/amendements/{second.ref}",
        "versions": f"{base}/versions",
        "revenir": f"{base}/versions/1/restauration",
    }


@pytest.fixture(scope="module")
def pages(shown: Site) -> dict[str, str]:
    return prepare(shown.world)


def test_pages_are_readable_by_all(shown: Site, pages: dict[str, str]) -> None:
    for whose, viewer in (("visiteur", None), ("alice", shown.world.alice)):
        who = shown.person(viewer)
        for name, url in pages.items():
            who.goto(url)
            assert faults(who, f"amendements-{name}-{whose}") == []


def test_every_page_is_valid(shown: Site, pages: dict[str, str], tmp_path: Path) -> None:
    for name, url in pages.items():
        for whose, viewer in (("visiteur", None), ("alice", shown.world.alice)):
            text = shown.world.browser(viewer).get(url).text
            (tmp_path / f"{whose}-{name}.html").write_text(text, encoding="utf-8")
    assert validated(tmp_path) == ""
