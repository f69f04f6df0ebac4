"""Co-writing clause by clause: Bob proposes, Alice answers with a reason, nobody's words are lost."""

import pytest

from forum.core.viewer import Viewer
from forum.texts.amendments.forms import MOST
from forum.texts.models import Amendment, Document, Message, Version
from forum.texts.rules import fingerprint
from tests.browser_lite import Browser, words
from tests.demands.scene import adopted
from tests.texts.amending import amend, changes, new_url, overtaken, press, send
from tests.world import World

BODY = "Les visites sont supprimées.\n\nPersonne ne répond au téléphone.\n\n- deux mois d’attente\n- aucun relais"


def publish(world: World, body: str = BODY) -> str:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="depuis mars", title="Visites supprimées")
    world.slot()
    return str(world.rows(Document)[0].ref)


def propose(world: World, ref: str, who: Viewer, typed: dict[str, str]) -> Browser:
    browser = world.browser(who)
    page = amend(browser, ref, typed, "Il faut le nombre.")
    assert page.status == 200, page.words
    return browser


def proposal(world: World, said: str) -> str:
    """The reference of the proposal that brings these words."""
    (found,) = [a for a in world.rows(Amendment) if any(said in o["text"] for o in a.operations)]
    return str(found.ref)


def answer(world: World, ref: str, amendment: str, verdict: str, **typed: str) -> Browser:
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
    browser.send("Répondre", verdict=verdict, reason="C’est plus précis.", **typed)
    return browser


def accepted(world: World, ref: str, who: Viewer, typed: dict[str, str]) -> str:
    """Proposed and accepted, as two slots go."""
    known = {a.ref for a in world.rows(Amendment)}
    propose(world, ref, who, typed)
    world.slot()
    (made,) = [a.ref for a in world.rows(Amendment) if a.ref not in known]
    answer(world, ref, made, "accepted")
    world.slot()
    return str(made)


def body(world: World, number: int) -> str:
    (found,) = world.rows(Version, Version.number == number)
    return str(found.fields["body"])


# -- writing -----------------------------------------------------------------


def test_a_change_is_gathered_passage_by_passage_without_javascript(world: World) -> None:
    ref = publish(world)
    bob = world.browser(world.bob)
    bob.get(f"/c/lorne/doleances/{ref}")
    bob.follow("Proposer un changement")
    page = bob.send("Changer passage 1 de « Que se passe-t-il ? »")
    assert page.status == 200
    assert page.one("textarea", name="body-replace-0").text == "Les visites sont supprimées."
    page = bob.send("Retirer passage 4", **{"body-replace-0": "Les visites sont toutes supprimées."})
    assert "[retiré : - aucun relais]" in page.words
    page = bob.send("Ajouter après passage 2")
    assert page.one("textarea", name="body-replace-0").text == "Les visites sont toutes supprimées."
    assert "3 changements" in page.words
    page = bob.send("Voir ce que cela donne", **{"body-insert-2": "Ni au guichet."})
    added = " ".join(words(e) for e in page.all("ins"))
    assert "toutes" in added and "Ni au guichet." in added
    assert "- aucun relais" in " ".join(words(e) for e in page.all("del"))
    assert "[ajouté :" in page.words
    page = bob.send("Garder passage 4")
    assert "2 changements" in page.words
    page = bob.send("Proposer", reason="Il faut dire l’ampleur.")
    assert "publiée au prochain créneau" in page.words
    world.slot()
    (made,) = world.rows(Amendment)
    assert (made.base, made.reason) == (1, "Il faut dire l’ampleur.")
    assert made.operations == [
        {"field": "body", "op": "replace", "clause": 0, "text": "Les visites sont toutes supprimées."},
        {"field": "body", "op": "insert", "clause": 2, "text": "Ni au guichet."},
    ]


def test_a_visitor_writes_first_and_opens_a_carnet_after(world: World) -> None:
    ref = publish(world)
    stranger = world.browser()
    stranger.get(new_url(ref))
    assert press(stranger, "do body-replace-1").status == 200
    page = stranger.send("Proposer", **{"body-replace-1": "On ne répond plus."}, reason="Plus court.")
    assert page.status == 401
    assert "On ne répond plus." in page.text
    assert world.rows(Amendment) == []


