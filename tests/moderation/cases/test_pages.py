"""A case from the report to the reasons read, by three roles, in browsers without JavaScript."""

import pytest

from forum.core.clock import at
from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff, StaffLog
from forum.moderation.cases.jobs import end_cases
from forum.moderation.cases.models import Case, CaseStep, Reasons
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report, ReportBox
from forum.texts.models import Document, Message
from tests.browser_lite import Page, words
from tests.leaving.sample import erasing
from tests.moderation.sample import (
    GROUND,
    HERE,
    REASON,
    TEXT,
    grievance,
    hide,
    moderate,
    report,
    report_as,
    witness,
)
from tests.world import World

PASSAGE = "La chambre du fond reste fermée"


def moderator(world: World, name: str, *more: str) -> Viewer:
    with world.house.db.write() as tx:
        viewer = world._staff(tx, name, "moderator")
        for role in more:
            staff.give_role(tx, tx.get_one(Staff, viewer.staff_id), world.collective.id, role)
    return viewer


def case(world: World, ref: str) -> Case:
    found: Case = next(c for c in world.rows(Case, Case.subject == ref) if c.open_on)
    return found


def mark_of(page: Page) -> str:
    return next((str(one.get("value")) for one in page.all("input", name="_csrf")), "")


def press(world: World, who: Viewer, ref: str, what: str, **typed: str) -> Page:
    """A button of the page of a case."""
    browser = world.browser(who)
    token = mark_of(browser.get(f"{HERE}/objets/{ref}"))
    return browser.post(f"{HERE}/dossiers/{case(world, ref).ref}/{what}", {"_csrf": token, **typed})


def test_from_the_report_to_the_reasons_read(world: World) -> None:
    ref = grievance(world)
    report_as(world, world.bob, ref, passage=PASSAGE, answer="1")
    report(world, ref, passage="  la chambre du   fond\nreste fermée ")
    assert [c.state for c in world.rows(Case)] == ["acknowledged"]
    browser = world.browser(world.maud)
    page = browser.get(HERE)
    for said in ("2 signalements", "dit 2 fois", PASSAGE, "On peut reconnaître quelqu’un"):
        assert said in page.words, said
    page = browser.get(f"{HERE}/objets/{ref}")
    assert "permettent de reconnaître" in words(page.one("textarea", name="facts"))
    assert browser.send("Je m’en occupe").words.count("Chez Maud") == 1
    page = browser.send(
        "Décider", measure="hide", ground=GROUND, reason=REASON, facts="La chambre, le couloir."
    )
    assert page.url == HERE
    told = world.browser(world.alice).get("/carnet").words
    (row,) = world.rows(Case)
    for said in ("a masqué ce que vous avez écrit", "La chambre, le couloir.", "Quelqu’un l’avait signalé.", GROUND,
                 "Aucun logiciel n’a décidé", REASON, "jusqu’au 2 septembre 2026", row.ref):  # fmt: skip
        assert told.count(said) == 1, said
    answer = world.browser(world.bob).get("/carnet").words
    assert "Votre signalement" in answer and REASON in answer and "masqué" in answer
    assert "La chambre, le couloir." not in answer
    assert world.rows(ReportBox) == []
    (statement,) = world.rows(Reasons)
    assert (statement.notice, statement.automated, statement.law) == (True, False, False)
    assert statement.decision == world.rows(Decision)[0].ref
    history = world.browser(world.maud).get(f"{HERE}/dossiers/{row.ref}")
    for said in ("pris, Maud", "décidé, Maud", "motif remis", "La chambre, le couloir.", "2 septembre 2026"):
        assert said in history.words, said
    public = world.browser().get(f"{HERE}/journal")
    for secret in ("La chambre, le couloir.", row.ref, "Maud", PASSAGE):
        assert secret not in public.text


