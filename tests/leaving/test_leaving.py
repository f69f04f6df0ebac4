"""Taking back what one left: found by one's own key alone, gone at a slot, and gone everywhere."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from forum.collectives.models import Grant, Pending, Sanction
from forum.core.models import Event
from forum.grievances.models import Echo, Grievance
from forum.leaving.queries import mine
from forum.petitions.models import LogLeaf, Signature
from forum.texts.models import Amendment, Document, Evidence, Message, Version
from tests.leaving.sample import BODY, MARK, at_once, document, erase, erasing, left, mark_of, write_to
from tests.moderation.sample import grievance, proposal, report, witness
from tests.petitions.scene import Scene
from tests.texts.amending import FIRST, overtaken
from tests.world import World

# -- one text


def test_a_text_nobody_answered_goes_from_everywhere_at_its_slot(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    proposal(world, ref, world.bob, "Plus doux.")
    report(world, ref)
    assert {"text", "version", "event", "search"} <= left(world)
    page = world.browser(world.alice).get(erasing(world, world.alice, "text", ref))
    assert "Disparaît tout entier" in page.words
    assert "sauvegardes" in page.words
    assert erase(world, world.alice, "text", ref).url == "/carnet"
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 200
    assert "S’efface le" in world.browser(world.alice).get("/carnet").words
    assert world.slot() == 1
    assert left(world) == set()
    for table in (Document, Version, Grievance, Amendment, Evidence, Event, Pending):
        assert world.rows(table) == []
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 404
    assert "votre proposition part avec lui" in world.browser(world.bob).get("/carnet").words


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # PostgreSQL's upkeep sweeps its own files
def test_the_deleted_words_are_in_no_file_of_the_database(world: World) -> None:
    erase(world, world.alice, "text", grievance(world, world.alice, BODY))
    world.slot()
    with world.house.db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    files = b"".join(f.read_bytes() for f in world.settings.data_dir.glob("forum.sqlite3*"))
    assert MARK.encode() not in files


def test_what_others_answered_keeps_its_place_and_loses_its_words(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    witness(world, ref, world.bob, "Chez nous aussi.")
    page = world.browser(world.alice).get(erasing(world, world.alice, "text", ref))
    assert "retiré par son auteur·e" in page.words
    erase(world, world.alice, "text", ref)
    world.slot()
    assert left(world) == set()
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert page.status == 200
    assert "Retiré par son auteur·e" in page.words
    assert "Chez nous aussi." in page.words
    found = document(world, ref)
    assert (found.nul, found.box, found.voice) == (b"", b"", "")
    assert world.rows(Grievance)[0].echo_concerned == 1
    assert {e.title for e in world.rows(Event)} == {"Retiré par son auteur·e"}
    for url in ("/c/lorne/doleances", "/c/lorne", "/c/lorne/journal.atom", f"/c/lorne/textes/{ref}/versions"):
        assert world.browser().client.get(url).status_code in (200, 404), url


def test_the_place_goes_too_once_nothing_stands_on_it(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    testimony = witness(world, ref, world.bob, "Chez nous aussi.")
    erase(world, world.alice, "text", ref)
    world.slot()
    erase(world, world.bob, "echo", ref)
    world.slot()
    assert world.rows(Grievance)[0].echo_concerned == 0
    erase(world, world.bob, "text", testimony)
    world.slot()
    assert world.rows(Document) == []


def test_a_text_written_with_others_stays_without_its_name(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    change = proposal(world, ref, world.bob, "Plus doux.")
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{change}")
    browser.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()
    assert len({v.voice for v in world.rows(Version)}) == 2
    page = world.browser(world.alice).get(erasing(world, world.alice, "text", ref))
    assert "le texte reste, votre pseudonyme disparaît" in page.words
    erase(world, world.alice, "text", ref)
    erase(world, world.bob, "amendment", change)
    assert world.slot() == 2
    assert {v.voice for v in world.rows(Version)} == {"voix retirée"}
    assert (document(world, ref).nul, document(world, ref).box) == (b"", b"")
    amendment = world.rows(Amendment)[0]
    assert (amendment.nul, amendment.reason, amendment.voice) == (b"", "", "voix retirée")
    assert "Une autre phrase, plus douce." in world.browser().get(f"/c/lorne/doleances/{ref}").words
    browser = world.browser(world.bob)
    page = overtaken(browser, ref, {FIRST: "Encore une autre phrase."}, base=2)
    assert page.status == 409
    assert "s’est retirée" in page.words
    assert "Encore une autre phrase." in page.text


def test_an_open_proposal_goes_whole(world: World) -> None:
    ref = grievance(world, world.alice)
    change = proposal(world, ref, world.bob, f"Plus doux, dit {MARK}.")
    erase(world, world.bob, "amendment", change)
    world.slot()
    assert world.rows(Amendment) == []
    assert left(world) == set()


def test_a_proposal_that_others_discussed_leaves_a_place(world: World) -> None:
    ref = grievance(world, world.alice)
    change = proposal(world, ref, world.bob, f"Plus doux, dit {MARK}.")
    charlie = world.browser(world.charlie)
    url = f"/c/lorne/textes/{ref}/amendements/{change}"
    charlie.get(url)
    charlie.send("Envoyer l’argument", side="for", body="C’est plus juste.")
    world.slot()
    assert (
        "D’autres y ont répondu"
        in world.browser(world.bob).get(erasing(world, world.bob, "amendment", change)).words
    )
    erase(world, world.bob, "amendment", change)
    world.slot()
    assert left(world) == set()
    (row,) = world.rows(Amendment)
    assert (row.operations, row.nul, row.box, row.state) == ([], b"", b"", "refused")
    page = world.browser().get(url)
    assert "C’est plus juste." in page.words
    assert "plus douce" not in page.text
    erase(world, world.alice, "text", ref)
    world.slot()
    assert "C’est plus juste." in world.browser().get(url).words


def test_asking_again_or_renouncing(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    erase(world, world.alice, "text", ref)
    assert erase(world, world.alice, "text", ref).status == 404
    assert len(world.rows(Pending)) == 1
    browser = world.browser(world.alice)
    assert "Effacer La chambre" not in browser.get("/carnet").words
    assert "rien ne sera effacé" in browser.send("Y renoncer").words
    assert world.slot() == 0
    assert len(world.rows(Document)) == 1


# -- counts


def test_an_echo_taken_back_is_one_less_at_the_slot(world: World) -> None:
    ref = grievance(world, world.alice)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony="")
    world.slot()
    erase(world, world.bob, "echo", ref)
    assert world.rows(Grievance)[0].echo_concerned == 1
    world.slot()
    assert (world.rows(Grievance)[0].echo_concerned, world.rows(Echo)) == (0, [])


def test_a_signature_by_carnet_is_revoked_and_its_leaf_stays(world: World) -> None:
    scene = Scene(world)
    scene.sign_with_carnet(world.alice, name="Alice Canari")
    assert scene.slot() == 1
    page = world.browser(world.alice).get(erasing(world, world.alice, "signature", scene.code))
    assert "une ligne du journal public" in page.words
    erase(world, world.alice, "signature", scene.code)
    world.slot()
    assert world.rows(Signature) == []
    assert sorted(leaf.kind for leaf in world.rows(LogLeaf)) == ["add", "revoke"]


# -- everything


def test_everything_goes_and_a_voice_held_back_may_leave(world: World) -> None:
    ref = grievance(world, world.alice)
    testimony = witness(world, ref, world.bob, f"Chez nous aussi, {MARK}.")
    scene = Scene(world)
    scene.sign_with_carnet(world.bob)
    scene.slot()
    write_to(world, testimony, "Un mot.")
    held: dict[str, Any] = {
        "label": "voice",
        "scope": ref,
        "nul": document(world, testimony).nul,
        "reason": "Motif",
    }
    with world.house.db.write() as tx:
        tx.add(Sanction(collective_id=world.collective.id, until=world.clock().today, **held))
    page = world.browser(world.bob).get("/carnet/effacement")
    for said in (MARK, "signature", "attestation", "je le vis aussi"):
        assert said in page.words
    at_once(world, world.bob)
    world.slot()
    assert left(world) == set()
    with world.house.db.read() as tx:
        assert mine(tx, world.bob) == []
    assert (world.rows(Signature), world.rows(Message), world.rows(Echo)) == ([], [], [])
    assert len(world.rows(Grant)) == 1
    assert [d.ref for d in world.rows(Document)] == [ref]


def test_by_default_each_thing_leaves_at_a_moment_of_its_own(world: World) -> None:
    for n in range(6):
        grievance(world, world.alice, f"Le texte numéro {n}. La suite.")
    browser = world.browser(world.alice)
    page = browser.get("/carnet/effacement")
    assert "verra que ces textes étaient d’une même personne" in page.words
    browser.send("Tout effacer", sure="1")
    slots = {row.slot for row in world.rows(Pending)}
    assert len(slots) > 1
    assert max(slots) - world.clock().epoch < 15 * 86_400
    if not world.house.db.sqlite:
        with world.house.db.read() as tx:
            count = text("SELECT count(DISTINCT xmin::text) FROM pending")
            assert tx.connection().execute(count).scalar() == 1
    world.clock.forward(16 * 86_400)
    world.slot()
    assert world.rows(Document) == []


def test_what_waits_to_be_published_never_is(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=BODY, territory="nord", since="mars")
    at_once(world, world.alice)
    world.slot()
    assert world.rows(Document) == []
    assert left(world) == set()


def test_an_erasure_that_waits_names_one_scope_only(world: World) -> None:
    """Seen by whoever steals the base: which things leave, never that they are one person's."""
    first, second = grievance(world, world.alice), grievance(world, world.alice, "Un autre fil. La suite.")
    at_once(world, world.alice)
    rows = [row for row in world.rows(Pending) if row.kind == "erase.text"]
    assert {row.scope for row in rows} == {first, second}
    assert len({row.nul for row in rows}) == 2
    assert all(row.box == b"" and row.college == "" for row in rows)


