"""A petition's life by the doors that people use: what moves it, what is refused in words, what the public page says."""

import pytest
from sqlalchemy import update

from forum.core.errors import Closed
from forum.core.models import Event
from forum.identity.staff.models import StaffLog
from forum.petitions.lifecycle import actions
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.rules import BY_ACT
from forum.petitions.models import Petition
from forum.petitions.told.jobs import keep_told, tell_news
from forum.petitions.told.models import Subscription, SubscriptionPaper
from tests.followups.sample import reply
from tests.petitions.lifecycle.lived import Lived
from tests.petitions.test_team import OWN
from tests.world import World


def steps(lived: Lived) -> list[tuple[str, str]]:
    """(what, done or to come) of the path on the public page."""
    (path,) = [found for found in lived.page().all("ol") if "steps" in (found.get("class") or "")]
    return [(item.findtext("strong") or "", item.get("class") or "") for item in path.findall("li")]


# -- what the suites record moves it


def test_the_suites_carry_it_from_closed_to_followed(world: World) -> None:
    lived = Lived(world)
    seen = [lived.state]
    for step in (lived.close, lived.hand_over, lived.answer, lived.follow):
        step()
        seen.append(lived.state)
    assert seen == ["open", "closed", "delivered", "answered", "followed"]
    life, today = lived.life, world.clock().today
    assert (life.delivered, life.answered, life.followed, life.ended) == (today, today, today, None)
    assert [mark for _what, mark in steps(lived)] == ["done", "done", "done", "done", "now", "todo"]
    assert "Des engagements sont pris, on les suit" in lived.page().words


def test_a_silence_that_is_noted_answers_nothing(world: World) -> None:
    lived = Lived(world, "delivered")
    reply(world, lived.code, "silence", lived.today)
    assert lived.state == "delivered"
    assert lived.life.answered is None
    lived.answer()
    lived.answer()  # another reply moves nothing more
    assert lived.state == "answered"


def test_handed_over_again_it_stays_where_it_is(world: World) -> None:
    lived = Lived(world, "answered")
    first = lived.life.delivered
    lived.days(3)
    lived.today = world.clock().today.isoformat()
    lived.hand_over()
    assert (lived.state, lived.life.delivered) == ("answered", first)
    assert lived.life.seen == world.clock().today  # but it is a sign of life


def test_an_answer_that_comes_after_the_end_is_recorded_and_moves_nothing(world: World) -> None:
    lived = Lived(world, "delivered")
    lived.end("abandon", "Nous n’avons plus personne pour la porter.")
    lived.answer()
    assert lived.state == "abandoned"
    assert "Ce qui a été répondu" in lived.page().words


# -- refused in words


@pytest.mark.parametrize("state", ["draft", "open", "closed", "delivered", "answered", "followed"])
def test_from_each_state_the_form_ends_it_or_says_why_not(world: World, state: str) -> None:
    lived = Lived(world, state)
    for act in ("settle", "abandon"):
        if state in BY_ACT[act].sources:
            continue
        answer = lived.end(act)
        assert answer.status == 409
        assert "Notez d’abord" in answer.words or "Fermez d’abord" in answer.words
        assert (lived.state, lived.life.ended) == (state, None)


def test_an_end_is_an_end(world: World) -> None:
    lived = Lived(world, "followed")
    assert lived.end("settle").status == 200
    assert lived.state == "settled"
    assert lived.end("settle", "Encore.").status == 200  # the same button twice
    assert lived.life.reason == "Les deux postes sont pourvus."
    assert lived.end("abandon").status == 409
    browser = lived.olga()
    mark = {"_csrf": browser.page.all("input", name="_csrf")[0].get("value") or ""}
    assert browser.post(f"{lived.team}/ouverture", mark).status == 409
    assert browser.post(f"{lived.team}/parcours/reprise", mark).status == 409
    assert "son chemin est fini" in browser.page.words
    assert browser.post(f"{lived.team}/fermeture", mark).status == 200  # closed it is
    assert lived.state == "settled"
    assert [e.kind for e in world.rows(Event)].count("petition.settled") == 1
    assert [row.action for row in world.rows(StaffLog)].count("petition.settle") == 1


