"""Entering by a certified OpenID provider (oidc-provider), beside another one (oidc-provider-mock) at the same door."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from forum.core.clock import Now, now
from forum.core.providers import Provider
from forum.core.settings import Settings
from forum.identity.staff.doors import oidc_client
from forum.identity.staff.models import Staff, StaffIdentity, StaffLog, StaffRole
from tests.browser_lite import Browser, Page
from tests.identity.openid import Person, clients, provider
from tests.identity.provider import agree, providers
from tests.identity.test_doors import NAME, added
from tests.identity.test_oidc import back, leave, sent
from tests.world import World

pytestmark = pytest.mark.slow

PUBLIC = "http://127.0.0.1:8000"
TOML = """
[[provider]]
name = "atelier"
label = "l’Atelier"
issuer = "{0}"
client_id = "porte-voix"
client_secret = "{2}"
scope = "openid email profile groups"
domains = ["atelier.example", "example.org"]
role_claim = "groups"
roles = {{ moderateurs = "lorne:moderator", orga = "lorne:organiser" }}

[[provider]]
name = "foyer"
label = "le Foyer"
issuer = "{0}"
client_id = "sans-secret"
domains = ["example.org"]

[[provider]]
name = "union"
label = "l’Union"
issuer = "{1}"
client_id = "porte-voix"
client_secret = "secret"
domains = ["union.example", "example.org"]
"""


@pytest.fixture(scope="module")
def issuers() -> Iterator[tuple[str, str]]:
    with provider(PUBLIC) as certified, providers(1) as (mock,):
        yield certified, mock


@pytest.fixture
def world(settings: Settings, issuers: tuple[str, str]) -> Iterator[World]:
    secret = str(clients(PUBLIC)[0]["client_secret"])
    made = World(settings.model_copy(update={"oidc": TOML.format(*issuers, secret)}))
    assert made.settings.public_url == PUBLIC
    made.clock.now = now()  # tokens tell the hour of the machine
    yield made
    made.close()


@pytest.fixture
def olga() -> Iterator[Person]:
    with Person("u-olga") as person:
        yield person


def depart(browser: Browser, name: str = "atelier") -> str:
    return leave(browser, name)


def come_in(world: World, person: Person, name: str = "atelier") -> tuple[Browser, Page]:
    browser = world.browser()
    return browser, back(browser, person.agree(depart(browser, name)))


def one(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query)[name][0]


# -- the whole way


@pytest.mark.parametrize("name", ["atelier", "foyer"])
def test_the_whole_way_in_with_a_secret_and_without(world: World, olga: Person, name: str) -> None:
    browser = world.browser()
    url = depart(browser, name)
    assert one(url, "code_challenge_method") == "S256"
    cookie = next(c for c in browser.client.cookies.jar if c.name == "o")
    assert cookie._rest["SameSite"] == "lax"  # type: ignore[attr-defined]
    assert cookie.expires is not None and 0 < cookie.expires - now().epoch <= 600
    url = olga.agree(url)
    assert url.startswith(f"{PUBLIC}/equipe/oidc/{name}/retour?")
    page = back(browser, url)
    assert (page.status, page.headers["refresh"]) == (200, "0; url=/equipe")
    assert "o" not in browser.client.cookies
    assert browser.get("/c/lorne/reglages").status == 200
    assert [(i.provider, i.subject) for i in world.rows(StaffIdentity)] == [(name, "u-olga")]
    assert f"oidc:{name}" in browser.get("/equipe/sessions").words


def test_a_role_comes_with_its_claim_to_somebody_new(world: World) -> None:
    with Person("u-paul") as paul:
        browser, page = come_in(world, paul)
    assert page.status == 200
    with world.house.db.read() as tx:
        query = select(StaffRole.role, StaffRole.source).join(Staff).where(Staff.name == "Paul")
        assert tx.exec(query).all() == [("moderator", "atelier")]
    assert browser.get("/c/lorne/moderation").status == 200
    assert browser.get("/c/lorne/reglages").status == 403
    said = [(r.action, r.subject) for r in world.rows(StaffLog)]
    assert ("role.given.moderator", "Paul (l’Atelier)") in said


def test_an_address_that_is_of_no_team_opens_nothing(world: World) -> None:
    """Foyer gives no roles: the same Paul, honest and verified, is nobody there."""
    with Person("u-paul") as paul:
        browser, page = come_in(world, paul, "foyer")
    assert (page.status, "d’aucune équipe" in page.words) == (403, True)
    assert browser.get("/equipe").status == 401
    assert world.rows(StaffIdentity) == []


def test_leaving_here_then_there_ends_both_sessions(world: World, olga: Person) -> None:
    browser, _page = come_in(world, olga)
    assert not olga.is_asked_who(depart(world.browser()))  # still known there
    browser.get("/equipe")
    page = browser.send("Sortir")
    assert browser.get("/equipe").status == 401
    assert olga.leave(page.link("Sortir aussi de l’Atelier")) == f"{PUBLIC}/"
    assert olga.is_asked_who(depart(world.browser()))


def test_leaving_the_provider_is_offered_by_a_node_that_never_met_it(world: World, olga: Person) -> None:
    """Another machine of the house, or this one after a restart: what it knew of providers is gone."""
    browser, _page = come_in(world, olga)
    oidc_client._known.clear()
    browser.get("/equipe")
    assert olga.leave(browser.send("Sortir").link("Sortir aussi de l’Atelier")) == f"{PUBLIC}/"


# -- refusals


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_does_not_sign_in_or_consent_is_back_at_the_door(
    world: World, olga: Person, signed_in: bool
) -> None:
    browser = world.browser()
    url = olga.refuse(depart(browser), signed_in=signed_in)
    assert one(url, "error") == "access_denied"
    page = back(browser, url)
    assert (page.status, page.title) == (422, "Entrée de l’équipe")
    assert "Recommencez" in page.words
    assert "aborted" not in page.text
    assert (browser.get("/equipe").status, world.rows(StaffIdentity)) == (401, [])


def test_a_text_comes_back_from_a_refusal_and_leaves_at_the_next_try(world: World, olga: Person) -> None:
    browser = sent(world)
    page = browser.send("Entrer avec l’Atelier")
    page = back(browser, olga.refuse(page.link("Continuer avec l’Atelier"), signed_in=True))
    assert (page.status, added(world)) == (422, [])
    page = browser.send("Entrer avec l’Atelier")
    assert back(browser, olga.agree(page.link("Continuer avec l’Atelier"))).status == 200
    assert added(world) == [NAME]


def test_a_state_of_somebody_else_s_is_refused_and_does_not_spoil_one_s_own(
    world: World, olga: Person
) -> None:
    mine, other = world.browser(), world.browser()
    url = olga.agree(depart(mine))
    with Person("u-paul") as paul:
        stolen = paul.agree(depart(other))
    assert back(mine, stolen).status == 422
    assert back(mine, url.replace(one(url, "state"), "x" * 43)).status == 422
    assert mine.get("/equipe").status == 401
    assert back(mine, url).status == 200  # any site could have sent the browser to such an address


def test_somebody_else_s_code_is_refused_by_its_verifier(world: World, olga: Person) -> None:
    mine, other = world.browser(), world.browser()
    with Person("u-paul") as paul:
        url, stolen = paul.agree(depart(mine)), olga.agree(depart(other))
    page = back(mine, url.replace(one(url, "code"), one(stolen, "code")))
    assert (page.status, "ne va pas" in page.words) == (422, True)
    assert mine.get("/equipe").status == 401


def test_the_verifier_that_leaves_is_the_one_that_was_promised(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider itself refuses another: PKCE is asked for, and holds."""
    seen: list[str] = []
    honest = oidc_client.claims

    async def other(
        where: Provider, redirect: str, said: dict[str, str], secrets: dict[str, str], moment: Now
    ) -> object:
        seen.append(secrets["verifier"])
        return await honest(where, redirect, said, {**secrets, "verifier": "x" * 64}, moment)

    monkeypatch.setattr(oidc_client, "claims", other)
    browser = world.browser()
    url = depart(browser)
    assert back(browser, olga.agree(url)).status == 422
    digest = hashlib.sha256(seen[0].encode()).digest()
    assert urlsafe_b64encode(digest).rstrip(b"=").decode() == one(url, "code_challenge")


