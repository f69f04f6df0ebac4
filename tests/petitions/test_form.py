"""What one may add to a signature: a job, a town, a message. Sealed, handed to the organisers, never on a public page."""

import csv
import io
import json
import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import update

from forum.core.crypto import unseal
from forum.core.models import Outbox
from forum.exports.carrying.names import Opened, opened
from forum.petitions import boxes, nullifiers, queries, signing
from forum.petitions.facts import read_facts
from forum.petitions.keyring.doubles.rules import signers
from forum.petitions.models import LogLeaf, PendingSignature, Refusal, Signature
from forum.petitions.publication import publish_signatures
from forum.petitions.rules import same_name
from tests.browser_lite import Page
from tests.browser_lite import words as words_of
from tests.petitions.scene import PHRASE, Scene
from tests.petitions.test_signing import _every_byte
from tests.world import World

ADDED = {
    "role": "éducatrice-canari",
    "commune": "Saint-Canari-sur-Lorne",
    "message": "Trois mois d’attente,\n=et personne qui réponde.",
}
ABOUT = "Écrivez à Kévin Martineau, 06 12 34 56 78 : il attend depuis un an."


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def private(scene: Scene) -> bytes:
    return scene.opened().privates[1]


def listed(scene: Scene) -> list[Opened]:
    with scene.world.house.db.read() as tx:
        people = signers(boxes.signatories(tx, scene.petition.id), scene.opened().privates)
        return opened(people, {}, {"concerned": "concernées"})


def downloaded(scene: Scene) -> list[dict[str, str]]:
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/equipe")
    answer = browser.send("Télécharger les noms", _passphrase=PHRASE)
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))


def test_what_is_added_is_sealed_goes_to_the_organisers_and_to_no_public_page(scene: Scene) -> None:
    world = scene.world
    scene.sign_and_confirm(shown="1", **ADDED)
    scene.slot()
    public = "".join(
        world.browser().get(url).text
        for url in (scene.url, f"{scene.url}/verifier", f"/c/{scene.collective.slug}/petitions")
    )
    public += world.browser().client.get(f"{scene.url}/journal").text
    raw = _every_byte(world)
    for said in ("éducatrice-canari", "Saint-Canari", "Trois mois d’attente"):
        assert said not in public
        assert said.encode() not in raw
    (line,) = downloaded(scene)
    assert line["fonction"] == ADDED["role"]
    assert line["commune"] == ADDED["commune"]
    assert line["message"] == "Trois mois d’attente, =et personne qui réponde."
    assert line["à relire"] == ""
    (one,) = listed(scene)
    assert one.to_hand_over.said == "éducatrice-canari, concernées, Saint-Canari-sur-Lorne"
    assert one.to_hand_over.message == line["message"]
    assert (one.name, one.said) == ("Léa Canari", "concernées")  # what the open letter shows


@pytest.mark.parametrize("field", list(ADDED))
def test_a_spreadsheet_computes_nothing_of_it(scene: Scene, field: str) -> None:
    scene.sign_and_confirm(**{field: '=HYPERLINK("http://x.example")'})
    scene.slot()
    (line,) = downloaded(scene)
    assert line[{"role": "fonction"}.get(field, field)] == '\'=HYPERLINK("http://x.example")'


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("role", "x" * 81),
        ("commune", "x" * 81),
        ("message", "x" * 501),
        ("message", "\u202edevant"),
        ("role", "\x00"),
    ],
)
def test_what_is_wrong_of_it_is_said_and_nothing_typed_is_lost(scene: Scene, field: str, typed: str) -> None:
    page = scene.sign(**{**ADDED, field: typed})
    assert page.status == 422
    assert page.error(field)
    assert [box.get("open") is not None for box in page.form("Signer").iter("details")] == [True]
    assert page.one("input", name="name").get("value") == "Léa Canari"
    for name in {"role", "commune"} - {field}:
        assert page.one("input", name=name).get("value") == ADDED[name]
    assert scene.world.rows(PendingSignature) == scene.world.rows(Outbox) == []


