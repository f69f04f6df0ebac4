"""A real server on loopback, a real Chromium, and the person's eyes: screenshots go to `test-results/`."""

import asyncio
import json
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, sync_playwright

from forum.core.settings import Settings, load
from forum.core.viewer import Viewer
from tests.conftest import CHEAP, SqliteTemplate
from tests.world import World

CHROMIUM = os.environ.get("FORUM_TEST_CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "checks" / "node_modules" / "axe-core" / "axe.min.js"
RESULTS = Path(__file__).parents[2] / "test-results"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = {"phone": 360, "desk": 1280}
COLOURS = ("color-contrast", "link-in-text-block")  # all that a theme changes for axe


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason=f"pas de Chromium à {CHROMIUM}"))


class Server:
    """uvicorn in a thread, on a port the system chose."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="error", lifespan="off", access_log=False
        )
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(20)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def _run(self) -> None:
        async def serve() -> None:
            task = asyncio.create_task(self._server.serve())
            while not self._server.started and not task.done():
                await asyncio.sleep(0.01)
            self._ready.set()
            await task

        asyncio.run(serve())

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def keeping(playwright: Playwright) -> Iterator[Browser]:
    """As people have it: pages that were left are kept alive for "back", which test browsers switch off."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("browser"))


@pytest.fixture
def settings(empty_database: SqliteTemplate, tmp_path: Path) -> Settings:
    return load({}, data_dir=tmp_path, database_url=empty_database.fresh(tmp_path), **CHEAP)


@pytest.fixture
def site(settings: Settings, chromium: Browser) -> Iterator["Site"]:
    made = Site(World(settings, slot_minutes=10), chromium)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shown(
    chromium: Browser, empty_database: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Site"]:
    """One world for the tests of a module that only look at pages: making it costs more than looking."""
    folder = tmp_path_factory.mktemp("shown")
    settings = load({}, data_dir=folder, database_url=empty_database.fresh(folder), **CHEAP)
    made = Site(World(settings, slot_minutes=10), chromium)
    yield made
    made.close()


class Site:
    """A world behind a real server, and browsers on it."""

    def __init__(self, world: World, chromium: Browser) -> None:
        self.world, self._chromium = world, chromium
        self._server = Server(world.app)
        self.url = self._server.url
        self._contexts: list[BrowserContext] = []

    def person(
        self, viewer: Viewer | None = None, *, width: int = 1280, javascript: bool = True, dark: bool = False
    ) -> Page:
        """Somebody's own browser; with a viewer it is already signed in."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=javascript,
            color_scheme="dark" if dark else "light", base_url=self.url, locale="fr-FR", bypass_csp=False,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        if viewer is not None:
            token = self.world.house.sessions.open(viewer, self.world.clock(), own_device=True)
            context.add_cookies(
                [{"name": "s", "value": token, "url": self.url, "httpOnly": True, "sameSite": "Strict"}]
            )
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._server.stop()
        self.world.close()


def words_shown(page: Page) -> str:
    """The words of the carnet or card just made. A click does not wait for the page it leads to: this does."""
    shown = page.locator("ol.words strong")
    shown.first.wait_for()
    return " ".join(shown.all_inner_texts())


def type_words(page: Page, phrase: str) -> None:
    """As a person does: into the box that shows all the words; with JavaScript it takes the place of a masked field."""
    page.locator("#f-words").wait_for(state="attached")
    page.wait_for_load_state()
    page.locator("#f-words").focus()
    page.locator("#main textarea[data-secret]").fill(phrase)


def shoot(page: Page, name: str) -> None:
    """A full-page picture, to be looked at. JPEG: half the time of PNG, of which a run makes hundreds."""
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.jpg", full_page=True, type="jpeg", quality=70)


def faults(page: Page, name: str, *, scripts: bool = True) -> list[str]:
    """What is wrong with this page at both widths and in both themes; a picture of each width is left.

    Loaded once: a width is a matter of layout, and a theme of colours; neither asks the server for another page.
    `scripts` is false where the page runs none: axe would never answer.
    """
    found = []
    page.emulate_media(
        color_scheme="light", reduced_motion="reduce"
    )  # a colour on its way to another is neither
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{name}: wider than {width}"] if wider_than_screen(page) > 0 else []
        found += [f"{name}, {width}: {said}" for said in axe_violations(page)] if scripts else []
        shoot(page, f"{name}-{width}")
        if scripts:
            page.emulate_media(color_scheme="dark")
            found += [f"{name}, {width}, dark: {said}" for said in axe_violations(page, COLOURS)]
            page.emulate_media(color_scheme="light")
    page.emulate_media(reduced_motion="no-preference")
    return found


def axe_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds: each rule with the first element at fault; `rules` if not all of them."""
    if not AXE.exists():
        pytest.skip("axe-core absent : `npm ci --prefix checks`")
    # Through the debugger's own world, so that the page's policy stays as strict as it is for people.
    session = page.context.new_cdp_session(page)
    if _evaluated(session, "typeof axe") == "undefined":
        _evaluated(session, AXE.read_text(encoding="utf-8"), returnByValue=False)
    only = f", runOnly: {json.dumps(list(rules))}" if rules else ""
    asked = f"axe.run(document, {{resultTypes: ['violations']{only}}})"
    said = f"{asked}.then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes[0].html)))"
    return list(
        json.loads(_evaluated(session, said, awaitPromise=True))
    )  # detaching would take a page's keys away


def _evaluated(session: CDPSession, expression: str, **options: bool) -> Any:
    asked = {"expression": expression, "returnByValue": True, **options}
    return session.send("Runtime.evaluate", asked)["result"].get("value")


def wider_than_screen(page: Page) -> int:
    """Pixels by which the page overflows sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
