"""What one may add to a signature: a job, a town, a message. Sealed, handed to the organisers, never on a public page."""

import csv
import io
import json

import pytest

from forum.core.crypto import argon2id, unseal
from forum.core.models import Outbox
from forum.exports.carrying.names import Opened, opened
from forum.petitions import actions, queries, signing
from forum.petitions.models import PendingSignature, Signature
from tests.browser_lite import Page
from tests.browser_lite import words as words_of
from tests.petitions.scene import PHRASE, SALT, Scene
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
    return actions.unlock_private(scene.petition.private_sealed, argon2id(PHRASE.encode(), SALT, 8, 1))


def listed(scene: Scene) -> list[Opened]:
    with scene.world.house.db.read() as tx:
        return opened(
            queries.signatories(tx, scene.petition.id), private(scene), {}, {"concerned": "concernées"}
        )


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
    assert browser.send("Signer").url == f"{scene.url}/courrier"
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
    assert browser.send("Garder tel quel, pour l’équipe seule").url == f"{scene.url}/courrier"
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
    assert sizes == [signing.SEALED_STEP + 48] * 2 + [signing.LONG_STEP + 48] * 2


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
