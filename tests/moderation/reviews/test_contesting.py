"""A decision contested by its author and reviewed by somebody else, by three roles, in browsers without JavaScript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.models import Pending, Sanction
from forum.collectives.rules import shared_scope
from forum.core.clock import at
from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff
from forum.identity.staff.models import StaffLog, StaffRole
from forum.moderation.cases.jobs import end_cases
from forum.moderation.cases.models import Case, CaseStep
from forum.moderation.cases.rules import CONTEST
from forum.moderation.models import Decision
from forum.moderation.reviews.rules import (
    LESS,
    LOGGED,
    OUTCOMES,
    TOLD,
    UNDONE,
    Hand,
    barred,
    line_kind,
    measure_after,
    outcomes,
)
from forum.moderation.rules import MEASURES
from tests.browser_lite import Page, words
from tests.leaving.sample import erasing
from tests.moderation.cases.test_pages import mark_of, moderator
from tests.moderation.removals.test_two_persons import propose
from tests.moderation.sample import GROUND, HERE, REASON, TEXT, grievance, hide, moderate, report, witness
from tests.world import World

WHY = "Ce détail est dans dix établissements : il ne désigne personne."
ANSWER = "Relu par une autre personne : la chambre est celle de bien des maisons."


def the_case(world: World) -> Case:
    (row,) = world.rows(Case)
    found: Case = row
    return found


def contest(world: World, who: Viewer, reason: str = WHY) -> Page:
    browser = world.browser(who)
    browser.get("/carnet")
    browser.follow("Contester cette décision")
    return browser.send("Contester", reason=reason)


def contested(world: World, ref: str) -> Case:
    hide(world, ref)
    contest(world, world.alice)
    world.slot()
    return the_case(world)


def review(world: World, who: Viewer, case: Case, outcome: str, **typed: str) -> Page:
    browser = world.browser(who)
    browser.get(f"{HERE}/dossiers/{case.ref}/revue")
    return browser.send("Répondre", **{"outcome": outcome, "ground": GROUND, "reason": ANSWER, **typed})


def test_from_the_reasons_read_to_the_decision_undone(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    hide(world, ref)
    own = the_case(world).ref
    browser = world.browser(world.alice)
    told = browser.get("/carnet").words
    assert f"/c/lorne/moderation/recours/{own}" in told and "page « Contact »" not in told
    page = browser.follow("Contester cette décision")
    for said in (REASON, GROUND, "masqué", "2 septembre 2026"):
        assert said in page.words, said
    page = browser.send("Contester", reason=WHY)
    assert page.url == "/carnet" and "contestation d’une décision de la modération" in page.words
    assert WHY in page.words
    assert the_case(world).state == "told", "nothing before the slot"
    assert "Rien n’est signalé" in world.browser(world.maud).get(HERE).words
    assert WHY not in world.browser(world.maud).get(f"{HERE}/attente").text
    world.slot()
    assert (the_case(world).state, the_case(world).open_on, the_case(world).handler) == ("contested", None, 0)
    page = world.browser(world.maud).get(HERE)
    assert "contestée, à revoir par quelqu’un d’autre" in page.words
    browser = world.browser(nora)
    browser.get(HERE)
    page = browser.follow("La chambre du fond")
    for said in (WHY, TEXT, REASON):
        assert said in page.words, said
    assert "Je m’en occupe" in page.words
    page = browser.send("Je m’en occupe")
    assert (the_case(world).state, the_case(world).handler) == ("review", nora.staff_id)
    page = browser.send("Répondre", outcome="reverse", ground=GROUND, reason=ANSWER)
    assert page.url == HERE
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words
    journal = world.browser().get(f"{HERE}/journal")
    for said in (
        "Contestée : annulée.",
        "Après contestation, la première décision est annulée.",
        ANSWER,
        "rétabli",
    ):
        assert said in journal.words, said
    for secret in (WHY, own, "Nora", "Maud", "chambre du fond"):
        assert secret not in journal.text, secret
    told = world.browser(world.alice).get("/carnet").words
    for said in ("quelqu’un d’autre l’a revue, et l’annule", ANSWER, "Cette réponse est la dernière ici"):
        assert said in told, said
    assert "Masqué le" not in world.browser(world.bob).get("/carnet").words
    assert (the_case(world).state, the_case(world).measure) == ("reversed", "restore")
    assert {r.action for r in world.rows(StaffLog, StaffLog.staff_name == "Nora")} == {
        "case.review",
        "case.reversed",
    }
    assert end_cases(world.house) == 1
    assert the_case(world).state == "published"
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words
    assert "Contestée : annulée." in world.browser().get(f"{HERE}/journal").words


def test_a_decision_that_is_confirmed_stays_and_says_so(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    case = contested(world, ref)
    assert review(world, nora, case, "uphold").url == HERE
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 410
    assert the_case(world).state == "upheld"
    journal = world.browser().get(f"{HERE}/journal").words
    assert journal.count("Contestée : confirmée.") == 1
    assert journal.count("Après contestation, la première décision est confirmée.") == 1
    assert "et la confirme" in world.browser(world.alice).get("/carnet").words
    assert world.act(nora, f"{HERE}/dossiers/{case.ref}/revue", **answer("reverse")) == 409, "once"
    assert len(world.rows(Decision)) == 2


def answer(outcome: str) -> dict[str, str]:
    return {"outcome": outcome, "ground": GROUND, "reason": ANSWER}


def test_a_removal_that_is_undone_is_never_destroyed_and_one_made_less_is_hidden(world: World) -> None:
    nora, third, ref = moderator(world, "Nora"), moderator(world, "Omar"), grievance(world)
    report(world, ref, reason="insult")
    propose(world, ref)
    case = the_case(world)
    world.act(nora, f"{HERE}/dossiers/{case.ref}/suppression")
    contest(world, world.alice)
    world.slot()
    for one in (world.maud, nora):
        assert world.act(one, f"{HERE}/dossiers/{case.ref}/revue", **answer("uphold")) == 403, (
            "both had their say"
        )
    assert review(world, third, case, "vary").url == HERE
    assert (the_case(world).state, the_case(world).measure) == ("varied", "hide")
    end_cases(world.house)
    assert the_case(world).state == "published"
    moderate(world, f"{HERE}/objets/{ref}", measure="restore")
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words, "its words are still there"


@pytest.mark.parametrize("outcome", ["reverse", "vary", "uphold"])
def test_a_voice_held_back_may_contest_and_act_again(world: World, outcome: str) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    moderate(world, f"{HERE}/objets/{ref}/suspension", until="2026-05-01")
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    refused = browser.send("Envoyer", body="Autre.", title="Autre", territory="nord", since="hier")
    assert refused.status == 403, "she says nothing else meanwhile"
    assert contest(world, world.alice).url == "/carnet"
    world.slot()
    case = the_case(world)
    assert case.state == "contested"
    review(world, nora, case, outcome, until="2026-03-20" if outcome == "vary" else "")
    kept = [(str(s.until), s.reason) for s in world.rows(Sanction)]
    assert (
        kept == {"reverse": [], "vary": [("2026-03-20", ANSWER)], "uphold": [("2026-05-01", REASON)]}[outcome]
    )
    journal = world.browser().get(f"{HERE}/journal").words
    assert ("Voix : retrait levé" in journal) == (outcome == "reverse")
    assert "Rétabli le" not in world.browser().get(f"/c/lorne/doleances/{ref}").words
    if outcome == "reverse":
        said = world.browser(world.alice).get("/carnet").words
        assert "peuvent de nouveau agir" in said and "Ce texte est de nouveau montré" not in said
        assert grievance(world, body="Une autre chose. Et sa suite.")


@pytest.mark.parametrize("until", ["", "2026-06-01", "2026-03-01", "demain"])
def test_whoever_contests_is_not_held_back_longer(world: World, until: str) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    moderate(world, f"{HERE}/objets/{ref}/suspension", until="2026-05-01")
    contest(world, world.alice)
    world.slot()
    page = review(world, nora, the_case(world), "vary", until=until)
    assert page.status == 422 and page.error("until")
    assert words(page.one("textarea", name="reason")) == ANSWER
    assert (the_case(world).state, len(world.rows(Decision))) == ("contested", 1)


def test_the_shared_voice_contests_too(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=TEXT, territory="nord", since="toujours", title="La chambre", recognised="1")
    world.slot()
    (pending,) = (
        [] or [r for r in world.browser().get("/c/lorne/doleances").all("a") if "La chambre" in words(r)][:1]
    )
    ref = str(pending.get("href")).rsplit("/", 1)[-1]
    hide(world, ref)
    assert contest(world, world.alice).url == "/carnet"
    assert [p.scope for p in world.rows(Pending)] == [shared_scope(world.collective.id)]
    world.slot()
    assert the_case(world).state == "contested"


def test_nobody_else_learns_anything(world: World) -> None:
    ref = grievance(world)
    said = witness(world, ref, world.bob, "Chez nous, rue des Tilleuls.")
    report(world, said)
    undecided = the_case(world).ref
    hide(world, ref)
    own = next(c.ref for c in world.rows(Case) if c.ref != undecided)
    page = world.browser().get(f"{HERE}/recours/{own}")
    forged = world.browser().get(f"{HERE}/recours/inconnu")
    assert (page.status, forged.status) == (401, 401)
    assert page.words == forged.words, "a visitor learns not even that it is there"
    for who in (world.bob, world.charlie, world.olga, world.maud, world.harold):
        for one in (own, "inconnu", ref, own + "x", "a" * 300):
            assert world.browser(who).get(f"{HERE}/recours/{one}").status == 404, one
            assert world.act(who, f"{HERE}/recours/{one}", reason=WHY) == 404, one
    assert world.browser(world.bob).get(f"{HERE}/recours/{undecided}").status == 404, "nothing is decided"
    world.other_collective("ailleurs")
    assert world.act(world.alice, f"/c/ailleurs/moderation/recours/{own}", reason=WHY) == 404
    assert world.rows(Pending) == []


def test_once_and_within_six_months(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    own = the_case(world).ref
    world.clock.now = at("2026-09-03")
    assert world.act(world.alice, f"{HERE}/recours/{own}", reason=WHY) == 409
    page = world.browser(world.alice).get(f"{HERE}/recours/{own}")
    assert "Le délai pour la contester est passé : c’était jusqu’au 2 septembre 2026" in page.words
    assert not page.all("textarea", name="reason") and world.rows(Pending) == []


def test_the_last_day_is_in_time_though_its_slot_is_the_day_after(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    world.clock.now = at("2026-09-02T23:30")
    assert contest(world, world.alice).url == "/carnet"
    world.clock.now = at("2026-09-03T00:10")
    assert end_cases(world.house) == 0, "it is on its way"
    world.slot()
    assert the_case(world).state == "contested"
    world.clock.now = at("2026-09-10")
    assert end_cases(world.house) == 0


def test_twice_is_once(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    hide(world, ref)
    own = the_case(world).ref
    contest(world, world.alice)
    for reason in (WHY, "Une autre phrase, assez longue pour compter."):
        assert world.act(world.alice, f"{HERE}/recours/{own}", reason=reason) == 409
    assert len(world.rows(Pending, Pending.kind == CONTEST)) == 1
    assert "part au prochain créneau" in world.browser(world.alice).get(f"{HERE}/recours/{own}").words
    world.slot()
    assert world.act(world.alice, f"{HERE}/recours/{own}", reason=WHY) == 409
    assert "Vous l’avez contestée" in world.browser(world.alice).get(f"{HERE}/recours/{own}").words
    review(world, nora, the_case(world), "uphold")
    for _again in range(2):
        assert world.act(world.alice, f"{HERE}/recours/{own}", reason=WHY) == 409
        assert "se conteste une fois" in world.browser(world.alice).get(f"{HERE}/recours/{own}").words
        end_cases(world.house)


def test_a_contest_taken_back_before_its_slot_was_never_sent(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    contest(world, world.alice)
    browser = world.browser(world.alice)
    browser.get("/carnet")
    browser.send("Retirer")
    world.slot()
    assert the_case(world).state == "told"
    assert contest(world, world.alice).url == "/carnet", "it may still be sent"


@pytest.mark.parametrize("bad", ["", "Non.", "x" * 1501, "\x00" * 30])
def test_a_contest_without_a_reason_is_given_back(world: World, bad: str) -> None:
    hide(world, grievance(world))
    page = contest(world, world.alice, bad)
    assert page.status == 422 and page.error("reason")
    assert world.rows(Pending) == []
    if "\x00" not in bad:
        assert words(page.one("textarea", name="reason")) == bad


def test_what_the_guard_would_see_holds_no_contest_up(world: World) -> None:
    """Only moderators read it: held, it would wait for the good will of whoever decided."""
    hide(world, grievance(world))
    assert (
        contest(world, world.alice, "Le numéro 06 12 34 56 78 est celui du service, il est public.").url
        == "/carnet"
    )
    assert [p.state for p in world.rows(Pending)] == ["waiting"]
    (ref,) = [p.ref for p in world.rows(Pending)]
    world.clock.forward(world.collective.slot_minutes * 60 - 1)
    assert world.browser(world.maud).get(f"{HERE}/attente/{ref}").status == 404


def test_who_decided_never_reviews(world: World) -> None:
    ref = grievance(world)
    case = contested(world, ref)
    page = world.browser(world.maud).get(f"{HERE}/dossiers/{case.ref}/revue")
    assert "c’est à quelqu’un d’autre de la revoir" in page.words
    assert "Personne d’autre ne modère ici" in page.words
    assert not page.all("input", name="outcome")
    for path in ("/revue", "/revue/prise"):
        assert world.act(world.maud, f"{HERE}/dossiers/{case.ref}{path}", **answer("uphold")) == 403
    assert (the_case(world).state, the_case(world).handler) == ("contested", 0)
    with world.house.db.write() as tx:
        made = staff.create(tx, world.clock(), "maud2@example.org", "Maud")
        staff.give_role(tx, made, world.collective.id, "moderator")
        again = Viewer(staff_id=made.id, staff_name="Maud")
    assert world.act(again, f"{HERE}/dossiers/{case.ref}/revue/prise") == 403, (
        "nor under an account made anew"
    )


def test_where_one_person_moderates_the_organisers_see_it(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    assert (
        "Une seule personne modère ici"
        in world.browser(world.alice).get(f"{HERE}/recours/{the_case(world).ref}").words
    )
    contest(world, world.alice)
    world.slot()
    said = "1 décision contestée attend quelqu’un d’autre que qui a décidé"
    assert said in world.browser(world.olga).get("/c/lorne").words
    assert said not in world.browser(world.alice).get("/c/lorne").words
    nora = moderator(world, "Nora")
    assert said not in world.browser(world.olga).get("/c/lorne").words
    with world.house.db.write() as tx:
        tx.delete(
            tx.get_one(
                StaffRole, next(r.id for r in world.rows(StaffRole, StaffRole.staff_id == nora.staff_id))
            )
        )
    assert said in world.browser(world.olga).get("/c/lorne").words


def test_an_author_who_takes_the_text_away_ends_the_review(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    contest(world, world.alice)
    world.slot()
    assert the_case(world).state == "contested"
    browser = world.browser(world.alice)
    browser.get(erasing(world, world.alice, "text", ref))
    browser.send("Effacer au prochain créneau")
    world.slot()
    assert the_case(world).state == "withdrawn"
    assert not any(WHY in s.note for s in world.rows(CaseStep))
    assert world.act(nora, f"{HERE}/dossiers/{the_case(world).ref}/revue", **answer("uphold")) == 404


def test_a_contested_text_can_still_be_hidden_if_something_new_comes(world: World) -> None:
    """Else its author, by contesting, would put it out of reach."""
    ref = grievance(world)
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    contest(world, world.alice)
    world.slot()
    report(world, ref, reason="insult")
    assert hide(world, ref).url == HERE
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 410
    assert sorted(c.state for c in world.rows(Case)) == ["contested", "told"]


def test_what_is_destroyed_at_once_says_the_other_way(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref, reason="identifiable")
    propose(world, ref)
    own = the_case(world).ref
    world.act(nora, f"{HERE}/dossiers/{own}/suppression")
    page = world.browser(world.alice).get("/carnet")
    assert "page « Contact »" in page.words and "Contester cette décision" not in page.words
    assert world.browser(world.alice).get(f"{HERE}/recours/{own}").status == 404


@pytest.mark.parametrize("bad", [{"outcome": ""}, {"outcome": "burn"}, {"outcome": "vary"}, {"reason": "Non."},
                                 {"ground": ""}, {"reason": "Appelez le 06 12 34 56 78, sa mère."}])  # fmt: skip
def test_a_review_without_a_sound_answer_is_given_back(world: World, bad: dict[str, str]) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    case = contested(world, ref)
    browser = world.browser(nora)
    browser.get(f"{HERE}/dossiers/{case.ref}/revue")
    typed = {**answer("uphold"), **bad, "facts": "La chambre."}
    page = browser.post(
        f"{HERE}/dossiers/{case.ref}/revue",
        {**typed, "_csrf": mark_of(browser.page)},
    )
    assert page.status == 422
    assert words(page.one("textarea", name="facts")) == "La chambre."
    assert (the_case(world).state, len(world.rows(Decision))) == ("contested", 1)


def test_reviews_are_the_moderators_of_the_collective(world: World) -> None:
    ref = grievance(world)
    case = contested(world, ref)
    path = f"{HERE}/dossiers/{case.ref}/revue"
    assert world.browser().get(path).status == 401
    for who in (world.alice, world.charlie, world.olga, world.harold):
        assert world.browser(who).get(path).status == 403
        for one in (path, f"{path}/prise"):
            assert world.act(who, one, **answer("uphold")) == 403
    nora = moderator(world, "Nora")
    for forged in ("inconnu", ref, case.ref + "x"):
        assert world.browser(nora).get(f"{HERE}/dossiers/{forged}/revue").status == 404
        assert world.act(nora, f"{HERE}/dossiers/{forged}/revue", **answer("uphold")) == 404
        assert world.act(nora, f"{HERE}/dossiers/{forged}/revue/prise") == 404


def test_what_nobody_contests_is_not_reviewed(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    hide(world, ref)
    own = the_case(world).ref
    page = world.browser(nora).get(f"{HERE}/dossiers/{own}/revue")
    assert "n’est pas contestée" in page.words and not page.all("input", name="outcome")
    assert world.act(nora, f"{HERE}/dossiers/{own}/revue", **answer("reverse")) == 409
    assert world.act(nora, f"{HERE}/dossiers/{own}/revue/prise") == 409
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 410


# -- the rules alone -------------------------------------------------------------------

people = st.tuples(st.integers(1, 4), st.sampled_from(["Maud", "Nora", "Omar", ""]))
steps = st.lists(st.tuples(st.sampled_from(["examine", "take", "hand", "propose", "decide", "tell"]), people))


@given(steps, people)
def test_nobody_who_decided_reviews_whatever_came_between(
    past: list[tuple[str, tuple[int, str]]], who: tuple[int, str]
) -> None:
    hands = [Hand(act, *person) for act, person in past]
    had = [h for h in hands if h.act in ("propose", "decide")]
    assert barred(hands, *who) == any(
        h.staff_id == who[0] or (h.name != "" and h.name == who[1]) for h in had
    )


@given(st.sampled_from(sorted(UNDONE)), st.sampled_from(sorted(OUTCOMES)))
def test_an_answer_is_never_harder_and_each_has_its_words(measure: str, outcome: str) -> None:
    assert set(OUTCOMES) == set(LOGGED) == set(TOLD)
    assert (outcome in outcomes(measure)) == (outcome != "vary" or measure in LESS)
    if outcome in outcomes(measure):
        after = measure_after(measure, outcome)
        assert after in MEASURES
        assert (after == measure) == (outcome == "uphold" or (measure, outcome) == ("suspend", "vary"))
    assert (line_kind("grievance", measure, outcome) == "voice") == (
        (measure, outcome) == ("suspend", "reverse")
    )
