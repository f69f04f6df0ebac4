"""One table over every route of the house: whatever is sent, the answer is a page in French and nothing is half stored.

A new route is in the table as soon as it exists. Routes that rightly answer 2xx or 3xx to an empty request are named.
"""

from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlmodel import SQLModel, func, select

from forum.http.routing import Direct, Late
from forum.routers import routers
from tests.world import World

# Some 25 s on two engines: run by `make test`, left out of `make quick`.
pytestmark = pytest.mark.slow

FILL = {"slug": "lorne"}
PLAIN = {"/healthz", "/robots.txt", "/sitemap.xml", "/static/{name:path}"}
# An empty form is a whole request here: a button and nothing else.
BUTTONS = {
    "/carnet/nouveau",
    "/carnet/saisie",
    "/carnet/fermeture",
    "/equipe/cle-d-acces",
    "/equipe/cle-d-acces/autrement",
    "/equipe/fermeture",
    "/quitter",
    "/langue",
    # They only ask what resembles: nothing typed resembles nothing, and the form comes back.
    "/c/{slug}/doleances/proches",
    "/c/{slug}/revendications/proches",
}

# A link's page shows its button whatever the token: only the POST looks it up, so a GET tells and spends nothing.
BLIND = {"/equipe/lien/{token}", "/carte/{code}", "/lettre/{token}", "/suivi/{token}"}
# Opened again by its address, each leads to where the card's code is typed, whatever it names.
BLIND |= {f"/carte/parole/{{ref}}{rest}" for rest in ("", "/changement", "/retrait", "/carnet")}
# Closing takes no authority: a page that grew old must not refuse it.
UNMARKED = {"/quitter"}


def table() -> list[tuple[str, str]]:
    found = []
    for router in routers():
        for route in router.routes:
            if isinstance(route, APIRoute | Late | Direct):
                found += [(method, route.path) for method in sorted(route.methods or ())]
    return sorted(set(found))


ROUTES = table()
POSTS = [path for method, path in ROUTES if method == "POST"]
GETS = [path for method, path in ROUTES if method == "GET" and path not in PLAIN]


def url(path: str, **fill: str) -> str:
    for part in path.split("/"):
        if part.startswith("{"):
            name = part.strip("{}").partition(":")[0].partition("}")[0]
            rest = part.partition("}")[2]
            path = path.replace(part, {**FILL, **fill}.get(name, "inconnu") + rest)
    return path


def contents(world: World) -> dict[str, int]:
    with world.house.db.read() as tx:
        return {
            t.name: tx.exec(select(func.count()).select_from(t)).one()
            for t in SQLModel.metadata.sorted_tables
        }


def check_page(answer: Any, where: str) -> None:
    assert 400 <= answer.status_code < 500, f"{where}: {answer.status_code}"
    assert "Traceback" not in answer.text
    assert '<html lang="fr">' in answer.text or "application/json" in answer.headers.get(
        "content-type", ""
    ), where


BODIES = [
    pytest.param(b"", "application/x-www-form-urlencoded", id="vide"),
    pytest.param(b"x=" + b"y" * 10_000_000, "application/x-www-form-urlencoded", id="10 Mo"),
    pytest.param(
        b"a=%00&body=%00&title=%00&words=%00", "application/x-www-form-urlencoded", id="signes de contrôle"
    ),
    pytest.param(b'{"a": 1}', "application/json", id="json"),
    pytest.param(b"\xff\xfe\x00", "application/x-www-form-urlencoded", id="octets"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_a_stranger_s_bad_form_is_refused_everywhere(world: World, body: bytes, kind: str) -> None:
    before = contents(world)
    client = world.browser().client
    for path in POSTS:
        if path in BUTTONS and len(body) < 100 and kind.endswith("urlencoded") and body[:1] != b"\xff":
            continue
        check_page(client.post(url(path), content=body, headers={"content-type": kind}), f"POST {path}")
    assert contents(world) == before


@pytest.mark.parametrize("who", ["alice", "olga", "maud"])
def test_without_the_mark_of_the_session_nothing_happens(world: World, who: str) -> None:
    before = contents(world)
    client = world.browser(getattr(world, who)).client
    for path in (p for p in POSTS if p not in UNMARKED):
        answer = client.post(url(path), data={"body": "un texte que je ne veux pas perdre"})
        assert answer.status_code == 403, f"POST {path}: {answer.status_code}"
        if not path.startswith(("/carnet", "/equipe")):
            assert "un texte que je ne veux pas perdre" in answer.text, path
    assert contents(world) == before


@pytest.mark.parametrize("who", [None, "alice", "charlie", "olga", "maud", "harold"])
def test_unknown_references_and_rooms_one_may_not_enter(world: World, who: str | None) -> None:
    world.other_collective("cercle", reading="members")
    client = world.browser(getattr(world, who) if who else None).client
    for path in GETS:
        if "{" not in path or path in BLIND:
            continue
        if path.count("{") > path.count("{slug}"):
            check_page(client.get(url(path)), f"GET {path}")
        check_page(client.get(url(path, slug="inexistant")), f"GET {path} inexistant")
        if "{slug}" in path:
            check_page(client.get(url(path, slug="cercle")), f"GET {path} cercle")


def test_a_stranger_posting_into_a_closed_circle_learns_nothing(world: World) -> None:
    world.other_collective("cercle", reading="members")
    for client in (world.browser().client, world.browser(world.charlie).client):
        for path in [p for p in POSTS if "{slug}" in p]:
            assert client.post(url(path, slug="cercle"), data={}).status_code in (403, 404), path


def test_pages_without_a_reference_answer_everyone(world: World) -> None:
    for who in (None, world.alice, world.olga):
        client = world.browser(who).client
        for path in [p for p in GETS if "{" not in p.replace("{slug}", "")]:
            answer = client.get(url(path))
            assert answer.status_code < 500, f"GET {path}: {answer.status_code}"


def test_wrong_methods_are_refused(world: World) -> None:
    client = world.browser().client
    for path in sorted({p for _m, p in ROUTES}):
        for method in ("PUT", "DELETE", "PATCH"):
            assert client.request(method, url(path)).status_code == 405, f"{method} {path}"


def test_odd_queries_never_break_a_page(world: World) -> None:
    client = world.browser().client
    odd = {
        "q": "\x00'\"*(OR",
        "apres": "zzz.999999999999999999999999",
        "de": "-1",
        "a": "x",
        "lieu": "%",
        "college": "💥",
    }
    for path in [p for p in GETS if "{" not in p.replace("{slug}", "")]:
        answer = client.get(url(path), params=odd)
        assert answer.status_code < 500, f"GET {path}: {answer.status_code}"
