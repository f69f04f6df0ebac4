"""The register and one objective: readable by all, valid, light."""

from pathlib import Path

import brotli

from tests.browser.conftest import Site, faults
from tests.browser.test_demo_pages import NEXT_VIEW
from tests.browser.test_valid_html import validated
from tests.registers.test_objectives import HERE, lean, load, named
from tests.world import World


def prepare(world: World) -> dict[str, str]:
    load(world)
    objective = named(world, "Réduire les délais de visite")
    lean(world, objective)
    return {"objectifs": HERE, "objectif": f"{HERE}/{objective.ref}"}


def test_pages_are_readable_by_all(site: Site) -> None:
    pages = prepare(site.world)
    for who in (None, site.world.olga):
        page = site.person(who)
        for name, url in pages.items():
            page.goto(url)
            assert faults(page, name) == []


def test_pages_are_valid_and_light(site: Site, tmp_path: Path) -> None:
    load(
        site.world,
        "numero;intitule;texte\n" + "".join(f"{n};{'Un but assez long, ' * 6}{n};Plan\n" for n in range(60)),
    )
    for name, url in prepare(site.world).items():
        for who, viewer in (("visiteur", None), ("olga", site.world.olga)):
            text = site.world.browser(viewer).get(url).text
            assert len(brotli.compress(text.encode(), quality=5)) <= NEXT_VIEW
            (tmp_path / f"{name}-{who}.html").write_text(text, encoding="utf-8")
    assert validated(tmp_path) == ""
