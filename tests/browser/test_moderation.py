"""Somebody reports, somebody decides, somebody reads why: each in a browser of their own, one of them without JavaScript."""

import re

import pytest

from forum.core.viewer import Viewer
from forum.moderation.cases.models import Case
from tests.browser.conftest import Site, faults
from tests.moderation.sample import HERE, grievance
from tests.world import World

PASSAGE = "Les enfants dorment dans le couloir"
WHY = "On peut reconnaître une maison à ce détail."


def second(world: World) -> Viewer:
    with world.house.db.write() as tx:
        return world._staff(tx, "Nora", "moderator")


@pytest.mark.parametrize("javascript", [False, True])
def test_reported_by_one_decided_by_another_read_by_the_author(site: Site, javascript: bool) -> None:
    """A visitor on a phone; Maud, who takes it and hides it; Alice, whose text it is. Both ways: the same pages."""
    world = site.world
    ref = grievance(world)
    visitor = site.person(None, width=360, javascript=javascript)
    visitor.goto(f"{HERE}/signalements/nouveau?objet={ref}")
    visitor.get_by_label("On peut reconnaître quelqu’un").check()
    visitor.locator("[name=passage]").fill("Ce que personne n’a écrit")
    visitor.get_by_label("Je veux lire la réponse").check()
    visitor.locator("#send").click()
    visitor.locator("#errors").wait_for()
    assert faults(visitor, f"signaler-{javascript}", scripts=javascript) == []
    visitor.locator("[name=passage]").fill(PASSAGE)
    visitor.locator("#send").click()
    visitor.locator("ol.words").wait_for()
    assert faults(visitor, f"mots-{javascript}", scripts=javascript) == []
    words = " ".join(visitor.locator("ol.words li").all_inner_texts())

    maud = site.person(world.maud, width=1280, javascript=javascript)
    maud.goto(HERE)
    maud.get_by_text(PASSAGE).first.wait_for()
    assert faults(maud, f"file-{javascript}", scripts=javascript) == []
    maud.goto(f"{HERE}/objets/{ref}")
    maud.locator("#take").click()
    maud.get_by_text("Chez Maud").first.wait_for()
    assert faults(maud, f"dossier-{javascript}", scripts=javascript) == []
    maud.get_by_label("masqué", exact=True).check()
    maud.get_by_label("Le motif").fill(WHY)
    maud.locator("#send").click()
    maud.get_by_text("La décision est prise").first.wait_for()

    alice = site.person(world.alice, width=360, javascript=javascript)
    alice.goto("/carnet")
    for said in ("a masqué ce que vous avez écrit", WHY, "pour demander qu’une autre personne revoie"):
        alice.get_by_text(re.compile(said)).first.wait_for()
    visitor.goto(f"{HERE}/signalements/reponse")
    visitor.locator("[name=mots]").fill(words)
    visitor.locator("#send").click()
    visitor.get_by_text(WHY).first.wait_for()
    assert faults(visitor, f"reponse-{javascript}", scripts=javascript) == []


def test_two_persons_remove_and_the_first_cannot_be_both(site: Site) -> None:
    """Maud proposes with JavaScript; Nora, without, on a phone, reads and confirms."""
    world = site.world
    nora, ref = second(world), grievance(world)
    maud = site.person(world.maud)
    maud.goto(f"{HERE}/objets/{ref}/suppression")
    maud.get_by_label("Au titre de quoi").fill("Article 3 de la charte")
    maud.get_by_label("Le motif").fill(WHY)
    assert faults(maud, "supprimer") == []
    maud.locator("#send").click()
    maud.get_by_text("une seconde personne doit confirmer").first.wait_for()
    own = world.rows(Case)[0].ref
    phone = site.person(nora, width=360, javascript=False)
    phone.goto(f"{HERE}/dossiers/{own}/suppression")
    assert faults(phone, "confirmer", scripts=False) == []
    phone.locator("#confirm").click()
    phone.get_by_text("C’est décidé").first.wait_for()
    phone.goto(f"{HERE}/dossiers/{own}")
    assert faults(phone, "histoire", scripts=False) == []
    assert [case.measure for case in world.rows(Case)] == ["remove"]
