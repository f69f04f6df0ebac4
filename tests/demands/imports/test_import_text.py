"""A leaflet becomes draft demands: whole sentences, their context, and a table of what was taken and left."""

import os
from pathlib import Path

import pytest

from forum.demands.imports.actions import ImportTable, import_text
from forum.demands.models import Demand
from forum.demands.rules import TITLE
from forum.registers.models import Institution
from forum.registers.rules import UNSET
from forum.texts.models import Document, Version
from tests.demands.scene import URL
from tests.world import World

ROOT = Path(__file__).parents[3]
REAL = Path(os.environ.get("FORUM_REAL_DATA", ROOT.parent / "shared" / "real")) / "texts"
LEAFLET = """# Tract du collectif

Depuis dix ans les postes disparaissent.

Nous exigeons la réouverture de la permanence de l'A.S.E. de Roche-Verte. Les familles y venaient à pied.

Nous refusons l'évaluation au nombre d'actes.
"""


def imported(world: World, text: str) -> ImportTable:
    with world.house.db.write() as tx:
        return import_text(tx, world.collective, text, world.clock())


def test_each_claim_is_a_draft_of_the_team_with_its_sentence_and_its_context(world: World) -> None:
    table = imported(world, LEAFLET)
    assert [one.line for one in table.taken] == [5, 7]
    assert any("postes disparaissent" in one.sentence for one in table.left)
    assert {d.state for d in world.rows(Demand)} == {"draft"}
    assert {d.college for d in world.rows(Document)} == {"staff"}
    page = world.browser().get(f"{URL}/{table.taken[0].ref}")
    assert "Nous exigeons la réouverture de la permanence de l'A.S.E. de Roche-Verte." in page.words
    assert "Les familles y venaient à pied." in page.words
    assert "À préciser" in page.words


def test_the_placeholder_is_made_once_and_nothing_is_imported_twice(world: World) -> None:
    imported(world, LEAFLET)
    again = imported(world, LEAFLET)
    assert again.taken == ()
    assert sum("déjà" in one.reason for one in again.left) == 2
    assert [i.name for i in world.rows(Institution)] == [UNSET]


def test_a_draft_of_an_import_cannot_be_voted_on_before_it_is_filled(world: World) -> None:
    ref = imported(world, LEAFLET).taken[0].ref
    olga = world.browser(world.olga)
    page = olga.get(f"{URL}/{ref}")
    for said in ("au moins un critère", "une échéance", "qui doit le faire", "à quelle institution"):
        assert said in page.words
    mark = page.all("input", name="_csrf")[0].get("value", "")
    typed = {"version": "1", "quorum": "50", "threshold": "50", "closes": "2026-03-20", "_csrf": mark}
    refused = olga.post(f"{URL}/{ref}/vote", typed, origin="http://testserver")
    assert refused.status == 422
    assert "ne peut pas encore ouvrir" in refused.words


def test_a_long_sentence_is_whole_in_the_text_and_short_in_the_title(world: World) -> None:
    sentence = f"Nous exigeons {'des moyens et ' * 20}du temps."
    table = imported(world, sentence)
    assert len(table.taken[0].title) <= TITLE
    assert world.rows(Version)[0].fields["body"].startswith(sentence)


def test_an_empty_text_takes_nothing(world: World) -> None:
    assert imported(world, " \n") == ImportTable((), ())


def test_the_real_leaflet_gives_its_nineteen_claims(world: World) -> None:
    path = REAL / "tract-travail-social-2021.txt"
    if not path.exists():
        pytest.skip(f"real data absent: {path}")
    table = imported(world, path.read_text(encoding="utf-8"))
    assert len(table.taken) == 19
    bodies = [v.fields["body"] for v in world.rows(Version)]
    assert all(any(body.startswith(one.sentence) for body in bodies) for one in table.taken)
