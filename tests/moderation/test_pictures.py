"""One image of a text is hidden alone: the text stays, the log says so, its author reads why, and it may come back."""

import pytest

from forum.identity.staff.models import StaffLog
from forum.moderation.cases.models import Case
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report
from forum.texts.models import Document, Evidence, Message
from tests.browser_lite import Page
from tests.moderation.sample import GROUND, HERE, REASON, hide, moderate
from tests.texts.test_pictures import JPEG, SEEN, images_of, joined, only
from tests.world import World

OTHER = "Le même panneau, de plus près."
WHY = "Relu à trois : on n’y reconnaît personne."


def two_images(world: World) -> tuple[str, str, str]:
    """(the text, the image to hide, the other): public, Alice's."""
    browser = joined(world)
    browser.attach("Joindre l’image", "picture", JPEG, alt=OTHER)
    world.slot()
    by_label = {row.label: row.picture for row in world.rows(Evidence)}
    return str(only(world, Document).ref), by_label[SEEN], by_label[OTHER]


def read(world: World, ref: str) -> Page:
    return world.browser().get(f"/c/lorne/doleances/{ref}")


def test_one_image_is_hidden_and_the_rest_stays(world: World) -> None:
    ref, bad, good = two_images(world)
    assert [alt for _src, alt in images_of(read(world, ref))] in ([SEEN, OTHER], [OTHER, SEEN])
    assert hide(world, bad).status == 200
    page = read(world, ref)
    assert page.status == 200
    assert [alt for _src, alt in images_of(page)] == [OTHER]
    assert "Image masquée par la modération." in page.words
    assert SEEN not in page.text, "what is said of an image may be what had to be hidden"
    address = f"/c/lorne/textes/{ref}/images/"
    gone = world.browser().get(address + bad)
    assert (gone.status, gone.title) == (410, "Image masquée")
    assert REASON in gone.words and GROUND in gone.words
    assert world.browser().client.get(address + good).status_code == 200
    for viewer in (world.alice, world.bob, world.olga):
        assert world.browser(viewer).client.get(address + bad).status_code == 410
    seen = world.browser(world.maud).client.get(address + bad)
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "no-store")


def test_the_log_is_public_and_the_author_alone_reads_why(world: World) -> None:
    _ref, bad, _good = two_images(world)
    hide(world, bad)
    journal = world.browser().get(f"{HERE}/journal").words
    assert "Image jointe : masqué" in journal
    assert REASON in journal
    assert SEEN not in journal
    mine = world.browser(world.alice).get("/carnet").words
    assert "La modération a masqué une image que vous avez jointe." in mine
    assert REASON in mine
    assert REASON not in world.browser(world.bob).get("/carnet").words
    assert REASON.encode() not in only(world, Message).sealed
    assert "moderation.hide" in [row.action for row in world.rows(StaffLog)]


def test_a_moderator_finds_it_on_the_text_s_case_and_brings_it_back(world: World) -> None:
    ref, bad, _good = two_images(world)
    desk = world.browser(world.maud)
    assert {alt for _src, alt in images_of(desk.get(f"{HERE}/objets/{ref}"))} == {SEEN, OTHER}
    assert f"{HERE}/objets/{bad}" in desk.page.text
    hide(world, bad)
    assert desk.get(f"{HERE}/objets/{ref}").link("Rétablir cette image") == f"{HERE}/objets/{bad}"
    assert "image jointe" in desk.get(HERE).words
    ((src, alt),) = images_of(desk.get(f"{HERE}/objets/{bad}"))
    assert alt == SEEN and desk.client.get(src).status_code == 200
    page = moderate(world, f"{HERE}/objets/{bad}", measure="restore", reason=WHY)
    assert page.status == 200
    assert {alt for _src, alt in images_of(read(world, ref))} == {SEEN, OTHER}
    assert [d.subject_kind for d in world.rows(Decision)] == ["picture", "picture"]
    assert "a rétabli une image" in world.browser(world.alice).get("/carnet").words


def test_a_reader_reports_one_image(world: World) -> None:
    ref, bad, good = two_images(world)
    reader = world.browser()
    reader.get(f"/c/lorne/doleances/{ref}")
    reader.get(f"{HERE}/signalements/nouveau?objet={bad}")
    page = reader.send("Envoyer le signalement", reason="identifiable", explanation="Le badge.")
    assert page.title == "Merci, c’est transmis"
    assert only(world, Report).subject == bad
    queue = world.browser(world.maud).get(HERE).words
    assert "image jointe" in queue and "Le badge." in queue and SEEN in queue
    moderate(world, f"{HERE}/objets/{bad}", measure="keep")
    assert only(world, Case).state == "told"
    assert len(images_of(read(world, ref))) == 2
    links = [a.get("href") for a in read(world, ref).all("a") if a.get("href", "").endswith((bad, good))]
    assert len(links) == 2


def test_hidden_with_its_text_it_stays_hidden_when_the_text_comes_back(world: World) -> None:
    ref, bad, _good = two_images(world)
    hide(world, bad)
    hide(world, ref)
    moderate(world, f"{HERE}/objets/{ref}", measure="restore", reason=WHY)
    assert [alt for _src, alt in images_of(read(world, ref))] == [OTHER]


def test_what_is_hidden_is_not_reported_nor_decided_twice(world: World) -> None:
    _ref, bad, _good = two_images(world)
    hide(world, bad)
    assert world.browser().get(f"{HERE}/signalements/nouveau?objet={bad}").status == 404
    assert moderate(world, f"{HERE}/objets/{bad}", measure="hide").status == 409
    assert len(world.rows(Decision)) == 1


@pytest.mark.parametrize(
    "bad", [{"reason": "Court."}, {"ground": ""}, {"reason": "Le numéro 06 12 34 56 78 se lit."}]
)
def test_without_a_sound_reason_nothing_is_hidden(world: World, bad: dict[str, str]) -> None:
    _ref, picture, _good = two_images(world)
    assert hide(world, picture, **bad).status == 422
    assert not any(row.hidden for row in world.rows(Evidence))


def test_only_moderators_decide_and_only_of_their_collective(world: World) -> None:
    _ref, bad, _good = two_images(world)
    url = f"{HERE}/objets/{bad}"
    assert world.browser().get(url).status == 401
    for who in (world.alice, world.bob, world.olga, world.harold):
        assert world.browser(who).get(url).status == 403
        assert world.act(who, f"{url}/decisions", measure="hide", ground=GROUND, reason=REASON) == 403
    world.other_collective("ailleurs")
    assert world.browser(world.maud).get(f"/c/ailleurs/moderation/objets/{bad}").status == 403
    assert not any(row.hidden for row in world.rows(Evidence))