# -- outsiders and bad input


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_erases_what_is_not_theirs(world: World, who: str) -> None:
    ref = grievance(world, world.alice)
    viewer = getattr(world, who)
    assert erase(world, viewer, "text", ref).status == 404
    assert ref not in world.browser(viewer).get("/carnet/effacement").text
    browser = world.browser(viewer)
    mark = mark_of(browser.get("/carnet"))
    assert browser.post(erasing(world, viewer, "text", ref), {"_csrf": mark}).status == 404
    assert browser.post(erasing(world, world.alice, "text", ref), {"_csrf": mark}).status == 410
    assert world.rows(Pending) == []


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("olga", 403), ("harold", 403)])
def test_it_takes_the_carnet_that_wrote(world: World, who: str | None, status: int) -> None:
    ref = grievance(world, world.alice)
    browser = world.browser(getattr(world, who) if who else None)
    for url in ("/carnet/effacement", erasing(world, world.alice, "text", ref)):
        assert browser.get(url).status == status
    assert world.browser().post("/carnet/effacement", {"sure": "1", "pace": "next"}).status == 401


@pytest.mark.parametrize(
    ("what", "key"), [("text", "inconnu"), ("rien", "x"), ("paper", "x"), ("grant", "ailleurs")]
)
def test_what_does_not_exist_is_not_there(world: World, what: str, key: str) -> None:
    assert erase(world, world.alice, what, key).status == 404


@pytest.mark.parametrize(
    "typed", [{"pace": "next"}, {"pace": "hier", "sure": "1"}, {"pace": "", "sure": "1"}]
)
def test_everything_is_asked_for_twice(world: World, typed: dict[str, Any]) -> None:
    grievance(world, world.alice)
    browser = world.browser(world.alice)
    browser.get("/carnet/effacement")
    assert browser.send("Tout effacer", **typed).status == 422
    assert world.rows(Pending) == []


def test_a_forged_erasure_of_somebody_else_s_text_goes_back(world: World) -> None:
    """Were a row ever to name a text that its nullifier did not write, the slot would refuse it."""
    ref = grievance(world, world.alice)
    erase(world, world.bob, "text", grievance(world, world.bob, "Un autre fil. La suite."))
    with world.house.db.write() as tx:
        row = tx.exec(select(Pending)).one()
        row.payload = row.payload.replace(row.once, ref)
        tx.add(row)
    assert world.slot() == 0
    assert len(world.rows(Document)) == 2