def test_a_code_replayed_opens_nothing(world: World, olga: Person) -> None:
    """By the same browser with its state kept, as somebody at its keyboard could: the provider has spent the code."""
    browser = world.browser()
    url = olga.agree(depart(browser))
    state = browser.client.cookies["o"]
    assert back(browser, url).status == 200
    thief = world.browser()
    thief.client.cookies.set("o", state)
    page = back(thief, url)
    assert (page.status, "ne va pas" in page.words) == (422, True)
    assert thief.get("/equipe").status == 401


def test_a_state_that_waited_more_than_ten_minutes_is_refused(world: World, olga: Person) -> None:
    browser = world.browser()
    url = olga.agree(depart(browser))
    world.clock.forward(601)
    page = back(browser, url)
    assert (page.status, "a trop attendu" in page.words) == (422, True)
    world.clock.now = now()
    browser = world.browser()
    url = olga.agree(depart(browser))
    browser.client.cookies.delete("o")  # as browsers do after Max-Age
    assert back(browser, url).status == 422


# -- several at once


def test_two_kinds_of_providers_open_the_same_account(world: World, olga: Person) -> None:
    page = world.browser().get("/equipe/ouverture")
    assert len([a for a in page.all("a") if "/equipe/oidc/" in a.get("href", "")]) == 3
    come_in(world, olga)
    browser = world.browser()
    assert back(browser, agree(depart(browser, "union"), "u-olga")).status == 200
    assert sorted(i.provider for i in world.rows(StaffIdentity)) == ["atelier", "union"]
    assert len(world.rows(Staff)) == 3
    assert "oidc:union" in browser.get("/equipe/sessions").words


def test_the_answer_of_one_is_not_taken_for_another_s(world: World, olga: Person) -> None:
    browser = world.browser()
    url = olga.agree(depart(browser, "atelier"))
    page = back(browser, url.replace("/atelier/", "/union/"))
    assert (page.status, "Recommencez" in page.words) == (422, True)
    assert back(browser, url).status == 200  # nobody was shown the code meanwhile


@pytest.mark.parametrize("said", ["http://127.0.0.1:9", ""])
def test_an_answer_must_say_whose_it_is_when_its_provider_promised(
    world: World, olga: Person, issuers: tuple[str, str], said: str
) -> None:
    """RFC 9207: a mixed-up provider would be shown the code of an honest one."""
    browser = world.browser()
    url = olga.agree(depart(browser))
    assert one(url, "iss") == issuers[0]
    parts = urlsplit(url)
    rest = "&".join(part for part in parts.query.split("&") if not part.startswith("iss="))
    page = back(browser, f"{parts.path}?{rest}" + (f"&iss={said}" if said else ""))
    assert (page.status, "ne va pas" in page.words) == (422, True)
    assert browser.get("/equipe").status == 401
