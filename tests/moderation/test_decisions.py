"""Moderators' decisions: reasoned, public, read by the author; a hidden text leaves every list at once."""

import pytest
from sqlalchemy import event

from forum.core.models import Event
from forum.identity.staff.models import StaffLog
from forum.moderation.cases.models import Case
from forum.moderation.models import Decision
from forum.texts.models import Amendment, Document, Message
from forum.texts.search import search
from tests.moderation.sample import (
    GROUND,
    HERE,
    REASON,
    TEXT,
    grievance,
    hide,
    moderate,
    proposal,
    report,
    witness,
)
from tests.world import World

LIST = "/c/lorne/doleances"


def test_the_queue_shows_the_text_and_what_is_said_of_it(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    report(world, ref, reason="insult", explanation="Et le ton.")
    page = world.browser(world.maud).get(HERE)
    for words in (TEXT, "2 signalements", "On peut reconnaître quelqu’un", "Et le ton."):
        assert words in page.words
    document = world.rows(Document)[0]
    assert document.nul.hex() not in page.text
    assert document.voice in page.words


def test_a_hidden_text_leaves_lists_search_and_cache_at_once(world: World) -> None:
    ref = grievance(world)
    reader = world.browser()
    for url in (LIST, f"{LIST}?q=couloir", f"{LIST}/{ref}"):
        assert "chambre" in reader.get(url).words
    report(world, ref)
    assert hide(world, ref).url == HERE
    for url in (LIST, f"{LIST}?q=couloir", f"{LIST}?q=chambre"):
        assert "La chambre du fond" not in reader.get(url).words
    for url in (
        f"{LIST}/{ref}",
        f"/c/lorne/textes/{ref}/versions",
        f"/c/lorne/textes/{ref}/amendements/nouveau",
    ):
        page = reader.get(url)
        assert page.status == 410
        assert "chambre" not in page.text
        assert page.link("journal de modération") == f"{HERE}/journal"
    assert reader.get(f"{HERE}/signalements/nouveau?objet={ref}").status == 404
    assert "chambre" not in " ".join(row.title for row in world.rows(Event))
    assert [(row.state, row.measure, row.open_on) for row in world.rows(Case)] == [("told", "hide", None)]
    with world.house.db.read() as tx:
        assert list(search(tx, world.collective.id, "couloir")) == []
    assert world.browser(world.maud).get(f"{LIST}/{ref}").status == 200


def test_the_author_reads_why_at_the_next_visit(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    page = world.browser(world.alice).get("/carnet")
    assert "La modération a masqué ce que vous avez écrit." in page.words
    assert GROUND in page.words
    assert REASON in page.words
    assert "masqué par la modération" in page.words
    assert REASON not in world.browser(world.bob).get("/carnet").words
    assert REASON.encode() not in world.rows(Message)[0].sealed


def test_a_restored_text_comes_back(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    assert "La chambre du fond" in world.browser(world.maud).get(HERE).words
    moderate(
        world, f"{HERE}/objets/{ref}", measure="restore", reason="Relu à trois : rien n’y désigne personne."
    )
    assert "chambre" in world.browser().get(f"{LIST}?q=couloir").words
    assert world.browser().get(f"{LIST}/{ref}").status == 200
    assert "a rétabli" in world.browser(world.alice).get("/carnet").words
    assert any("chambre" in row.title for row in world.rows(Event))


def test_a_text_kept_closes_its_reports(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    moderate(world, f"{HERE}/objets/{ref}", measure="keep")
    assert "Rien n’est signalé." in world.browser(world.maud).get(HERE).words
    assert world.browser().get(f"{LIST}/{ref}").status == 200
    assert "laissé tel quel" in world.browser().get(f"{HERE}/journal").words


def test_a_testimony_and_a_proposal_can_be_hidden(world: World) -> None:
    ref = grievance(world)
    said = witness(world, ref, world.bob, "Chez nous, rue des Tilleuls.")
    change = proposal(world, ref, world.bob, "Pour nommer le chef")
    hide(world, said)
    hide(world, change)
    page = world.browser().get(f"{LIST}/{ref}")
    assert "Tilleuls" not in page.words
    assert "nommer le chef" not in page.words
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert page.status == 410
    assert "plus douce" not in page.text
    assert world.rows(Amendment)[0].hidden
    assert world.browser(world.bob).get("/carnet").words.count(REASON) == 2
    assert world.browser(world.alice).post(
        f"/c/lorne/reponses/{world.alias(world.alice, ref, change)}", {"verdict": "accepted", "reason": "Oui"}
    ).status in (403, 410)


def test_the_journal_leaks_nothing(world: World) -> None:
    ref = grievance(world)
    report(world, ref)
    hide(world, ref)
    document = world.rows(Document)[0]
    page = world.browser().get(f"{HERE}/journal")
    assert "Doléance : masqué" in page.words
    for told in (REASON, GROUND):
        assert told in page.words
    for secret in ("chambre", document.voice, document.nul.hex(), "Maud", ref, "Le détail"):
        assert secret not in page.text
    assert [(r.staff_name, r.action) for r in world.rows(StaffLog)] == [("Maud", "moderation.hide")]
    assert world.browser().get("/c/lorne").link("Journal de modération") == f"{HERE}/journal"


def test_the_journal_goes_page_by_page(world: World) -> None:
    ref = grievance(world)
    with world.house.db.write() as tx:
        for n in range(23):
            tx.add(
                Decision(
                    collective_id=world.collective.id,
                    subject=ref,
                    subject_kind="grievance",
                    measure="keep",
                    ground="Charte",
                    reason=f"Motif numéro {n:02}.",
                    day=world.clock().today,
                )
            )
    browser = world.browser()
    first = browser.get(f"{HERE}/journal").words
    second = browser.follow("La suite de la liste").words
    seen = [n for n in range(23) if f"numéro {n:02}." in first] + [
        n for n in range(23) if f"numéro {n:02}." in second
    ]
    assert sorted(seen) == list(range(23))
    for forged in ("demain", "2026-01-01.x", "2026-01-01.99999999999999999999999"):
        assert browser.get(f"{HERE}/journal?apres={forged}").words.count("numéro") == 20


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"reason": "Trop court."}, "reason"),
        ({"reason": ""}, "reason"),
        ({"ground": ""}, "ground"),
        ({"ground": "x" * 201}, "ground"),
    ],
)
def test_a_decision_without_a_reason_is_refused(world: World, bad: dict[str, str], field: str) -> None:
    ref = grievance(world)
    page = hide(world, ref, **bad)
    assert page.status == 422
    assert page.error(field)
    assert world.rows(Decision) == []
    assert not world.rows(Document)[0].hidden


