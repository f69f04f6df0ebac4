"""The quarter of an hour: useful, short, the same few queries however much there is."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from forum.collectives.models import Grant
from forum.core.viewer import Viewer
from forum.deliberation.models import Argument
from forum.grievances.models import Grievance
from forum.notifications.quarter.acts.queries import MORE
from forum.notifications.quarter.rules import ESTIMATES, MINUTES, Act, drawn, mark, queue, skipped, without
from forum.texts.models import Amendment, Document
from tests import rows
from tests.demands.asking import GOOD, asked, demands, reply
from tests.opinion_map.talks import asking as maps
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
    assert before <= 24


SEEDS = [bytes([n]) * 32 for n in range(60)]


def test_what_lacks_most_comes_first_and_the_rest_is_shared_out() -> None:
    """The same for a person all day; over many people, each of what is equal comes first about as often."""
    acts = [
        *(Act("echo", str(n), f"/{n}", "c") for n in range(6)),
        Act("echo", "peu entendue", "/x", "c", need=0),
    ]
    assert all(drawn(acts, seed)[0].title == "peu entendue" for seed in SEEDS)
    assert drawn(acts, SEEDS[0]) == drawn(acts[::-1], SEEDS[0])
    same = [Act("echo", str(n), f"/{n}", "c") for n in range(6)]
    first = Counter(drawn(same, seed)[0].title for seed in SEEDS)
    assert len(first) == 6
    assert max(first.values()) <= 20


def test_the_kind_that_lacks_most_begins() -> None:
    acts = [*some(["ballot", "echo"]), Act("argument", "seul", "/", "c", need=0)]
    assert queue(acts)[0].kind == "argument"


def test_what_is_left_for_later_leaves_its_place_to_the_next() -> None:
    acts = [Act("argument", str(n), f"/{n}", "c") for n in range(5)]
    seed = SEEDS[0]
    later = [mark(act, seed) for act in acts[:3]]
    assert [act.title for act in queue(without(acts, later, seed))] == ["3", "4"]
    assert without(acts, later, SEEDS[1]) == acts  # to somebody else, these marks are nothing
    assert skipped(".".join([*later, "x", "<script>", later[0], "ABCDEF12"])) == later
    assert len(skipped(".".join(f"{n:08x}" for n in range(999)))) == 100


def test_not_now_without_a_trace(world: World) -> None:
    with world.house.db.write() as tx:
        for n in range(20):
            rows.grievance(tx, world.collective, rows.territory(world), f"Doléance {n:02}")
    for viewer in (None, world.alice, world.charlie):
        browser = world.browser(viewer)
        page = browser.get(URL)
        first = page.all("h2")[-1]
        title = "".join(first.itertext())
        before = {t: len(world.rows(t)) for t in (Grant, Document)}
        page = browser.get(page.link(f"Pas maintenant : {title}"))
        assert page.status == 200
        assert title not in ["".join(h.itertext()) for h in page.all("h2")]
        assert len(page.all("h2")) == 15
        assert "set-cookie" not in page.headers
        assert browser.get(URL).words.count(title) >= 1  # what is in the address is nowhere else
        assert {t: len(world.rows(t)) for t in before} == before
        browser.get(page.link("Pas maintenant"))
        assert browser.follow("Revoir ce que j’ai laissé").url == URL


@pytest.mark.parametrize("asked", ["%00", "a" * 5000, "<b>", "..", "%ff%fe", "12345678.zzzzzzzz"])
def test_a_strange_address_leaves_nothing_out(world: World, asked: str) -> None:
    one_of_each(world)
    page = world.browser().get(f"{URL}?plus-tard={asked}")
    assert page.status == 200
    assert "Une revendication soumise au vote" in page.words
    assert "<b>" not in page.text


def test_the_page_is_the_same_all_day_and_another_tomorrow(world: World) -> None:
    with world.house.db.write() as tx:
        for n in range(40):
            rows.grievance(tx, world.collective, rows.territory(world), f"Doléance {n}")
    browser = world.browser(world.alice)
    today = browser.get(URL).words
    assert browser.get(URL).words == today
    assert world.browser(world.bob).get(URL).words != today
    world.clock.forward(86_400)
    assert world.browser(world.alice).get(URL).words != today


def test_a_college_that_is_little_heard_is_asked_first(world: World) -> None:
    """Two concerned persons in sight of thirty professionals: their echoes come first, and somebody could be asked."""
    other = world.other_collective("autre")
    with world.house.db.write() as tx:
        for n in range(30):
            mine = {"collective_id": world.collective.id, "nul": bytes([n]) * 32, "tier": "link"}
            rows.keep(tx, Grant(**mine, college="professional"))
        rows.grievance(tx, other, rows.territory(world), "Ailleurs", echo_concerned=20, echo_professional=20)
        place = rows.territory(world)
        rows.grievance(tx, world.collective, place, "Déjà dite", echo_concerned=20, echo_professional=20)
        rows.grievance(tx, world.collective, place, "Presque seule", echo_concerned=4, echo_professional=20)
    world.slot()
    page = world.browser(world.bob).get(URL)
    titles = [" ".join("".join(h.itertext()).split()) for h in page.all("h2")]
    assert [t for t in titles if not t.startswith("Collectif")] == ["Presque seule", "Déjà dite", "Ailleurs"]
    assert "On y entend peu votre collège." in page.words
    assert page.link("Collectif de la Lorne") == "/c/lorne/participation"
    assert "On y entend peu votre collège" not in world.browser(world.alice).get(URL).words


def test_small_counts_do_not_show_in_the_order(world: World) -> None:
    """One to four are the same word on the page, and the same here."""
    with world.house.db.write() as tx:
        place = rows.territory(world)
        made = [
            rows.grievance(tx, world.collective, place, f"D{n}", echo_concerned=n).ref for n in range(1, 5)
        ]

    def order() -> list[str]:
        text = world.browser(world.bob).get(URL).text
        return sorted(made, key=lambda ref: text.index(f"doleances/{ref}"))

    before = order()
    with world.house.db.write() as tx:
        for row in world.rows(Grievance):
            row.echo_concerned = 5 - row.echo_concerned
            tx.add(row)
    assert order() == before


def test_a_change_to_one_s_own_text_waits_for_its_author_alone(world: World) -> None:
    with world.house.db.write() as tx:
        thread = rows.text(tx, world.collective, "mechanism", "Mon mécanisme")
        thread.nul = world.alice.nul("voice", thread.thread)
        tx.add(thread)
        ref = amendment(tx, thread).ref
    page = world.browser(world.alice).get(URL)
    assert "On propose un changement à votre texte" in page.words
    assert page.text.count(ref) == 1
    assert "On propose un changement à votre texte" not in world.browser(world.bob).get(URL).words
    assert ref in world.browser(world.bob).get(URL).text


def test_an_open_consultation_until_it_is_answered(world: World) -> None:
    refs = demands(world)
    made = asked(world, refs)
    page = world.browser(world.alice).get(URL)
    assert f"/c/lorne/consultations/{made.ref}" in page.text
    assert "Répondre à une consultation ouverte" in page.words
    assert made.ref not in world.browser(world.charlie).get(URL).text  # no grant, no paper
    reply(world, world.alice, made, dict.fromkeys(refs, GOOD))
    assert made.ref not in world.browser(world.alice).get(URL).text  # it waits
    world.slot()
    assert made.ref not in world.browser(world.alice).get(URL).text


def test_a_phrase_of_an_open_map_until_all_are_answered(world: World) -> None:
    one = maps.asked(world)
    page = world.browser(world.alice).get(URL)
    words = [text for text in maps.PHRASES if text in page.words]
    assert len(words) == 1  # the one that this person would be asked now
    assert page.link(words[0]) == f"/c/lorne/carte/{one.ref}"
    for ref in maps.refs(world, one):
        maps.say(world, world.alice, one, ref)
    assert one.ref not in world.browser(world.alice).get(URL).text
    assert one.ref in world.browser(world.bob).get(URL).text
    assert one.ref not in world.browser(world.charlie).get(URL).text  # who cannot answer is not asked


def test_another_room_adds_its_own(world: World) -> None:
    def statements(_tx: Session, places: Any, _today: Any) -> list[tuple[int, str, str, str]]:
        return [(c, "statement", "Les réunions sont trop tard", "carte/abc") for c in places]

    MORE.append(statements)
    try:
        page = world.browser(world.charlie).get(URL)
    finally:
        MORE.remove(statements)
    assert page.link("Les réunions sont trop tard") == "/c/lorne/carte/abc"
    assert "environ 1 minute" in page.words
