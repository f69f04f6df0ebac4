"""Co-writing from day one: Bob proposes, Alice answers with a reason, nobody's words are lost."""

from forum.texts.models import Amendment, Document, Message, Version
from tests.browser_lite import Browser
from tests.world import World

BODY = "Les visites sont supprimées.\n\nPersonne ne répond au téléphone."


def publish(world: World) -> str:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=BODY, territory="nord", since="depuis mars", title="Visites supprimées")
    world.slot()
    return str(world.rows(Document)[0].ref)


def propose(world: World, ref: str, who: object, body: str) -> Browser:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.follow("Proposer un changement")
    browser.send("Proposer", body=body, reason="Il faut le nombre.")
    return browser


def answer(world: World, ref: str, amendment: str, verdict: str, **typed: str) -> Browser:
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
    browser.send("Répondre", verdict=verdict, reason="C’est plus précis.", **typed)
    return browser


def test_a_proposal_accepted_becomes_the_next_version(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, BODY.replace("supprimées", "supprimées depuis 2024"))
    assert world.rows(Amendment) == []
    world.slot()
    amendment = world.rows(Amendment)[0]
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{amendment.ref}")
    assert "depuis 2024" in "".join("".join(e.itertext()) for e in page.all("ins"))
    assert "Répondre" not in page.words
    answer(world, ref, amendment.ref, "accepted")
    world.slot()
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert "supprimées depuis 2024" in page.words
    assert [v.number for v in world.rows(Version)] in ([1, 2], [2, 1])
    assert world.rows(Amendment)[0].state == "accepted"
    assert "acceptée. C’est plus précis." in world.browser(world.bob).get("/carnet").words
    assert "C’est plus précis." not in world.browser(world.charlie).get("/carnet").words


def test_two_accepted_in_the_same_slot_do_not_undo_each_other(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, BODY.replace("supprimées", "supprimées partout"))
    propose(world, ref, world.charlie, BODY.replace("au téléphone", "au téléphone ni au guichet"))
    world.slot()
    for amendment in world.rows(Amendment):
        answer(world, ref, amendment.ref, "accepted")
    world.slot()
    words = world.browser().get(f"/c/lorne/doleances/{ref}").words
    assert "supprimées partout" in words
    assert "ni au guichet" in words


def test_a_conflict_gives_both_texts_and_is_settled_by_the_author(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, BODY.replace("sont supprimées", "ont disparu"))
    propose(world, ref, world.charlie, BODY.replace("sont supprimées", "n’ont plus lieu"))
    world.slot()
    first, second = world.rows(Amendment)
    answer(world, ref, first.ref, "accepted")
    world.slot()
    page = world.browser(world.alice).get(f"/c/lorne/textes/{ref}/amendements/{second.ref}")
    assert "Le texte a changé depuis" in page.words
    assert "ont disparu" in page.text
    assert "n’ont plus lieu" in page.text
    answer(world, ref, second.ref, "accepted", body="Les visites ont disparu et n’ont plus lieu.")
    world.slot()
    assert "ont disparu et n’ont plus lieu" in world.browser().get(f"/c/lorne/doleances/{ref}").words


def test_only_the_voice_that_wrote_answers(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, BODY + "\n\nUn mot de plus.")
    world.slot()
    amendment = world.rows(Amendment)[0].ref
    for who in (world.bob, world.charlie, world.olga, world.maud):
        browser = world.browser(who)
        page = browser.get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
        assert "Vos raisons" not in page.words
    bob = world.browser(world.bob)
    bob.get(f"/c/lorne/textes/{ref}/amendements/nouveau")
    mark = bob.page.form("Proposer").find(".//input[@name='_csrf']")
    assert mark is not None
    forged = {"_csrf": mark.get("value", ""), "verdict": "accepted", "reason": "moi"}
    assert bob.post(f"/c/lorne/textes/{ref}/amendements/{amendment}/reponse", forged).status == 403


def test_the_second_writer_gets_both_texts_and_loses_none(world: World) -> None:
    ref = publish(world)
    late = world.browser(world.charlie)
    late.get(f"/c/lorne/textes/{ref}/amendements/nouveau")
    propose(world, ref, world.bob, BODY.replace("supprimées", "supprimées partout"))
    world.slot()
    answer(world, ref, world.rows(Amendment)[0].ref, "accepted")
    world.slot()
    token = world.house.sessions.open(world.charlie, world.clock(), own_device=True)
    late.client.cookies.set("s", token)
    form = {
        "base": "1",
        "title": "Visites supprimées",
        "body": "Mon texte à moi.",
        "since": "depuis mars",
        "reason": "x",
    }
    fresh = world.browser(world.charlie)
    fresh.get(f"/c/lorne/textes/{ref}/amendements/nouveau")
    mark = fresh.page.form("Proposer").find(".//input[@name='_csrf']")
    assert mark is not None
    page = fresh.post(f"/c/lorne/textes/{ref}/amendements", {**form, "_csrf": mark.get("value", "")})
    assert page.status == 422
    assert "supprimées partout" in page.text
    assert page.one("textarea", name="body").text == "Mon texte à moi."
    page = fresh.send("Proposer")
    assert page.status == 200
    world.slot()
    assert {a.base for a in world.rows(Amendment)} == {1, 2}


def test_what_cannot_be_proposed_is_said(world: World) -> None:
    ref = publish(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/textes/{ref}/amendements/nouveau")
    page = browser.send("Proposer", reason="rien")
    assert page.status == 422
    assert "identique" in page.error("body")
    page = browser.send("Proposer", body="", reason="")
    assert page.status == 422
    page = browser.send("Proposer", body="x" * 4001, reason="long")
    assert "4" in page.error("body")
    assert browser.get("/c/lorne/textes/inconnu/amendements/nouveau").status == 404
    assert browser.get(f"/c/lorne/textes/{ref}/amendements/inconnu").status == 404


def test_versions_are_compared_and_a_stranger_sees_nothing_of_a_closed_circle(world: World) -> None:
    ref = publish(world)
    page = world.browser().get(f"/c/lorne/textes/{ref}/versions?de=1&a=zzz")
    assert page.status == 200
    assert "Version 1" in page.words
    secret = world.other_collective("cercle", reading="members")
    ines = world.carnet("Ines", "professional", secret)
    browser = world.browser(ines)
    browser.get("/c/cercle/doleances/nouvelle")
    browser.send("Envoyer", body=BODY, territory="nord", since="depuis mars")
    world.slot()
    hidden = world.rows(Document, Document.collective_id == secret.id)[0].ref
    assert world.browser().get(f"/c/cercle/textes/{hidden}/versions").status == 404
    assert world.browser().get(f"/c/lorne/textes/{hidden}/versions").status == 404
    assert world.browser(ines).get(f"/c/cercle/textes/{hidden}/versions").status == 200


def test_a_message_is_sealed_to_its_reader(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, BODY + "\n\nUn mot de plus.")
    world.slot()
    message = world.rows(Message)[0]
    assert b"propose" not in message.sealed
    assert "Quelqu’un propose un changement" in world.browser(world.alice).get("/carnet").words
    assert "Quelqu’un propose" not in world.browser(world.bob).get("/carnet").words
