"""« Mon carnet »: what is left for somebody is opened by that somebody only, and all of it is recomputed."""

from forum.texts.actions import tell
from forum.texts.models import Document, Message
from tests.browser_lite import words
from tests.world import World

WORDS = "Votre texte nommait une collègue : il est masqué, vous pouvez le reprendre."
OTHER = "Ce mot est pour quelqu’un d’autre."


def write(world: World) -> Document:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars")
    world.slot()
    return world.rows(Document)[0]  # type: ignore[no-any-return]


def leave(world: World, document: Document, box: bytes, words: str) -> None:
    with world.house.db.write() as tx:
        tell(tx, document.thread, box, "Modération", words, world.clock().today)


def test_a_message_is_opened_by_its_author_only(world: World) -> None:
    document = write(world)
    leave(world, document, document.box, WORDS)
    assert WORDS in world.browser(world.alice).get("/carnet").words
    for viewer in (world.bob, world.charlie):
        assert WORDS not in world.browser(viewer).get("/carnet").words
    assert WORDS.encode() not in world.rows(Message)[0].sealed


def test_two_people_of_one_thread_each_open_their_own(world: World) -> None:
    document = write(world)
    leave(world, document, document.box, WORDS)
    leave(world, document, world.bob.box(document.thread)[1], OTHER)
    alice, bob = (world.browser(v).get("/carnet").words for v in (world.alice, world.bob))
    assert (WORDS in alice, OTHER in alice) == (True, False)
    assert (WORDS in bob, OTHER in bob) == (False, True)


def test_a_message_says_its_day_and_no_hour(world: World) -> None:
    document = write(world)
    leave(world, document, document.box, WORDS)
    words = world.browser(world.alice).get("/carnet").words
    assert "2 mars 2026" in words
    assert "09:0" not in words


def test_what_one_wrote_is_there_and_leads_to_it(world: World) -> None:
    document = write(world)
    page = world.browser(world.alice).get("/carnet")
    assert page.link(document.title[:20]) == f"/c/lorne/doleances/{document.ref}"
    assert document.ref not in world.browser(world.bob).get("/carnet").text


def test_what_waits_says_when_and_where_and_what_is_only_counted_says_so(world: World) -> None:
    document = write(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{document.ref}")
    browser.send("Je le vis aussi", testimony="Chez nous aussi, depuis l’été.")
    page = browser.get("/carnet")
    waiting = {words(s.find("p")): words(s.findall("p")[1]) for s in page.all("section", class_="card")}  # type: ignore[arg-type]
    assert {label.partition(" ·")[0] for label in waiting} == {"je le vis aussi", "témoignage"}
    assert all("Lorne" in label for label in waiting)
    for label, said in waiting.items():
        told = "Sera compté le" if label.startswith("je le vis") else "Publication le"
        assert said.startswith(told), label
        assert " h " in said


def test_without_a_carnet_one_is_shown_the_door_in(world: World) -> None:
    page = world.browser().get("/carnet")
    assert (page.status, page.url) == (401, "/carnet")
    assert page.form("Ouvrir mon carnet").get("action") == "/carnet/ouverture"
    assert world.browser().get("/").link("Ouvrir un carnet") == "/carnet/ouverture"
    answer = world.browser(world.olga).client.get("/carnet", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/equipe")


def test_nobody_takes_back_what_is_not_theirs(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars")
    url = browser.get("/carnet").form("Retirer").get("action", "")
    other = world.browser(world.bob)
    mark = other.get("/carnet").form("Fermer le carnet")
    token = next(e.get("value", "") for e in mark.iter("input") if e.get("name") == "_csrf")
    assert other.post(url, {"_csrf": token}).status == 404
    assert other.post("/carnet/attente/inconnue/retrait", {"_csrf": token}).status == 404
    assert "Les visites" in browser.get("/carnet").words
