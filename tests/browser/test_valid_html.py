"""Every page is valid HTML, as the server sends it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.browser.test_first_pages import PAGES, grievance

CHECKS = Path(__file__).parents[2] / "checks"
VALIDATOR = CHECKS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    pages = {**PAGES, "doleance": grievance(site)}
    for who, viewer in (("visiteur", None), ("alice", site.world.alice), ("olga", site.world.olga)):
        browser = site.world.browser(viewer)
        for name, url in {**pages, "mon-carnet": "/carnet"}.items():
            (tmp_path / f"{who}-{name}.html").write_text(browser.get(url).text, encoding="utf-8")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]
