"""The room Suivre: what organisers record, what everybody reads, what the two colleges judge."""

import pytest
from sqlalchemy import event

from forum.collectives.models import Pending
from forum.core.clock import at
from forum.followups import actions
from forum.followups.models import Assessment, Commitment, Delivery, Reply
from forum.identity.staff.models import StaffLog
from forum.petitions.models import Petition
from tests.browser_lite import Page, controls, words
from tests.followups.sample import BOARD, deliver, judge, petition, promise, promised, reply
from tests.world import World


def test_the_page_shows_well_before_any_delivery(world: World) -> None:
    code = petition(world, state="open")
    page = world.browser().get(BOARD)
    assert "Ouverte depuis 29 jours, pas encore remise." in page.words
    page = world.browser().get(f"{BOARD}/{code}")
    assert "Pas encore remise." in page.words
    assert "huit jours au plus" in page.words
    assert "à venir" in page.words


def test_only_what_is_closed_is_delivered(world: World) -> None:
    code = petition(world, state="open")
    assert "Fermez d’abord la pétition" in world.browser(world.olga).get(f"{BOARD}/{code}/remise").words
    browser = world.browser(world.olga)
    forms = [controls(form) for form in browser.get("/c/lorne/suites").all("form")]
    mark = next(form["_csrf"][0] for form in forms if "_csrf" in form)
    values = {"day": "2026-02-20", "recipient": "Le préfet", "_csrf": mark}
    assert browser.post(f"{BOARD}/{code}/remise", values).status == 409
    assert world.rows(Delivery) == []
    closed = petition(world, "Close")
    assert "Les signatures sont closes." in world.browser().get(f"{BOARD}/{closed}").words
    assert "Signatures closes, pas encore remise." in world.browser().get(BOARD).words


def test_the_whole_way_to_a_promise_that_is_late(world: World) -> None:
    code = promised(world)
    assert world.rows(Petition)[0].state == "followed"
    page = world.browser().get(f"{BOARD}/{code}")
    assert "L’institution a répondu au bout de 5 jours." in page.words
    assert "L’institution dit qui fera quoi, et pour quand." in page.words
    assert "en cours Publier les deux postes" in page.words
    assert page.link("lorne.example") == "https://lorne.example/compte-rendu"
    world.clock.now = at("2026-03-16")
    assert "en retard Publier les deux postes" in world.browser().get(f"{BOARD}/{code}").words
    assert _figures(world) == ["1", "0", "1", "0"]
    done = [(row.staff_name, row.action) for row in world.rows(StaffLog)]
    assert {("Olga", f"{kind}.recorded") for kind in ("delivery", "reply", "commitment")} <= set(done)


def _figures(world: World) -> list[str]:
    """Promised, kept, late, unanswered, as the board shows them."""
    return [words(dd) for dd in world.browser().get(BOARD).all("dd")]


