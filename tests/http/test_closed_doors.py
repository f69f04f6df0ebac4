"""What the house does not answer to, and what every answer and every cookie says of itself."""

import pytest

from forum.core.settings import Settings
from forum.http.security import csrf_token
from forum.identity.staff import actions
from tests.world import World

ELSEWHERE = "https://ailleurs.example"
NOTHING_THERE = (
    "/docs", "/redoc", "/openapi.json", "/metrics", "/debug", "/.git/config", "/.env", "/pyproject.toml",
    "/static", "/static/", "/static/vendor", "/static/vendor/", "/static/..%2fpyproject.toml",
    "/static/%2e%2e/pyproject.toml", "/static/%2e%2e/forum/app.py", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
)  # fmt: skip
WORDS = (
    "/",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/static/site.css",
    "/static/site.js",
    "/static/favicon.svg",
)


@pytest.mark.parametrize("path", NOTHING_THERE)
def test_neither_lists_nor_sources_nor_descriptions_of_the_inside_are_served(world: World, path: str) -> None:
    answer = world.browser().client.get(path)
    assert answer.status_code == 404, answer.text[:200]
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "OPTIONS", "PROPFIND"])
def test_methods_that_no_form_has_are_refused_and_echo_nothing(world: World, method: str) -> None:
    for path in ("/", "/equipe", "/static/site.css", "/c/lorne/doleances"):
        answer = world.browser().client.request(method, path, headers={"x-said": "canari"})
        assert answer.status_code == 405, f"{method} {path}"
        assert "canari" not in answer.text


def test_no_other_site_is_told_that_it_may_read(world: World) -> None:
    client = world.browser(world.olga).client
    asked = {"origin": ELSEWHERE, "access-control-request-method": "POST"}
    for method, path in (
        ("GET", "/"),
        ("GET", "/equipe"),
        ("GET", "/api/v1/collectifs"),
        ("OPTIONS", "/equipe"),
    ):
        answer = client.request(method, path, headers=asked)
        assert [name for name in answer.headers if name.startswith("access-control")] == [], path


@pytest.mark.parametrize("path", WORDS)
def test_an_answer_made_of_words_says_in_which_letters(world: World, path: str) -> None:
    answer = world.browser().client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].lower().endswith("; charset=utf-8")


@pytest.fixture
def behind_https(settings: Settings) -> World:
    return World(settings.model_copy(update={"base_url": "https://forum.example.org"}))


def test_over_https_each_cookie_is_ours_alone_and_no_script_reads_it(behind_https: World) -> None:
    world = behind_https
    with world.house.db.write() as tx:
        olga = actions.by_id(tx, world.olga.staff_id)
        token = actions.make_link(tx, olga, world.clock())
    client = world.browser().client
    answers = [
        client.post(f"/equipe/lien/{token}", data={}, follow_redirects=False),
        client.post("/langue", data={"lang": "en"}, follow_redirects=False),
    ]
    given = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert sorted(cookie.partition("=")[0] for cookie in given) == ["__Host-d", "__Host-lang", "__Host-s"]
    for cookie in given:
        marks = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= marks, cookie
        assert {"samesite=strict", "samesite=lax"} & marks, cookie
        assert "domain" not in cookie.lower()
    world.close()


def test_a_language_set_by_a_neighbour_of_our_name_is_not_ours(behind_https: World) -> None:
    client = behind_https.browser().client
    assert '<html lang="en">' in client.get("/", headers={"cookie": "__Host-lang=en"}).text
    assert '<html lang="fr">' in client.get("/", headers={"cookie": "lang=en"}).text
    behind_https.close()


def test_coming_in_again_ends_the_session_that_was_there(world: World) -> None:
    """Whoever knew the cookie of before holds nothing once somebody comes in over it."""
    store, client = world.house.sessions, world.browser().client
    before = store.open(world.olga, world.clock())
    with world.house.db.write() as tx:
        link = actions.make_link(tx, actions.by_id(tx, world.olga.staff_id), world.clock())
    answer = client.post(
        f"/equipe/lien/{link}",
        data={"_csrf": csrf_token(world.house, before)},
        headers={"cookie": f"s={before}"},
        follow_redirects=False,
    )
    (given,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("s=")]
    after = given.removeprefix("s=").partition(";")[0]
    assert (store.read(before, world.clock()), store.read(after, world.clock())) == (None, world.olga)