def test_an_end_wants_its_reason_and_the_box_and_gives_back_what_was_typed(world: World) -> None:
    lived = Lived(world, "answered")
    assert "Cochez la case" in lived.end("abandon", "Plus d’objet.", sure="").error("sure")
    answer = lived.end("abandon", "   ")
    assert answer.status == 422 and answer.error("reason")
    assert lived.end("destroy").status == 422
    refused = lived.end("abandon", "Mme Dupont, 06 12 34 56 78, a tout bloqué.")
    assert refused.status == 422 and "06 12 34 56 78" in refused.text  # the guard reads what stays for ever
    assert lived.state == "answered"


def test_of_two_ends_at_once_the_second_finds_it_changed(world: World) -> None:
    lived = Lived(world, "answered")
    with pytest.raises(Closed, match="vient de changer"), lived.writing() as (tx, petition):
        tx.connection().execute(update(Petition).values(state="settled"))  # another one's, in between
        actions.take(tx, petition, "abandon", world.clock().today)
    assert lived.life.ended is None


def test_what_was_abandoned_is_handed_over_no_more_and_the_suites_say_so(world: World) -> None:
    lived = Lived(world, "closed")
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/suites/{lived.code}/remise")
    lived.end("abandon", "Plus d’objet.")
    values = {"day": lived.today, "recipient": "La présidence", "how": ""}
    answer = browser.send("Enregistrer", **values)
    assert answer.status == 409 and "On peut en ouvrir une autre" in answer.words
    assert (lived.state, lived.life.delivered) == ("abandoned", None)
    assert "Abandonnée, jamais remise." in world.browser().get("/c/lorne/suites").words


# -- the text is frozen at the opening


def test_the_text_does_not_move_once_people_may_sign(world: World) -> None:
    lived = Lived(world)
    before = lived.row.model_dump()
    browser = lived.olga("texte")
    mark = browser.page.all("input", name="_csrf")[0].get("value") or ""
    form = {**OWN, "opens": "2026-03-02", "closes": "2026-05-02", "title": "Autre chose", "_csrf": mark}
    assert browser.post(f"{lived.team}/texte", form).status == 409
    assert lived.row.model_dump() == before


def test_a_draft_is_opened_when_nothing_lacks_and_all_that_lacks_is_told(world: World) -> None:
    lived = Lived(world, "draft")
    with lived.writing() as (tx, petition):
        petition.body, petition.public_key = " ", b""
        tx.add(petition)
    lived.days(200)
    page = lived.olga().page
    for said in ("La date de fin est passée", "Le texte est vide", "Les noms n’ont pas de clé"):
        assert said in page.words
    answer = lived.olga().send("Figer le texte et ouvrir")
    assert answer.status == 409 and "Le texte est vide" in answer.words and "date de fin" in answer.words
    assert (lived.state, lived.row.sha256) == ("draft", "")


def test_a_deleted_draft_leaves_nothing_of_its_life(world: World) -> None:
    lived = Lived(world, "draft")
    lived.olga("suppression").send("Supprimer le brouillon")
    assert world.rows(PetitionLife) == []


# -- the page that stays


def test_the_page_of_what_has_ended_keeps_all_but_the_form(world: World) -> None:
    lived = Lived(world)
    lived.sign_and_confirm()
    lived.slot()
    for step in (lived.close, lived.hand_over, lived.answer, lived.follow):
        step()
    lived.end("settle", "Les deux postes sont publiés.\n\nMerci à toutes et tous.")
    page = lived.page()
    for said in (
        "Elle a abouti le 2 mars 2026",
        "Merci à toutes et tous.",
        "deux postes",
        "1 signature",
        "engagement",
    ):
        assert said.lower() in page.words.lower(), said
    assert [form for form in page.all("form") if "/p/" in (form.get("action") or "")] == []
    links = {a.get("href") for a in page.all("a")}
    assert {f"{lived.url}/journal", f"{lived.url}/verifier"} <= links
    assert any("#r-" in (href or "") for href in links)  # what was answered
    assert {mark for _what, mark in steps(lived)} == {"done"}
    assert "Elle a abouti" not in Lived(world).page().words


