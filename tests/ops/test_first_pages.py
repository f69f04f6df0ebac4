"""The first page of a new instance, what organisers settle, the team's page, and what every instance owes."""

from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from forum.app import create_app, open_house
from forum.collectives import actions
from forum.collectives.models import Collective, Grant, Invitation, Territory
from forum.core.settings import Settings
from forum.http.house import House
from forum.identity.staff.models import StaffRole
from tests.browser_lite import Browser
from tests.protection.test_page import RECIPIENT
from tests.world import ORIGIN, Clock, World

NEW = {
    "slug": "val-de-lorne",
    "name": "Val-de-Lorne",
    "purpose": "Dire ce qui ne va pas.",
    "territories": "Lorne Nord\nsud | Lorne Sud",
    "staff_name": "Camille",
    "email": "camille@example.org",
}


@pytest.fixture
def bare(settings: Settings) -> Iterator[House]:
    """An instance without any collective."""
    house = open_house(settings, Clock())
    yield house
    house.close()


def near(house: House, **headers: str) -> Browser:
    client = TestClient(
        create_app(house.settings, house),
        base_url="http://127.0.0.1:8000",
        client=("127.0.0.1", 50000),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    return Browser(client)


def far(house: House) -> Browser:
    return Browser(TestClient(create_app(house.settings, house), base_url=ORIGIN))


def send(browser: Browser, **changes: Any) -> Any:
    """Browser.send names another origin: here the form's own page is sent back."""
    values = {**_controls(browser), **NEW, **changes}
    return browser.post("/fondation", values)


def _controls(browser: Browser) -> dict[str, Any]:
    from tests.browser_lite import controls

    return dict(controls(browser.page.form("Fonder le collectif")))


def test_the_host_founds_the_first_collective_in_the_browser(bare: House) -> None:
    browser = near(bare)
    browser.get("/")
    browser.follow("Fonder un collectif")
    page = send(browser)
    assert page.url.startswith("/equipe/lien/")
    browser.post(page.url)
    assert browser.page.url == "/equipe"
    assert "Val-de-Lorne" in browser.page.words
    with bare.db.read() as tx:
        assert [r.role for r in tx.exec(select(StaffRole)).all()] == ["organiser"]
        names = {t.code: t.name for t in tx.exec(select(Territory)).all()}
    assert names == {"lorne-nord": "Lorne Nord", "sud": "Lorne Sud"}
    assert browser.get("/fondation").status == 404
    assert browser.post("/fondation", NEW).status in (403, 404)


def test_somebody_else_sees_no_foundation(bare: House) -> None:
    for browser in (far(bare), near(bare, x_forwarded_for="192.0.2.1"), near(bare, host="forum.example.org")):
        assert "Fonder" not in browser.get("/").words
        assert browser.get("/fondation").status == 404
        assert browser.post("/fondation", NEW).status in (403, 404)
    with bare.db.read() as tx:
        assert tx.exec(select(Collective)).all() == []


def test_the_token_opens_the_page_once_from_anywhere(bare: House) -> None:
    with bare.db.write() as tx:
        token = actions.make_setup_token(tx)
    browser = far(bare)
    assert browser.get("/fondation?jeton=faux").status == 404
    assert browser.get(f"/fondation?jeton={token}").status == 200
    assert send(browser, name="").status == 422
    assert browser.page.one("input", name="email").get("value") == "camille@example.org"
    assert send(browser).status == 200
    assert browser.get(f"/fondation?jeton={token}").status == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("slug", "Val de Lorne", "sans accent"),
        ("email", "camille", "adresse complète"),
        ("territories", "a | x\na | y", "ne va pas"),
        ("territories", "  ", "nécessaire"),
        ("k", "4", "d’au moins 5"),
        ("slot_minutes", "souvent", "nombre entier"),
        ("charter", "x" * 20_001, "trop long"),
        ("name", "\u202ekcab", "invisibles"),
    ],
)
def test_a_wrong_foundation_comes_back_whole(bare: House, field: str, value: str, says: str) -> None:
    browser = near(bare)
    browser.get("/fondation")
    page = send(browser, **{field: value})
    assert page.status == 422
    assert says in page.error(field)
    assert NEW["purpose"] in page.text
    with bare.db.read() as tx:
        assert tx.exec(select(Collective)).all() == []


