"""The frame: headers, the front cache, marks against forged forms, refusals and faults in French."""

from typing import Any

import pytest
from opentelemetry import trace
from sqlmodel import Session

from forum.collectives.models import Pending
from tests.browser_lite import words
from tests.world import World

NEW = "/c/lorne/doleances/nouvelle"
GOOD = {"body": "Un texte qui tient debout.", "territory": "nord", "since": "depuis mai"}


def test_every_answer_carries_the_policy(world: World) -> None:
    for url in ("/", NEW, "/rien", "/static/site.css", "/healthz"):
        headers = world.browser().get(url).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_title_names_its_collective_once(world: World) -> None:
    name = "L’entraide & co"
    with world.house.db.write() as tx:
        tx.merge(world.collective).name = name
    for url, title in (
        ("/c/lorne", f"{name} · Porte-voix"),
        ("/c/lorne/doleances", f"Les doléances · {name}"),
    ):
        assert words(world.browser().get(url).one("title")) == title


def test_signed_in_pages_are_never_stored(world: World) -> None:
    assert world.browser(world.alice).get("/c/lorne/doleances").headers["cache-control"] == "no-store"


def test_a_page_is_kept_until_somebody_commits(world: World) -> None:
    reader = world.browser()
    first = reader.get("/c/lorne/doleances")
    assert reader.get("/c/lorne/doleances").headers["etag"]
    tag = reader.page.headers["etag"]
    again = reader.client.get("/c/lorne/doleances", headers={"if-none-match": tag})
    assert again.status_code == 304
    writer = world.browser(world.alice)
    writer.get(NEW)
    writer.send("Envoyer", **GOOD)
    world.slot()
    after = reader.get("/c/lorne/doleances")
    assert "Un texte qui tient debout" in after.words
    assert "Un texte qui tient debout" not in first.words


def test_the_kept_page_belongs_to_nobody(world: World) -> None:
    """Rendered for Alice or from the cache, a stranger's page shows no mark of hers; hers comes after and has it."""
    world.browser(world.alice).get(NEW)
    stranger = world.browser()
    for _ in range(2):
        assert "_csrf" not in stranger.get(NEW).text
        assert "\x02" not in stranger.page.text
        assert "Ouvrir un carnet" in stranger.page.text
    assert 'name="_csrf"' in world.browser(world.alice).get(NEW).text


@pytest.mark.parametrize("reading", ["members", "unlisted"])
def test_what_not_everyone_may_read_is_not_kept(world: World, reading: str) -> None:
    secret = world.other_collective("cercle", reading=reading)
    insider = world.carnet("Ines", "professional", secret)
    assert world.browser(insider).get("/c/cercle/doleances").status == 200
    expected = 404 if reading == "members" else 200
    for _ in range(2):
        page = world.browser().get("/c/cercle/doleances")
        assert page.status == expected
        assert "etag" not in page.headers
    assert "cercle" not in world.browser().get("/").text


def test_head_answers_like_get_without_a_body(world: World) -> None:
    for _ in range(2):
        answer = world.browser().client.head("/c/lorne/doleances")
        assert answer.status_code == 200
        assert answer.content == b""


def test_a_form_without_its_mark_changes_nothing_and_gives_the_text_back(world: World) -> None:
    browser = world.browser(world.alice)
    page = browser.post("/c/lorne/doleances", GOOD)
    assert page.status == 403
    assert GOOD["body"] in page.text
    assert world.rows(Pending) == []
    page = browser.send("Renvoyer")
    assert page.status == 200
    assert len(world.rows(Pending)) == 1


def test_a_form_from_another_site_is_refused(world: World) -> None:
    page = world.browser().post("/carnet/nouveau", {}, origin="https://ailleurs.example")
    assert page.status == 403


def test_a_fault_of_ours_says_so_and_leaks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("forum.grievances.listing.routes.queries.page_of", broken)
    page = world.browser(raising=False).get("/c/lorne/doleances?q=x")
    assert page.status == 500
    assert "secret detail" not in page.text
    assert "panne de notre côté" in page.words


def test_a_commit_that_fails_never_says_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Session) -> None:
        raise RuntimeError("disk full")

    browser = world.browser(world.alice, raising=False)
    browser.get(NEW)
    monkeypatch.setattr(Session, "commit", broken)
    page = browser.send("Envoyer", **GOOD)
    assert page.status == 500
    assert GOOD["body"] in [words(area) for area in page.all("textarea")]
    assert page.headers["cache-control"] == "no-store"
    monkeypatch.undo()
    assert world.rows(Pending) == []


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/rien", 404),
        ("GET", "/c/inconnu", 404),
        ("GET", "/c/lorne/doleances/inconnue", 404),
        ("DELETE", "/c/lorne/doleances", 405),
        ("POST", "/c/lorne", 405),
        ("GET", "/static/../pyproject.toml", 404),
        ("GET", "/static/%2e%2e/pyproject.toml", 404),
        ("POST", "/c/inconnu/doleances", 404),
        ("GET", "/p/inconnu/signatures", 405),
    ],
)
def test_wrong_addresses_and_methods_are_refused_in_french(
    world: World, method: str, url: str, status: int
) -> None:
    answer = world.browser().client.request(method, url)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "Ce n’est pas passé" in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 10_000_000, "application/x-www-form-urlencoded", 413),
        (b"body=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(1000)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 415),
        (b"body=a%00b&territory=nord&since=x", "application/x-www-form-urlencoded", 422),
        ("body=a\u202eb&territory=nord&since=x".encode(), "application/x-www-form-urlencoded", 400),
        (b"body=a%E2%80%AEb&territory=nord&since=x", "application/x-www-form-urlencoded", 422),
        (b"", "application/x-www-form-urlencoded", 422),
    ],
)
def test_bad_bodies_store_nothing(world: World, body: bytes, kind: str, status: int) -> None:
    answer = world.browser().client.post("/c/lorne/doleances", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert world.rows(Pending) == []


def test_the_language_is_a_choice_kept_in_a_cookie(world: World) -> None:
    browser = world.browser()
    browser.get("/")
    browser.send("English")
    assert browser.get("/").one("html").get("lang") == "en"
    assert world.browser().get("/").one("html").get("lang") == "fr"


def test_no_exporter_is_told_what_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """FastAPI would tell addresses, with their codes and tokens, to whatever the machine has set up."""
    told: list[str] = []

    class Exporter(trace.TracerProvider):
        def get_tracer(self, *args: Any, **named: Any) -> trace.Tracer:
            told.append("a request")
            return trace.NoOpTracer()

    monkeypatch.setattr(trace, "get_tracer_provider", Exporter)
    assert world.browser().get("/").status == 200
    assert told == []
