"""The quarter of an hour: useful, short, the same few queries however much there is."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from forum.core.viewer import Viewer
from forum.deliberation.models import Argument
from forum.notifications.quarter.rules import ESTIMATES, MINUTES, Act, queue
from forum.texts.models import Amendment, Document
from tests import rows
from tests.world import World

URL = "/quart-d-heure"
kinds = st.lists(st.sampled_from(list(ESTIMATES)), max_size=40)


def some(found: list[str]) -> list[Act]:
    return [Act(kind, f"{kind} {n}", "/", "c") for n, kind in enumerate(found)]


@given(kinds)
def test_it_fits_and_leaves_no_room_for_another_of_the_same(found: list[str]) -> None:
    acts = some(found)
    chosen = queue(acts)
    spent = sum(act.minutes for act in chosen)
    assert spent <= MINUTES
    assert len(set(chosen)) == len(chosen)
    left = [act for act in acts if act not in chosen]
    assert all(spent + act.minutes > MINUTES for act in left)


@given(kinds)
def test_the_first_of_a_kind_comes_before_the_second(found: list[str]) -> None:
    chosen = queue(some(found))
    for kind in ESTIMATES:
        titles = [act.title for act in chosen if act.kind == kind]
        assert titles == [f"{kind} {n}" for n, k in enumerate(found) if k == kind][: len(titles)]


def argument(tx: Session, about: Document, side: str, question: str = "usefulness", **options: Any) -> None:
    collective_id = about.collective_id
    said = Document(
        collective_id=collective_id, kind="argument", thread=about.ref, title=side, voice="x", **options
    )
    said.day = rows.DAY
    rows.keep(tx, said)
    rows.keep(tx, Argument(text_id=said.id, thread=about.ref, question=question, side=side))


def amendment(tx: Session, about: Document, nul: bytes = b"", state: str = "open") -> Amendment:
    made = Amendment(
        text_id=about.id,
        base=1,
        operations=[],
        reason="Plus clair",
        state=state,
        voice="x",
        nul=nul,
        day=rows.DAY,
    )
    rows.keep(tx, made)
    return made


def one_of_each(world: World) -> dict[str, Any]:
    place = rows.territory(world)
    with world.house.db.write() as tx:
        c = world.collective
        office = rows.institution(tx, c)
        grievance = rows.grievance(tx, c, place, "Une doléance à lire")
        demand = rows.demand(tx, c, office, "Une revendication soumise au vote", state="ballot")
        ballot = rows.ballot(tx, demand, None, closes=rows.DAY + timedelta(3))
        challenge = rows.text(tx, c, "challenge", "Une contestation sans réponse")
        argument(tx, challenge, "for")
        change = amendment(tx, rows.grievance(tx, c, place, "Un texte à relire"))
        promise = rows.commitment(
            tx, rows.petition(tx, c, office), "Recruter deux puéricultrices", rows.DAY - timedelta(9)
        )
    return {
        "grievance": grievance,
        "ballot": ballot,
        "demand": demand,
        "amendment": change,
        "commitment": promise,
    }


def test_a_visitor_sees_what_could_be_done(world: World) -> None:
    made = one_of_each(world)
    page = world.browser().get(URL)
    for url in (
        f"/c/lorne/revendications/{made['demand'].ref}",
        f"/amendements/{made['amendment'].ref}",
        f"#e-{made['commitment'].ref}",
        "/c/lorne/contestations/",
    ):
        assert url in page.text
    assert "Environ 15 minutes en tout" in page.words
    assert "Ouvrir mon carnet" in page.words


def test_nothing_to_do_is_said_kindly(world: World) -> None:
    page = world.browser().get(URL)
    assert page.status == 200
    assert "Rien à faire en ce moment" in page.words


def test_what_one_did_or_wrote_is_not_asked_again(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars")
    world.slot()
    ref = world.rows(Document)[0].ref
    assert ref not in world.browser(world.alice).get(URL).text
    other = world.browser(world.bob)
    assert ref in other.get(URL).text
    other.get(f"/c/lorne/doleances/{ref}")
    other.send("Je le vis aussi", testimony="")
    assert ref not in other.get(URL).text  # it waits for its slot
    world.slot()
    assert ref not in world.browser(world.bob).get(URL).text
    assert ref in world.browser(world.charlie).get(URL).text


def test_one_s_own_proposals_are_not_there(world: World) -> None:
    with world.house.db.write() as tx:
        text = rows.text(tx, world.collective, "mechanism", "Un mécanisme")
        ref = amendment(tx, text, nul=world.alice.nul("voice", text.thread)).ref
        old = amendment(tx, text, state="refused").ref
    assert ref not in world.browser(world.alice).get(URL).text
    assert ref in world.browser(world.bob).get(URL).text
    assert old not in world.browser(world.bob).get(URL).text


@pytest.mark.parametrize(("name", "expected"), [("alice", True), ("charlie", False), ("olga", False)])
def test_a_vote_is_asked_only_of_those_who_may(world: World, name: str, expected: bool) -> None:
    made = one_of_each(world)
    viewer: Viewer = getattr(world, name)
    text = world.browser(viewer).get(URL).text
    assert (made["demand"].ref in text) is expected
    assert (made["commitment"].ref in text) is expected


def test_a_ballot_far_from_its_end_and_both_sides_heard_need_nobody(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        far = rows.demand(tx, world.collective, office, "Plus tard")
        rows.ballot(tx, far, None, closes=rows.DAY + timedelta(8))
        past = rows.demand(tx, world.collective, office, "Trop tard")
        rows.ballot(tx, past, None, closes=rows.DAY - timedelta(1))
        heard = rows.text(tx, world.collective, "challenge", "Débat complet")
        argument(tx, heard, "for")
        argument(tx, heard, "against")
        masked = rows.text(tx, world.collective, "challenge", "Débat masqué")
        argument(tx, masked, "for", hidden=True)
        rows.commitment(tx, rows.petition(tx, world.collective, office), "À venir", rows.DAY + timedelta(1))
    words = world.browser().get(URL).words
    for title in ("Plus tard", "Trop tard", "Débat complet", "Débat masqué", "À venir"):
        assert title not in words


@pytest.mark.parametrize("reading", ["members", "unlisted"])
def test_what_one_may_not_read_or_is_not_listed_stays_out(world: World, reading: str) -> None:
    secret = world.other_collective("secret", reading=reading)
    member = world.carnet("Ines", "concerned", secret)
    with world.house.db.write() as tx:
        rows.text(tx, secret, "grievance", "Entre nous")
    assert "Entre nous" in world.browser(member).get(URL).words
    for viewer in (None, world.alice, world.olga, world.harold):
        assert "Entre nous" not in world.browser(viewer).get(URL).words


@pytest.mark.parametrize("name", ["", "alice", "olga"])
def test_as_many_queries_however_much_there_is(world: World, name: str) -> None:
    seen: list[str] = []
    event.listen(world.house.db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    browser = world.browser(getattr(world, name) if name else None)

    def count() -> int:
        seen.clear()
        browser.get(URL)
        return len([s for s in seen if s.lstrip().upper().startswith("SELECT")])

    before = count()
    for n in range(3):
        one_of_each(world)
        world.other_collective(f"autre{n}", reading="members")
    assert count() == before
    assert before <= 13
