"""The pages of a merge, in each of its states: readable by all, and valid."""

from pathlib import Path

import pytest

from forum.deliberation.merging.models import Merge
from tests.browser.conftest import Site, faults
from tests.browser.test_valid_html import validated
from tests.demands.merging import scene as demands
from tests.demands.merging.scene import voting
from tests.grievances.merging.scene import MERGES, URL, WHY, crowd, join, live, two, write
from tests.world import World


def prepare(world: World) -> dict[str, str]:
    """A proposal, a merge with voices that have not answered, and one that was undone."""
    first, second = two(world)
    live(world, first, *crowd(world, "concerned", 7), world.alice, testimony="Personne n’est venu.")
    joined = join(world, first, second)
    third = write(world, world.charlie, "Les rendez-vous de PMI sont à deux mois. On se débrouille.")
    world.act(world.charlie, f"{URL}/{third}/regroupements", other=second, keep="other", reason=WHY)
    world.slot()
    fourth = write(world, world.charlie, "Les vaccins se font dans le couloir. Il n’y a plus de salle.")
    fifth = write(world, world.charlie, "On vaccine dans le couloir du centre, faute de salle.")
    world.act(world.charlie, f"{URL}/{fourth}/regroupements", other=fifth, keep="other", reason=WHY)
    world.slot()
    undone = next(
        m for m in world_merges(world) if m.ref != joined and m.state == "proposed" and m.thread == fourth
    )
    world.act(world.charlie, f"{MERGES}/{undone.ref}/reponse", side="survivor", choice="yes")
    world.slot()
    world.act(world.olga, f"{MERGES}/{undone.ref}/annulation", reason="Deux centres différents.")
    proposal = next(m for m in world_merges(world) if m.thread == third)
    return {
        "regrouper": f"{URL}/{third}/regroupements/nouveau",
        "regroupement-propose": f"{MERGES}/{proposal.ref}",
        "regroupement-fait": f"{MERGES}/{joined}",
        "regroupement-defait": f"{MERGES}/{undone.ref}",
        "doleance-qui-reste": f"{URL}/{first}",
        "doleance-separee": f"{URL}/{fourth}",
        "ancien-texte": f"{URL}/{first}/versions/1",
        "carnet-demande": "/carnet",
    }


def demands_of(world: World) -> dict[str, str]:
    """A vote to join two demands, and a vote to part two others."""
    first, second, merge = voting(world)
    people = [*crowd(world, "professional", 1, "v"), *crowd(world, "concerned", 1, "v"), world.alice]
    third = demands.write(world, world.alice, "Une réponse écrite à chaque demande")
    fourth = demands.write(world, world.bob, "Que chaque courrier reçoive sa réponse")
    world.act(world.alice, f"{demands.URL}/{third}/regroupements", other=fourth, keep="other", reason=WHY)
    world.slot()
    joining = next(m for m in world_merges(world) if m.state == "proposed" and m.thread == third)
    world.act(world.bob, f"{MERGES}/{joining.ref}/reponse", side="survivor", choice="yes")
    world.slot()
    with world.house.db.write() as tx:
        row = tx.merge(joining)
        tx.refresh(row)
        row.result = {"all": {c: {"adopted": 1} for c in ("professional", "concerned")}}
        tx.add(row)
    world.act(people[0], f"{MERGES}/{joining.ref}/annulation/vote", reason="Deux services.")
    world.slot()
    return {
        "vote-de-regroupement": f"{MERGES}/{merge}",
        "vote-de-separation": f"{MERGES}/{joining.ref}",
        "revendication-au-vote": f"{demands.URL}/{second}",
        "revendication-qui-reste": f"{demands.URL}/{third}",
        "ancienne-revendication": f"{demands.URL}/{third}/versions/1",
        "regrouper-revendications": f"{demands.URL}/{first}/regroupements/nouveau",
        "carnet-au-vote": "/carnet",
        "ressemblances": "/c/lorne/moderation/proches",
    }


def world_merges(world: World) -> list[Merge]:
    return world.rows(Merge)


@pytest.fixture(scope="module")
def pages(shown: Site) -> dict[str, str]:
    return {**demands_of(shown.world), **prepare(shown.world)}


def test_pages_are_readable_by_all(shown: Site, pages: dict[str, str]) -> None:
    alice = shown.person(shown.world.alice)
    for name, url in pages.items():
        alice.goto(url)
        assert faults(alice, name) == []


def test_every_page_is_valid(shown: Site, pages: dict[str, str], tmp_path: Path) -> None:
    for who, viewer in (("visiteur", None), ("alice", shown.world.alice), ("olga", shown.world.olga)):
        browser = shown.world.browser(viewer)
        for name, url in pages.items():
            (tmp_path / f"{who}-{name}.html").write_text(browser.get(url).text, encoding="utf-8")
    assert validated(tmp_path) == ""