def test_an_organiser_settles_the_collective(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    browser.send("Enregistrer", name="La Lorne", territories="nord | Le Nord\nest | L’Est", reading="members")
    assert browser.page.title == "La Lorne"
    assert {t.code: t.name for t in world.rows(Territory)} == {"nord": "Le Nord", "est": "L’Est"}
    assert world.browser().get("/c/lorne").status == 404


def test_a_place_that_a_grievance_names_stays(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="On attend huit mois.", territory="nord", since="hier")
    world.slot()
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    page = browser.send("Enregistrer", territories="sud | Lorne Sud", name="Autre")
    assert page.status == 422
    assert "gardez ce lieu" in page.error("territories")
    assert world.rows(Collective)[0].name == "Collectif de la Lorne"
    assert len(world.rows(Territory)) == 2


def test_an_invitation_is_shown_once_and_grants_its_college(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/invitations")
    browser.send("Faire le lien", college="concerned", note="assemblée", cap="1", days="7")
    link = browser.page.one("code").text or ""
    assert browser.get("/c/lorne/invitations").all("code") == []
    assert "0 sur 1" in browser.page.words
    charlie = world.browser(world.charlie)
    charlie.get(link.removeprefix(world.settings.public_url))
    charlie.send("Recevoir")
    assert "concerned" in [g.college for g in world.rows(Grant)][-1:] or len(world.rows(Grant)) == 3
    assert "0 sur 1" in browser.get("/c/lorne/invitations").words
    world.slot()  # worn out, it leaves the list with the slot
    assert "Aucun." in world.browser(world.olga).get("/c/lorne/invitations").words


def test_an_invitation_can_be_withdrawn(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/invitations")
    browser.send("Faire le lien", college="ally", note="perdu", cap="5", days="7")
    link = (browser.page.one("code").text or "").removeprefix(world.settings.public_url)
    browser.send("Retirer ce lien")
    assert world.rows(Invitation) == []
    assert world.browser(world.charlie).get(link).status == 409


@pytest.mark.parametrize("path", ["reglages", "invitations"])
def test_only_organisers_settle_and_invite(world: World, path: str) -> None:
    assert world.browser().get(f"/c/lorne/{path}").status == 401
    for who in (world.alice, world.charlie, world.maud, world.harold):
        assert world.browser(who).get(f"/c/lorne/{path}").status == 403


def test_a_wrong_invitation_is_refused(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/invitations")
    page = browser.send("Faire le lien", college="king", note="", cap="0", days="999")
    assert page.status == 422
    assert all(page.error(name) for name in ("note", "cap", "days"))
    assert world.rows(Invitation) == []


def test_the_team_has_its_page_and_its_password(world: World) -> None:
    assert world.browser().get("/equipe").status == 401
    assert world.browser(world.alice).get("/equipe").status == 403
    assert "organisation" in world.browser(world.olga).get("/equipe").words
    assert "Cela ne donne aucun droit" in world.browser(world.harold).get("/equipe").words
    browser = world.browser(world.maud)
    browser.get("/equipe")
    browser.follow("Choisir un mot de passe")
    assert "12 signes" in browser.send("Choisir", password="court").error("password")
    page = browser.send("Choisir", password="quatre mots sans rapport")
    assert page.all("svg", class_="segno") or "segno" in page.text
    (secret,) = page.all("code")
    page = browser.send("C’est ce code", code=pyotp.TOTP(secret.text or "").at(world.clock().epoch))
    assert len(page.all("code")) == 10  # for the day the telephone is lost
    assert "Sortir" in browser.get("/equipe").words
    assert browser.send("Sortir").url == "/"
    assert browser.get("/equipe").status == 401


def test_the_legal_pages_say_what_is_missing(world: World) -> None:
    browser = world.browser()
    for path in ("mentions-legales", "donnees-personnelles", "accessibilite", "contact"):
        assert "FORUM_LEGAL_CONTACT" in browser.get(f"/{path}").words, path
    said = world.settings.model_copy(update={"legal_contact": "ecrire@example.org"})
    world.house.settings = said
    words = browser.get("/contact?relu").words
    assert "FORUM_LEGAL_CONTACT" not in words
    assert "ecrire@example.org" in words


def test_protection_is_honest_about_this_instance(world: World) -> None:
    browser = world.browser()
    words = browser.get("/protection").words
    for says in (
        "Rien ne résiste à un serveur malveillant en marche",
        "Jamais depuis un ordinateur, un téléphone ou un réseau du travail",
        "Aucun courriel ne part d’ici",
        "Aucune clé de sauvegarde",
        "Collectif de la Lorne",
        "toutes les 6 heures",
    ):
        assert says in words, says
    world.house.settings = world.settings.model_copy(
        update={"smtp_host": "mail", "backup_recipient": RECIPIENT}
    )
    words = browser.get("/protection?relu").words
    assert "Aucun courriel" not in words
    assert "Aucune clé" not in words


def test_only_what_everyone_may_find_is_in_the_sitemap(world: World) -> None:
    world.other_collective("cercle", reading="members")
    world.other_collective("discret", reading="unlisted")
    for page in ("/sitemap.xml", "/", "/protection"):
        text = world.browser().get(page).text
        assert "/c/lorne" in text
        assert "cercle" not in text and "discret" not in text
    assert "noindex" in world.browser().get("/c/discret").text
    assert f"{world.settings.public_url}/sitemap.xml" in world.browser().get("/robots.txt").text
