"""Alice and Bob write a text; Charlie proposes; they agree, they do not, one of them is silent, the text moves."""

import pytest

from forum.deliberation.settling.jobs import close_settlings
from forum.deliberation.settling.models import AmendmentVote
from forum.moderation.models import Decision
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorAnswer, TextAuthor
from forum.texts.authors.together.jobs import close_authors
from forum.texts.models import Amendment, Document, Message
from tests.leaving.sample import erase
from tests.moderation.sample import moderate
from tests.texts.authoring import DAY, NEW, answer, come, inside, link, proposal, proposed, text, together
from tests.texts.test_amendments import body, propose, publish
from tests.world import World


@pytest.fixture
def two(world: World) -> World:
    """Alice and Bob write it together; a proposal of Charlie's waits."""
    proposed(world, together(world))
    return world


def refs(world: World) -> tuple[str, str]:
    """The text and Charlie's first proposal."""
    (ref,) = [d.ref for d in world.rows(Document)]
    (change,) = [a.ref for a in world.rows(Amendment) if a.operations == [] or NEW in a.operations[0]["text"]]
    return str(ref), str(change)


def state(world: World) -> str:
    return proposal(world, refs(world)[1]).state


def page_of(world: World) -> str:
    ref, change = refs(world)
    return str(world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}").words)


def test_one_answer_is_public_and_does_nothing_by_itself(two: World) -> None:
    assert answer(two, two.bob, *refs(two), "accepted", "Le nombre aide.").status == 200
    assert two.rows(AuthorAnswer) == []
    assert "Le nombre aide" not in page_of(two)
    two.slot()
    (row,) = two.rows(AuthorAnswer)
    assert row.voice == two.rows(TextAuthor)[0].voice
    assert state(two) == "open"
    said = page_of(two)
    assert "Le nombre aide." in said and f"On attend encore : {text(two, refs(two)[0]).voice}" in said
    assert "on s’en tient aux réponses données" in said


def test_when_all_agree_it_is_done(two: World) -> None:
    for who in (two.alice, two.bob):
        answer(two, who, *refs(two), "accepted")
    two.slot()
    assert state(two) == "accepted"
    assert body(two, 2).startswith(NEW)
    assert two.rows(AmendmentVote) == []


def test_when_all_refuse_the_text_stays(two: World) -> None:
    for who in (two.alice, two.bob):
        answer(two, who, *refs(two), "refused", "Pas ainsi.")
    two.slot()
    assert (state(two), text(two, refs(two)[0]).number) == ("refused", 1)
    assert page_of(two).count("Pas ainsi.") == 2


def test_when_they_disagree_the_vote_opens_at_once(two: World) -> None:
    answer(two, two.alice, *refs(two), "refused")
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    (vote,) = two.rows(AmendmentVote)
    assert vote.disagreed and vote.state == "open" and state(two) == "open"
    assert "ne sont pas d’accord" in page_of(two) and "Le collectif vote jusqu’au" in page_of(two)
    for who in (two.alice, two.bob):
        browser = two.browser(who)
        browser.get("/c/lorne/textes/{}/amendements/{}".format(*refs(two)))
        assert browser.send("Voter", choice="for").status == 200
    two.slot()
    two.clock.forward(9 * DAY)
    close_settlings(two.house)
    assert state(two) == "accepted" and body(two, 2).startswith(NEW)


def test_a_change_of_mind_ends_the_vote(two: World) -> None:
    answer(two, two.alice, *refs(two), "refused")
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    browser = two.browser(two.alice)
    browser.get("/c/lorne/textes/{}/amendements/{}".format(*refs(two)))
    assert "Vous avez déjà répondu" in browser.page.words
    browser.send("Répondre", verdict="accepted", reason="Vous m’avez convaincue.")
    two.slot()
    two.slot()
    close_settlings(two.house)
    assert state(two) == "accepted"
    assert [v.state for v in two.rows(AmendmentVote)] == ["answered"]


def test_seven_days_after_the_first_answer_the_silent_one_is_not_waited_for(two: World) -> None:
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    two.clock.forward(rules.TOGETHER_DAYS * DAY)
    close_authors(two.house)
    assert state(two) == "open"
    two.clock.forward(DAY)
    close_authors(two.house)
    assert state(two) == "accepted" and text(two, refs(two)[0]).number == 2