def test_the_guard_shows_somebody_else_in_the_message_and_proposes(scene: Scene) -> None:
    browser = scene.world.browser()
    browser.get(scene.url)
    typed = {"name": "Léa Canari", "email": "lea@example.org", "quality": "concerned", "role": "mère"}
    page = browser.send("Signer", **typed, message=ABOUT)
    assert page.status == 422
    asked = words_of(page.one("div", id="f-guard"))
    assert "Kévin Martineau" in asked and "06 12 34 56 78" in asked
    assert "Léa" not in asked and "lea@example.org" not in asked  # one may sign one's own name
    assert_typed(page, typed)
    page = browser.send("Tout remplacer")
    assert page.status == 422
    assert_typed(page, typed)
    left = str(page.one("textarea", name="message").text)
    assert "Martineau" not in left and "06 12" not in left and "il attend depuis un an" in left
    assert scene.world.rows(PendingSignature) == scene.world.rows(Outbox) == []
    assert browser.send("Signer").url == f"{scene.url}/courriel"
    (row,) = scene.world.rows(PendingSignature)
    told = json.loads(unseal(private(scene), row.sealed))
    assert "Martineau" not in told["message"] and "kept" not in told


def assert_typed(page: Page, typed: dict[str, str]) -> None:
    for name in ("name", "email", "role"):
        assert page.one("input", name=name).get("value") == typed[name]
    assert page.one("input", value="concerned").get("checked") is not None


def test_kept_as_it_is_the_team_reads_it_and_the_institution_does_not(scene: Scene) -> None:
    world, browser = scene.world, scene.world.browser()
    browser.get(scene.url)
    browser.send("Signer", name="Léa", email="lea@example.org", quality="concerned", message=ABOUT)
    assert browser.send("Garder tel quel, pour l’équipe seule").url == f"{scene.url}/courriel"
    browser = world.browser()
    browser.get(scene.link())
    browser.send("Je confirme")
    scene.slot()
    (line,) = downloaded(scene)
    assert (line["message"], line["à relire"]) == (ABOUT, "peut désigner quelqu’un")
    assert [one.to_hand_over.message for one in listed(scene)] == [""]


def test_a_box_tells_at_most_that_a_message_is_long(scene: Scene) -> None:
    for n, more in enumerate(
        ({}, {"role": "éducatrice", "commune": "Lorne"}, {"message": "a" * 450}, {"message": "a" * 500})
    ):
        scene.sign(f"p{n}@example.org", **more)
    sizes = sorted(len(row.sealed) for row in scene.world.rows(PendingSignature))
    assert sizes == [boxes.SEALED_STEP + 48] * 2 + [boxes.LONG_STEP + 48] * 2


def test_three_qualities_are_asked_and_support_is_told_apart(scene: Scene) -> None:
    """Allies are a bar of their own, beside the two colleges; who adopts a demand is decided without any signature."""
    page = scene.world.browser().get(scene.url)
    form = page.form("Signer")
    assert [
        one.get("value") for one in form.iter("input") if one.get("name") == "quality" and one.get("value")
    ] == [
        "professional",
        "concerned",
        "ally",
    ]
    for college in ("professional", "concerned", "ally"):
        for n in range(5):
            scene.sign_and_confirm(f"{college}{n}@example.org", quality=college)
    scene.slot()
    with scene.world.house.db.read() as tx:
        assert queries.counts(tx, scene.petition.id).by_college == {
            "professional": 5,
            "concerned": 5,
            "ally": 5,
        }
    assert len(scene.world.rows(Signature)) == 15


# -- several names under one address


LEA = "lea@example.org"


def confirmed(scene: Scene, address: str, name: str) -> None:
    scene.sign_and_confirm(address, name=name)


def subjects(scene: Scene) -> list[str]:
    return [subject for _to, subject, _body in scene.mails()]


def test_a_household_signs_with_one_address_each_name_confirmed_and_never_twice(scene: Scene) -> None:
    """As many as the setting says; whoever comes after is told, in the mailbox alone."""
    scene.world.house.settings = scene.world.settings.model_copy(update={"signatures_per_address": 3})
    confirmed(scene, LEA, "Léa Canari")
    confirmed(scene, LEA, "Bo Canari")
    first = scene.sign(" LEA@example.org ", name="  CANARI lea ")
    assert subjects(scene) == ["Votre signature"]
    scene.slot()
    confirmed(scene, LEA, "Ana Canari")
    for name in ("Bo Canari", "Ana  Canarí", "Léa Canari"):
        scene.world.clock.forward(3600)  # five letters an hour to one address
        scene.sign(LEA, name=name)
        assert subjects(scene) == ["Votre signature"]
    again = scene.sign(LEA, name="Zoé Canari")
    assert again.text == first.text
    ((_to, subject, body),) = scene.mails()
    assert subject == "Votre signature"
    assert "autant qu’une adresse le permet" in body
    scene.slot()
    assert len(scene.world.rows(Signature)) == 3
    assert len({row.nul for row in scene.world.rows(Signature)}) == 3


