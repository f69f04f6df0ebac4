"""What the team, the host and their commands write is looked at too: they are told, and may go on knowingly."""

import pytest

from forum.collectives.models import Collective, Territory
from forum.demands.imports.actions import import_text
from forum.demands.models import Demand
from forum.registers.models import Institution, Objective
from tests.browser_lite import words
from tests.world import World

NAMED = "Madame Dupont"
KEEP = "Garder tel quel et publier"
LEAFLET = """Nous exigeons la réouverture de la permanence.

Nous exigeons que Madame Dupont, notre collègue, soit réintégrée.

Nous refusons l'évaluation au nombre d'actes.
"""


@pytest.mark.parametrize(
    "typed",
    [
        {"purpose": f"Défendre {NAMED}, notre collègue."},
        {"charter": f"1. On parle de faits.\n2. {NAMED} répond aux questions."},
        {"name": f"Avec {NAMED}"},
        {"territories": f"nord | Lorne Nord\nsud | Lorne Sud\nchez | Chez {NAMED}"},
    ],
)
def test_settings_that_point_at_somebody_are_said_and_kept_knowingly(
    world: World, typed: dict[str, str]
) -> None:
    before = (
        world.rows(Collective)[0].purpose,
        world.rows(Collective)[0].charter,
        len(world.rows(Territory)),
    )
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    page = browser.send("Enregistrer les réglages", **typed)
    assert (page.status, "Remplacez ce nom" in page.words) == (422, True)
    assert NAMED in [mark.text for mark in page.all("mark")]
    now = world.rows(Collective)[0]
    assert (now.purpose, now.charter, len(world.rows(Territory))) == before
    assert browser.send(KEEP).status == 200
    (name,) = typed
    kept = world.rows(Collective)[0]
    there = "\n".join(t.name for t in world.rows(Territory)) if name == "territories" else getattr(kept, name)
    assert NAMED in there


def test_what_was_kept_knowingly_is_not_asked_again(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    browser.send("Enregistrer les réglages", purpose=f"Défendre {NAMED}.")
    browser.send(KEEP)
    browser.get("/c/lorne/reglages")
    assert browser.send("Enregistrer les réglages", k="12").status == 200
    assert world.rows(Collective)[0].k == 12


def test_one_button_replaces_what_was_seen_in_the_settings(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    page = browser.send("Enregistrer les réglages", purpose=f"Défendre {NAMED}, notre collègue.")
    (button,) = page.all("button", name="_mend")
    page = browser.send(words(button))
    assert NAMED not in page.text
    assert browser.send("Enregistrer les réglages").status == 200
    assert NAMED not in world.rows(Collective)[0].purpose


@pytest.mark.parametrize(
    ("url", "table", "typed"),
    [
        ("/c/lorne/institutions", Institution, {"name": f"{NAMED}, à l’aide sociale"}),
        (
            "/c/lorne/objectifs",
            Objective,
            {"code": "3.2", "title": f"Remplacer {NAMED}", "source": "Une note"},
        ),
    ],
)
def test_registers_that_point_at_somebody_are_said_and_kept_knowingly(
    world: World, url: str, table: type[Institution] | type[Objective], typed: dict[str, str]
) -> None:
    browser = world.browser(world.olga)
    browser.get(url)
    page = browser.send("Ajouter", **typed)
    assert (page.status, "Remplacez ce nom" in page.words) == (422, True)
    assert world.rows(table) == []
    assert browser.send(KEEP).status == 200
    assert len(world.rows(table)) == 1


def test_an_institution_is_corrected_under_the_same_rule_and_its_address_is_public(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/institutions")
    public = {"name": "Département", "address": "1 place de la République, 94000 Créteil"}
    assert browser.send("Ajouter", **public).status == 200
    (made,) = world.rows(Institution)
    browser.get(f"/c/lorne/institutions/{made.ref}")
    assert browser.send("Enregistrer", name=NAMED).status == 422
    assert world.rows(Institution)[0].name == "Département"
    browser.send(KEEP)
    assert world.rows(Institution)[0].name == NAMED


def test_a_claim_that_points_at_somebody_waits_for_a_reader(world: World) -> None:
    with world.house.db.write() as tx:
        table = import_text(tx, world.collective, LEAFLET, world.clock())
    assert [one.line for one in table.held] == [3]
    assert NAMED not in table.held[0].advice
    assert len(table.taken) == len(world.rows(Demand)) == 2
    with world.house.db.write() as tx:
        again = import_text(tx, world.collective, LEAFLET, world.clock(), read=True)
    assert (len(again.taken), again.held, len(world.rows(Demand))) == (1, (), 3)
