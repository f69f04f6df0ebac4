"""Entering by an organisation's OpenID provider, against two real ones that run beside."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from forum.core.clock import now
from forum.core.settings import Settings, SettingsError, load
from forum.identity.staff import actions
from forum.identity.staff.doors.oidc_client import _known
from forum.identity.staff.models import Staff, StaffIdentity, StaffLog, StaffRole
from tests.browser_lite import Browser, Page, words
from tests.identity.provider import PEOPLE, agree, change, providers
from tests.identity.test_doors import NAME, NEW, added
from tests.world import World

DOOR = "/equipe/oidc"
TOML = """
[[provider]]
name = "union"
label = "l’Union"
issuer = "{0}"
client_id = "porte-voix"
client_secret = "secret"
domains = ["union.example", "example.org"]
role_claim = "groups"
roles = {{ moderateurs = "lorne:moderator", orga = "lorne:organiser", perdu = "ailleurs:organiser" }}

[[provider]]
name = "mairie"
label = "la Mairie"
issuer = "{1}"
client_id = "forum"
client_secret = "autre secret"
domains = ["mairie.example"]
"""
NINA = PEOPLE[2]


@pytest.fixture(scope="module")
def issuers() -> Iterator[list[str]]:
    with providers(2) as urls:
        yield urls


@pytest.fixture
def world(settings: Settings, issuers: list[str]) -> Iterator[World]:
    made = World(settings.model_copy(update={"oidc": TOML.format(*issuers)}))
    made.clock.now = now()  # tokens tell the hour of the machine
    yield made
    made.close()


def leave(browser: Browser, name: str = "union") -> str:
    """From our door to the provider's address, by a plain GET."""
    answer = browser.client.get(f"{DOOR}/{name}", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def back(browser: Browser, url: str) -> Page:
    parts = urlsplit(url)
    return browser.get(f"{parts.path}?{parts.query}")


def come_in(world: World, subject: str, name: str = "union") -> tuple[Browser, Page]:
    browser = world.browser()
    return browser, back(browser, agree(leave(browser, name), subject))


def roles(world: World, name: str) -> list[str]:
    with world.house.db.read() as tx:
        query = select(StaffRole.role).join(Staff).where(Staff.name == name)
        return sorted(tx.exec(query).all())


def test_the_way_there_has_pkce_a_nonce_and_a_lax_cookie_for_ten_minutes(
    world: World, issuers: list[str]
) -> None:
    browser = world.browser()
    answer = browser.client.get(f"{DOOR}/union", follow_redirects=False)
    url = answer.headers["location"]
    asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{issuers[0]}/oauth2/authorize?")
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert (asked["response_type"], asked["client_id"]) == ("code", "porte-voix")
    assert asked["redirect_uri"] == f"{world.settings.public_url}{DOOR}/union/retour"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("o=")
    for part in ("Max-Age=600", "HttpOnly", "SameSite=lax"):
        assert part in cookie
    for secret in (asked["state"], asked["nonce"]):
        assert secret not in cookie


@pytest.mark.parametrize(
    ("site", "begins"), [("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)]
)
def test_a_page_elsewhere_begins_no_way_in(world: World, site: str, begins: bool) -> None:
    answer = world.browser().client.get(
        f"{DOOR}/union", headers={"sec-fetch-site": site}, follow_redirects=False
    )
    assert answer.status_code == (303 if begins else 200)
    assert ("set-cookie" in answer.headers) is begins
    assert (f'href="{DOOR}/union"' in answer.text) is not begins


def test_somebody_of_the_team_comes_in_and_moves_on_from_a_page_of_ours(world: World) -> None:
    browser, page = come_in(world, "u-olga")
    assert (page.status, page.headers["refresh"]) == (200, "0; url=/equipe")
    assert page.link("Continuer") == "/equipe"
    assert "SameSite=strict" in page.headers["set-cookie"]
    assert browser.get("/c/lorne/reglages").status == 200
    assert [row.action for row in world.rows(StaffLog)] == ["account.entered.oidc"]
    assert "oidc:union" in browser.get("/equipe/sessions").words
    assert [i.subject for i in world.rows(StaffIdentity)] == ["u-olga"]
    assert come_in(world, "u-olga")[1].status == 200
    assert len(world.rows(StaffIdentity)) == 1


def test_the_subject_is_who_one_is_and_not_the_address(world: World, issuers: list[str]) -> None:
    come_in(world, "u-olga")
    with world.house.db.write() as tx:
        olga = actions.by_id(tx, world.olga.staff_id)
        olga.email = "olga@nouvelle.example"
        tx.add(olga)
    assert come_in(world, "u-olga")[1].status == 200
    assert len(world.rows(Staff)) == 3


@pytest.mark.parametrize(
    ("subject", "name"),
    [("u-maud", "union"), ("u-zoe", "union"), ("inconnue", "union"), ("u-olga", "mairie")],
)
def test_an_address_that_is_not_vouched_for_opens_nothing(world: World, subject: str, name: str) -> None:
    """Not verified; of no team; unknown; of a domain that this provider does not answer for."""
    browser, page = come_in(world, subject, name)
    assert page.status == 403
    assert "d’aucune équipe" in page.words
    assert browser.get("/equipe").status == 401
    assert world.rows(StaffIdentity) == []
    assert len(world.rows(Staff)) == 3


def test_claims_give_roles_and_take_back_what_they_gave(world: World, issuers: list[str]) -> None:
    try:
        browser, _page = come_in(world, "u-nina")
        assert roles(world, "Nina") == ["moderator"]
        assert browser.get("/c/lorne/moderation").status == 200
        assert ("role.given.moderator", "Nina (l’Union)") in [
            (r.action, r.subject) for r in world.rows(StaffLog)
        ]
        with world.house.db.write() as tx:
            nina = actions.by_email(tx, "nina@union.example")
            assert nina is not None
            actions.give_role(tx, nina, world.collective.id, "facilitator")
        change(issuers[0], {**NINA, "groups": "orga"})
        come_in(world, "u-nina")
        assert roles(world, "Nina") == ["facilitator", "organiser"]
        assert browser.get("/c/lorne/moderation").status in (200, 403)
        with world.house.db.write() as tx:
            actions.take_role(tx, actions.by_id(tx, world.olga.staff_id), world.collective.id, "organiser")
        change(issuers[0], {**NINA, "groups": []})
        assert come_in(world, "u-nina")[1].status == 200
        assert roles(world, "Nina") == ["facilitator", "organiser"]  # the last one to organise
        with world.house.db.write() as tx:
            actions.give_role(tx, actions.by_id(tx, world.olga.staff_id), world.collective.id, "organiser")
        come_in(world, "u-nina")
        assert roles(world, "Nina") == ["facilitator"]
    finally:
        change(issuers[0], NINA)


# -- what is forged, past or refused


def test_a_state_that_is_not_this_browser_s_is_refused(world: World) -> None:
    mine, other = world.browser(), world.browser()
    leave(mine)
    url = agree(leave(other), "u-olga")
    page = back(mine, url)
    assert (page.status, "Recommencez" in page.words) == (422, True)
    bare = world.browser()
    assert back(bare, url).status == 422
    assert bare.get("/equipe").status == 401


def test_somebody_else_s_code_in_one_s_own_return_is_refused(world: World) -> None:
    """The nonce of the token is not this browser's."""
    mine, other = world.browser(), world.browser()
    url, stolen = agree(leave(mine), "u-zoe"), agree(leave(other), "u-olga")
    code = {name: parse_qs(urlsplit(u).query)["code"][0] for name, u in (("mine", url), ("stolen", stolen))}
    page = back(mine, url.replace(code["mine"], code["stolen"]))
    assert (page.status, "ne va pas" in page.words) == (422, True)
    assert mine.get("/equipe").status == 401


def test_a_return_works_once_in_ten_minutes_and_at_its_own_provider(world: World) -> None:
    browser = world.browser()
    url = agree(leave(browser), "u-olga")
    state = browser.client.cookies["o"]
    assert back(browser, url).status == 200
    assert "o" not in browser.client.cookies
    again = world.browser()
    again.client.cookies.set("o", state)
    assert back(again, url).status == 422
    late = world.browser()
    url = agree(leave(late), "u-olga")
    world.clock.forward(601)
    assert back(late, url).status == 422
    elsewhere = world.browser()
    url = agree(leave(elsewhere), "u-olga")
    page = back(elsewhere, url.replace("/union/", "/mairie/"))
    assert (page.status, "Recommencez" in page.words) == (422, True)  # the code is not even shown to it


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=x", "?error=access_denied", "?state=%00"])
def test_an_odd_return_is_a_page_that_says_to_begin_again(world: World, query: str) -> None:
    browser = world.browser()
    leave(browser)
    browser.client.cookies.set("o", "n’importe quoi".encode().hex()) if "x" in query else None
    assert browser.get(f"{DOOR}/union/retour{query}").status == 422


def test_who_refuses_there_is_back_at_the_door(world: World) -> None:
    browser = world.browser()
    page = back(browser, agree(leave(browser), "u-olga", "deny"))
    assert (page.status, page.title) == (422, "Entrée de l’équipe")


def test_a_provider_that_does_not_answer_is_said_so(settings: Settings) -> None:
    world = World(
        settings.model_copy(update={"oidc": TOML.format("http://127.0.0.1:1", "http://127.0.0.1:2")})
    )
    try:
        page = world.browser().get(f"{DOOR}/union")
        assert (page.status, "ne répond pas" in page.words) == (502, True)
        assert world.browser().get(f"{DOOR}/inconnue").status == 404
    finally:
        world.close()


def test_an_issuer_that_gives_another_name_is_not_believed(settings: Settings, issuers: list[str]) -> None:
    alias = issuers[0].replace("127.0.0.1", "localhost") + "/"
    world = World(settings.model_copy(update={"oidc": TOML.format(alias, issuers[1])}))
    try:
        assert world.browser().get(f"{DOOR}/union").status == 502
        assert alias not in _known
    finally:
        world.close()


# -- the text that waits


def sent(world: World) -> Browser:
    browser = world.browser(world.olga)
    browser.get(NEW)
    world.clock.forward(5 * 3600)
    assert browser.send("Ajouter", name=NAME).status == 401
    world.clock.now = now()
    return browser


def test_a_text_sent_with_a_session_gone_comes_back_through_the_provider(world: World) -> None:
    browser = sent(world)
    page = browser.send("Entrer avec l’Union")
    assert page.status == 200
    assert NAME.encode() not in browser.client.cookies["o"].encode()
    for path in world.settings.data_dir.rglob("*"):
        assert not path.is_file() or NAME.encode() not in path.read_bytes()
    url = agree(page.link("Continuer avec l’Union"), "u-olga")
    page = back(browser, url)
    assert (page.status, page.headers["refresh"]) == (200, f"0; url={NEW}")
    assert added(world) == [NAME]


def test_a_text_that_waited_is_given_back_when_the_provider_says_no(world: World) -> None:
    browser = sent(world)
    page = browser.send("Entrer avec l’Union")
    page = back(browser, agree(page.link("Continuer avec l’Union"), "u-zoe"))
    assert page.status == 403
    hidden = [e.get("value", "") for e in page.all("input", name="draft")]
    assert all("allocations" in value for value in hidden)
    assert added(world) == []


def test_texts_are_not_put_aside_without_end(world: World) -> None:
    browser = world.browser()
    form = {"draft_to": NEW, "draft": "name=x"}
    for _ in range(10):
        assert browser.post(f"{DOOR}/union", form).status == 200
    assert browser.post(f"{DOOR}/union", form).status == 429


def test_a_parcel_is_nobody_s_session(world: World) -> None:
    token = world.house.sessions.park("k" * 32, world.clock(), 600)
    thief = world.browser()
    thief.client.cookies.set("s", token)
    assert thief.get("/equipe").status == 401
    assert world.house.sessions.unpark(token, world.clock()) in ("k" * 32, "")


# -- who is offered it, and leaving


def test_several_are_offered_to_staff_and_none_to_members(world: World) -> None:
    page = world.browser().get("/equipe/ouverture")
    assert [words(a) for a in page.all("a") if DOOR in a.get("href", "")] == [
        "Entrer avec l’Union",
        "Entrer avec la Mairie",
    ]
    for path in ("/carnet/ouverture", "/c/lorne/doleances/nouvelle"):
        assert "oidc" not in world.browser().get(path).text
    alice = world.browser(world.alice)
    assert "oidc" not in alice.get("/equipe/ouverture").text
    assert alice.client.get(f"{DOOR}/union", follow_redirects=False).status_code == 403


def test_leaving_offers_to_leave_the_provider_too(world: World, issuers: list[str]) -> None:
    browser, _page = come_in(world, "u-olga")
    token = browser.client.cookies["s"]
    browser.get("/equipe")
    page = browser.send("Sortir")
    asked = parse_qs(urlsplit(page.link("Sortir aussi de l’Union")).query)
    assert page.link("Sortir aussi de l’Union").startswith(f"{issuers[0]}/oauth2/end_session?")
    assert asked["client_id"] == ["porte-voix"]
    assert asked["post_logout_redirect_uri"] == [f"{world.settings.public_url}/"]
    thief = world.browser()
    thief.client.cookies.set("s", token)
    assert thief.get("/equipe").status == 401


# -- settings


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("pas du toml", "ce n’est pas du TOML"),
        ("a = 1", "un nom à lui"),
        ('[[provider]]\nname = "u"', "il manque label"),
        (TOML.format("http://ailleurs.example", "https://b.example"), "issuer commence par https://"),
        (TOML.format("https://a.example", "https://b.example").replace("mairie", "union"), "un nom à lui"),
        (
            TOML.format("https://a.example", "https://b.example").replace("lorne:moderator", "lorne:host"),
            "un rôle",
        ),
        (TOML.format("https://a.example", "https://b.example").replace("domains", "domain"), "domain"),
    ],
)
def test_a_wrong_provider_is_one_clear_line_without_its_secret(toml: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({"FORUM_OIDC": toml})
    assert said in str(refused.value)
    assert str(refused.value).startswith("réglage FORUM_OIDC : ")
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
