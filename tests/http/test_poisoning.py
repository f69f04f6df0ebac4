"""Nobody can make the kept page of others their own: cookies are read in one way, by the cache and by the routes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import cookie_parser

from forum.core.i18n import choose
from forum.http.deps import read_cookies
from tests.http.test_front_cache import mark
from tests.world import World

PAGES = ["/c/lorne/contestations/nouvelle", "/c/lorne/revendications", "/c/lorne", "/protection"]
# A token or a language that a lax reader sees and a strict one does not, or the other way round.
SNEAKY = [
    [("cookie", "s={token}"), ("cookie", "x=1")],
    [("cookie", "x=1"), ("cookie", "s={token}")],
    [("cookie", 's="{token}"; lang="en"')],
    [("cookie", "s ={token} ; lang = en")],
    [("cookie", "s={token}; s=")],
    [("cookie", "s=; s={token}; lang=en; lang=fr")],
    [("cookie", "lang=en"), ("cookie", "lang=fr")],
    [("cookie", 'lang="\\145n"')],
]


def visit(world: World, url: str, headers: list[tuple[str, str]], token: str) -> str:
    browser = world.browser()
    return browser.client.get(url, headers=[(k, v.format(token=token)) for k, v in headers]).text


@pytest.mark.parametrize("headers", SNEAKY)
def test_what_is_kept_for_visitors_is_what_a_visitor_gets(world: World, headers: Any) -> None:
    token = world.house.sessions.open(world.alice, world.clock(), own_device=True)
    for url in PAGES:
        clean = world.browser().get(url).text
        with world.house.db.write():
            pass  # nothing is kept any more
        theirs = visit(world, url, headers, token)
        assert world.browser().get(url).text == clean, url
        again = visit(world, url, headers, token)
        assert again.replace(mark(again), "") == theirs.replace(mark(theirs), "")


pairs = st.tuples(
    st.sampled_from(["s", " s ", "lang", "x", "s\t", "", "S"]),
    st.sampled_from(["", "abc", " abc ", "en", "fr", "de", "a=b", "é"]),
)


@given(st.lists(st.lists(pairs, max_size=4), max_size=3))
def test_the_last_of_a_name_counts_as_everywhere(lines: list[list[tuple[str, str]]]) -> None:
    written = ["; ".join("=".join(pair) for pair in line) for line in lines]
    scope = {"headers": [(b"cookie", line.encode("latin-1")) for line in written]}
    others: dict[str, str] = {}
    for line in written:
        others |= cookie_parser(line)
    assert read_cookies(scope, "s") == (others.get("s", ""), choose(others.get("lang")))


@pytest.mark.parametrize("header", ['s="abc"', 'lang="en"', 's="a\\"b"', "s", "=", ";;", "lang"])
def test_what_no_browser_sends_is_nobody_in_french(header: str) -> None:
    token, lang = read_cookies({"headers": [(b"cookie", header.encode())]}, "s")
    assert token in ("", header.removeprefix("s="))
    assert lang == "fr"