def test_a_field_left_empty_is_filled_and_a_needed_one_cannot_go(world: World) -> None:
    ref = publish(world)
    bob = world.browser(world.bob)
    page = bob.get(new_url(ref))
    buttons = {b.get("value") for b in page.all("button")}
    assert "do concerned-insert-0" in buttons and "do service-insert-0" in buttons
    assert "do since-replace-0" in buttons
    assert not {"do since-remove-0", "do since-insert-1", "do title-remove-0"} & buttons
    page = amend(bob, ref, {"since-replace-0": ""})
    assert page.status == 422
    assert "Ce champ est nécessaire" in page.error("since-replace-0")
    propose(
        world, ref, world.bob, {"service-insert-0": "la PMI\nde Lorne", "since-replace-0": "depuis avril"}
    )
    world.slot()
    (made,) = world.rows(Amendment)
    answer(world, ref, made.ref, "accepted")
    world.slot()
    (now,) = world.rows(Version, Version.number == 2)
    assert (now.fields["service"], now.fields["since"]) == ("la PMI de Lorne", "depuis avril")
    assert now.fields["body"] == BODY


def test_a_long_text_is_amended_page_by_page(world: World) -> None:
    ref = publish(world, "\n".join(f"- point {n}" for n in range(200)))
    bob = world.browser(world.bob)
    page = bob.get(new_url(ref))
    assert "page 1 sur 4" in page.words
    press(bob, "do body-replace-3", **{})
    page = press(bob, "page 2", **{"body-replace-3": "- point trois"})
    assert "- point 3" not in [words(e) for e in page.all("p", class_="clause")]
    press(bob, "do body-remove-100")
    page = bob.send("Proposer", reason="Deux à la fois.")
    assert page.status == 200, page.words
    world.slot()
    assert [(o["op"], o["clause"]) for o in world.rows(Amendment)[0].operations] == [
        ("replace", 3),
        ("remove", 100),
    ]


