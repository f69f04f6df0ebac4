"""Three people at once, one of them without JavaScript: two write a text, do not agree on a proposal, the group votes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from forum.deliberation.settling.jobs import close_settlings
from forum.deliberation.settling.models import AmendmentVote
from forum.texts.authors.models import AuthorAnswer, TextAuthor
from forum.texts.models import Amendment, Version
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_amendments import walker
from tests.browser.test_valid_html import CHECKS, VALIDATOR
from tests.demands.scene import demand
from tests.texts.amending import new_url
from tests.texts.authoring import DAY, LINK, NEW, authors_url, link, proposed, together
from tests.texts.test_amendments import publish
from tests.world import World

BODY = "Les visites sont supprimées.\n\nPersonne ne répond au téléphone."


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_two_write_one_proposes_and_the_group_votes(site: Site, width: int, dark: bool) -> None:
    world = site.world
    ref = publish(world, BODY)
    alice = walker(site, world.alice, f"auteurs-alice-{width}", width=width, dark=dark)
    bob = walker(site, world.bob, f"auteurs-bob-{width}", width=width, javascript=False, dark=dark)
    charlie = walker(site, world.charlie, f"auteurs-charlie-{width}", width=width, dark=dark)

    alice.go(f"/c/lorne/doleances/{ref}")
    alice.page.get_by_role("link", name="Qui écrit ce texte").click()
    alice.page.get_by_role("link", name="Inviter quelqu’un").click()
    alice.page.locator("#invite").click()
    alice.page.get_by_text("Il sert une fois : qui").wait_for()
    alice.look("lien")
    (address,) = set(LINK.findall(alice.page.content()))
    assert ref not in alice.page.url  # the history does not say whose text it is

    bob.go(address, "invite")
    bob.send("come-send", "auteur·rice de ce texte au prochain créneau")
    charlie.go(new_url(ref))
    charlie.page.locator("#body-replace-0").click()
    charlie.page.locator("textarea[name=body-replace-0]").fill(NEW)
    charlie.send("propose", "publiée au prochain créneau", reason="Il faut la date.")
    world.slot()
    assert len(world.rows(TextAuthor)) == 1
    (change,) = world.rows(Amendment)

    url = f"/c/lorne/textes/{ref}/amendements/{change.ref}"
    for who in (alice, bob, charlie):
        who.go(url)
    bob.send("answer", "publiée au prochain créneau", verdict="accepted", reason="La date aide.")
    alice.send("answer", "publiée au prochain créneau", verdict="refused", reason="Ce n’est pas ce jour-là.")
    world.slot()
    assert {row.verdict for row in world.rows(AuthorAnswer)} == {"accepted", "refused"}
    (vote,) = world.rows(AmendmentVote)
    assert vote.disagreed
    charlie.go(url, "desaccord")
    assert charlie.page.get_by_text("ne sont pas d’accord").first.is_visible()
    assert charlie.page.locator("#paper-send").count() == 0  # an open carnet is heard, and does not vote
    for who in (alice, bob):
        who.go(url)
        who.send("paper-send", "Votre bulletin est noté", choice="for")
    world.slot()
    world.clock.forward(9 * DAY)
    close_settlings(world.house)
    assert world.rows(Version, Version.number == 2)[0].fields["body"].startswith(NEW)
    bob.go(f"/c/lorne/doleances/{ref}", "texte")
    assert bob.page.get_by_text("Écrit à plusieurs").is_visible()


def prepare(world: World) -> dict[str, str]:
    ref = together(world, BODY)
    change = proposed(world, ref)
    claim = demand(world)
    world.clock.forward(31 * DAY)
    spare = link(world, world.alice, ref)
    return {
        "lien": spare,
        "attend": authors_url(ref),
        "dedans": f"/c/lorne/auteurs/{world.alias(world.alice, ref)}",
        "proposition": f"/c/lorne/textes/{ref}/amendements/{change}",
        "doleance": f"/c/lorne/doleances/{ref}",
        "revendication": f"/c/lorne/revendications/{claim}",
        "qui-manque": authors_url(claim),
        "liste": "/c/lorne/revendications?auteurs=cherche",
    }


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    pages = prepare(site.world)
    for whose, viewer in (("visiteur", None), ("alice", site.world.alice), ("bob", site.world.bob)):
        who = site.person(viewer, width=width, dark=dark)
        for name, url in pages.items():
            if name == "dedans" and whose != "alice":
                continue
            who.goto(url)
            shoot(who, f"auteurs-{name}-{whose}-{width}")
            assert wider_than_screen(who) <= 0, (name, whose)
            assert axe_violations(who) == [], (name, whose)


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    for name, url in prepare(site.world).items():
        page = site.world.browser(site.world.alice).get(url)
        (tmp_path / f"{name}.html").write_text(page.text, encoding="utf-8")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]