def test_each_reason_brings_words_to_begin_with_and_they_can_be_changed(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.maud)
    page = browser.get(f"{HERE}/objets/{ref}")
    assert not (page.one("textarea", name="reason").text or "").strip()
    page = browser.follow("Contraire à la loi")
    assert "La loi interdit" in words(page.one("textarea", name="reason"))
    assert page.one("input", name="basis", value="law").get("checked") is not None
    browser.send("Décider", measure="keep", reason=REASON, ground="Article 24 de la loi de 1881")
    assert [(s.law, s.ground, s.notice) for s in world.rows(Reasons)] == [
        (True, "Article 24 de la loi de 1881", False)
    ]
    assert "d’elle-même" in world.browser(world.alice).get("/carnet").words
    assert world.browser(world.maud).get(f"{HERE}/objets/{ref}?modele=rien").status == 200


def test_what_is_hidden_is_mended_and_sent_again_by_its_author(world: World) -> None:
    ref = grievance(world)
    said = witness(world, ref, world.bob, "Chez nous, rue des Tilleuls.")
    hide(world, said)
    hide(world, ref)
    browser = world.browser(world.alice)
    page = browser.get("/carnet")
    assert [words(q) for q in page.all("blockquote")] == ["La chambre du fond reste fermée", TEXT, "toujours"]
    page = browser.follow("Écrire une version corrigée")
    assert page.url == "/c/lorne/doleances/nouvelle"
    browser.send("Envoyer", body="Une chambre reste fermée.", territory="nord", since="toujours")
    world.slot()
    assert "Une chambre reste fermée." in world.browser().get("/c/lorne/doleances").words
    other = world.browser(world.bob).get("/carnet")
    assert [words(q) for q in other.all("blockquote")] == ["Chez nous, rue des Tilleuls."]
    assert other.link("Écrire une version corrigée").startswith(f"/c/lorne/doleances/{ref}")
    for model in (Message, Case, CaseStep, Reasons):
        assert not any(
            "Tilleuls" in str(row) or b"Tilleuls" in str(row).encode() for row in world.rows(model)
        )
    moderate(world, f"{HERE}/objets/{ref}", measure="restore")
    assert len(world.browser(world.alice).get("/carnet").all("details")) == 1, "only for what is hidden"


def test_a_case_is_handed_over_with_its_history(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref)
    press(world, world.maud, ref, "prise")
    browser = world.browser(world.maud)
    browser.get(f"{HERE}/dossiers/{case(world, ref).ref}")
    page = browser.send("Confier", to=str(nora.staff_id), note="Je pars en congé.")
    assert page.url == HERE
    for said in ("Maud 0 · Nora 1", "Chez Nora"):
        assert said in page.words, said
    page = world.browser(nora).get(f"{HERE}/dossiers/{case(world, ref).ref}")
    assert "confié à quelqu’un d’autre, Maud : Je pars en congé." in page.words
    logged = sorted(r.action for r in world.rows(StaffLog, StaffLog.staff_name == "Maud"))
    assert logged == ["case.handed", "case.taken"], "in no order: their keys are drawn"


@pytest.mark.parametrize("to", ["", "0", "maud", "999", "-1", "9" * 30])
def test_a_case_goes_to_a_moderator_of_here_and_nothing_typed_is_lost(world: World, to: str) -> None:
    moderator(world, "Nora")
    ref = grievance(world)
    report(world, ref)
    browser = world.browser(world.maud)
    browser.get(f"{HERE}/dossiers/{case(world, ref).ref}")
    to = str(world.maud.staff_id) if to == "maud" else to
    page = browser.send("Confier", to=to, note="Un mot.")
    assert page.status == 422
    assert page.all("p", id="f-to-e")
    assert words(page.one("textarea", name="note")) == "Un mot."
    assert case(world, ref).handler == 0