def test_who_is_overtaken_while_waiting_for_the_slot_is_told(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": "Aucune visite."})
    world.slot()
    answer(world, ref, world.rows(Amendment)[0].ref, "accepted")
    propose(world, ref, world.charlie, {"body-replace-0": "Plus de visite."})
    propose(world, ref, world.bob, {"body-insert-4": "Fin."})
    world.slot()
    assert world.browser(world.charlie).get("/carnet").words.count("accepté au même endroit") == 1
    assert "accepté au même endroit" not in world.browser(world.bob).get("/carnet").words
    assert {a.base for a in world.rows(Amendment)} == {1}
    assert "en conflit" in world.browser().get(f"/c/lorne/doleances/{ref}").text


# -- answering ---------------------------------------------------------------


def test_a_proposal_accepted_becomes_the_next_version_in_its_author_s_name(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": "Les visites sont supprimées depuis 2024."})
    assert world.rows(Amendment) == []
    world.slot()
    amendment = world.rows(Amendment)[0]
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{amendment.ref}")
    assert "depuis 2024" in "".join("".join(e.itertext()) for e in page.all("ins"))
    assert "Répondre" not in page.words.replace("Répondre à cette question", "")
    answer(world, ref, amendment.ref, "accepted")
    world.slot()
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert "supprimées depuis 2024" in page.words
    assert "accepté" in page.text
    made = world.rows(Version, Version.number == 2)[0]
    assert (made.voice, made.hash) == (amendment.voice, fingerprint(made.fields))
    assert made.spans == {"body": [[0, 1, 1]]}
    assert made.hash[:16] in world.browser().get(f"/c/lorne/textes/{ref}/versions").words
    assert "acceptée. C’est plus précis." in world.browser(world.bob).get("/carnet").words
    assert "C’est plus précis." not in world.browser(world.charlie).get("/carnet").words


def test_two_accepted_in_the_same_slot_do_not_undo_each_other(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": "Les visites sont supprimées partout."})
    propose(world, ref, world.charlie, {"body-remove-0": "", "body-insert-1": "Ni au guichet."} | {})
    propose(world, ref, world.charlie, {"body-replace-1": "Personne ne répond au guichet."})
    world.slot()
    for said in ("partout", "ne répond au guichet"):
        answer(world, ref, proposal(world, said), "accepted")
    world.slot()
    assert body(world, 3).startswith("Les visites sont supprimées partout.\n\nPersonne ne répond au guichet.")


def test_a_conflict_gives_both_texts_and_is_settled_passage_by_passage(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": "Les visites ont disparu."})
    propose(
        world, ref, world.charlie, {"body-replace-0": "Les visites n’ont plus lieu.", "body-remove-3": "1"}
    )
    world.slot()
    answer(world, ref, proposal(world, "disparu"), "accepted")
    world.slot()
    second = proposal(world, "plus lieu")
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{second}")
    for said in ("Les visites sont supprimées.", "Les visites ont disparu.", "Les visites n’ont plus lieu."):
        assert said in words(page.one("dl", class_="facts clash"))
    assert "en conflit" in world.browser().get(f"/c/lorne/doleances/{ref}").text
    alice = answer(
        world, ref, second, "accepted", **{"settled-0": "Les visites ont disparu et n’ont plus lieu."}
    )
    assert alice.page.status == 200
    world.slot()
    assert body(world, 3) == BODY.replace("\n- aucun relais", "").replace(
        "sont supprimées.", "ont disparu et n’ont plus lieu."
    )


def test_what_settles_a_conflict_is_itself_carried_or_given_back(world: World) -> None:
    ref = publish(world)
    for who, said in ((world.bob, "un"), (world.charlie, "deux"), (world.carnet("Dora", "ally"), "trois")):
        propose(world, ref, who, {"body-replace-0": f"Version {said}."})
    propose(world, ref, world.bob, {"body-insert-0": "Tout en haut."})
    world.slot()
    answer(world, ref, proposal(world, "Version un."), "accepted")
    world.slot()
    answer(world, ref, proposal(world, "Tout en haut."), "accepted")
    world.slot()
    alice, other = world.browser(world.alice), world.browser(world.alice)
    alice.get(f"/c/lorne/textes/{ref}/amendements/{proposal(world, 'Version deux.')}")
    alice.page.one("input", name="number").set("value", "2")  # as it was before the last slot
    typed = {"settled-0": "Version un et deux."}
    page = alice.send("Répondre", verdict="accepted", reason="Les deux.", **typed)
    assert page.status == 422
    assert "encore changé" in page.error("settled-0")
    assert page.one("textarea", name="settled-0").text == "Version un et deux."
    alice.send("Répondre")
    other.get(f"/c/lorne/textes/{ref}/amendements/{proposal(world, 'Version trois.')}")
    other.send("Répondre", verdict="accepted", reason="Oui.", **{"settled-0": "Version trois aussi."})
    world.slot()
    assert body(world, 4).startswith("Tout en haut.\n\nVersion")
    assert len(world.rows(Version)) == 4
    assert "relisez les deux" in world.browser(world.alice).get("/carnet").words


def test_other_proposals_are_weighed_again_and_their_authors_told_once(world: World) -> None:
    ref = publish(world)
    dora, emil = world.carnet("Dora", "ally"), world.carnet("Emil", "professional")
    propose(world, ref, world.bob, {"body-replace-0": "Les visites ont cessé."})
    propose(world, ref, world.charlie, {"body-replace-0": "Les visites n’ont plus lieu."})
    propose(world, ref, dora, {"body-replace-0": "Les visites ont cessé."})
    propose(world, ref, emil, {"body-remove-3": "1"})
    world.slot()
    first = next(a for a in world.rows(Amendment) if a.operations[0]["text"].endswith("cessé."))
    told = len(world.rows(Message))
    answer(world, ref, first.ref, "accepted")
    world.slot()
    assert len(world.rows(Message)) == told + 3  # its author, the one in conflict, the one that says the same
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    states = [words(e) for e in page.all("span", class_="meta")]
    assert {"en conflit avec un autre changement", "déjà dans le texte", "en attente", "accepté"} <= set(
        states
    )
    assert "accepté au même endroit" in world.browser(world.charlie).get("/carnet").words
    twin = next(
        a for a in world.rows(Amendment) if a.ref != first.ref and a.operations[0]["text"].endswith("cessé.")
    )
    assert "dit déjà" in world.browser().get(f"/c/lorne/textes/{ref}/amendements/{twin.ref}").words
    answer(world, ref, twin.ref, "accepted")
    world.slot()
    assert len(world.rows(Version)) == 2
    assert {a.version for a in world.rows(Amendment, Amendment.state == "accepted")} == {0, 2}
    assert len(world.rows(Message)) == told + 4


def test_only_the_voice_that_wrote_answers(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-insert-4": "Un mot de plus."})
    world.slot()
    amendment = world.rows(Amendment)[0].ref
    author = f"/c/lorne/reponses/{world.alias(world.alice, ref, amendment)}"
    for who in (world.bob, world.charlie, world.olga, world.maud):
        page = world.browser(who).get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
        assert "Vos raisons" not in page.words
        url = f"/c/lorne/reponses/{world.alias(who, ref, amendment)}"
        assert world.act(who, url, verdict="accepted", reason="moi") == 403
        assert world.act(who, author, verdict="accepted", reason="moi") in (403, 410)
    assert world.act(world.alice, author, verdict="peut-être", reason="") == 422


def test_a_proposal_is_discussed_for_and_against(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-insert-4": "Un mot de plus."})
    world.slot()
    url = f"/c/lorne/textes/{ref}/amendements/{world.rows(Amendment)[0].ref}"
    charlie = world.browser(world.charlie)
    charlie.get(url)
    page = charlie.send("Envoyer l’argument", body="")
    assert page.status == 422
    assert "nécessaire" in page.error("body")
    page = charlie.send("Envoyer l’argument", side="against", body="C’est déjà dit plus haut.")
    assert "C’est noté" in page.words
    world.slot()
    page = world.browser().get(url)
    assert "C’est déjà dit plus haut." in words(page.one("section", id="discussion"))
    assert "C’est déjà dit plus haut." not in world.browser().get(f"/c/lorne/doleances/{ref}").words
    assert world.act(world.charlie, url + "/arguments", side="for", body="a" * 2001) == 422


# -- a text that moves -------------------------------------------------------


def test_the_second_writer_s_changes_are_carried_to_the_version_that_came_meanwhile(world: World) -> None:
    ref = publish(world)
    old = {"base": "1", "body-replace-2": "- trois mois d’attente", "body-replace-0": "Plus une visite.",
           "body-replace-1": "On ne répond pas.", "body-insert-4": "Fin.", "reason": "Pour être juste."}  # fmt: skip
    accepted(world, ref, world.bob, {"body-insert-0": "Depuis deux ans.", "body-replace-0": "Aucune visite.",
                                     "body-remove-1": "1"})  # fmt: skip
    late = world.browser(world.charlie)
    late.get(new_url(ref))
    page = send(late, old)
    assert page.status == 422
    assert "Le texte a changé pendant que vous écriviez" in page.text
    assert {"[ajouté : Depuis deux ans]", "[ajouté : Aucune visite]"} <= {words(e) for e in page.all("ins")}
    assert page.one("input", name="base").get("value") == "2"
    assert page.one("textarea", name="body-replace-2").text == "- trois mois d’attente"
    assert page.one("textarea", name="body-insert-4").text == "Fin."
    assert "a changé pendant" in page.error("body-replace-1")
    assert page.one("textarea", name="body-replace-1").text == "Plus une visite."
    assert "a été retiré du texte" in page.error("body-insert-2")
    assert page.one("textarea", name="body-insert-2").text == "On ne répond pas."
    page = late.send("Proposer")
    assert page.status == 200, page.words
    world.slot()
    made = next(a for a in world.rows(Amendment) if a.base == 2)
    answer(world, ref, made.ref, "accepted")
    world.slot()
    assert body(world, 3) == (
        "Depuis deux ans.\n\nPlus une visite.\n\nOn ne répond pas.\n\n- trois mois d’attente\n- aucun relais\n\nFin."
    )


def test_a_proposal_on_a_version_long_gone_still_applies(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.charlie, {"body-replace-3": "- aucun relais nulle part"})
    world.slot()
    for n, said in enumerate(("Un.", "Deux.", "Trois.")):
        accepted(world, ref, world.bob, {f"body-insert-{n}": said})
    made = proposal(world, "nulle part")
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{made}")
    assert "il s’y applique encore" in page.words
    assert [words(e) for e in page.all("ins")] == ["[ajouté : nulle part]"]
    answer(world, ref, made, "accepted")
    world.slot()
    assert body(world, 5) == "Un.\n\nDeux.\n\nTrois.\n\n" + BODY + " nulle part"


def test_the_same_change_already_made_is_said_and_dropped(world: World) -> None:
    ref = publish(world)
    accepted(world, ref, world.charlie, {"body-remove-3": "1"})
    bob = world.browser(world.bob)
    bob.get(new_url(ref))
    page = send(bob, {"base": "1", "body-remove-3": "1", "reason": "x"})
    assert page.status == 422
    assert "déjà fait un des changements" in page.text
    assert "Garder" not in page.words


# -- going back --------------------------------------------------------------


def test_the_author_goes_back_by_a_new_version_and_proposals_follow(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.charlie, {"body-replace-0": "Plus une visite."})
    world.slot()
    accepted(world, ref, world.bob, {"body-replace-0": "Aucune visite."})
    assert "en conflit" in world.browser().get(f"/c/lorne/doleances/{ref}").text
    alice = world.browser(world.alice)
    alice.get(f"/c/lorne/textes/{ref}/versions")
    page = alice.follow("Revenir à la version 1")
    assert "[retiré : Aucune visite]" in page.words
    assert alice.send("Revenir à cette version", reason="").status == 422
    assert "vos raisons" in words(alice.page.one("div", class_="seen"))
    alice.send("Revenir à cette version", reason="Elle était plus exacte.")
    world.slot()
    first, last = (world.rows(Version, Version.number == n)[0] for n in (1, 3))
    assert (first.fields, first.hash, first.voice) == (last.fields, last.hash, last.voice)
    assert (first.reason, last.reason) == ("", "Elle était plus exacte.")
    assert "Elle était plus exacte." in world.browser().get(f"/c/lorne/textes/{ref}/versions").words
    assert body(world, 2).startswith("Aucune visite.")
    assert "en conflit" not in world.browser().get(f"/c/lorne/doleances/{ref}").text
    assert "peut de nouveau s’y appliquer" in world.browser(world.charlie).get("/carnet").words


def test_others_may_only_propose_to_go_back(world: World) -> None:
    ref = publish(world)
    accepted(world, ref, world.bob, {"body-replace-0": "Aucune visite.", "body-insert-4": "Fin."})
    url = f"/c/lorne/textes/{ref}/versions/1/restauration"
    bob = world.browser(world.bob)
    page = bob.get(url)
    assert "Vos raisons" not in page.words
    assert world.act(world.bob, url, seen="2", reason="moi") == 403
    page = bob.follow("Proposer d’y revenir")
    assert page.one("textarea", name="body-replace-0").text == "Les visites sont supprimées."
    page = bob.send("Proposer", reason="Elle était plus exacte.")
    assert page.status == 200, page.words
    world.slot()
    made = next(a for a in world.rows(Amendment) if a.base == 2)
    answer(world, ref, made.ref, "accepted")
    world.slot()
    assert body(world, 3) == BODY


def test_going_back_to_nothing_new_or_to_nowhere_is_refused(world: World) -> None:
    ref = publish(world)
    accepted(world, ref, world.bob, {"body-replace-0": "Aucune visite."})
    url = f"/c/lorne/textes/{ref}/versions/"
    for number, seen, status in (
        ("2", "2", 422),
        ("1", "1", 422),
        ("3", "2", 404),
        ("x", "2", 404),
        ("0", "2", 404),
    ):
        assert world.act(world.alice, f"{url}{number}/restauration", seen=seen, reason="x") == status, number
    assert len(world.rows(Version)) == 2


# -- what cannot be ----------------------------------------------------------


def test_what_cannot_be_proposed_is_said(world: World) -> None:
    ref = publish(world)
    bob = world.browser(world.bob)
    page = amend(bob, ref, {}, "rien")
    assert page.status == 422
    assert "Rien ne change encore" in page.text
    page = amend(bob, ref, {"body-replace-0": "Les visites sont supprimées."}, "rien")
    assert "Rien ne change encore" in page.text
    page = amend(bob, ref, {"body-replace-0": "Plus rien."}, "")
    assert "nécessaire" in page.error("reason")
    assert page.one("textarea", name="body-replace-0").text == "Plus rien."
    assert bob.get("/c/lorne/textes/inconnu/amendements/nouveau").status == 404
    assert bob.get(f"/c/lorne/textes/{ref}/amendements/inconnu").status == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("body-replace-99", "Ailleurs."),
        ("body-insert-99", "Ailleurs."),
        ("body-insert-99999", "Ailleurs."),
    ],
)
def test_a_passage_that_never_was_gives_the_text_back(world: World, name: str, text: str) -> None:
    ref = publish(world)
    page = amend(world.browser(world.bob), ref, {name: text})
    assert page.status == 422
    assert "n’existe pas" in page.error("body-insert-4")
    assert page.one("textarea", name="body-insert-4").text == text
    assert world.rows(Amendment) == []


@pytest.mark.parametrize("base", ["", "0", "-1", "999999", "99999999999999999999", "x", "²"])
def test_a_version_that_never_was_is_today_s(world: World, base: str) -> None:
    ref = publish(world)
    page = amend(world.browser(world.bob), ref, {"body-replace-0": "Plus rien."}, base=base)
    assert page.status == 200, page.words
    world.slot()
    assert [a.base for a in world.rows(Amendment)] == [1]


def test_a_hundred_kilobytes_pasted_come_back_whole(world: World) -> None:
    ref = publish(world)
    pasted = ("Une phrase collée.\n\n- un point\n" * 4000)[:100_000]
    page = amend(world.browser(world.bob), ref, {"body-insert-1": pasted})
    assert page.status == 422
    assert "C’est trop long" in page.error("body-insert-1")
    assert page.one("textarea", name="body-insert-1").text == pasted


def test_other_writings_and_hidden_signs(world: World) -> None:
    ref = publish(world)
    said = "שלום — « e\u0301te\u0301 » ابجد 👩‍👧"
    propose(world, ref, world.bob, {"body-insert-1": said})
    world.slot()
    (made,) = world.rows(Amendment)
    assert made.operations[0]["text"] == said.replace("e\u0301", "é")
    page = amend(world.browser(world.bob), ref, {"body-insert-1": "renversé \u202e txet"})
    assert page.status == 422
    assert "signes invisibles" in page.error("body-insert-1")


def test_too_many_changes_are_two_proposals(world: World) -> None:
    ref = publish(world, "\n".join(f"- point {n}" for n in range(60)))
    bob = world.browser(world.bob)
    bob.get(new_url(ref))
    page = send(bob, {f"body-remove-{n}": "1" for n in range(MOST)} | {"do": "do body-remove-50"})
    assert page.status == 422
    assert "40 changements au plus" in page.text
    page = send(bob, {f"body-remove-{n}": "1" for n in range(MOST + 1)} | {"reason": "Trop."})
    assert page.status == 422
    assert world.rows(Amendment) == []


def test_a_hidden_text_takes_no_change_and_gives_the_words_back(world: World) -> None:
    ref = publish(world)
    bob = world.browser(world.bob)
    bob.get(new_url(ref))
    with world.house.db.write() as tx:
        document = tx.get(Document, world.rows(Document)[0].id)
        assert document is not None
        document.hidden = True
        tx.add(document)
    page = send(bob, {"body-replace-0": "Mes mots à moi.", "reason": "x"})
    assert page.status == 410
    assert "Mes mots à moi." in page.text


def test_a_demand_adopted_by_both_colleges_takes_no_more_change(world: World) -> None:
    ref = adopted(world, title="Un interprète à chaque rendez-vous")
    bob = world.browser(world.bob)
    page = bob.get(new_url(ref))
    assert "ont adopté cette revendication" in page.words
    assert not page.all("form", id="amend") and not page.all("textarea")
    assert "Proposer un changement" not in bob.get(f"/c/lorne/revendications/{ref}").words
    page = overtaken(bob, ref, {"body-replace-0": "Mes mots à moi."})
    assert page.status == 409
    assert "Mes mots à moi." in page.text
    world.slot()
    assert world.rows(Amendment) == []


def test_an_older_version_is_read_whole_with_its_fingerprint(world: World) -> None:
    ref = publish(world)
    accepted(world, ref, world.bob, {"body-replace-0": "Aucune visite.", "service-insert-0": "la PMI"})
    stranger = world.browser()
    page = stranger.get(f"/c/lorne/textes/{ref}/versions")
    assert {v.hash for v in world.rows(Version)} <= {words(code) for code in page.all("code")}
    page = stranger.follow("Lire la version 1")
    assert "Les visites sont supprimées." in page.words and "comme il était" in page.words
    assert "Aucune visite" not in page.words and "la PMI" not in page.words
    assert world.rows(Version, Version.number == 1)[0].hash in page.words
    page = stranger.get(f"/c/lorne/textes/{ref}/versions/2")
    assert "Aucune visite." in page.words and "la PMI" in page.words and "comme il était" not in page.words
    for never in ("3", "0", "x", "99999999999"):
        assert stranger.get(f"/c/lorne/textes/{ref}/versions/{never}").status == 404


def test_versions_are_compared_and_a_stranger_sees_nothing_of_a_closed_circle(world: World) -> None:
    ref = publish(world)
    accepted(world, ref, world.bob, {"body-replace-0": "Aucune visite."})
    accepted(world, ref, world.bob, {"body-insert-4": "Fin."})
    page = world.browser().get(f"/c/lorne/textes/{ref}/versions?de=1&a=2")
    assert "De la version 1 à la version 2" in page.words
    assert "[ajouté : Aucune visite]" in page.words and "Fin." not in page.words
    page = world.browser().get(f"/c/lorne/textes/{ref}/versions?de=1&a=zzz")
    assert "De la version 1 à la version 3" in page.words and "[ajouté : Fin.]" in page.words
    secret = world.other_collective("cercle", reading="members")
    ines = world.carnet("Ines", "professional", secret)
    browser = world.browser(ines)
    browser.get("/c/cercle/doleances/nouvelle")
    browser.send("Envoyer", body=BODY, territory="nord", since="depuis mars")
    world.slot()
    hidden = world.rows(Document, Document.collective_id == secret.id)[0].ref
    for path in ("versions", "versions/1", "amendements/nouveau", "versions/1/restauration"):
        assert world.browser().get(f"/c/cercle/textes/{hidden}/{path}").status == 404
        assert world.browser().get(f"/c/lorne/textes/{hidden}/{path}").status == 404
        assert world.browser(ines).get(f"/c/cercle/textes/{hidden}/{path}").status == 200


def test_a_message_is_sealed_to_its_reader(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, changes(world, ref, body=BODY + "\n\nUn mot de plus."))
    world.slot()
    message = world.rows(Message)[0]
    assert b"propose" not in message.sealed
    assert "Quelqu’un propose un changement" in world.browser(world.alice).get("/carnet").words
    assert "Quelqu’un propose" not in world.browser(world.bob).get("/carnet").words
