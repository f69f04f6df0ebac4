"""« Quitter vite » is always in sight, and never lies on a word or a field: it has a bar of its own."""

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import Site, wider_than_screen

HIDDEN = """() => {
  const bar = document.querySelector('.band').getBoundingClientRect();
  const out = document.querySelector('.exit').getBoundingClientRect();
  const whole = bar.left <= 0 && bar.right >= document.documentElement.clientWidth && bar.top === 0;
  const inside = out.top >= bar.top && out.bottom <= bar.bottom && out.right <= bar.right;
  const shade = getComputedStyle(document.querySelector('.band')).backgroundColor;
  return whole && inside && shade.startsWith('rgb(') ? [] : [bar.toJSON(), out.toJSON(), shade];
}"""
BEHIND = """() => [...document.querySelectorAll('main :is(a, button, input, select, textarea, summary), footer a')]
  .filter((e) => e.getClientRects().length && e.type !== 'hidden' && e.tabIndex >= 0)
  .filter((e) => {
    e.focus();
    const box = document.activeElement.getBoundingClientRect();
    return box.top < document.querySelector('.band').getBoundingClientRect().bottom;
  }).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(
    ("scripts", "dark", "width"), [(True, False, 360), (False, True, 360), (False, False, 320)]
)
def test_the_way_out_covers_no_word_and_no_field(site: Site, scripts: bool, dark: bool, width: int) -> None:
    page = site.person(width=width, javascript=scripts, dark=dark)
    for url in ("/carnet/ouverture", "/c/lorne/doleances/nouvelle", "/protection", "/carnet/fermeture"):
        page.goto(url)
        for place in (0, 0.5, 1):
            page.evaluate("p => scrollTo(0, p * document.documentElement.scrollHeight)", place)
            assert page.evaluate(HIDDEN) == [], (url, place)
            assert page.get_by_role("button", name="Quitter vite").is_visible()
        assert page.evaluate(BEHIND) == [], url
        assert wider_than_screen(page) <= 0, url


TEXT = "Le standard du service, 03 29 12 34 56, ne répond jamais aux familles."


@pytest.mark.parametrize("again", ["", "reload"])
@pytest.mark.parametrize("refused", [True, False], ids=["refusé", "sans-carnet"])
def test_a_text_that_was_sent_does_not_come_back_after_leaving_fast(
    site: Site, keeping: Browser, refused: bool, again: str
) -> None:
    context, page = away(site, keeping)
    page.goto("/c/lorne/doleances/nouvelle")
    page.locator("#main [name='body']").fill(TEXT if refused else TEXT.replace("03 29 12 34 56, ", ""))
    page.locator("#main [name='territory']").select_option("nord")
    page.locator("#main [name='since']").fill("toujours")
    page.locator("#send").click()
    page.get_by_text("À relire avant d’envoyer" if refused else "Faire mon carnet").first.wait_for()
    if not refused:
        page.locator("#make").click()
        page.locator("#noted").click()
        page.locator("#f-words").wait_for()
    page.get_by_role("button", name="Quitter vite").click()
    page.get_by_text("La météo").wait_for()
    for _step in range(6):
        with suppress(Error):  # « confirm that the form be sent again »
            page.go_back()
        if again:
            with suppress(Error):
                page.reload()
        assert "ne répond jamais aux familles" not in everything(page)
    context.close()


def everything(page: Page) -> str:
    typed = " ".join(box.input_value() for box in page.locator("input, textarea").all())
    return page.content() + typed


def away(site: Site, browser: Browser) -> tuple[BrowserContext, Page]:
    """Without JavaScript, on a machine with a way out that asks no network."""
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="fr-FR")
    context.set_default_timeout(20_000)
    context.route(
        "https://www.meteofrance.com/**",
        lambda route: route.fulfill(body="<h1>La météo</h1>", content_type="text/html; charset=utf-8"),
    )
    return context, context.new_page()