def test_silence_is_counted_and_said_with_care(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    reply(world, code, "silence")
    page = world.browser().get(f"{BOARD}/{code}")
    assert "10 jours sans réponse." in page.words
    assert "passés le 20 avril 2026" in page.words
    world.clock.now = at("2026-04-20")
    page = world.browser().get(f"{BOARD}/{code}")
    assert "Les deux mois sont passés depuis le 20 avril 2026." in page.words
    assert "En principe, deux mois de silence" in page.words
    assert "L. 231-4" in page.words
    assert _figures(world) == ["0", "0", "0", "1"]


def test_recording_twice_is_recording_once(world: World) -> None:
    code = petition(world)
    for _ in range(2):
        deliver(world, code)
        reply(world, code)
        promise(world, code)
    assert [len(world.rows(m)) for m in (Delivery, Reply, Commitment)] == [1, 1, 1]


def test_a_code_in_which_a_first_name_could_be_read_is_nobody(world: World) -> None:
    """Codes are drawn: one in three thousand holds a word of the guard's lists, and nobody wrote it."""
    petition(world, code="557x5seb")
    deliver(world, "557x5seb")
    reply(world, "557x5seb")
    promise(world, "557x5seb")
    assert len(world.rows(Commitment)) == 1


def test_both_colleges_judge_at_the_slot_and_may_change_their_mind(world: World) -> None:
    code = promised(world)
    pros = [world.alice, *(world.carnet(f"pro {n}", "professional") for n in range(4))]
    people = [world.bob, *(world.carnet(f"con {n}", "concerned") for n in range(4))]
    for who in [*pros, *people]:
        judge(world, code, who, "Tenu")
    assert world.rows(Assessment) == []
    assert world.slot() == 10
    page = world.browser().get(f"{BOARD}/{code}")
    assert "5 disent tenu, 0 pas tenu" in page.words
    assert "tenu Publier les deux postes" in page.words
    judge(world, code, world.alice, "Pas tenu")
    judge(world, code, world.alice, "Tenu")
    judge(world, code, world.alice, "Pas tenu")
    assert len(world.rows(Pending)) == 1
    world.slot()
    assert "4 disent tenu, 1 pas tenu" in world.browser().get(f"{BOARD}/{code}").words
    with world.house.db.read() as tx:
        row = world.rows(Commitment)[0]
        assert actions.recount(tx, row) == {
            "kept_professional": row.kept_professional,
            "kept_concerned": row.kept_concerned,
            "broken_professional": row.broken_professional,
            "broken_concerned": row.broken_concerned,
        }
    assert len(world.rows(Assessment)) == 10


def test_few_voices_are_not_told_apart(world: World) -> None:
    code = promised(world)
    judge(world, code, world.alice, "Pas tenu")
    world.slot()
    page = world.browser().get(f"{BOARD}/{code}")
    assert "moins de 5 évaluations" in page.words
    assert "disent tenu" not in page.words


def test_allies_open_carnets_and_staff_do_not_judge(world: World) -> None:
    code = promised(world)
    for who in (world.charlie, world.carnet("ally", "ally"), world.olga, world.maud):
        judge(world, code, who, "Tenu")
    assert world.rows(Pending) == []
    url = f"{BOARD}/{code}/engagements/{world.rows(Commitment)[0].ref}/evaluation"
    assert world.browser().post(url, {"verdict": "kept"}).status == 401
    page = world.browser(world.charlie).get(f"{BOARD}/{code}")
    assert page.form("Tenu") is not None


def test_an_assessment_of_nothing_and_with_no_verdict(world: World) -> None:
    code = promised(world)
    ref = world.rows(Commitment)[0].ref
    other = petition(world, "Une autre")
    anyone = world.browser()
    assert anyone.post(f"{BOARD}/{code}/engagements/xxxx/evaluation", {"verdict": "kept"}).status == 404
    assert anyone.post(f"{BOARD}/{other}/engagements/{ref}/evaluation", {"verdict": "kept"}).status == 404
    assert anyone.post(f"{BOARD}/{code}/engagements/{ref}/evaluation", {"verdict": "peut-être"}).status == 422
    assert world.rows(Pending) == []


@pytest.mark.parametrize("form", ["remise", "reponse", "engagements"])
def test_only_organisers_record(world: World, form: str) -> None:
    code = petition(world)
    assert world.browser().get(f"{BOARD}/{code}/{form}").status == 401
    assert world.browser().post(f"{BOARD}/{code}/{form}", {"day": "2026-02-20"}).status == 401
    for who in (world.alice, world.charlie, world.maud, world.harold):
        assert world.browser(who).get(f"{BOARD}/{code}/{form}").status == 403
    assert world.browser(world.olga).get(f"{BOARD}/inconnu/{form}").status == 404


def test_another_collectives_petition_and_a_draft_do_not_exist_here(world: World) -> None:
    other = world.other_collective("ailleurs")
    code = petition(world, "Ailleurs", other)
    draft = petition(world, "En préparation", state="draft")
    for wrong in (code, draft):
        assert world.browser().get(f"{BOARD}/{wrong}").status == 404
        assert world.browser(world.olga).get(f"{BOARD}/{wrong}/remise").status == 404
    assert "Ailleurs" not in world.browser().get(BOARD).words
    assert "En préparation" not in world.browser(world.olga).get(BOARD).words


def test_a_member_only_board_does_not_exist_for_strangers(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    code = petition(world, "Secret", secret)
    for who in (None, world.charlie, world.alice):
        assert world.browser(who).get("/c/secret/suites").status == 404
        assert world.browser(who).get(f"/c/secret/suites/{code}").status == 404


def test_dates_in_the_wrong_order_are_named(world: World) -> None:
    code = petition(world)
    deliver(world, code, "2026-01-31")
    deliver(world, code, "2026-03-03")
    assert world.rows(Delivery) == []
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/remise")
    page = browser.send("Enregistrer", day="2026-01-31", recipient="Le préfet")
    assert page.status == 422
    assert "ne peut pas précéder" in page.error("day")
    assert page.one("input", name="recipient").get("value") == "Le préfet"
    deliver(world, code)
    ref = world.rows(Delivery)[0].ref
    values = {"delivery": ref, "day": "2026-02-19", "label": "commitment", "text": "Oui.", "source": "Lettre"}
    page = _post(world, code, "reponse", values)
    assert "ne peut pas précéder la remise" in page.error("day")
    reply(world, code)
    browser.get(f"{BOARD}/{code}/engagements")
    page = browser.send("Enregistrer", owner="X", what="Y", due="2026-02-24", evidence="Z", source="S")
    assert "ne peut pas précéder la réponse" in page.error("due")
    assert world.rows(Commitment) == []


def _post(world: World, code: str, form: str, values: dict[str, str]) -> Page:
    browser = world.browser(world.olga)
    mark = controls(browser.get(f"{BOARD}/{code}/{form}").form("Enregistrer"))["_csrf"][0]
    return browser.post(f"{BOARD}/{code}/{form}", {**values, "_csrf": mark}, origin="http://testserver")


def test_references_of_elsewhere_are_refused_in_the_form(world: World) -> None:
    other, code = promised(world), petition(world, "Une autre")
    deliver(world, code)
    theirs = next(d for d in world.rows(Delivery) if d.ref != world.rows(Delivery)[0].ref)
    wrong = {d.ref for d in world.rows(Delivery)}
    said = {"day": "2026-02-25", "label": "refusal", "text": "Non.", "source": "Lettre"}
    pages = [_post(world, c, "reponse", {**said, "delivery": r}) for c in (other, code) for r in wrong]
    assert sorted(p.status for p in pages) == [200, 200, 422, 422]
    assert theirs.ref in wrong
    page = _post(world, code, "reponse", {**said, "delivery": "inconnue"})
    assert "une des remises" in page.error("delivery")


def test_a_promise_comes_from_a_reply_that_promises(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    reply(world, code, "stalling")
    browser = world.browser(world.olga)
    page = browser.get(f"{BOARD}/{code}/engagements")
    assert "Un engagement vient d’une réponse classée « engagement »" in page.words
    assert "comité, une étude, une charte ou une formation" in browser.get(f"{BOARD}/{code}").words


def test_personal_data_in_a_reply_is_shown_before_it_is_published(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    values = {
        "delivery": world.rows(Delivery)[0].ref,
        "day": "2026-02-25",
        "label": "refusal",
        "text": "Appelez Mme Durand au 06 12 34 56 78.",
        "source": "Lettre",
    }
    page = _post(world, code, "reponse", values)
    assert page.status == 422
    assert "numéro de téléphone" in page.words
    assert world.rows(Reply) == []
    page = _post(world, code, "reponse", {**values, "relaxed": "1"})
    assert page.status == 200
    assert len(world.rows(Reply)) == 1


def _queries(world: World, url: str) -> int:
    seen: list[str] = []

    def count(*args: object) -> None:
        if str(args[2]) != "BEGIN" and "site_version" not in str(args[2]):  # the front cache's own look
            seen.append(str(args[2]))

    event.listen(world.house.db.engine, "before_cursor_execute", count)
    assert world.browser().get(url).status == 200
    event.remove(world.house.db.engine, "before_cursor_execute", count)
    return len(seen)


def test_the_board_costs_the_same_however_much_there_is(world: World) -> None:
    code = promised(world)
    board, deep = _queries(world, BOARD), _queries(world, f"{BOARD}/{code}")
    for n in range(3):
        more = petition(world, f"Pétition {n}", institution=f"Institution {n}")
        deliver(world, more)
        reply(world, more)
        promise(world, more)
    promise(world, code, "2026-04-01")
    assert _queries(world, BOARD) == board
    assert _queries(world, f"{BOARD}/{code}") == deep
    assert board <= 7
    assert deep <= 10  # where it stands; on PostgreSQL, the collective read afresh


def test_one_button_stands_out_in_each_state(world: World) -> None:
    """Five acts at the same weight let whoever comes once a month look for the one that is due."""
    code = petition(world)

    def first(who: object = world.olga) -> list[str]:
        page = world.browser(who).get(f"{BOARD}/{code}")  # type: ignore[arg-type]
        return [words(e) for e in page.one("main").iter() if (e.get("class") or "").split() == ["btn"]]

    assert first() == ["Noter une remise"]
    assert first(None) == []
    deliver(world, code)
    assert first() == ["Noter une réponse"]
    reply(world, code)
    assert first() == ["Noter un engagement"]
    promise(world, code)
    assert first() == []
    world.clock.now = at("2026-03-20T09:00")
    assert first() == ["Relancer"]
    assert first(None) == []
    code = petition(world, "Ouverte", state="open")
    assert (first(), first(None)) == ([], ["La lire, la signer"])