def test_a_reason_that_repeats_a_number_is_refused(world: World) -> None:
    ref = grievance(world)
    page = hide(world, ref, reason="Ce texte donne le numéro 06 12 34 56 78 d’une mère.")
    assert page.status == 422
    assert "numéro de téléphone" in page.words
    assert world.rows(Decision) == []


def test_deciding_twice_says_that_it_is_done(world: World) -> None:
    ref = grievance(world)
    hide(world, ref)
    assert moderate(world, f"{HERE}/objets/{ref}", measure="hide").status == 409
    assert moderate(world, f"{HERE}/objets/{ref}", measure="burn").status == 422
    assert len(world.rows(Decision)) == 1


PAGES = ["", "/objets/{ref}", "/objets/{ref}/suspension", "/attente", "/attente/{ref}"]
FORMS = ["/objets/{ref}/decisions", "/objets/{ref}/suspension", "/attente/{ref}/decision"]


def test_only_moderators_come_here_and_organisers_are_not(world: World) -> None:
    ref = grievance(world)
    for path in PAGES:
        url = HERE + path.format(ref=ref)
        assert world.browser().get(url).status == 401
        for who in (world.alice, world.charlie, world.olga, world.harold):
            assert world.browser(who).get(url).status == 403
    for path in FORMS:
        assert world.browser().post(HERE + path.format(ref=ref), {"measure": "hide"}).status == 401
    assert world.browser(world.maud).get("/c/lorne/doleances").status == 200
    for path in ("/objets/inconnu", "/objets/inconnu/suspension", "/attente/inconnu"):
        assert world.browser(world.maud).get(HERE + path).status == 404
    world.other_collective("ailleurs")
    assert world.browser(world.maud).get("/c/ailleurs/moderation").status == 403


def test_the_queue_costs_the_same_however_much_there_is(world: World) -> None:
    def queries() -> int:
        seen: list[str] = []

        def count(*args: object) -> None:
            seen.append(str(args[2]))

        browser = world.browser(world.maud)
        event.listen(world.house.db.engine, "before_cursor_execute", count)
        assert browser.get(HERE).status == 200
        event.remove(world.house.db.engine, "before_cursor_execute", count)
        return sum("site_version" not in statement for statement in seen)

    first = grievance(world)
    report(world, first)
    hide(world, grievance(world, body="Un premier texte masqué. Il le reste."))
    before = queries()
    for n in range(3):
        report(world, grievance(world, body=f"Autre texte {n}. Et sa suite."))
        hide(world, grievance(world, body=f"Texte masqué {n}. Et sa suite."))
    assert queries() == before
    assert before <= 18
