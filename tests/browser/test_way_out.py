"""« Quitter vite » is always in sight, and never lies on a word or a field: it has a bar of its own."""

import pytest

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