def test_who_is_concerned_stands_aside_for_good(world: World) -> None:
    nora, ref = moderator(world, "Nora"), grievance(world)
    report(world, ref)
    press(world, world.maud, ref, "prise")
    page = press(world, world.maud, ref, "retrait")
    assert "Vous avez dit être concerné·e" in page.words
    assert "Votre décision" in page.words and not page.all("input", name="measure")
    assert case(world, ref).handler == 0
    typed = {"measure": "hide", "ground": GROUND, "reason": REASON}
    browser = world.browser(world.maud)
    token = mark_of(browser.get(f"{HERE}/dossiers/{case(world, ref).ref}"))
    assert browser.post(f"{HERE}/objets/{ref}/decisions", {**typed, "_csrf": token}).status == 403
    assert press(world, world.maud, ref, "prise").status == 403
    browser = world.browser(nora)
    browser.get(f"{HERE}/dossiers/{case(world, ref).ref}")
    assert "Cette personne a dit être concernée" in browser.send("Confier", to=str(world.maud.staff_id)).words
    browser.get(f"{HERE}/objets/{ref}")
    assert browser.send("Décider", **typed).url == HERE
    late = world.browser(world.maud)
    late.get(f"{HERE}/objets/{ref}")
    assert "Vous avez dit être concerné·e" in late.page.words, "of this subject, not of this case alone"


def test_a_moderator_never_decides_where_they_speak(world: World) -> None:
    both = moderator(world, "Mona", "organiser")
    browser = world.browser(both)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send(
        "Envoyer", title="Mot de l’équipe", body="Un mot de l’équipe.", territory="nord", since="hier"
    )
    ref = world.rows(Document)[0].ref
    under = witness(world, ref, world.bob, "Chez nous aussi.")
    for one in (ref, under):
        page = world.browser(both).get(f"{HERE}/objets/{one}")
        assert "Vous êtes intervenu·e dans cette discussion" in page.words
        assert not page.all("input", name="measure")
    assert world.rows(Case) == []
    elsewhere = grievance(world)
    assert world.browser(both).get(f"{HERE}/objets/{elsewhere}").all("input", name="measure")
    assert hide(world, under).url == HERE, "another moderator decides"


def test_what_hangs_on_a_hidden_text_waits_and_comes_back_with_it(world: World) -> None:
    ref = grievance(world)
    said = witness(world, ref, world.bob, "Chez nous, rue des Tilleuls.")
    report(world, said)
    assert case(world, said).state == "received"
    hide(world, ref)
    assert case(world, said).state == "cascade"
    page = world.browser(world.maud).get(HERE)
    assert "Rien n’est signalé." in page.words
    page = world.browser(world.maud).get(f"{HERE}/objets/{said}")
    assert "on n’en décide pas tant que cela dure" in page.words
    typed = {"measure": "hide", "ground": GROUND, "reason": REASON}
    assert world.act(world.maud, f"{HERE}/objets/{said}/decisions", **typed) == 409
    assert "dans votre carnet" in report_as(world, world.charlie, said, answer="1").words
    assert case(world, said).state == "cascade", "whoever reports it meanwhile is answered all the same"
    moderate(world, f"{HERE}/objets/{ref}", measure="restore")
    assert case(world, said).state == "triage"
    assert "Tilleuls" in world.browser(world.maud).get(HERE).words


def test_an_author_who_takes_a_text_away_ends_its_case(world: World) -> None:
    ref = grievance(world)
    report_as(world, world.bob, ref, passage=PASSAGE, answer="1")
    browser = world.browser(world.alice)
    browser.get(erasing(world, world.alice, "text", ref))
    browser.send("Effacer au prochain créneau")
    world.slot()
    (row,) = world.rows(Case)
    assert (row.state, row.open_on) == ("withdrawn", None)
    assert next(s.note for s in world.rows(CaseStep) if s.act == "withdraw").startswith(
        "Le texte a été retiré"
    )
    assert (world.rows(Report), world.rows(ReportBox)) == ([], [])
    assert "a été retiré par qui l’avait écrit" in world.browser(world.bob).get("/carnet").words
    assert "Rien n’est signalé." in world.browser(world.maud).get(HERE).words


