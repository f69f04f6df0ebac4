"""The pages of Revendiquer and Décider, seen by a stranger and by an organiser: readable by all, and valid."""

from pathlib import Path

import pytest

from tests.browser.conftest import Site, faults
from tests.browser.test_valid_html import validated
from tests.deliberation.test_ballots import REASON, ended
from tests.demands.scene import URL, adopted, after_last_day, crowd, demand, opened, vote
from tests.world import World


def prepare(world: World) -> dict[str, str]:
    """One demand in each state of its life, an answered objection, a cahier."""
    shared = adopted(world, title="Un interprète à chaque rendez-vous")
    alone = adopted(world, ("concerned",), title="Une réponse écrite à chaque demande")
    olga = world.browser(world.olga)
    olga.get("/c/lorne/cahiers/nouveau")
    ranks = {f"rank-{shared}": "1", f"rank-{alone}": "2"}
    cahier = olga.send("Publier le cahier", title="Cahier de mars", introduction="Nous sommes *là*.", **ranks)
    voted = demand(world, title="Un lieu d’accueil ouvert le soir")
    opened(world, voted)
    for who in [*crowd(world, "professional", 7), *crowd(world, "concerned", 9), *crowd(world, "ally", 3)]:
        vote(world, who, voted, "for")
    vote(world, world.bob, voted, "objection", REASON)
    after_last_day(world)
    ended(world)
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{voted}/vote")
    olga.follow("Répondre à cette objection")
    answering = olga.page.url
    olga.send("Publier la réponse", answer="Le critère porte sur la date proposée.")
    running = demand(world, title="Des trajets remboursés sans avance")
    opened(world, running, closes="2026-04-20")
    draft = demand(world, criteria="Que la situation soit meilleure")
    return {
        "revendications": URL,
        "revendiquer": f"{URL}/nouvelle",
        "brouillon": f"{URL}/{draft}",
        "au-vote": f"{URL}/{running}/vote",
        "demande-au-vote": f"{URL}/{running}",
        "resultat": f"{URL}/{voted}/vote",
        "adoptee": f"{URL}/{voted}",
        "un-college": f"{URL}/{alone}",
        "repondre": answering,
        "cahiers": "/c/lorne/cahiers",
        "cahier-nouveau": "/c/lorne/cahiers/nouveau",
        "cahier": cahier.url,
    }


@pytest.fixture(scope="module")
def pages(shown: Site) -> dict[str, str]:
    return prepare(shown.world)


def test_pages_are_readable_by_all(shown: Site, pages: dict[str, str]) -> None:
    stranger, olga = shown.person(), shown.person(shown.world.olga)
    for name, url in pages.items():
        for who, whose in ((stranger, "visiteur"), (olga, "olga")):
            who.goto(url)
            assert faults(who, f"{name}-{whose}") == []


def test_every_page_is_valid(shown: Site, pages: dict[str, str], tmp_path: Path) -> None:
    for who, viewer in (("visiteur", None), ("alice", shown.world.alice), ("olga", shown.world.olga)):
        browser = shown.world.browser(viewer)
        for name, url in pages.items():
            (tmp_path / f"{who}-{name}.html").write_text(browser.get(url).text, encoding="utf-8")
    assert validated(tmp_path) == ""


def test_a_vote_goes_through_with_javascript(site: Site) -> None:
    ref = demand(site.world)
    ballot = opened(site.world, ref)
    page = site.person(site.world.bob, width=360)
    page.goto(f"{URL}/{ref}/vote")
    page.get_by_label("Objection motivée").check()
    page.get_by_role("button", name="Voter").click()
    page.locator("#errors").wait_for()
    page.get_by_label("La raison de votre objection").fill(REASON)
    page.get_by_role("button", name="Voter").click()
    page.get_by_text("Votre bulletin est noté").first.wait_for()
    assert ballot.state == "open"