def own_change(world: World, ref: str) -> str:
    """A proposal of Bob's, who is one of its authors, and his own yes to it."""
    known = {a.ref for a in world.rows(Amendment)}
    propose(world, ref, world.bob, {"body-replace-0": "Tout va très bien."})
    world.slot()
    (change,) = [str(a.ref) for a in world.rows(Amendment) if a.ref not in known]
    assert answer(world, world.bob, ref, change, "accepted").status == 200
    world.slot()
    return change


def after_a_week(world: World) -> None:
    world.clock.forward((rules.TOGETHER_DAYS + 1) * DAY)
    close_authors(world.house)


def test_the_one_who_proposes_is_not_enough_alone_and_the_group_votes(world: World) -> None:
    ref = together(world)
    change = own_change(world, ref)
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert "Sa propre réponse ne suffit pas" in page.words and "on s’en tient" not in page.words
    after_a_week(world)
    assert (proposal(world, change).state, text(world, ref).number) == ("open", 1)
    (vote,) = world.rows(AmendmentVote)
    assert vote.state == "open" and not vote.disagreed
    said = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}").words
    assert "Seule la voix qui propose ce changement y a répondu" in said
    assert "Faute de réponse, le collectif vote jusqu’au" in said and "pas d’accord" not in said


def test_another_author_s_yes_ends_it_even_late(world: World) -> None:
    ref = together(world)
    change = own_change(world, ref)
    after_a_week(world)
    answer(world, world.alice, ref, change, "accepted")
    world.slot()
    close_settlings(world.house)
    assert proposal(world, change).state == "accepted"
    assert [v.state for v in world.rows(AmendmentVote)] == ["answered"]


