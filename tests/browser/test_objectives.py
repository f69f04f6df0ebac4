"""The register and one objective: readable by all, valid, light."""

import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_demo_pages import NEXT_VIEW
from tests.browser.test_valid_html import CHECKS, VALIDATOR
from tests.registers.test_objectives import HERE, lean, load, named
from tests.world import World


def prepare(world: World) -> dict[str, str]:
    load(world)
    objective = named(world, "Réduire les délais de visite")
    lean(world, objective)
    return {"objectifs": HERE, "objectif": f"{HERE}/{objective.ref}"}


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    pages = prepare(site.world)
    for who in (None, site.world.olga):
        page = site.person(who, width=width, dark=dark)
        for name, url in pages.items():
            page.goto(url)
            shoot(page, f"{name}-{width}")
            assert wider_than_screen(page) <= 0, name
            assert axe_violations(page) == [], name


def test_pages_are_valid_and_light(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    load(
        site.world,
        "numero;intitule;texte\n" + "".join(f"{n};{'Un but assez long, ' * 6}{n};Plan\n" for n in range(60)),
    )
    for name, url in prepare(site.world).items():
        for who, viewer in (("visiteur", None), ("olga", site.world.olga)):
            text = site.world.browser(viewer).get(url).text
            assert len(brotli.compress(text.encode(), quality=5)) <= NEXT_VIEW
            (tmp_path / f"{name}-{who}.html").write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]