def test_two_names_of_one_address_at_once_take_two_places_and_one_name_one(scene: Scene) -> None:
    facts = read_facts(scene.world.house.db, scene.code, scene.world.clock())
    key = scene.world.house.keys.petition(scene.code)
    places = nullifiers.places_of(key, LEA, 4)

    def wanted(name: str, token: bytes) -> signing.Wanted:
        tag = nullifiers.name_tag(key, LEA, name)
        row = signing.Signing(facts.id, places[0], "email", "ally", "", token, token, 1, token, tag)
        return signing.Wanted(row, b"ask", lambda: b"already", lambda: b"full", places)

    with scene.world.house.db.write() as tx:
        signing.write(tx, [wanted("Léa", b"1"), wanted("Bo", b"2"), wanted("LÉA", b"3")])
    rows = {row.nul: row.sealed for row in scene.world.rows(PendingSignature)}
    assert rows == {places[0]: b"3", places[1]: b"2"}
    with scene.world.house.db.write() as tx:
        signing.write(tx, [wanted("Bo", b"4")])
    assert {row.sealed for row in scene.world.rows(PendingSignature)} == {b"3", b"4"}


def test_a_place_that_was_freed_does_not_let_another_name_sign_twice(scene: Scene) -> None:
    scene.sign(LEA, name="Léa")
    ((_to, _subject, body),) = scene.mails()
    take_back = link_of(body, "retrait")
    browser = scene.world.browser()
    browser.get(link_of(body, "confirmation"))
    browser.send("Je confirme")
    confirmed(scene, LEA, "Bo")
    browser.get(take_back)
    browser.send("Je retire ma signature")
    scene.sign(LEA, name="bo")
    assert subjects(scene) == ["Votre signature"]
    confirmed(scene, LEA, "Ana")
    scene.slot()
    assert len(scene.world.rows(Signature)) == 2


def test_an_address_that_signed_before_names_were_told_apart_gives_no_second_one(scene: Scene) -> None:
    confirmed(scene, LEA, "Léa")
    with scene.world.house.db.write() as tx:
        tx.exec(update(PendingSignature).values(tag=""))
    scene.sign(LEA, name="Bo")
    assert subjects(scene) == ["Votre signature"]


def test_names_that_nobody_confirmed_shut_nobody_out(scene: Scene) -> None:
    """Somebody types invented names at Léa's address until no place is left; her own takes one of theirs."""
    for name in ("Un", "Deux", "Trois", "Quatre"):
        scene.sign(LEA, name=name)
    assert subjects(scene) == ["Confirmez votre signature"] * 4
    assert len(scene.world.rows(PendingSignature)) == 4
    confirmed(scene, LEA, "Léa Canari")
    scene.slot()
    assert len(scene.world.rows(Signature)) == 1
    assert len(scene.world.rows(PendingSignature)) == 3


def test_with_one_place_the_rule_is_that_of_before(scene: Scene) -> None:
    scene.world.house.settings = scene.world.settings.model_copy(update={"signatures_per_address": 1})
    confirmed(scene, LEA, "Léa")
    scene.sign(LEA, name="Bo")
    assert "autant qu’une adresse le permet" in scene.mails()[0][2]


ALIKE = (
    (
        "Léa Canari",
        "lea  canari",
        "CANARI Léa",
        "Lea-Canari",
        "Lе\u0430 Canari",
        "L\u00e9\u200ba Canari",
        "Ｌéa Canari",
    ),
    ("Jean-Luc Øster", "jeanluc oster", "Jean Luc Oster"),
    ("Zoé Lœuf", "ZOE LOEUF", "Z0é Loeuf"),
)


@pytest.mark.parametrize("spellings", ALIKE)
def test_one_name_written_otherwise_is_one(spellings: tuple[str, ...]) -> None:
    assert len({same_name(name) for name in spellings}) == 1


def test_other_names_are_others() -> None:
    assert (
        len(
            {same_name(name) for name in ("Léa Canari", "Bo Canari", "Léo Canari", "Léa Canary", "L. Canari")}
        )
        == 5
    )


@given(st.text(max_size=60))
def test_a_name_stays_itself_through_capitals_forms_and_blanks(name: str) -> None:
    for other in (normalize("NFD", name), normalize("NFC", name), f" {name}\u200b ", " ".join(name)):
        assert same_name(other) == same_name(name)


