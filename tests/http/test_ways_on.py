"""Where a place to go on is read from what was sent, it is a place of ours."""

import pytest

from forum.http.replay import local_path, own_path
from tests.identity.test_carnet import make_carnet, write
from tests.world import ORIGIN, World

ELSEWHERE = [
    "//evil.example/x",
    "///evil.example/x",
    "/\\evil.example/x",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\n/evil.example",
    "https://evil.example/x",
    "evil.example",
    "javascript:alert(1)",
    "",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_elsewhere_is_no_path_of_ours(path: str) -> None:
    assert not own_path(path) and not local_path(path)


@pytest.mark.parametrize("path", ["/", "/c/lorne", "/c/lorne/doleances?q=a//b", "/c/lorne#x"])
def test_our_own_paths_are(path: str) -> None:
    assert own_path(path) and local_path(path)
    assert not local_path("/carnet") and own_path("/carnet")


@pytest.mark.parametrize("path", [path for path in ELSEWHERE if path.isprintable()])
def test_choosing_a_language_leads_nowhere_else(world: World, path: str) -> None:
    client = world.browser().client
    for referer in (ORIGIN + path, path):
        answer = client.post(
            "/langue", data={"lang": "en"}, headers={"referer": referer}, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    back = {"referer": f"{ORIGIN}/carnet/ouverture?x=1"}
    answer = client.post("/langue", data={"lang": "en"}, headers=back, follow_redirects=False)
    assert answer.headers["location"] == "/carnet/ouverture?x=1"


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nor_does_a_door(world: World, path: str) -> None:
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser)
    for draft in ("", "body=x"):
        typed = {"words": phrase, "draft_to": path, "draft": draft}
        answer = world.browser().client.post("/carnet/ouverture", data=typed, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/carnet")