def test_the_like_that_was_decided_before_is_shown(world: World) -> None:
    old = grievance(world)
    report(world, old, reason="insult")
    hide(world, old, reason="On y méprise une personne, pas une pratique.")
    new = grievance(world, body="Un autre texte. Et sa suite.")
    report(world, new, reason="insult")
    page = world.browser(world.maud).get(f"{HERE}/objets/{new}")
    assert "Décidé ailleurs pour la même raison" in page.words
    assert "On y méprise une personne" in page.words
    report(world, new, reason="other")
    assert (
        "On y méprise" not in world.browser(world.maud).get(f"{HERE}/objets/{new}?modele=false_figure").words
    )


def test_a_new_matter_is_a_new_case_that_points_at_the_one_before(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    report(world, ref, reason="insult")
    first, second = sorted(world.rows(Case), key=lambda c: bool(c.open_on))
    assert (first.state, second.state, second.previous) == ("told", "received", first.ref)
    hide(world, ref)
    states = {c.ref: c.state for c in world.rows(Case)}
    assert states == {first.ref: "published", second.ref: "told"}


def test_a_page_that_grew_old_decides_nothing(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    browser = world.browser(world.maud)
    browser.get(f"{HERE}/objets/{ref}")
    old = browser.page
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    report(world, ref, reason="insult")
    browser.page = old
    page = browser.send("Décider", measure="hide", ground=GROUND, reason=REASON)
    assert page.status == 409
    assert len(world.rows(Decision)) == 1
    assert case(world, ref).state == "received"


def test_six_months_later_it_is_over_and_what_reporters_wrote_goes(world: World) -> None:
    ref = grievance(world)
    report(world, ref, passage=PASSAGE)
    hide(world, ref)
    world.clock.now = at("2026-09-02")
    assert end_cases(world.house) == 0
    assert len(world.rows(Report)) == 1
    world.clock.now = at("2026-09-03")
    assert end_cases(world.house) == 1
    assert [c.state for c in world.rows(Case)] == ["published"]
    assert world.rows(Report) == []
    assert len(world.rows(Reasons)) == 1


PAGES = ["/dossiers/{ref}"]
FORMS = ["/dossiers/{ref}/prise", "/dossiers/{ref}/relais", "/dossiers/{ref}/retrait"]


def test_a_case_is_the_moderators_of_its_collective(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    own = case(world, ref).ref
    for path in PAGES:
        url = HERE + path.format(ref=own)
        assert world.browser().get(url).status == 401
        for who in (world.alice, world.charlie, world.olga, world.harold):
            assert world.browser(who).get(url).status == 403
    for path in FORMS:
        assert world.browser().post(HERE + path.format(ref=own), {}).status == 401
        assert world.act(world.alice, HERE + path.format(ref=own)) == 403
        assert world.act(world.olga, HERE + path.format(ref=own)) == 403
    world.other_collective("ailleurs")
    with world.house.db.write() as tx:
        far = world._staff(tx, "Farid", "moderator")
    for forged in ("inconnu", ref, own + "x", "a" * 300):
        assert world.browser(far).get(f"{HERE}/dossiers/{forged}").status == 404, forged
        assert world.act(far, f"{HERE}/dossiers/{forged}/prise") == 404, forged
    assert [(c.state, c.handler) for c in world.rows(Case)] == [("received", 0)]


def test_a_case_that_is_over_is_taken_by_nobody(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    own = case(world, ref).ref
    hide(world, ref)
    for path in ("prise", "retrait"):
        assert world.act(world.maud, f"{HERE}/dossiers/{own}/{path}") == 409
    assert world.act(world.maud, f"{HERE}/dossiers/{own}/relais", to="1") == 409
    page = world.browser(world.maud).get(f"{HERE}/dossiers/{own}")
    assert "Confier ce dossier" not in [words(h) for h in page.all("h2")]
