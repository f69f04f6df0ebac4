"""What is not public yet: released into the next batch, or refused with a reason; and voices held back."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from forum.collectives.models import Collective, Pending, Sanction
from forum.collectives.rules import margin
from forum.core.clock import Now, at
from forum.moderation.models import Decision
from forum.texts.models import Document
from tests.browser_lite import words
from tests.leaving.sample import erasing
from tests.moderation.sample import GROUND, HERE, REASON, grievance, moderate, witness
from tests.world import World

COMPLETE = at("2026-03-02T12:24:01")
PHONE = "Le standard du service, 03 29 12 34 56, ne répond jamais."


def send(world: World, body: str, *, relaxed: bool = False) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send("Envoyer", body=body, territory="nord", since="toujours")
    if relaxed:
        assert page.status == 422
        browser.send("Envoyer", relaxed="1")


def settle(world: World, verdict: str, **typed: str) -> int:
    url = f"{HERE}/attente/{world.rows(Pending)[0].ref}"
    return moderate(world, url, verdict=verdict, **typed).status


def test_what_the_guard_held_is_released_into_the_next_batch(world: World) -> None:
    send(world, PHONE, relaxed=True)
    assert world.slot() == 0
    assert "03 29 12 34 56" in world.browser(world.maud).get(HERE).words
    assert settle(world, "release") == 200
    row = world.rows(Pending)[0]
    assert row.state == "waiting"
    assert row.slot > world.clock().epoch
    assert world.slot() == 1
    assert "Doléance : publié après relecture" in world.browser().get(f"{HERE}/journal").words
    assert "ne répond" not in world.browser().get(f"{HERE}/journal").words


def test_a_moderator_reads_names_where_the_form_sent_codes(world: World) -> None:
    send(world, PHONE, relaxed=True)
    row = world.rows(Pending)[0]
    for url in (HERE, f"{HERE}/attente/{row.ref}"):
        page = world.browser(world.maud).get(url)
        said = [words(quote) for quote in page.all("blockquote")]
        assert "Lorne Nord" in said
        assert "nord" not in said
        assert row.ref not in said
    assert "Lieu" in page.words


def test_of_an_act_that_points_at_others_a_moderator_reads_the_words_alone(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony=PHONE)
    browser.send("Je le vis aussi", relaxed="1")
    row = next(row for row in world.rows(Pending) if row.kind == "testimony")
    page = world.browser(world.maud).get(f"{HERE}/attente/{row.ref}")
    assert [words(quote) for quote in page.all("blockquote")] == [PHONE]


def test_what_is_refused_goes_back_with_a_reason_and_does_not_slip_through(world: World) -> None:
    send(world, PHONE, relaxed=True)
    assert settle(world, "refuse") == 200
    page = world.browser(world.alice).get("/carnet")
    assert "Refusé avant publication" in page.words
    assert GROUND in page.words
    assert REASON in page.words
    send(world, PHONE, relaxed=True)
    assert [row.state for row in world.rows(Pending)] == ["held"]
    assert world.slot() == 0


def test_a_text_is_stopped_before_its_slot(world: World) -> None:
    send(world, "Un texte qui met quelqu’un en danger.")
    world.clock.now = COMPLETE
    page = world.browser(world.maud).get(f"{HERE}/attente")
    assert "Un texte qui met quelqu’un en danger" in page.words
    assert settle(world, "release") == 409
    assert settle(world, "refuse", reason="Trop court.") == 422
    assert settle(world, "refuse") == 200
    assert world.slot() == 0
    assert world.rows(Document) == []
    send(world, "Un texte qui met quelqu’un en danger.")
    assert world.slot() == 0
    assert world.rows(Decision)[0].measure == "refuse"


def test_a_moderator_who_reloads_learns_no_minute(world: World) -> None:
    """A batch is shown whole, once nothing can join it."""
    page = world.browser(world.maud)
    before = page.get(f"{HERE}/attente").words
    assert "complet à 12 h 24, et public à 13 h 00" in before
    send(world, "Un premier texte, du matin.")
    url = f"{HERE}/attente/{world.rows(Pending)[0].ref}"
    for moment in ("2026-03-02T10:00", "2026-03-02T12:24"):
        world.clock.now = at(moment)
        assert page.get(f"{HERE}/attente").words == before
        assert page.get(url).status == 404
        assert page.post(f"{url}/decision", {"verdict": "refuse"}).status in (403, 404)
    send(world, "Un second texte, de midi.")
    world.clock.now = COMPLETE
    complete = page.get(f"{HERE}/attente").words
    assert "du matin" in complete and "de midi" in complete
    assert page.get(url).status == 200
    send(world, "Un texte pour le lot d’après.")
    after = page.get(f"{HERE}/attente").words
    assert "lot d’après" not in after
    assert "complet à 18 h 24" in after


def test_who_leaves_is_not_a_moderator_s_business(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.alice)
    browser.get(erasing(world, world.alice, "text", ref))
    browser.send("Effacer au prochain créneau")
    (row,) = world.rows(Pending)
    world.clock.now = Now(row.slot - 1)
    assert row.kind == "erase.text"
    assert "Rien à lire" in world.browser(world.maud).get(f"{HERE}/attente").words
    assert world.browser(world.maud).get(f"{HERE}/attente/{row.ref}").status == 404


def test_moderators_see_no_echo_and_no_vote_that_waits(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony="")
    row = world.rows(Pending)[0]
    world.clock.now = Now(row.slot - 1)
    page = world.browser(world.maud).get(f"{HERE}/attente")
    assert "Rien à lire pour l’instant." in page.words
    assert world.browser(world.maud).get(f"{HERE}/attente/{row.ref}").status == 404


def test_a_voice_held_back_in_one_thread_is_held_back_in_all(world: World) -> None:
    mine, other = grievance(world, world.bob), grievance(world, body="Un autre fil. Sans lui.")
    until = (world.clock().today + timedelta(days=30)).isoformat()
    assert moderate(world, f"{HERE}/objets/{mine}/suspension", until=until).status == 200
    browser = world.browser(world.bob)
    for ref in (mine, other):
        browser.get(f"/c/lorne/doleances/{ref}")
        page = browser.send("Je le vis aussi", testimony="")
        assert page.status == 403
        assert REASON in page.words
    assert world.rows(Pending) == []
    assert "met votre voix en retrait" in world.browser(world.bob).get("/carnet").words
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/doleances/{mine}")
    assert browser.send("Je le vis aussi", testimony="").status == 200
    page = world.browser().get(f"{HERE}/journal")
    assert "voix mise en retrait" in page.words
    world.clock.now = at("2026-04-10")
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{other}")
    assert browser.send("Je le vis aussi", testimony="").status == 200


def test_nothing_in_the_database_links_the_threads_of_a_voice_held_back(world: World) -> None:
    first = grievance(world, world.bob)
    second = grievance(world, body="Un autre fil. Avec lui.")
    witness(world, second, world.bob, "Chez moi aussi.")
    until = (world.clock().today + timedelta(days=30)).isoformat()
    moderate(world, f"{HERE}/objets/{first}/suspension", until=until)
    sanction = world.rows(Sanction)[0]
    page = world.browser(world.maud).get(f"{HERE}/objets/{first}")
    assert sanction.nul.hex() not in page.text
    elsewhere = world.bob.nul("voice", second)
    bearing = {t.name for t in SQLModel.metadata.sorted_tables if _holds(world, t.name, sanction.nul)}
    others = {t.name for t in SQLModel.metadata.sorted_tables if _holds(world, t.name, elsewhere)}
    assert bearing == {"sanction", "text"}
    assert others == {"text"}
    assert [d.ref for d in world.rows(Document) if d.nul == sanction.nul] == [first]
    assert [d.thread for d in world.rows(Document) if d.nul == elsewhere] == [second]


def _holds(world: World, table: str, secret: bytes) -> bool:
    with world.house.db.read() as tx:
        rows = tx.connection().execute(SQLModel.metadata.tables[table].select()).all()
    return any(bytes(v) == secret for row in rows for v in row if isinstance(v, (bytes, memoryview)))


@pytest.mark.parametrize("until", ["2026-03-02", "2020-01-01", "2027-12-31", "demain", ""])
def test_a_day_that_will_not_do_is_named(world: World, until: str) -> None:
    ref = grievance(world)
    page = moderate(world, f"{HERE}/objets/{ref}/suspension", until=until)
    assert page.status == 422
    assert page.error("until")
    assert page.one("input", name="ground").get("value") == GROUND
    assert (world.rows(Sanction), world.rows(Decision)) == ([], [])


def test_a_staff_text_has_no_voice_to_hold_back(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Mot de l’équipe.", territory="nord", since="hier")
    ref = world.rows(Document)[0].ref
    assert moderate(world, f"{HERE}/objets/{ref}/suspension", until="2026-03-20").status == 409
    assert world.rows(Sanction) == []


def test_a_longer_slot_shows_no_text_as_it_comes(world: World) -> None:
    """Whoever may change the setting and moderates would else see the minute of what was sent under the short one."""
    settings = {"slot_minutes": 10}
    for minutes in (10, 1440, 10):
        with world.house.db.write() as tx:
            place = tx.exec(select(Collective).where(Collective.slug == "lorne")).one()
            place.slot_minutes = settings["slot_minutes"] = minutes
            tx.add(place)
        if minutes == 10:
            browser = world.browser(world.alice)
            browser.get("/c/lorne/doleances/nouvelle")
            browser.send("Envoyer", body=f"Le bus {settings}.", territory="nord", since="mai")
        page = world.browser(world.maud).get("/c/lorne/moderation/attente")
        assert "Le bus" not in page.words, minutes


def test_what_waited_before_it_was_remembered_is_read_with_its_slot(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Le bus.", territory="nord", since="mai")
    (row,) = world.rows(Pending)
    assert row.margin == margin(world.collective.slot_minutes) > 0