def test_whoever_takes_over_a_silent_author_s_text_does_not_rewrite_it_alone(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": "Tout va très bien."})
    world.slot()
    (change,) = [str(a.ref) for a in world.rows(Amendment)]
    world.clock.forward((rules.ORPHAN_DAYS + 1) * DAY)
    assert world.act(world.bob, f"/c/lorne/textes/{ref}/auteurs/reprise") == 303
    world.slot()
    world.clock.forward((rules.TAKEN_DAYS + 2) * DAY)
    close_authors(world.house)
    assert len(world.rows(TextAuthor)) == 1
    answer(world, world.bob, ref, change, "accepted")
    world.slot()
    after_a_week(world)
    assert (proposal(world, change).state, text(world, ref).number) == ("open", 1)
    assert len(world.rows(AmendmentVote)) == 1


def test_an_answer_of_the_last_day_still_counts(two: World) -> None:
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    two.clock.forward(rules.TOGETHER_DAYS * DAY)
    answer(two, two.alice, *refs(two), "refused")
    two.slot()
    assert [v.disagreed for v in two.rows(AmendmentVote)] == [True]
    two.clock.forward(DAY)
    close_authors(two.house)
    assert len(two.rows(AmendmentVote)) == 1


def test_who_steps_back_holds_nothing_up(two: World) -> None:
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    inside(two, two.alice, refs(two)[0]).send("Ne plus écrire ce texte")
    two.slot()
    assert state(two) == "accepted"


def test_who_steps_back_leaves_no_answer_on_what_is_open(two: World) -> None:
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    inside(two, two.bob, refs(two)[0]).send("Ne plus écrire ce texte")
    two.slot()
    assert two.rows(AuthorAnswer) == [] and state(two) == "open"


def test_an_answer_that_waits_goes_with_the_authorship(two: World) -> None:
    inside(two, two.bob, refs(two)[0]).send("Ne plus écrire ce texte")
    two.slot()
    assert (
        two.act(
            two.bob, f"/c/lorne/reponses/{two.alias(two.bob, *refs(two))}", verdict="accepted", reason="Oui."
        )
        == 403
    )
    assert state(two) == "open"


def test_one_who_comes_later_is_waited_for(two: World) -> None:
    ref, _change = refs(two)
    come(two, two.carnet("Dora", "ally"), link(two, two.bob, ref))
    two.slot()
    for who in (two.alice, two.bob):
        answer(two, who, *refs(two), "accepted")
    two.slot()
    assert state(two) == "open"


def test_what_the_text_can_no_longer_take_is_read_again(two: World) -> None:
    ref, change = refs(two)
    propose(two, ref, two.charlie, {"body-replace-0": "Plus une visite."})
    two.slot()
    (other,) = [a.ref for a in two.rows(Amendment) if a.ref != change]
    answer(two, two.bob, ref, change, "accepted")
    two.slot()
    for who in (two.alice, two.bob):
        answer(two, who, ref, other, "accepted")
    two.slot()
    assert body(two, 2).startswith("Plus une visite.")
    two.clock.forward((rules.TOGETHER_DAYS + 2) * DAY)
    close_authors(two.house)
    assert proposal(two, change).state == "open"
    assert [
        row.amendment_id for row in two.rows(AuthorAnswer) if row.amendment_id == proposal(two, change).id
    ] == []
    browser = two.browser(two.alice)
    page = browser.get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert "proposez vous-même un changement" in page.words
    assert page.all("textarea", name="settled-0") == []
    page = browser.send("Répondre", verdict="accepted", reason="Oui.")
    assert page.status == 422 and "proposez vous-même un changement" in page.words
    assert two.rows(AuthorAnswer) == [
        r for r in two.rows(AuthorAnswer) if r.amendment_id != proposal(two, change).id
    ]


def test_nobody_goes_back_to_an_older_version_alone(two: World) -> None:
    for who in (two.alice, two.bob):
        answer(two, who, *refs(two), "accepted")
    two.slot()
    ref = refs(two)[0]
    browser = two.browser(two.alice)
    page = browser.get(f"/c/lorne/textes/{ref}/versions/1/restauration")
    assert "proposez-le comme un changement" in page.words
    sent = two.act(two.alice, f"/c/lorne/textes/{ref}/versions/1/restauration", seen="2", reason="Non.")
    assert sent == 409 and text(two, ref).number == 2


def test_with_one_author_nothing_is_kept_and_nothing_waits(world: World) -> None:
    ref = publish(world)
    change = proposed(world, ref)
    answer(world, world.alice, ref, change, "accepted", "Oui, le nombre.")
    world.slot()
    assert world.rows(AuthorAnswer) == []
    assert (proposal(world, change).state, proposal(world, change).decision) == (
        "accepted",
        "Oui, le nombre.",
    )


def test_the_silent_of_several_are_settled_by_the_group_like_any_other(two: World) -> None:
    two.clock.forward(15 * DAY)
    browser = two.browser(two.bob)
    browser.get("/c/lorne/textes/{}/amendements/{}".format(*refs(two)))
    assert browser.send("Demander un vote").status == 200
    two.slot()
    assert [v.disagreed for v in two.rows(AmendmentVote)] == [False]


def test_an_answer_can_be_reported_hidden_and_its_voice_held_back(two: World) -> None:
    answer(two, two.bob, *refs(two), "refused", "Une phrase blessante.")
    two.slot()
    (row,) = two.rows(AuthorAnswer)
    case = f"/c/lorne/moderation/objets/{row.ref}"
    page = moderate(two, f"{case}/suspension", until="2026-06-01")
    assert page.status == 200, page.words
    assert two.act(two.bob, f"/c/lorne/reponses/{two.alias(two.bob, *refs(two))}") == 422
    assert answer(two, two.bob, *refs(two), "accepted").status == 403
    assert "Une phrase blessante." in two.browser(two.maud).get(case).words
    assert moderate(two, case, measure="hide").status == 200
    assert {d.measure for d in two.rows(Decision)} == {"suspend", "hide"}
    assert "Une phrase blessante" not in page_of(two)


def test_a_proposal_that_authors_answered_leaves_a_place(two: World) -> None:
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    assert erase(two, two.charlie, "amendment", refs(two)[1]).url == "/carnet"
    two.slot()
    assert proposal(two, refs(two)[1]).operations == []
    assert len(two.rows(AuthorAnswer)) == 1


def test_the_others_are_told_that_their_answer_is_waited_for(two: World) -> None:
    before = len(two.rows(Message))
    answer(two, two.bob, *refs(two), "accepted")
    two.slot()
    assert len(two.rows(Message)) == before + 1
