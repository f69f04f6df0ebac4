"""A source's page and the pages that cite it: readable by all, valid, light; judged with and without JavaScript."""

from pathlib import Path

import brotli
import pytest

from forum.texts.sources.models import SourceVerdict
from tests.browser.conftest import Site, faults
from tests.browser.test_demo_pages import NEXT_VIEW
from tests.browser.test_valid_html import validated
from tests.texts.test_sources import HERE, cited, crowd, say
from tests.world import World


def prepare(world: World) -> dict[str, str]:
    ref = cited(world)
    for who in crowd(world, "concerned", 6):
        say(world, who, ref, "disputed", "dead", "La page n’existe plus.")
    for who in crowd(world, "professional", 2):
        say(world, who, ref, "confirmed")
    world.slot()
    return {"source": f"{HERE}/{ref}"}


@pytest.fixture(scope="module")
def pages(shown: Site) -> dict[str, str]:
    return prepare(shown.world)


def test_the_page_is_readable_by_all(shown: Site, pages: dict[str, str]) -> None:
    page = shown.person(shown.world.bob)
    page.goto(pages["source"])
    assert faults(page, "source") == []
    page.get_by_role("button", name="Donner mon avis").click()
    page.get_by_text("Un point à corriger").wait_for()
    assert faults(page, "source-refusee") == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_verdict_is_given(site: Site, javascript: bool) -> None:
    url = f"{HERE}/{cited(site.world)}"
    page = site.person(site.world.bob, width=360, javascript=javascript)
    page.goto(url)
    page.get_by_label("Je la conteste").check()
    page.get_by_label("Si vous la contestez").select_option("outdated")
    page.get_by_role("button", name="Donner mon avis").click()
    page.get_by_text("C’est noté. Votre avis sur cette source").wait_for()
    site.world.slot()
    assert [(v.verdict, v.reason) for v in site.world.rows(SourceVerdict)] == [("disputed", "outdated")]


def test_the_page_is_valid_and_light(shown: Site, pages: dict[str, str], tmp_path: Path) -> None:
    url = pages["source"]
    for who, viewer in (("visiteur", None), ("bob", shown.world.bob)):
        text = shown.world.browser(viewer).get(url).text
        assert len(brotli.compress(text.encode(), quality=5)) <= NEXT_VIEW
        (tmp_path / f"{who}.html").write_text(text, encoding="utf-8")
    refused = say(shown.world, shown.world.bob, url.rpartition("/")[2], "disputed")
    (tmp_path / "refused.html").write_text(refused.text, encoding="utf-8")
    assert validated(tmp_path) == ""
