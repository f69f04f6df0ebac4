"""An image joined to a text: chosen after it is safe, published and gone with it, served as nothing but an image."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, update

from forum.collectives.models import Pending
from forum.core.viewer import Viewer
from forum.texts.models import Document, Evidence, PendingPicture, Picture
from tests.browser_lite import Browser, Page
from tests.core import images
from tests.world import World

JPEG = images.talkative_jpeg()
SEEN = "Le panneau de la permanence, fermé."


def written(world: World, viewer: Viewer | None = None, *, picture: str = "1") -> Browser:
    """A grievance sent by somebody who has an image to join."""
    browser = world.browser(viewer or world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send(
        "Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars", picture=picture
    )
    return browser


def joined(world: World, viewer: Viewer | None = None) -> Browser:
    browser = written(world, viewer)
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    return browser


def images_of(page: Page) -> list[tuple[str, str]]:
    return [(e.get("src", ""), e.get("alt", "")) for e in page.all("img")]


def only(world: World, table: type[Any]) -> Any:
    found = world.rows(table)
    assert len(found) == 1
    return found[0]


def test_an_image_waits_with_its_text_and_is_published_with_it(world: World) -> None:
    browser = joined(world)
    assert browser.page.status == 200
    assert "L’image est prête" in browser.page.words
    ((waiting, alt),) = images_of(browser.page)
    assert alt == SEEN
    assert browser.client.get(waiting).content == only(world, PendingPicture).data
    assert world.rows(Picture) == world.rows(Evidence) == []
    world.slot()
    assert world.rows(PendingPicture) == world.rows(Pending) == []
    document, picture = only(world, Document), only(world, Picture)
    source = only(world, Evidence)
    assert (source.kind, source.label, source.text_id, source.url) == ("image", SEEN, document.id, "")
    page = world.browser().get(f"/c/lorne/doleances/{document.ref}")
    address = f"/c/lorne/textes/{document.ref}/images/{picture.ref}"
    assert (address, SEEN) in images_of(page)


def test_it_is_served_as_an_image_and_as_nothing_else(world: World) -> None:
    joined(world)
    world.slot()
    client = world.browser().client
    url = f"/c/lorne/textes/{only(world, Document).ref}/images/{only(world, Picture).ref}"
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.content == only(world, Picture).data
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_neither_the_name_nor_what_the_file_said_is_kept(world: World) -> None:
    joined(world)
    held = only(world, PendingPicture).data
    world.slot()
    for data in (held, only(world, Picture).data):
        assert images.CANARY.encode() not in data
        assert b"EXIF" not in data and b"ICCP" not in data and b"XMP" not in data
    with world.house.db.engine.connect() as connection:
        for table in ("picture", "evidence", "text", "version", "event"):
            rows = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert "Camille" not in rows and "IMG_" not in rows


def test_withdrawn_with_its_text(world: World) -> None:
    browser = joined(world)
    ((waiting, _alt),) = images_of(browser.page)
    browser.get("/carnet")
    browser.send("Retirer")
    assert world.rows(PendingPicture) == world.rows(Pending) == []
    assert browser.client.get(waiting).status_code == 404


def hide(world: World, ref: str) -> None:
    with world.house.db.write() as tx:
        tx.exec(update(Document).where(col(Document.ref) == ref).values(hidden=True))


def test_hidden_with_its_text_and_erased_with_its_source(world: World) -> None:
    joined(world)
    world.slot()
    document = only(world, Document)
    url = f"/c/lorne/textes/{document.ref}/images/{only(world, Picture).ref}"
    hide(world, document.ref)
    assert world.browser().client.get(url).status_code == 410
    assert world.browser(world.bob).client.get(url).status_code == 410
    seen = world.browser(world.maud).client.get(url)
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "no-store")
    with world.house.db.write() as tx:
        tx.delete(tx.merge(only(world, Evidence)))
    assert world.rows(Picture) == []


def test_who_sees_an_image_that_waits(world: World) -> None:
    browser = joined(world)
    ((waiting, _alt),) = images_of(browser.page)
    for viewer, status in (
        (None, 404),
        (world.bob, 404),
        (world.charlie, 404),
        (world.olga, 404),
        (world.harold, 404),
        (world.alice, 200),
        (world.maud, 200),
    ):
        answer = world.browser(viewer).client.get(waiting)
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store" or status == 404


def joining(world: World, viewer: Viewer, ref: str) -> str:
    return f"/c/lorne/images-a-joindre/{world.alias(viewer, ref)}"


def test_nobody_joins_an_image_to_the_text_of_another(world: World) -> None:
    written(world)
    ref = only(world, Pending).scope
    for viewer in (world.bob, world.charlie, world.olga, world.maud, world.harold):
        assert world.browser(viewer).get(joining(world, viewer, ref)).status in (403, 404)
    world.slot()
    page = joining(world, world.alice, ref)
    for viewer in (world.bob, world.olga, world.maud):
        assert world.browser(viewer).get(joining(world, viewer, ref)).status in (403, 404)
        assert world.browser(viewer).get(page).status in (403, 410), (
            "the author's own address is nobody else's"
        )
    files = {"picture": ("a.jpg", JPEG, "image/jpeg")}
    assert world.browser().client.post(page, data={"alt": SEEN}, files=files).status_code == 401
    assert world.browser(world.bob).client.post(page, data={"alt": SEEN}, files=files).status_code == 403
    assert world.rows(PendingPicture) == world.rows(Picture) == []


def test_a_circle_s_images_are_for_the_circle(world: World) -> None:
    circle = world.other_collective("cercle", reading="members")
    world.grant(world.alice, "professional", circle)
    browser = world.browser(world.alice)
    browser.get("/c/cercle/doleances/nouvelle")
    browser.send("Envoyer", body="Chez nous.", territory="nord", since="mars", picture="1")
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    world.slot()
    ref, picture = only(world, Document).ref, only(world, Picture).ref
    url = f"/c/cercle/textes/{ref}/images/{picture}"
    for viewer in (None, world.bob, world.olga):
        assert world.browser(viewer).client.get(url).status_code in (403, 404)
    assert world.browser(world.alice).client.get(url).headers["cache-control"] == "no-store"
    # Not by another text, nor by another collective that one may read.
    assert world.browser().client.get(f"/c/lorne/textes/{ref}/images/{picture}").status_code == 404


def test_an_image_without_words_or_words_without_an_image_come_back(world: World) -> None:
    browser = written(world)
    page = browser.attach("Joindre l’image", "picture", JPEG, alt="")
    assert page.status == 422
    assert "nécessaire" in page.error("alt")
    assert "Choisissez de nouveau l’image" in page.error("picture"), (
        "a browser never gives a file twice by itself"
    )
    page = browser.attach("Joindre l’image", "picture", b"", alt=SEEN)
    assert page.status == 422
    assert "Choisissez une image" in page.error("picture")
    assert page.one("input", id="f-alt").get("value") == SEEN
    assert world.rows(PendingPicture) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"%PDF-1.7 /Author (Camille)", "Un PDF ne se joint pas"),
        (images.png_claiming(50_000, 50_000), "trop grande"),
        (images.animated("GIF"), "n’est pas une image"),
        (JPEG[:400], "abîmée"),
    ],
)
def test_what_is_no_good_picture_is_said_beside_the_field(world: World, sent: bytes, said: str) -> None:
    browser = written(world)
    page = browser.attach("Joindre l’image", "picture", sent, alt=SEEN)
    assert page.status == 422
    assert said in page.error("picture")
    assert page.one("input", id="f-alt").get("value") == SEEN
    assert world.rows(PendingPicture) == []


def test_too_heavy_is_said_before_it_is_read(world: World) -> None:
    browser = written(world)
    page = browser.attach("Joindre l’image", "picture", b"\xff\xd8\xff" + b"x" * 12_100_000, alt=SEEN)
    assert page.status == 413
    assert "12 Mo au plus" in page.words


def test_what_is_typed_beside_a_picture_is_no_longer_than_elsewhere(world: World) -> None:
    browser = written(world)
    page = browser.attach("Joindre l’image", "picture", JPEG, alt="a" + "\u0300\u0323" * 200_000)
    assert page.status == 413
    assert "trop volumineux" in page.words
    assert world.rows(PendingPicture) == []


def test_files_are_taken_nowhere_else(world: World) -> None:
    browser = written(world)
    files = {"picture": ("a.jpg", JPEG, "image/jpeg")}
    for url in ("/c/lorne/doleances", "/carnet/ouverture", "/c/lorne/contestations"):
        assert browser.client.post(url, data={"body": "x"}, files=files).status_code == 415


def test_the_guard_reads_what_is_said_of_an_image(world: World) -> None:
    browser = written(world)
    page = browser.attach("Joindre l’image", "picture", JPEG, alt="Le mot de Mme Durand, 06 12 34 56 78")
    assert page.status == 422
    assert "06 12 34 56 78" in page.words
    browser.attach(
        "Joindre l’image", "picture", JPEG, alt="Le mot de Mme Durand, 06 12 34 56 78", relaxed="1"
    )
    assert only(world, Pending).state == "held"
    moderator = world.browser(world.maud)
    moderator.get("/c/lorne/moderation")
    held = moderator.get(f"/c/lorne/moderation/attente/{only(world, Pending).ref}")
    ((url, alt),) = images_of(held)
    assert "06 12 34 56 78" in alt
    assert moderator.client.get(url).status_code == 200
    world.slot()
    assert world.rows(Picture) == []


def test_the_same_again_is_one_and_three_are_the_most(world: World) -> None:
    browser = joined(world)
    browser.attach("Joindre l’image", "picture", images.talkative_png(), alt=SEEN)
    assert len(world.rows(PendingPicture)) == 1
    for n in (2, 3):
        browser.attach("Joindre l’image", "picture", JPEG, alt=f"Une autre, {n}")
    assert len(world.rows(PendingPicture)) == 3
    assert "toutes les images" in browser.page.words
    url = browser.page.url
    form = {"alt": "Une quatrième", "_csrf": _mark(browser)}
    answer = browser.client.post(url, data=form, files={"picture": ("a.jpg", JPEG, "image/jpeg")})
    assert answer.status_code == 409
    world.slot()
    assert len(world.rows(Picture)) == 3


def _mark(browser: Browser) -> str:
    return next(e.get("value", "") for e in browser.page.all("input") if e.get("name") == "_csrf")


def test_a_text_sent_twice_keeps_its_image(world: World) -> None:
    joined(world)
    written(world, picture="")
    world.slot()
    assert only(world, Evidence).text_id == only(world, Document).id


def test_an_image_that_comes_after_the_slot_waits_for_the_next(world: World) -> None:
    written(world)
    world.slot()
    browser, ref = world.browser(world.alice), only(world, Document).ref
    browser.get(joining(world, world.alice, ref))
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    browser.attach(
        "Joindre l’image", "picture", JPEG, alt="Le mot de Mme Durand, 06 12 34 56 78", relaxed="1"
    )
    assert world.rows(Picture) == []
    assert "image jointe" in browser.get("/carnet").words
    world.slot()
    assert only(world, Evidence).label == SEEN, "the other is held: it waits for a human"
    assert only(world, PendingPicture).subject == ref


def test_a_recognised_author_adds_an_image_by_the_voice_that_wrote(world: World) -> None:
    """By the other voice, the row that waits would link the two."""
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Le bus.", territory="nord", since="mars", recognised="1")
    world.slot()
    document = only(world, Document)
    browser = world.browser(world.alice)
    browser.get(joining(world, world.alice, document.ref))
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    assert only(world, Pending).nul == document.nul
    world.slot()
    assert only(world, Evidence).label == SEEN


def test_an_image_for_a_text_hidden_meanwhile_goes_back(world: World) -> None:
    written(world)
    world.slot()
    browser, ref = world.browser(world.alice), only(world, Document).ref
    browser.get(joining(world, world.alice, ref))
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    hide(world, ref)
    world.slot()
    assert world.rows(Picture) == []
    assert only(world, Pending).state == "failed"
    author = world.browser(world.alice)
    assert author.get(joining(world, world.alice, ref)).status == 410


def test_a_newcomer_is_asked_for_the_image_after_the_carnet(world: World) -> None:
    """The draft travels through the making of a carnet without any file; the way on leads to the image."""
    browser = world.browser()
    browser.get("/c/lorne/doleances/nouvelle")
    assert "à l’écran suivant, une fois le texte en sûreté" in browser.page.words
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars", picture="1")
    browser.send("Faire mon carnet")
    words = " ".join(e.text or "" for e in browser.page.all("strong") if e.text)
    browser.send("Je les ai notés")
    page = browser.send("Envoyer mon texte", words=words)
    assert page.title == "Joindre une image"
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    assert only(world, PendingPicture).label == SEEN


def test_an_expired_session_says_to_choose_again_and_keeps_the_words(world: World) -> None:
    browser = written(world)
    page = browser.page.url
    browser.client.cookies.clear()
    files = {"picture": ("a.jpg", JPEG, "image/jpeg")}
    answer = browser.client.post(
        page, data={"alt": SEEN}, files=files, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 401
    assert "choisissez de nouveau l’image" in answer.text
    assert SEEN in answer.text
    assert world.rows(PendingPicture) == []


def _challenge(browser: Browser) -> None:
    browser.get("/c/lorne/contestations/nouvelle")
    browser.send(
        "Envoyer",
        new_title="La durée",
        new_kind="rule",
        new_body="Vingt minutes.",
        title="Vingt minutes",
        body="C’est trop court.",
        refusal="Nous refusons.",
        picture="1",
    )


def _demand(browser: Browser) -> None:
    browser.get("/c/lorne/revendications/nouvelle")
    browser.send(
        "Envoyer",
        title="Une visite",
        body="Après chaque naissance.",
        kind="condition",
        institution="a-preciser",
        responsible="Le service",
        deadline="2027-03-31",
        criteria="100 visites",
        picture="1",
    )


@pytest.mark.parametrize(("write", "room"), [(_challenge, "contestations"), (_demand, "revendications")])
def test_challenges_and_demands_take_images_too(
    world: World, write: Callable[[Browser], None], room: str
) -> None:
    browser = world.browser(world.alice)
    write(browser)
    assert browser.page.title == "Joindre une image", browser.page.words
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    world.slot()
    document = next(d for d in world.rows(Document) if d.kind in ("challenge", "demand"))
    page = world.browser().get(f"/c/lorne/{room}/{document.ref}")
    assert [alt for _src, alt in images_of(page)] == [SEEN]


def test_an_argument_takes_an_image_in_its_thread(world: World) -> None:
    _challenge(world.browser(world.alice))
    world.slot()
    ref = next(d.ref for d in world.rows(Document) if d.kind == "challenge")
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/contestations/{ref}")
    browser.send("Envoyer l’argument", side="for", body="Je l’ai vécu.", picture="1")
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    world.slot()
    page = world.browser().get(f"/c/lorne/contestations/{ref}")
    ((src, alt),) = images_of(page)
    assert alt == SEEN
    assert world.browser().client.get(src).headers["content-type"] == "image/webp"


def test_what_the_team_writes_is_public_at_once_and_so_is_its_image(world: World) -> None:
    browser = written(world, world.olga)
    assert browser.page.title == "Joindre une image"
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    assert only(world, Evidence).label == SEEN
    assert len(world.rows(Picture)) == 1
    assert world.browser(world.maud).get(browser.page.url).status in (403, 404)


def test_the_page_says_why_no_pdf_and_what_to_look_for(world: World) -> None:
    page = written(world).page
    for said in ("visage", "badge", "adresse", "Pourquoi pas un PDF", "donnez son adresse"):
        assert said in page.words
    chosen = page.one("input", type="file")
    assert chosen.get("accept") == "image/jpeg,image/png,image/webp"
    assert page.form("Joindre l’image").get("enctype") == "multipart/form-data"
