"""Two people on one clause, one of them without JavaScript: both texts are shown, and the author settles it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from forum.collectives.publication.jobs import publish_slot
from forum.texts.models import Amendment, Version
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_valid_html import CHECKS, VALIDATOR
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


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_two_people_on_one_clause(site: Site, width: int, dark: bool) -> None:
    world = site.world
    ref = publish(world, BODY)
    bob = walker(site, world.bob, f"bob-{width}", width=width, dark=dark)
    charlie = walker(site, world.charlie, f"charlie-{width}", width=width, javascript=False, dark=dark)
    for who in (bob, charlie):
        who.go(new_url(ref), "proposer")
    write(bob, "Les visites ont cessé.", "Ni au guichet.")
    write(charlie, "Les visites n’ont plus lieu depuis mars.", "Ni par courrier.")
    for who in (bob, charlie):
        who.send("propose", "publiée au prochain créneau", reason="Pour être juste.")
    world.slot()
    first = next(a for a in world.rows(Amendment) if "cessé" in a.operations[0]["text"])
    second = next(a for a in world.rows(Amendment) if a.ref != first.ref)
    alice = walker(site, world.alice, f"alice-{width}", width=width, dark=dark)
    alice.go(f"/c/lorne/textes/{ref}/amendements/{first.ref}", "repondre")
    alice.send("answer", "publiée au prochain créneau", verdict="accepted", reason="Oui.")
    world.slot()
    alice.go(f"/c/lorne/textes/{ref}/amendements/{second.ref}", "conflit")
    both = alice.page.locator("dl.clash").inner_text()
    assert "Les visites ont cessé." in both and "Les visites n’ont plus lieu depuis mars." in both
    settled = {"settled-0": "Les visites ont cessé depuis mars."}
    alice.send("answer", "publiée au prochain créneau", verdict="accepted", reason="Les deux.", **settled)
    world.slot()
    said = "Les visites ont cessé depuis mars.\n\nPersonne ne répond au téléphone.\n\nNi au guichet.\n\nNi par courrier."
    assert world.rows(Version, Version.number == 3)[0].fields["body"] == said
    charlie.go(f"/c/lorne/textes/{ref}/versions", "versions")
    charlie.go(f"/c/lorne/textes/{ref}/versions/1/restauration", "revenir")


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


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    pages = prepare(site.world)
    for whose, viewer in (("visiteur", None), ("alice", site.world.alice)):
        who = site.person(viewer, width=width, dark=dark)
        for name, url in pages.items():
            who.goto(url)
            shoot(who, f"amendements-{name}-{whose}-{width}")
            assert wider_than_screen(who) <= 0, (name, whose)
            assert axe_violations(who) == [], (name, whose)


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    pages = prepare(site.world)
    for name, url in pages.items():
        for whose, viewer in (("visiteur", None), ("alice", site.world.alice)):
            (tmp_path / f"{whose}-{name}.html").write_text(
                site.world.browser(viewer).get(url).text, encoding="utf-8"
            )
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]
