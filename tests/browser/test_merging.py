"""Two people merge two grievances: Alice with JavaScript on a phone, Bob without; the pages are readable by all."""

import shutil
import subprocess
from pathlib import Path

import pytest

from forum.grievances.merging.models import Merge
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_valid_html import CHECKS, VALIDATOR
from tests.grievances.merging.scene import MERGES, URL, WHY, crowd, join, live, the, two, write
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


def world_merges(world: World) -> list[Merge]:
    return world.rows(Merge)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    pages = prepare(site.world)
    alice = site.person(site.world.alice, width=width, dark=dark)
    for name, url in pages.items():
        alice.goto(url)
        shoot(alice, f"{name}-{width}")
        assert wider_than_screen(alice) <= 0, name
        assert axe_violations(alice) == [], name


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    pages = prepare(site.world)
    for who, viewer in (("visiteur", None), ("alice", site.world.alice), ("olga", site.world.olga)):
        browser = site.world.browser(viewer)
        for name, url in pages.items():
            (tmp_path / f"{who}-{name}.html").write_text(browser.get(url).text, encoding="utf-8")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]


def test_two_people_merge_and_a_third_says_where_their_voice_goes(site: Site) -> None:
    world = site.world
    first, second = two(world)
    live(world, first, world.charlie)
    alice, bob = site.person(world.alice, width=360), site.person(world.bob, javascript=False)
    alice.goto(f"{URL}/{first}")
    alice.get_by_role("link", name="Cela dit la même chose").click()
    alice.get_by_label("Pourquoi les regrouper").fill(WHY)
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.locator("#errors").wait_for()  # which one is missing: the reason is still there
    assert alice.get_by_label("Pourquoi les regrouper").input_value() == WHY
    alice.get_by_label("sa référence, ou son adresse").fill(f"{site.url}{URL}/{second}")
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.get_by_text("C’est noté.").first.wait_for()
    world.slot()
    bob.goto(f"{URL}/{second}")
    bob.get_by_role("link", name="Lire et répondre").click()
    bob.get_by_role("button", name="Oui, regrouper").click()
    bob.get_by_text("Votre réponse est notée").first.wait_for()
    assert the(world).state == "proposed"
    world.slot()
    alice.goto(f"{URL}/{first}")
    alice.get_by_text("Vous veniez de").wait_for()
    assert f"{URL}/{second}" in alice.url
    charlie = site.person(world.charlie)
    charlie.goto("/carnet")
    charlie.get_by_role("link", name="Dire où elle va").click()
    charlie.get_by_role("button", name="Oui, je vis aussi celle qui reste").click()
    charlie.get_by_text("Votre voix rejoint l’autre").first.wait_for()
    bob.goto(f"{URL}/{second}")
    bob.get_by_role("link", name="Dites où va votre voix").click()
    bob.get_by_label("Pourquoi séparer").fill("Deux services.")
    bob.get_by_role("button", name="Défaire le regroupement").click()
    world.slot()
    alice.goto(f"{URL}/{first}")
    assert "venu=" not in alice.url