def test_whoever_signs_too_late_is_told_in_plain_words(world: World) -> None:
    lived = Lived(world)
    browser, carnet = world.browser(), world.browser(world.alice)
    browser.get(lived.url)
    carnet.get(f"{lived.url}/carnet")
    lived.sign("tard@example.org")
    link = lived.link()
    confirm = world.browser()
    confirm.get(link)
    for step in (lived.close, lived.hand_over, lived.answer):
        step()
    lived.end("settle")
    late = browser.send("Signer", name="Léa", email="lea@example.org", quality="ally")
    assert late.status == 409 and "finie" in late.words
    assert carnet.send("Signer avec mon carnet", name="", quality="ally").status == 409
    assert "finie" in carnet.page.words
    answer = confirm.send("Je confirme")
    assert answer.status == 409 and "finie" in answer.words
    assert lived.mails() == []
    assert "ne prend plus de signatures" in world.browser(world.alice).get(f"{lived.url}/carnet").words


# -- those who asked to be told


def test_they_get_a_last_letter_and_then_their_address_is_gone(world: World) -> None:
    lived = Lived(world)
    lived.sign_and_confirm("lea@example.org", suivi="1")
    lived.slot()
    world.clock.forward(3 * lived.collective.slot_minutes * 60)
    assert keep_told(world.house) == 1
    for step in (lived.close, lived.hand_over, lived.answer):
        step()
    lived.mails()
    lived.end("settle", "Les postes sont là.")
    assert len(world.rows(Subscription)) == 1  # not told yet
    lived.days(1)
    while tell_news(world.house):
        pass
    ((to, _subject, body),) = lived.mails()
    assert to == "lea@example.org"
    assert "Elle a abouti" in body and "Les postes sont là." in body and "votre adresse est effacée" in body
    assert world.rows(Subscription) == world.rows(SubscriptionPaper) == []


def test_where_no_letter_leaves_nobody_s_address_waits_more_than_a_week(world: World) -> None:
    from forum.maintenance.actions import maintain

    lived = Lived(world)
    lived.sign_and_confirm("lea@example.org", suivi="1")
    lived.slot()
    world.clock.forward(3 * lived.collective.slot_minutes * 60)
    keep_told(world.house)
    lived.close()
    lived.end("abandon", "Plus d’objet.")
    for days, left in ((6, 1), (2, 0)):
        lived.days(days)
        maintain(world.house)
        assert len(world.rows(Subscription)) == left


def test_an_address_that_was_not_taken_in_yet_goes_at_the_end_itself(world: World) -> None:
    lived = Lived(world)
    lived.sign_and_confirm("lea@example.org", suivi="1")
    lived.close()
    assert len(world.rows(SubscriptionPaper)) == 1
    lived.end("abandon", "Plus d’objet.")
    assert world.rows(SubscriptionPaper) == []


# -- who may not


def test_the_path_s_pages_are_for_organisers(world: World) -> None:
    lived = Lived(world, "closed")
    base = f"{lived.team}/parcours"
    for who, status in ((None, 401), (world.alice, 403), (world.maud, 403), (world.harold, 403)):
        browser = world.browser(who)
        assert browser.get(base).status == status
        found = browser.page.all("input", name="_csrf")
        mark = {"_csrf": found[0].get("value") or ""} if found else {}
        for path in ("fin", "reprise", "effacement"):
            form = {"act": "abandon", "reason": "Non.", "sure": "1", "kept_days": "0", **mark}
            assert browser.post(f"{base}/{path}", form).status == status
    assert (lived.state, lived.life.kept_days) == ("closed", 30)
    world.other_collective("ailleurs")
    assert world.browser(world.olga).get(f"/c/ailleurs/petitions/{lived.code}/parcours").status == 403
