"""An address that an employer can read: never taken in silence, never refused to who knows what they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.models import Outbox
from forum.identity.staff.models import StaffLog
from forum.petitions.employers.models import EmployerDomain
from forum.petitions.employers.rules import OPEN_TO_ALL, ascii_domain, employer_of
from forum.petitions.models import PendingSignature
from tests.browser_lite import Browser, Page
from tests.petitions.scene import Scene
from tests.petitions.test_form import listed
from tests.world import World

WORK = "lea@pmi.chu-exemple.fr"
TYPED = {
    "name": "Léa Canari",
    "quality": "professional",
    "role": "éducatrice",
    "message": "Trois mois\nd’attente.",
    "suivi": "1",
}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = Scene(world)
    listing(scene, "chu-exemple.fr")
    return scene


def listing(scene: Scene, domain: str) -> Page:
    olga = scene.world.browser(scene.world.olga)
    olga.get(f"/c/{scene.collective.slug}/employeurs")
    return olga.send("Ajouter", domain=domain)


def warned(scene: Scene, address: str = WORK) -> tuple[Browser, Page]:
    browser = scene.world.browser()
    browser.get(scene.url)
    return browser, browser.send("Signer", **TYPED, email=address)


def nothing_taken(scene: Scene) -> None:
    assert scene.world.rows(PendingSignature) == scene.world.rows(Outbox) == []


def test_whoever_signs_from_work_is_told_before_anything_leaves(scene: Scene) -> None:
    _browser, page = warned(scene)
    assert page.status == 422
    assert "chu-exemple.fr est une messagerie d’employeur" in page.words
    assert "votre employeur peut le lire" in page.words
    nothing_taken(scene)
    assert page.link("Signer avec un carnet, ou un code sur papier") == f"{scene.url}/carnet"
    form = page.form("Signer avec l’adresse écrite ici")
    kept = {one.get("name"): one.get("value") for one in form.iter("input")}
    assert {name: kept[name] for name in TYPED} == TYPED
    assert kept["email"] == WORK


def test_another_address_is_taken_with_all_that_was_typed(scene: Scene) -> None:
    browser, _page = warned(scene)
    assert browser.send("Signer avec l’adresse écrite ici", email=WORK).status == 422
    nothing_taken(scene)
    answer = browser.send("Signer avec l’adresse écrite ici", email="lea@example.org")
    assert answer.url == f"{scene.url}/courriel"
    browser = scene.world.browser()
    browser.get(scene.link())
    browser.send("Je confirme")
    scene.slot()
    assert [(one.name, one.role, one.message) for one in listed(scene)] == [
        ("Léa Canari", "éducatrice", "Trois mois d’attente.")
    ]


def test_whoever_knows_what_they_do_signs_all_the_same(scene: Scene) -> None:
    browser, _page = warned(scene)
    assert browser.send("Je signe quand même").url == f"{scene.url}/courriel"
    assert [to for to, _subject, _body in scene.mails()] == [WORK]
    assert [row.college for row in scene.world.rows(PendingSignature)] == ["professional"]


def test_all_the_same_is_said_of_one_employer_and_not_of_another(scene: Scene) -> None:
    listing(scene, "departement-exemple.fr")
    browser, _page = warned(scene)
    page = browser.send("Je signe quand même", email="lea@departement-exemple.fr")
    assert page.status == 422
    assert "departement-exemple.fr est une messagerie d’employeur" in page.words
    nothing_taken(scene)


@pytest.mark.parametrize("address", ["LEA@CHU-Exemple.FR", "lea@a.b.chu-exemple.fr", "lea@hôpital-été.fr"])
def test_capitals_what_is_under_it_and_accents_are_the_same_employer(scene: Scene, address: str) -> None:
    listing(scene, "Hôpital-Été.fr")
    assert warned(scene, address)[1].status == 422
    nothing_taken(scene)


def test_the_employer_of_another_collective_is_not_ours(scene: Scene) -> None:
    other = Scene(scene.world, collective=scene.world.other_collective("ailleurs"))
    assert other.sign(WORK).url == f"{other.url}/courriel"


def test_organisers_keep_the_list_and_everybody_sees_it(scene: Scene) -> None:
    world = scene.world
    assert listing(scene, "https://www.Departement-Exemple.fr/contact").status == 200
    listing(scene, "@chu-exemple.fr")
    page = world.browser().get(f"/c/{scene.collective.slug}/employeurs")
    assert "departement-exemple.fr" in page.words
    assert page.all("button", id="employer-send") == []
    assert len(world.rows(EmployerDomain)) == 2
    olga = world.browser(world.olga)
    olga.get(f"/c/{scene.collective.slug}/employeurs")
    assert "n’est plus dans la liste" in olga.send("Enlever chu-exemple.fr").words
    assert [row.domain for row in world.rows(EmployerDomain)] == ["departement-exemple.fr"]
    acts = sorted(row.action for row in world.rows(StaffLog) if row.action.startswith("employer."))
    assert acts == ["employer.add", "employer.add", "employer.remove"]
    assert scene.sign(WORK).url == f"{scene.url}/courriel"


def test_nobody_else_changes_it(scene: Scene) -> None:
    base = f"/c/{scene.collective.slug}/employeurs"
    for who in (None, scene.world.alice, scene.world.charlie, scene.world.maud):
        browser = scene.world.browser(who)
        browser.get("/protection")
        assert browser.post(base, {"domain": "x.fr"}).status in (401, 403)
        assert browser.post(f"{base}/chu-exemple.fr/retrait").status in (401, 403)
    assert [row.domain for row in scene.world.rows(EmployerDomain)] == ["chu-exemple.fr"]


@pytest.mark.parametrize(
    "typed", ["", "fr", "deux mots.fr", "a" * 400, "-x.fr", "gmail.com", "lea@orange.fr", "x..fr", "\x00.fr"]
)
def test_what_is_no_employer_is_said(scene: Scene, typed: str) -> None:
    page = listing(scene, typed)
    assert page.status == 422
    assert page.error("domain")
    assert len(scene.world.rows(EmployerDomain)) == 1


def test_what_is_not_in_the_list_is_not_taken_away(scene: Scene) -> None:
    olga = scene.world.browser(scene.world.olga)
    page = olga.get(f"/c/{scene.collective.slug}/employeurs")
    mark = {"_csrf": str(page.all("input", name="_csrf")[0].get("value"))}
    for domain in ("inconnu.fr", "%00", "x" * 300):
        assert olga.post(f"/c/{scene.collective.slug}/employeurs/{domain}/retrait", mark).status == 404


NAME = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


@given(NAME, NAME, NAME)
def test_what_is_under_a_domain_is_it_and_what_ends_alike_is_not(person: str, part: str, name: str) -> None:
    listed = frozenset({f"{name}.fr"})
    assert employer_of(f"{person}@{name}.fr", listed) == f"{name}.fr"
    assert employer_of(f"{person}@{part}.{name}.fr", listed) == f"{name}.fr"
    assert employer_of(f"{person}@{part}{name}.fr", listed) == ""
    assert employer_of(f"{person}@{name}.fr.org", listed) == ""


@given(st.text(max_size=80))
def test_a_domain_is_written_one_way_whatever_is_typed(typed: str) -> None:
    domain = ascii_domain(typed)
    assert ascii_domain(domain) == domain
    assert domain == "" or (domain.isascii() and "." in domain and domain == domain.lower())


def test_open_mailboxes_are_written_as_the_list_is() -> None:
    assert {ascii_domain(domain) for domain in OPEN_TO_ALL} == OPEN_TO_ALL
