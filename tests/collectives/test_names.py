"""A collective names its colleges, and every page says them as it does."""

from datetime import timedelta

import pytest

from forum.exports.queries import sheet_doc
from tests import rows
from tests.world import World

NAMES = {"name_professional": "éducs & autres", "name_concerned": "parents", "name_ally": "voisin·es"}


@pytest.fixture
def named(world: World) -> World:
    with world.house.db.write() as tx:
        place = tx.merge(world.collective)
        for name, value in NAMES.items():
            setattr(place, name, value)
    world.collective = world.rows(type(world.collective))[0]
    return world


def test_lists_badges_and_counts_say_the_collective_s_own_names(named: World) -> None:
    with named.house.db.write() as tx:
        fields = {"body": "Rien.", "since": "mai", "concerned": "", "service": ""}
        place = rows.territory(named)
        told = rows.grievance(
            tx, named.collective, place, "Sans visite", fields=fields, echo_professional=7, echo_ally=6
        )
        office = rows.institution(tx, named.collective)
        asked = rows.demand(tx, named.collective, office, "Publier les postes", state="draft")
    browser = named.browser()
    listed = browser.get("/c/lorne/doleances").words
    assert "7 éducs & autres" in listed
    assert "professionnel·le" not in listed.lower()
    shown = browser.get(f"/c/lorne/doleances/{told.ref}").words
    assert "6 voisin·es" in shown
    demand = browser.get(f"/c/lorne/revendications/{asked.ref}").words
    assert "éducs & autres" in demand
    assert "Professionnel·les" not in demand


def test_the_usual_names_still_agree_with_their_number(world: World) -> None:
    with world.house.db.write() as tx:
        place = rows.territory(world)
        rows.grievance(tx, world.collective, place, "Sans visite", echo_professional=7, echo_concerned=0)
    listed = world.browser().get("/c/lorne/doleances").words
    assert "7 professionnel·les, 0 personne concernée" in listed


def test_the_sheet_prints_the_names_of_the_collective(named: World) -> None:
    with named.house.db.write() as tx:
        office = rows.institution(tx, named.collective)
        made = rows.petition(
            tx, named.collective, office, code="feuille1", closes=rows.DAY + timedelta(5), sha256="ab" * 32
        )
        doc = sheet_doc(tx, made, named.collective, named.settings)
    assert doc.colleges == ("éducs & autres", "parents", "voisin·es")
