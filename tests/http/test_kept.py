"""Holes and versions as rules: what a reader gets is what rendering anew would give, and no more work than that."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.core.clock import Now
from forum.core.db import Database
from forum.core.settings import Settings
from forum.http.holes import ACCOUNT, CSRF, Holed
from tests.http.test_front_cache import rendered
from tests.world import World

__all__ = ["rendered"]
LIST = "/c/lorne/doleances"
plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
pieces = st.lists(st.one_of(plain, st.sampled_from([CSRF, ACCOUNT])), max_size=8)
owns = st.fixed_dictionaries({"csrf": st.binary(max_size=300), "account": st.binary(max_size=300)})


@given(pieces, owns)
def test_a_page_with_holes_is_the_page_that_was_written(parts: list[str], own: dict[str, bytes]) -> None:
    whole = {CSRF: own["csrf"], ACCOUNT: own["account"]}
    expected = b"".join(whole.get(part, part.encode()) for part in parts)
    holed = Holed("".join(parts))
    assert holed.plain(own) == expected
    assert gzip.decompress(holed.gzipped(own)) == expected
    assert gzip.decompress(holed.whole(own)) == expected
    assert holed.encoded(own, "") == expected


@given(pieces, owns, owns)
def test_what_is_compressed_is_nobody_s_own(
    parts: list[str], one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    """Two readers of the same page share every compressed byte: only their own stand between them."""
    holed = Holed("".join(parts))
    lengths = {
        len(holed.gzipped(own)) - sum(len(own[hole]) + 5 * bool(own[hole]) for hole in holed.holes)
        for own in (one, other)
    }
    assert len(lengths) == 1


@given(plain, plain)
def test_a_hole_cannot_be_typed(before: str, after: str) -> None:
    for typed in ("\x02csrf\x03", "{{ csrf() }}", "\x02", "\x03", "\x02" + "0" * 16 + ":csrf\x03"):
        text = before + typed + after
        assert Holed(text).plain({"csrf": b"mark", "account": b"me"}) == text.encode()


Step = str
STEPS = ["visitor", "visitor", "alice", "olga", "english", "commit", "elsewhere", "tomorrow"]


class Walk:
    """Readers, commits and midnights in any order; the model knows what must have been rendered anew."""

    def __init__(self, world: World, rendered: list[str]) -> None:
        self.world, self.rendered, self.said = world, rendered, 0
        self.browsers = {
            "visitor": world.browser(),
            "alice": world.browser(world.alice),
            "olga": world.browser(world.olga),
            "english": world.browser(),
        }
        self.browsers["english"].client.cookies.set("lang", "en")
        self.kept: set[str] = set()

    def step(self, step: Step) -> None:
        if step in {"commit", "elsewhere"}:
            self._commit(apart=step == "elsewhere")
        elif step == "tomorrow":
            self.world.clock.now = Now(self.world.clock.now.epoch + 86_400)
            self._sign_in_again()
            self.kept.clear()
        else:
            self._read(step)

    def _sign_in_again(self) -> None:
        for name, viewer in (("alice", self.world.alice), ("olga", self.world.olga)):
            token = self.world.house.sessions.open(viewer, self.world.clock(), own_device=True)
            self.browsers[name].client.cookies.set("s", token)

    def _commit(self, *, apart: bool) -> None:
        """In this process, or in another as far as the database knows."""
        db = Database(self.world.settings.url) if apart else self.world.house.db
        self.said += 1
        with db.write() as tx:
            tx.merge(self.world.collective).name = f"Collectif {self.said}"
        if apart:
            db.close()
        self.kept.clear()

    def _read(self, who: Step) -> None:
        before = len(self.rendered)
        page = self.browsers[who].get(LIST)
        assert page.status == 200
        if self.said:
            assert f"Collectif {self.said}" in page.text
        lang = "en" if who == "english" else "fr"
        assert len(self.rendered) - before == int(who == "olga" or lang not in self.kept), who
        if who != "olga":
            self.kept.add(lang)


@pytest.fixture
def walk(world: World, rendered: list[str]) -> Iterator[Walk]:
    yield Walk(world, rendered)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_nobody_reads_a_stale_page_and_nothing_is_rendered_twice(walk: Walk, steps: list[Step]) -> None:
    walk.step("commit")
    for step in steps:
        walk.step(step)


def test_few_pages_are_kept_when_one_says_so(settings: Settings) -> None:
    world = World(settings.model_copy(update={"cache_entries": 2}))
    try:
        urls = [f"{LIST}?lieu={place}" for place in ("nord", "sud", "", "nord")]
        texts = [world.browser().get(url).text for url in urls]
        assert texts[0] == texts[3]
        cache = _front(world)
        assert len(cache._pages) == 2
        assert [key[0] for key in cache._pages] == urls[2:]
    finally:
        world.close()


def test_an_address_too_long_to_be_a_page_is_not_kept(world: World) -> None:
    assert world.browser().get(f"{LIST}?q={'a' * 400}").status in (200, 422)
    assert not [key for key in _front(world)._pages if len(key[0]) > 300]


def _front(world: World) -> Any:
    app: Any = world.app
    while type(app).__name__ != "FrontCache":
        app = app.middleware_stack if hasattr(app, "middleware_stack") else app.app
    return app


def test_what_a_reader_has_is_not_sent_again_until_it_changes(world: World) -> None:
    browser = world.browser()
    browser.get(LIST)
    tag = browser.get(LIST).headers["etag"]
    again = browser.get(LIST, if_none_match=tag)
    assert (again.status, again.text) == (304, "")
    with world.house.db.write() as tx:
        tx.merge(world.collective).name = "Un autre nom"
    changed = browser.get(LIST, if_none_match=tag)
    assert changed.status == 200
    assert "Un autre nom" in changed.text
    assert browser.get(LIST).headers["etag"] != tag
