"""The table of routes answers as a list of them would, and makes each only when asked."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match
from starlette.testclient import TestClient

from forum import rooms
from forum.addresses import ADDRESSES
from forum.http.routing import Branch, Direct, Late, Router, Table, addresses
from forum.routers import routers


def fresh() -> list[Any]:
    """Every route and branch of the house, none of them made yet."""
    made: list[Any] = []
    for router in routers():
        if isinstance(router, Branch):
            made.append(Branch(router.prefix, router.load))
        else:
            made += [_again(route) for route in router.routes]
    return made


def _again(route: Any) -> Any:
    if not isinstance(route, Late):
        return route
    (method,) = route.methods
    return Late(route.path, route.load, method, route.crowd)


ROUTES = fresh()
TABLE = Table(ROUTES)
EVERY: list[Any] = [
    one for route in ROUTES for one in (route.routes if isinstance(route, Branch) else [route])
]
WORDS = sorted({part for route in EVERY for part in route.path.split("/") if "{" not in part})
paths = st.lists(st.one_of(st.sampled_from(WORDS), st.text("ab-{}:.%é", max_size=3)), max_size=7).map(
    lambda parts: "/" + "/".join(parts)
)


def scope(path: str, method: str = "GET") -> Any:
    return {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}


def walked(routes: list[Any], asked: Any) -> tuple[Match, Any]:
    """A list, as Starlette goes through one."""
    found = [
        (match, child) for match, child in (route.matches(asked) for route in routes) if match != Match.NONE
    ]
    return next((f for f in found if f[0] == Match.FULL), found[0] if found else (Match.NONE, {}))


def known(child: Any) -> tuple[Any, Any]:
    return child.get("endpoint"), child.get("path_params")


@settings(max_examples=300, deadline=None)
@given(st.one_of(paths, st.text(max_size=20)), st.sampled_from(["GET", "POST", "HEAD", "DELETE"]))
def test_a_table_answers_as_a_list_would(path: str, method: str) -> None:
    ours, theirs = TABLE.matches(scope(path, method)), walked(ROUTES, scope(path, method))
    assert (ours[0], known(ours[1])) == (theirs[0], known(theirs[1]))


def example(route: Any) -> str:
    return re.sub(r"\{[^}]+\}", "x1", route.path)


@settings(max_examples=300, deadline=None)
@given(st.one_of(paths, st.text(max_size=20)))
def test_an_act_goes_the_short_way_only_if_a_list_would_have_found_it(path: str) -> None:
    found, theirs = TABLE.direct(scope(path, "POST")), walked(ROUTES, scope(path, "POST"))
    assert found is None or isinstance(found["route"], Direct)
    assert found is None or (theirs[0], known(theirs[1])) == (Match.FULL, known(found))


@pytest.mark.parametrize("route", EVERY, ids=lambda r: f"{'/'.join(sorted(r.methods or ()))}:{r.path}")
def test_every_route_is_found_by_its_own_address(route: Any) -> None:
    asked = scope(example(route), min(route.methods))
    match, child = TABLE.matches(asked)
    assert match == Match.FULL
    assert known(child) == known(walked(ROUTES, asked)[1])


@settings(max_examples=100, deadline=None)
@given(paths)
def test_a_page_for_crowds_is_the_one_that_the_table_would_give(path: str) -> None:
    found = TABLE.for_crowds(path)
    if found is not None:
        match, child = TABLE.matches(scope(path))
        assert match == Match.FULL
        assert known(child) == found


def test_pages_for_crowds_are_found_and_no_other() -> None:
    crowds = {route.path for route in EVERY if getattr(route, "crowd", False)}
    assert len(crowds) >= 5
    found = {route.path for route in EVERY if "GET" in route.methods and TABLE.for_crowds(example(route))}
    assert found == crowds


def test_a_route_is_made_when_first_asked_for_and_once() -> None:
    routes = fresh()
    table = Table(routes)
    late = [route for route in routes if isinstance(route, Late)]
    assert len(late) > 50
    assert not any("route" in vars(route) for route in late)
    for _again in range(2):
        assert table.matches(scope("/c/lorne/doleances"))[0] == Match.FULL
    made = [route for route in late if "route" in vars(route)]
    branches = [route for route in routes if isinstance(route, Branch)]
    assert branches and not any("routes" in vars(branch) for branch in branches)
    assert table.matches(scope("/api/v1/collectifs"))[0] in (Match.FULL, Match.NONE)
    assert all("routes" in vars(branch) for branch in branches)
    assert 0 < len(made) < 6
    assert made[0].route is made[0].route


def _says(text: str) -> Any:
    def endpoint() -> Response:
        return PlainTextResponse(text)

    return endpoint


@pytest.fixture
def client() -> Any:
    router, other = Router("/c"), APIRouter()
    router.get("/{slug}/doleances/nouvelle")(_says("form"))
    router.get("/{slug}/doleances/{ref}")(_says("one"))
    router.post("/{slug}/doleances")(_says("sent"))
    router.get("/{slug}/doleances")(_says("list"))
    other.add_api_route("/files/{name:path}", _says("file"))
    branch = Branch("/files", lambda: other)
    app = FastAPI()
    app.router.routes.append(Table([*router.routes, branch]))
    with TestClient(app) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/c/x/doleances/nouvelle", 200, "form"),
        ("GET", "/c/x/doleances/abc", 200, "one"),
        ("GET", "/c/x/doleances", 200, "list"),
        ("POST", "/c/x/doleances", 200, "sent"),
        ("DELETE", "/c/x/doleances", 405, ""),
        ("GET", "/files/a/b/c/d/e", 200, "file"),
        ("GET", "/files/x", 200, "file"),
        ("GET", "/c/x/doleances/", 404, ""),
        ("GET", "/c//doleances", 404, ""),
        ("GET", "//c/x/doleances", 404, ""),
        ("GET", "/", 404, ""),
    ],
)
def test_the_first_that_matches_answers(
    client: TestClient, method: str, path: str, status: int, text: str
) -> None:
    answer = client.request(method, "http://testserver" + path, follow_redirects=False)
    assert answer.status_code in ((status, 307) if status == 404 else (status,))
    assert not text or answer.text == text


# -- the list that a server starts with


def test_the_list_of_addresses_is_what_the_rooms_say() -> None:
    """Red? `make addresses` writes it anew."""
    assert list(ADDRESSES) == addresses(routers())


def test_what_an_address_names_is_what_answers_there() -> None:
    for told, route in zip(rooms.routes().routes, fresh(), strict=True):
        assert type(told) is type(route)
        if isinstance(told, Late | Direct) and isinstance(route, Late | Direct):
            assert told.load() is route.load(), told.path
            assert (told.path, told.methods) == (route.path, route.methods)


@pytest.fixture(scope="module")
def started() -> Any:
    """What a process knows that has opened the house and answered nobody, and then with every room loaded."""
    code = """
