"""A branch of FastAPI's is imported when somebody first asks for an address there, and answers as if it always stood."""

from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from forum.http.routing import Branch, Table
from tests.world import ORIGIN, World


def test_a_branch_is_loaded_once_and_only_when_asked() -> None:
    loads: list[int] = []

    def load() -> APIRouter:
        loads.append(1)
        router = APIRouter(prefix="/api/v9")
        router.add_api_route("/deux/{number}", lambda number: {"number": number})
        return router

    app = FastAPI(openapi_url=None, docs_url=None)
    app.router.routes.append(Table([Branch("/api/v9", load)]))
    client = TestClient(app, base_url=ORIGIN)
    assert client.get("/ailleurs").status_code == 404
    assert client.get("/api/autre").status_code == 404
    assert loads == []
    assert client.get("/api/v9/deux/2").json() == {"number": "2"}
    assert client.post("/api/v9/deux/2").status_code == 405
    assert client.get("/api/v9/trois").status_code == 404
    assert loads == [1]


def test_open_data_answers_and_its_neighbours_are_refused_in_french(world: World) -> None:
    browser = world.browser()
    assert browser.client.get("/api/v1/openapi.json").json()["info"]["title"]
    refused = browser.get("/api/v1/rien")
    assert refused.status == 404
    assert '<html lang="fr">' in refused.text
    assert browser.client.post("/api/v1/collectifs").status_code == 405
