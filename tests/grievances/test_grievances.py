"""The room Nommer, by three people without JavaScript."""

from forum.collectives.models import Pending
from forum.grievances.models import Echo, Grievance
from forum.texts.models import Document
from tests.world import World

URL = "/c/lorne/doleances"
TEXT = "Les visites à domicile de la PMI sont supprimées. Les mères restent seules."


def write(world: World, who: object, body: str = TEXT) -> None:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(f"{URL}/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="depuis mars 2025")


def test_a_grievance_waits_for_its_slot_then_everyone_reads_it(world: World) -> None:
    write(world, world.alice)
    reader = world.browser()
    assert "visites à domicile" not in reader.get(URL).words
    assert world.slot() == 1
    page = reader.get(URL)
    assert "Les visites à domicile de la PMI sont supprimées (Lorne Nord)" in page.words
    page = reader.follow("Les visites à domicile")
    assert page.status == 200
    assert "depuis mars 2025" in page.words
    assert world.rows(Pending) == []


def test_the_author_sees_it_waiting_and_can_take_it_back(world: World) -> None:
    write(world, world.alice)
    browser = world.browser(world.alice)
    assert "Les mères restent seules" in browser.get("/carnet").words
    assert "Les mères" not in world.browser(world.bob).get("/carnet").words
    browser.get("/carnet")
    browser.send("Retirer")
    assert world.slot() == 0
    assert world.rows(Document) == []


def test_sending_twice_is_sending_once(world: World) -> None:
    write(world, world.alice)
    write(world, world.alice)
    assert len(world.rows(Pending)) == 1
    world.slot()
    write(world, world.alice)
    world.slot()
    assert len(world.rows(Grievance)) == 1


def test_what_is_missing_is_named_and_nothing_typed_is_lost(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", body=TEXT, territory="", since="")
    assert page.status == 422
    assert "nécessaire" in page.error("since")
    assert page.one("textarea", name="body").text == TEXT
    assert world.rows(Pending) == []


def test_an_echo_counts_once_a_carnet_in_its_college(world: World) -> None:
    write(world, world.alice)
    world.slot()
    ref = world.rows(Document)[0].ref
    for _ in range(2):
        browser = world.browser(world.bob)
        browser.get(f"{URL}/{ref}")
        browser.send("Je le vis aussi", testimony="")
    world.slot()
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}")
    browser.send("Je le vis aussi", testimony="Moi aussi, pendant trois mois.")
    world.slot()
    assert [e.college for e in world.rows(Echo)] == ["concerned"]
    assert world.rows(Grievance)[0].echo_concerned == 1
    assert "Moi aussi, pendant trois mois." in world.browser().get(f"{URL}/{ref}").words


def test_a_member_only_collective_does_not_exist_for_strangers(world: World) -> None:
    world.other_collective("secret", reading="members")
    assert world.browser().get("/c/secret/doleances").status == 404
    assert world.browser(world.charlie).get("/c/secret/doleances").status == 404
    assert world.browser(world.charlie).get("/c/secret/doleances/nouvelle").status == 404


def test_what_the_guard_sees_is_said_once_and_a_human_reads_it_first(world: World) -> None:
    body = "Appelez le 06 12 34 56 78, on ne répond jamais."
    browser = world.browser(world.alice)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", body=body, territory="nord", since="depuis mai")
    assert page.status == 422
    assert page.words.count("Retirez ce numéro") == 2  # once in the summary, once in its place
    assert page.one("textarea", name="body").text == body
    assert world.rows(Pending) == []
    assert browser.send("Envoyer", relaxed="1").status == 200
    assert [row.state for row in world.rows(Pending)] == ["held"]
    assert world.slot() == 0
    assert "on ne répond jamais" not in world.browser().get(URL).words
