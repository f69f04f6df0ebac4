"""A link goes from hand to hand: what each of the two learns of the other's voice is said before, and taken knowingly."""

from forum.collectives.models import Pending
from forum.texts.authors.models import AuthorInvitation, TextAuthor
from forum.texts.models import Document
from tests.browser_lite import Browser
from tests.texts.authoring import come, inside, link, text
from tests.texts.test_amendments import publish
from tests.world import World

SAID = "Ma cheffe trie les visites au visage."
SENT = "Devenir auteur·rice"


def witness(world: World, ref: str, **typed: str) -> None:
    assert world.act(world.bob, f"/c/lorne/doleances/{ref}/echos", testimony=SAID, body=SAID, **typed) == 303


def written(world: World, title: str, body: str = "On n’y va plus.", **typed: str) -> str:
    """The reference of a grievance of Alice's."""
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    fields = {"body": body, "territory": "nord", "since": "depuis mars", "title": title}
    browser.send("Envoyer", **fields, **typed)
    world.slot()
    (row,) = world.rows(Document, Document.title == title)
    return str(row.ref)


def said_by(world: World) -> str:
    """The voice of Bob's testimony."""
    (row,) = world.rows(Document, Document.kind == "testimony")
    return str(row.voice)


def invited(world: World, ref: str) -> Browser:
    """Bob, in front of the page of a link."""
    browser = world.browser(world.bob)
    browser.get(link(world, world.alice, ref))
    return browser


def test_neither_page_promises_what_a_link_handed_over_cannot_keep(world: World) -> None:
    ref = publish(world)
    given = inside(world, world.alice, ref)
    assert "vous saurez quelle voix est la sienne" in given.page.words
    assert "faites-les tirer au sort" in given.page.words
    coming = invited(world, ref).page
    assert "saura que la voix qui arrive est la vôtre" in coming.words
    for page in (given.page, given.send("Faire un lien"), coming):
        assert "Personne ne saura" not in page.words


def test_who_has_spoken_there_reads_which_voice_is_unmasked_and_says_yes(world: World) -> None:
    ref = publish(world)
    witness(world, ref)
    world.slot()
    bob = invited(world, ref)
    assert f"Vous avez déjà parlé ici sous « {said_by(world)} »" in bob.page.words
    page = bob.send(SENT)
    assert page.status == 422 and "Cochez cette case si vous l’acceptez" in page.error("aware")
    assert not world.rows(Pending, Pending.kind == "author")
    assert bob.send(SENT, aware="1").url == "/carnet"
    world.slot()
    assert [row.voice for row in world.rows(TextAuthor)] == [said_by(world)]


def test_what_still_waits_for_its_slot_is_unmasked_as_well(world: World) -> None:
    ref = publish(world)
    witness(world, ref)
    bob = invited(world, ref)
    assert "Ce que vous avez écrit ici attend son créneau" in bob.page.words
    assert bob.send(SENT).status == 422


def test_who_is_recognised_in_the_collective_reads_that_all_of_it_goes(world: World) -> None:
    ref, other = (
        written(world, "Visites supprimées"),
        written(world, "Salle fermée", "Un bus par jour, à midi."),
    )
    witness(world, other, recognised="1")
    world.slot()
    bob = invited(world, ref)
    assert said_by(world) not in bob.page.words
    page = bob.send(SENT, recognised="1")
    assert page.status == 422
    assert f"« {said_by(world)} », le nom sous lequel on vous reconnaît" in page.words
    assert bob.send(SENT, aware="1").url == "/carnet"
    world.slot()
    assert [row.voice for row in world.rows(TextAuthor)] == [said_by(world)]


def test_a_new_voice_is_asked_nothing(world: World) -> None:
    ref = publish(world)
    bob = invited(world, ref)
    assert bob.page.all("input", name="aware") == []
    assert bob.send(SENT).url == "/carnet"


def test_whoever_comes_without_a_carnet_open_is_asked_once_it_is(world: World) -> None:
    ref = publish(world)
    witness(world, ref)
    world.slot()
    address = link(world, world.alice, ref)
    assert said_by(world) not in world.browser().get(address).words
    assert world.act(world.bob, address) == 422
    assert world.act(world.bob, address, aware="1") == 303


def test_the_one_who_gives_reads_which_voice_the_link_shows(world: World) -> None:
    ref = publish(world)
    voice = text(world, ref).voice
    assert f"saura que « {voice} », c’est vous" in inside(world, world.alice, ref).page.words
    come(world, world.bob, link(world, world.alice, ref))
    world.slot()
    page = inside(world, world.alice, ref).page
    assert "vous êtes l’une des voix qui écrivent ce texte" in page.words and "c’est vous" not in page.words


def test_an_author_recognised_in_the_collective_says_yes_before_a_link_is_made(world: World) -> None:
    ref = written(world, "Visites supprimées", recognised="1")
    alice = inside(world, world.alice, ref)
    assert "tous les textes de ce nom sont liés à vous" in alice.page.words
    page = alice.send("Faire un lien")
    assert page.status == 422 and "ne faites pas de lien" in page.error("aware")
    assert not world.rows(Pending)
    page = alice.send("Faire un lien", aware="1")
    assert page.status == 200 and "/co-ecrire/" in page.text
    world.slot()
    assert len(world.rows(AuthorInvitation)) == 1


def test_the_address_of_a_new_link_opened_again_leads_to_the_authors_page(world: World) -> None:
    ref = publish(world)
    alice = inside(world, world.alice, ref)
    alice.send("Faire un lien")
    page = alice.get(alice.page.url)
    assert page.status == 200 and "Inviter quelqu’un" in page.words and "/co-ecrire/" not in page.text
    assert world.browser(world.bob).get(alice.page.url).status in (403, 410)
    assert world.browser().get(alice.page.url).status in (401, 403, 404, 410)
