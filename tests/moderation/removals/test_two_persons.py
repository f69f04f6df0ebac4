"""Nothing is destroyed by one person, nor before the delay: but at once for third persons' data and what the law forbids."""

import pytest

from forum.core.clock import at
from forum.moderation.cases.jobs import end_cases
from forum.moderation.cases.models import Case, Reasons
from forum.moderation.models import Decision
from forum.texts.models import Document, Version
from tests.browser_lite import Page, words
from tests.moderation.cases.test_pages import moderator
from tests.moderation.sample import GROUND, HERE, REASON, TEXT, grievance, hide, moderate, report, witness
from tests.petitions.scene import Scene
from tests.world import World

FACTS = "La chambre et le couloir."


def propose(world: World, ref: str, **typed: str) -> Page:
    browser = world.browser(world.maud)
    browser.get(f"{HERE}/objets/{ref}/suppression")
    return browser.send(
        "Proposer de supprimer", **{"ground": GROUND, "reason": REASON, "facts": FACTS, **typed}
    )


def case_of(world: World, ref: str) -> Case:
    found: Case = next(c for c in world.rows(Case, Case.subject == ref) if c.open_on)
    return found


def words_kept(world: World) -> str:
    return " ".join(str(version.fields) for version in world.rows(Version))


def test_two_persons_are_asked_and_nothing_goes_before_the_delay(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref, reason="insult")
    assert "une seconde personne doit confirmer" in propose(world, ref).words
    own = case_of(world, ref).ref
    assert case_of(world, ref).state == "proposed"
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words, "alone, nothing is taken away"
    assert world.rows(Decision) == []
    assert world.act(world.maud, f"{HERE}/dossiers/{own}/suppression") == 403, (
        "not by the one who proposed it"
    )
    assert moderate_now(world, ref) == 409
    browser = world.browser(nora)
    browser.get(f"{HERE}/objets/{ref}")
    page = browser.follow("La lire, et décider")
    for said in (TEXT, FACTS, REASON):
        assert said in page.words
    assert browser.send("Confirmer la suppression").url == HERE
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 410
    assert "Doléance : supprimé" in world.browser().get(f"{HERE}/journal").words
    told = world.browser(world.alice).get("/carnet").words
    for said in ("Deux personnes l’ont lu et décidé", FACTS, REASON, "jusqu’au 2 septembre 2026"):
        assert said in told, said
    assert [s.measure for s in world.rows(Reasons)] == ["remove"]
    world.clock.now = at("2026-09-02")
    assert end_cases(world.house) == 0
    assert "dorment" in words_kept(world)
    world.clock.now = at("2026-09-03")
    assert end_cases(world.house) == 1
    assert "dorment" not in words_kept(world)
    assert end_cases(world.house) == 0


def moderate_now(world: World, ref: str) -> int:
    typed = {"measure": "hide", "ground": GROUND, "reason": REASON}
    return world.act(world.maud, f"{HERE}/objets/{ref}/decisions", **typed)


@pytest.mark.parametrize(
    ("reason", "basis"), [("identifiable", "charter"), ("illegal", "law"), ("insult", "law")]
)
def test_third_persons_and_the_law_do_not_wait(world: World, reason: str, basis: str) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref, reason=reason)
    propose(world, ref, basis=basis)
    assert "dorment" in words_kept(world)
    assert world.act(nora, f"{HERE}/dossiers/{case_of(world, ref).ref}/suppression") == 303
    assert "dorment" not in words_kept(world)
    assert world.rows(Document) == []
    assert REASON in world.browser(world.alice).get("/carnet").words, "told all the same"
    assert [s.facts for s in world.rows(Reasons)] == [""], "what quoted it went with it"
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 404


def test_a_removal_that_is_set_aside_was_never_said(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    propose(world, ref)
    own = case_of(world, ref).ref
    browser = world.browser(nora)
    browser.get(f"{HERE}/dossiers/{own}/suppression")
    page = browser.send("Écarter la suppression", why="Non.")
    assert page.status == 422 and page.error("why")
    assert words(page.one("textarea", name="why")) == "Non."
    browser.send("Écarter la suppression", why="Ce passage peut être masqué, il suffit.")
    assert case_of(world, ref).state == "triage"
    assert (world.rows(Reasons), world.rows(Decision)) == ([], [])
    page = world.browser(nora).get(f"{HERE}/dossiers/{own}")
    assert "suppression écartée, Nora : Ce passage peut être masqué" in page.words
    hide(world, ref)
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 410


def test_what_was_hidden_first_is_removed_for_the_same_reason(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref)
    hide(world, ref)
    propose(world, ref)
    assert case_of(world, ref).reason == "identifiable"
    assert world.act(nora, f"{HERE}/dossiers/{case_of(world, ref).ref}/suppression") == 303
    assert world.rows(Document) == []


def test_one_that_is_restored_within_the_delay_is_not_destroyed(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref, reason="insult")
    propose(world, ref)
    world.act(nora, f"{HERE}/dossiers/{case_of(world, ref).ref}/suppression")
    moderate(world, f"{HERE}/objets/{ref}", measure="restore")
    world.clock.now = at("2026-12-01")
    end_cases(world.house)
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words


def test_a_testimony_that_is_discussed_leaves_its_place(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    said = witness(world, ref, world.bob, "Chez nous, rue des Tilleuls.")
    report(world, said)
    propose(world, said)
    assert world.act(nora, f"{HERE}/dossiers/{case_of(world, said).ref}/suppression") == 303
    assert "Tilleuls" not in words_kept(world)
    assert world.browser().get(f"/c/lorne/doleances/{ref}").status == 200


def test_what_the_team_publishes_is_not_removed_here(world: World) -> None:
    scene = Scene(world)
    assert (
        "ne se supprime pas" in world.browser(world.maud).get(f"{HERE}/objets/{scene.code}/suppression").words
    )
    typed = {"ground": GROUND, "reason": REASON}
    assert world.act(world.maud, f"{HERE}/objets/{scene.code}/suppression", **typed) == 409
    assert world.rows(Case) == []


@pytest.mark.parametrize(
    "bad", [{"reason": "Trop court."}, {"ground": ""}, {"reason": "Appelez le 06 12 34 56 78, sa mère."}]
)
def test_a_removal_without_a_sound_reason_is_not_proposed(world: World, bad: dict[str, str]) -> None:
    ref = grievance(world)
    page = propose(world, ref, **bad)
    assert page.status == 422
    assert words(page.one("textarea", name="facts")) == FACTS
    assert (world.rows(Case), world.rows(Reasons)) == ([], [])


def test_only_moderators_and_only_what_is_proposed(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    own = case_of(world, ref).ref
    paths = (f"/objets/{ref}/suppression", f"/dossiers/{own}/suppression")
    for path in paths:
        assert world.browser().get(HERE + path).status == 401
        for who in (world.alice, world.charlie, world.olga, world.harold):
            assert world.browser(who).get(HERE + path).status == 403
            assert world.act(who, HERE + path) == 403
    assert world.act(world.olga, f"{HERE}/dossiers/{own}/suppression/refus", why=REASON) == 403
    for path in (f"/dossiers/{own}/suppression", f"/dossiers/{own}/suppression/refus"):
        assert world.act(world.maud, HERE + path, why=REASON) == 409, "nothing is proposed"
    for path in (
        "/dossiers/inconnu/suppression",
        "/dossiers/inconnu/suppression/refus",
        "/objets/inconnu/suppression",
    ):
        assert world.act(world.maud, HERE + path, why=REASON) == 404
    assert case_of(world, ref).state == "received"
