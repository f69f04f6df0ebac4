"""The exact passage, the sealed answer with a carnet or with eight words, and what is hidden by precaution."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.identity.words import PhraseError, check, given_words
from forum.moderation import actions as moderation
from forum.moderation.cases.models import Case, CaseStep
from forum.moderation.models import Decision
from forum.moderation.reports import actions
from forum.moderation.reports.models import Report, ReportBox
from forum.moderation.reports.routes import REPORTS
from forum.moderation.reports.rules import BOXES, draw, folded, said_too, seed, stands_in
from forum.moderation.subjects.queries import find
from forum.petitions.models import Petition
from forum.texts.models import Document, Message
from forum.texts.search import search
from tests.browser_lite import Browser, Page, words
from tests.moderation.sample import HERE, REASON, TEXT, grievance, hide, moderate, report, report_as
from tests.petitions.scene import Scene
from tests.world import World

NAMED = "Monsieur Kévin Durand nous a crié dessus. Et le reste aussi."
LIST = "/c/lorne/doleances"
PEPPER = b"p" * 32


# -- the passage --------------------------------------------------------------------


@pytest.mark.parametrize(
    "passage",
    [
        "La chambre du fond",
        "la CHAMBRE\u00a0du  fond",
        "« La chambre du fond »",
        "fermée. Les\nenfants",
        "enfants dorment dans",
    ],
)
def test_a_passage_is_found_however_it_was_pasted(world: World, passage: str) -> None:
    ref = grievance(world)
    assert report(world, ref, passage=passage).title == "Merci, c’est transmis"
    assert len(world.rows(Report)) == 1


@pytest.mark.parametrize("passage", ["la chambre du haut", "xy", "…", "fond fermée"])
def test_words_that_are_not_there_are_asked_again_and_nothing_is_lost(world: World, passage: str) -> None:
    ref = grievance(world)
    page = report(world, ref, passage=passage, explanation="Relisez la fin.")
    assert page.status == 422
    assert "ne sont pas dans le texte" in page.error("passage")
    assert words(page.one("textarea", name="passage")) == passage
    assert words(page.one("textarea", name="explanation")) == "Relisez la fin."
    assert (world.rows(Report), world.rows(Case)) == ([], [])


@given(st.text(min_size=3, max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_cut_out_of_a_text_stands_in_it(passage: str, before: str, after: str) -> None:
    if len(folded(passage)) >= 3 and "](" not in before + passage + after:
        assert stands_in(passage, [before + " " + passage + " " + after])


def test_what_is_explained_is_kept_once_and_not_without_end() -> None:
    said = ""
    for n in range(500):
        said = said_too(said, f"Encore une phrase, la {n % 50}.")
    assert said.split("\n\n") == [f"Encore une phrase, la {n}." for n in range(50)]
    assert len(said_too("x" * 3990, "Une phrase de trop.")) == 3990


def test_ten_thousand_identical_reports_are_one_row_and_hide_nothing(world: World) -> None:
    ref = grievance(world)
    with world.house.db.write() as tx:
        subject = find(tx, world.collective, ref)
        for _n in range(200):
            moderation.report(tx, world.collective, subject, "insult", "Le ton.", world.clock(), "La chambre")
    with world.house.db.write() as tx:  # the others, without their savepoints
        tx.get_one(Report, world.rows(Report)[0].id).count += 9_800
    (row,) = world.rows(Report)
    assert (row.count, row.explanation) == (10_000, "Le ton.")
    assert len(world.rows(Case)) == 1
    assert len(world.rows(CaseStep)) == 1
    assert TEXT in world.browser().get(f"{LIST}/{ref}").words
    assert "dit 10000 fois" in world.browser(world.maud).get(HERE).words.replace("\u202f", "")


# -- the answer -----------------------------------------------------------------------


def code_of(page: Page) -> str:
    found = [words(li) for li in page.one("ol", class_="words").iter("li")]
    assert len(found) == 8
    return " ".join(found)


def ask(browser: Browser, typed: str) -> Page:
    browser.get(f"{HERE}/signalements/reponse")
    return browser.send("Lire la réponse", mots=typed)


def test_without_a_carnet_eight_words_open_the_answer(world: World) -> None:
    ref = grievance(world)
    page = report(world, ref, answer="1")
    code = code_of(page)
    assert page.headers["cache-control"] == "no-store"
    browser = world.browser()
    assert ask(browser, code).status == 422, "nothing is decided yet"
    hide(world, ref)
    page = ask(browser, code.upper().replace(" ", "  "))
    assert page.status == 200
    assert REASON in page.words and "masqué" in page.words
    assert ask(browser, code).status == 200, "and again"
    assert world.rows(ReportBox) == []
    sealed = [bytes(row.sealed) for row in world.rows(Message)]
    assert not any(REASON.encode() in one for one in sealed)
    file = b"".join(
        str(row).encode() for model in (Message, Case, Report, CaseStep) for row in world.rows(model)
    )
    assert not any(word.encode() in file for word in [code])


def test_wrong_words_and_words_too_early_read_alike(world: World) -> None:
    ref = grievance(world)
    code = code_of(report(world, ref, answer="1"))
    first, *rest = code.split()
    other = next(w for w in given_words() if w not in code)
    pages = [
        ask(world.browser(), typed)
        for typed in (code, " ".join([other, *rest]), first, "", "zzz " * 8, "x" * 5000, "\u202e" + code)
    ]
    assert {page.status for page in pages} == {422}
    assert len({page.error("mots") for page in pages}) == 1


def test_tries_are_counted(world: World) -> None:
    browser = world.browser()
    browser.get(f"{HERE}/signalements/reponse")
    form = browser.page
    statuses = []
    for _n in range(REPORTS + 1):
        browser.page = form
        statuses.append(browser.send("Lire la réponse", mots="un deux").status)
    assert statuses == [422] * REPORTS + [429]


def test_with_a_carnet_the_answer_is_in_the_carnet_and_goes_when_read(world: World) -> None:
    ref = grievance(world)
    for _twice in range(2):
        page = report_as(world, world.bob, ref, answer="1")
        assert "dans votre carnet" in page.words
        assert not page.all("ol", class_="words")
    (box,) = world.rows(ReportBox)
    assert bytes(box.box) == world.bob.box(actions.scope(ref))[1]
    assert bytes(box.box) != world.bob.box(ref)[1], "nothing leads to what they write in the thread"
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    browser = world.browser(world.bob)
    assert "laissé tel quel" in browser.get("/carnet").words
    browser.send("J’ai lu")
    world.slot()
    assert "Votre signalement" not in browser.get("/carnet").words
    assert "Votre signalement" not in world.browser(world.charlie).get("/carnet").words


def test_too_many_who_wait_are_told_by_the_journal(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    (case,) = world.rows(Case)
    with world.house.db.write() as tx:
        for n in range(BOXES):
            tx.add(ReportBox(case_id=case.id, box=n.to_bytes(32, "big")))
    page = report(world, ref, answer="1")
    assert "vous la lirez, avec son motif, au journal public" in page.words
    assert not page.all("ol", class_="words")
    assert len(world.rows(ReportBox)) == BOXES


def test_the_words_are_no_carnet_s_and_make_the_same_key_however_they_are_typed() -> None:
    choose = Random(5).randrange
    for _n in range(20):
        code = draw(choose, PEPPER)
        with pytest.raises(PhraseError):
            check(code, PEPPER)
        assert seed(code, PEPPER) == seed(f" 1. {code.upper()} ", PEPPER)
        assert seed(code, PEPPER) != seed(code, b"q" * 32)
    assert seed("trop peu", PEPPER) is None


# -- what is hidden until somebody has looked --------------------------------------------


def named(world: World) -> str:
    browser = world.browser(world.alice)
    browser.get(f"{LIST}/nouvelle")
    browser.send("Envoyer", body=NAMED, territory="nord", since="mai", title="Un chef")
    if browser.page.status == 422:
        browser.send("Envoyer", relaxed="1")
        world_row = world.rows(Document)
        assert world_row == []
        url = re.search(rf"{HERE}/attente/[a-z0-9]+", world.browser(world.maud).get(HERE).text)
        assert url
        moderate(world, url[0], verdict="release")
    world.slot()
    return str(next(d.ref for d in world.rows(Document) if d.title == "Un chef"))


def test_somebody_who_can_be_recognised_is_hidden_until_a_human_has_looked(world: World) -> None:
    ref = named(world)
    decisions = len(world.rows(Decision))
    report(world, ref, passage="Monsieur Kévin Durand")
    (case,) = world.rows(Case)
    assert case.precaution
    reader = world.browser()
    page = reader.get(f"{LIST}/{ref}")
    assert page.status == 410
    assert "Masqué par précaution" in page.words and "Personne n’a encore décidé" in page.words
    assert "Durand" not in page.text
    assert "Durand" not in reader.get(LIST).text
    with world.house.db.read() as tx:
        assert list(search(tx, world.collective.id, "crié")) == []
    assert len(world.rows(Decision)) == decisions, "nobody decided"
    assert "Votre texte est masqué par précaution" in world.browser(world.alice).get("/carnet").words
    desk = world.browser(world.maud)
    assert "Masqué par précaution : à lire d’abord." in desk.get(HERE).words
    offered = [i.get("value") for i in desk.get(f"{HERE}/objets/{ref}").all("input", name="measure")]
    assert [value for value in offered if value] == ["hide", "restore"]
    assert moderate(world, f"{HERE}/objets/{ref}/suspension", until="2026-04-01").status == 409
    moderate(world, f"{HERE}/objets/{ref}", measure="restore")
    assert reader.get(f"{LIST}/{ref}").status == 200
    assert "Un contrôle automatique l’avait masqué d’abord" in world.browser(world.alice).get("/carnet").words
    report(world, ref, passage="Monsieur Kévin Durand", explanation="Encore !")
    assert reader.get(f"{LIST}/{ref}").status == 200, "a human has looked: a report hides it no more"


@pytest.mark.parametrize(
    "typed",
    [
        {"reason": "insult", "passage": "Monsieur Kévin Durand"},
        {"reason": "identifiable", "passage": ""},
        {"reason": "identifiable", "passage": "Et le reste aussi"},
    ],
)
def test_nothing_else_that_reporters_do_hides_anything(world: World, typed: dict[str, str]) -> None:
    ref = named(world)
    for _n in range(5):
        report(world, ref, **typed)
    assert world.browser().get(f"{LIST}/{ref}").status == 200
    assert [case.precaution for case in world.rows(Case)] == [False]


def test_nobody_stops_a_petition_by_reporting_it(world: World) -> None:
    scene = Scene(world)
    with world.house.db.write() as tx:
        tx.get_one(Petition, scene.petition.id).body = "Monsieur Kévin Durand doit répondre. Et vite."
    page = report(world, scene.code, passage="Monsieur Kévin Durand")
    assert page.title == "Merci, c’est transmis"
    assert world.browser().get(scene.url).status == 200
    assert [case.precaution for case in world.rows(Case)] == [False]


# -- what cannot be reported ----------------------------------------------------------------


def test_the_journal_is_not_reported(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    line = world.rows(Decision)[0].ref
    page = world.browser().get(f"{HERE}/signalements/nouveau?objet={line}")
    assert page.status == 409
    assert "ne se signale pas" in page.words
    answer = world.browser().post(f"{HERE}/signalements/nouveau", {"objet": line, "reason": "insult"})
    assert answer.status == 409
    case = world.rows(Case)[0].ref
    assert world.browser().get(f"{HERE}/signalements/nouveau?objet={case}").status == 404
    assert world.rows(Report) == []


def test_the_answer_s_page_is_open_to_whoever_reads_and_to_nobody_else(world: World) -> None:
    assert world.browser().get(f"{HERE}/signalements/reponse").status == 200
    world.other_collective("cercle", reading="members")
    assert world.browser().get("/c/cercle/moderation/signalements/reponse").status == 404
    assert world.browser().post("/c/cercle/moderation/signalements/reponse", {"mots": "a"}).status == 404