@given(st.emails(), st.text(max_size=30), st.integers(1, 12))
def test_places_tell_nothing_without_the_key_and_nothing_of_the_name(
    address: str, name: str, most: int
) -> None:
    """All different, the first as it always was, those of a larger setting the same; eight bits of a name, no more."""
    places = nullifiers.places_of(bytes(32), address, most)
    assert len({*places}) == len(places) == most
    assert {len(place) for place in places} == {32}
    assert places[0] == nullifiers.email_nul(bytes(32), address)
    assert nullifiers.places_of(bytes(32), address, 12)[:most] == places
    assert not {*places} & {*nullifiers.places_of(bytes(31) + b"x", address, most)}
    assert len(nullifiers.name_tag(bytes(32), address, name)) == 2


# -- « je n’ai pas signé »


def link_of(body: str, way: str) -> str:
    return str(re.findall(rf"http://[^/]+(/p/\S+/{way}/\S+)", body)[0])


def asked(scene: Scene, name: str = "Léa") -> dict[str, str]:
    scene.sign(LEA, name=name)
    ((_to, _subject, body),) = scene.mails()
    return {way: link_of(body, way) for way in ("confirmation", "retrait", "pas-moi")}


def deny(scene: Scene, link: str) -> Page:
    browser = scene.world.browser()
    assert browser.get(link).status == 200
    return browser.send("Je n’ai pas signé")


def test_who_did_not_sign_says_so_in_a_click_and_a_button_and_gets_no_more_mail(scene: Scene) -> None:
    world, links = scene.world, asked(scene)
    for _ in range(2):
        assert "Rien n’est fait tant que vous n’appuyez pas" in world.browser().get(links["pas-moi"]).words
    assert len(world.rows(PendingSignature)) == 1
    assert world.rows(Refusal) == []
    assert deny(scene, links["pas-moi"]).url == f"{scene.url}/pas-moi"
    assert world.rows(PendingSignature) == []
    assert world.browser().get(links["pas-moi"]).status == 410
    assert world.browser().post(links["confirmation"]).status == 410
    other = scene.sign("autre@example.org")
    assert len(scene.mails()) == 1
    for name in ("Léa", "Bo"):
        assert scene.sign(LEA, name=name).text == other.text
    assert scene.mails() == []
    assert len(world.rows(PendingSignature)) == 1
    assert LEA.encode() not in _every_byte(world)


def test_counted_already_it_is_taken_out_at_the_slot_with_its_reason(scene: Scene) -> None:
    world, links = scene.world, asked(scene)
    world.browser().post(links["confirmation"])
    scene.slot()
    for _ in range(2):  # two clicks
        assert deny(scene, links["pas-moi"]).status == 200
    assert len(world.rows(Signature)) == len(world.rows(Refusal)) == 1
    world.slot()
    assert world.rows(Signature) == []
    assert [leaf.reason for leaf in sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)] == ["", "not_me"]
    with world.house.db.read() as tx:
        assert queries.recount(tx, scene.petition.id) == (0, 0)
    scene.sign(LEA)
    assert scene.mails() == []


def test_a_refusal_of_the_second_name_leaves_the_first_signature_and_stops_the_mails(scene: Scene) -> None:
    confirmed(scene, LEA, "Léa")
    deny(scene, asked(scene, "Inventée")["pas-moi"])
    scene.slot()
    assert len(scene.world.rows(Signature)) == 1
    scene.sign(LEA, name="Encore")
    assert scene.mails() == []


def test_the_closing_forgets_who_did_not_sign_and_the_link_still_takes_out(scene: Scene) -> None:
    world, links = scene.world, asked(scene)
    world.browser().post(links["confirmation"])
    deny(scene, asked(scene, "Bo")["pas-moi"])
    scene.slot()
    world.clock.forward(80 * 86_400)
    publish_signatures(world.house)
    assert world.rows(Refusal) == []
    deny(scene, links["pas-moi"])
    world.slot()
    assert world.rows(Refusal) == world.rows(Signature) == []


@pytest.mark.parametrize("token", ["inconnu", "x" * 300, "%00"])
def test_a_link_that_is_none_denies_nothing(scene: Scene, token: str) -> None:
    asked(scene)
    client = scene.world.browser().client
    assert client.get(f"{scene.url}/pas-moi/{token}").status_code in (404, 410)
    assert client.post(f"{scene.url}/pas-moi/{token}").status_code == 404
    assert scene.world.browser(scene.world.charlie).get(f"{scene.url}/pas-moi").status == 200
    assert len(scene.world.rows(PendingSignature)) == 1
    assert scene.world.rows(Refusal) == []


def test_another_petitions_link_denies_nothing_here(scene: Scene) -> None:
    link, other = asked(scene)["pas-moi"], Scene(scene.world)
    assert scene.world.browser().client.post(link.replace(scene.code, other.code)).status_code == 404
    assert len(scene.world.rows(PendingSignature)) == 1