import json, sys
from forum import rooms
rooms.install()
from forum.collectives.publication.actions import INSPECTORS, PUBLISHERS
from forum.texts.kinds import KINDS
told = lambda: [sorted(KINDS), len(INSPECTORS)]
at_first, kinds, pages = told(), len(PUBLISHERS), [m for m in sys.modules if m.endswith("routes")]
try:
    PUBLISHERS["nothing of the kind"]
except KeyError:
    pass
asked = sorted(PUBLISHERS)
from forum.routers import routers
print(json.dumps([at_first, told(), kinds, asked, sorted(PUBLISHERS), pages]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_start_knows_every_kind_of_text_without_the_pages(started: Any) -> None:
    at_first, later, _kinds, _asked, _everything, pages = started
    assert at_first == later
    assert pages == []


def test_a_slot_knows_how_to_publish_what_rooms_that_nobody_visited_declared(started: Any) -> None:
    _first, _later, kinds, asked, everything, _pages = started
    assert kinds < len(asked)
    assert asked == everything


def test_a_start_and_a_first_list_load_nothing_of_what_is_written() -> None:
    """Each table is 80 kB and a few milliseconds of the first visitor's time."""
    code = """
import json, sys
from forum import app, rooms
rooms.install()
from forum.grievances.listing import routes
print(json.dumps([m for m in sys.modules if m.startswith("forum.")]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "forum.texts.models" in loaded
    staff = {"identity.staff.models", "identity.words"}
    acts = {"collectives.publication.actions", "guard.actions", "grievances.routes"}
    tables = {"texts.authors.models", "registers.models", "deliberation.merging.models"}
    assert not {f"forum.{name}" for name in staff | acts | tables} & loaded
