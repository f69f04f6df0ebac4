"""What is said in a room is typed on one page, and enters the forum through the slot, each as its card's."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from forum.collectives.models import Pending
from forum.core.errors import Invalid
from forum.core.models import Event
from forum.http.body import Body
from forum.identity.staff.models import StaffLog
from forum.texts.models import Document
from forum.texts.spoken.models import Spoken
from forum.workshops.models import Workshop
from forum.workshops.statements.forms import NAMES, Sheet, judged, written
from forum.workshops.statements.rules import CONSENTS, MOST
from tests.workshops.room import SAID, URL, Room
from tests.world import World


def test_three_people_name_contest_and_claim(world: World) -> None:
    room = Room(world)
    page = room.send(room.said(0, 0), room.said(1, 1, "rule"), room.said(2, 2, "principle"))
    assert (page.status, page.url) == (200, room.url)
    assert "3 paroles prises" in page.words
    assert world.rows(Document) == []
    assert world.browser().get(f"{room.url}/compte-rendu").status == 404, "nothing is public before the slot"
    assert world.slot() == 3
    assert {d.kind: d.college for d in world.rows(Document)} == {
        "grievance": "concerned", "mechanism": "concerned", "demand": "concerned",
    }  # fmt: skip
    assert {(s.workshop, s.consent) for s in world.rows(Spoken)} == {(room.workshop.ref, "aloud")}
    page = world.browser().get(f"{room.url}/compte-rendu")
    for said in SAID.values():
        assert said in page.words
    assert "Salle de quartier" not in page.words, "three statements and a place say who was there"
    assert "mars 2026" in page.words
    assert not re.search(r"\d+ mars 2026", page.words)


def test_each_text_says_where_it_comes_from(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"), room.said(2, 2, "principle"))
    world.slot()
    reader = world.browser()
    for document in world.rows(Document):
        path = {"grievance": "doleances", "mechanism": "mecanismes", "demand": "revendications"}[
            document.kind
        ]
        page = reader.get(f"/c/lorne/{path}/{document.ref}")
        assert "Recueillie en atelier" in page.words
        assert page.link("Recueillie en atelier") == f"{room.url}/compte-rendu"


def test_with_five_statements_the_place_is_told(world: World) -> None:
    room = Room(world)
    room.send(*(room.said(n, n, body=f"Il manque une visite sur {n + 2}.") for n in range(5)))
    world.slot()
    assert "Salle de quartier" in world.browser().get(f"{room.url}/compte-rendu").words


def test_what_is_wrong_comes_back_alone_and_the_rest_is_taken(world: World) -> None:
    room = Room(world)
    wrong = room.said(1, 1, body="On attend trois mois.", consent="")
    page = room.send(
        room.said(0, 0), wrong, room.said(2, 2, mark="ABC-DEF-GHJ-KLM", body="La porte est fermée.")
    )
    assert page.status == 422
    assert "1 parole prise" in page.words
    assert len(world.rows(Pending)) == 1
    assert page.one("textarea", name="body-0").text == "On attend trois mois."
    assert page.one("textarea", name="body-1").text == "La porte est fermée."
    assert "clair" in page.error("consent-0")
    assert "repère" in page.error("mark-1")
    assert page.one("input", name="mark-1").get("value") == "ABC-DEF-GHJ-KLM"
    assert SAID["grievance"] not in page.text
    page = room.browser.send("Envoyer", **{"consent-0": "hand", "mark-1": room.mark(2)})
    assert page.status == 200
    assert world.slot() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"body": ""}, "body-0"),
        ({"body": "x" * 2001}, "body-0"),
        ({"body": "a\x00b"}, "body-0"),
        ({"what": "autre"}, "what-0"),
        ({"since": ""}, "since-0"),
        ({"college": "autre"}, "college-0"),
        ({"mark": ""}, "mark-0"),
        ({"consent": "oui"}, "consent-0"),
        ({"concerned": "deux familles"}, "concerned-0"),
        ({"service": "x" * 161}, "service-0"),
    ],
)
def test_bad_input_stores_nothing(world: World, wrong: dict[str, str], field: str) -> None:
    room = Room(world)
    page = room.send(room.said(0, 0, **wrong))
    assert page.status == 422
    assert page.error(field)
    assert world.rows(Pending) == []
    assert [row.action for row in world.rows(StaffLog)] == []


def test_a_code_typed_for_a_mark_is_said_to_be_one(world: World) -> None:
    room = Room(world)
    page = room.send(room.said(0, 0, mark=room.code(0)))
    assert "que la personne garde" in page.error("mark-0")


def test_nothing_typed_is_no_session(world: World) -> None:
    room = Room(world)
    assert room.send().status == 422
    assert world.rows(Pending) == []
    page = room.typing().send("Envoyer", territory="ailleurs", **room.said(0, 0))
    assert page.status == 422
    assert page.error("territory")
    assert page.one("textarea", name="body-0").text == SAID["grievance"]


def test_sent_twice_on_a_bad_line_is_taken_once(world: World) -> None:
    room = Room(world)
    for _turn in range(2):
        room.send(room.said(0, 0), room.said(1, 1, "rule"))
    assert len(world.rows(Pending)) == 2
    world.slot()
    room.send(room.said(0, 0))
    world.slot()
    assert len(world.rows(Document)) == 2


def test_more_room_is_asked_for_without_sending(world: World) -> None:
    room = Room(world)
    browser = room.typing()
    before = len(browser.page.all("textarea"))
    page = browser.send("Plus de place", **room.said(5, 0))
    assert len([a for a in page.all("textarea") if a.get("name", "").startswith("body-")]) > before - 6
    assert page.one("textarea", name="body-0").text == SAID["grievance"]
    assert page.all("textarea", name="body-6")
    assert world.rows(Pending) == []


def test_the_guard_reads_every_statement(world: World) -> None:
    room = Room(world)
    page = room.send(room.said(0, 0), room.said(1, 1, body="Appelez le 06 12 34 56 78, elle vous dira."))
    assert page.status == 422
    assert len(world.rows(Pending)) == 1
    assert "06 12 34 56 78" in page.one("mark").text  # type: ignore[operator]
    page = room.browser.send("06 12 34 56 78")
    assert page.status == 422
    assert "06 12 34 56 78" not in page.one("textarea", name="body-0").text  # type: ignore[operator]
    assert len(world.rows(Pending)) == 1


def test_what_is_kept_in_spite_of_the_guard_is_read_by_another_first(world: World) -> None:
    room = Room(world)
    browser = room.typing()
    browser.send("Envoyer", **room.said(0, 0, body="Appelez le 06 12 34 56 78, elle vous dira."))
    page = browser.send("Garder tel quel, et faire relire")
    assert page.status == 200
    (row,) = world.rows(Pending)
    assert row.state == "held"
    page = world.browser(world.maud).get(f"/c/lorne/moderation/attente/{row.ref}")
    assert "06 12 34 56 78" in page.words
    assert room.workshop.ref not in page.words
    assert "aloud" not in page.words


def test_the_log_names_the_workshop_and_nothing_of_what_was_said(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 0, "rule"), room.said(2, 2, "principle"))
    world.slot()
    (row,) = world.rows(StaffLog)
    assert (row.action, row.subject) == ("workshop.gathered", room.workshop.ref)
    kept = json.dumps([r.model_dump(mode="json") for r in world.rows(StaffLog)])
    for document in world.rows(Document):
        assert document.ref not in kept
    assert room.mark(0) not in kept


def test_two_statements_of_one_card_share_nothing_in_the_database(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 0, "rule"), room.said(2, 1, "principle"))
    rows = world.rows(Pending)
    assert len({r.nul for r in rows}) == len({r.box for r in rows}) == 3
    world.slot()
    documents = world.rows(Document)
    assert len({d.nul for d in documents}) == len({d.voice for d in documents}) == 3
    signs = room.mark(0).replace("-", "")
    for row in (*rows, *documents, *world.rows(Spoken), *world.rows(Event), *world.rows(Workshop)):
        assert signs not in row.model_dump_json(exclude={"nul", "box"}).replace("-", "")


def test_one_voice_outside_any_workshop(world: World) -> None:
    """« Pour quelqu’un qui parle »: one statement, with what completes it, and a card copied by hand."""
    room = Room(world)
    browser = world.browser(room.fatou)
    page = browser.get(f"{URL}/parole")
    drawn = [e.text for e in page.all("strong", class_="code")]
    assert len(drawn) == 2
    more = {"often": "Chaque semaine", "service": "PMI", "concerned": "Des parents seuls"}
    more |= {"source": "La lettre affichée à l’accueil"}
    page = browser.send("Envoyer", territory="nord", **room.said(0, 0, mark=drawn[0] or "", **more))
    assert "1 parole prise" in page.words
    assert {r.day.isoformat() for r in world.rows(StaffLog)} == {"2026-03-01"}  # the month, not the day
    assert [(r.action, r.subject) for r in world.rows(StaffLog)] == [
        ("statement.gathered", "Collectif de la Lorne")
    ]
    world.slot()
    (document,) = world.rows(Document)
    page = world.browser().get(f"/c/lorne/doleances/{document.ref}")
    for words in (
        "Dite à une personne qui anime",
        "Chaque semaine",
        "PMI",
        "Des parents seuls",
        "La lettre affichée à l’accueil",
    ):
        assert words in page.words
    holder = world.browser()
    holder.get("/carte/parole")
    assert SAID["grievance"] in holder.send("Relire", code=drawn[1] or "").words


@pytest.mark.parametrize("path", ["/parole", "/{ref}/paroles"])
def test_only_who_facilitates_types(world: World, path: str) -> None:
    room = Room(world)
    url = URL + path.format(ref=room.workshop.ref)
    assert world.browser().get(url).status == 401
    for who in (world.alice, world.charlie, world.maud, world.harold):
        assert world.browser(who).get(url).status in (401, 403)
        assert world.act(who, url, territory="nord", **room.said(0, 0)) in (401, 403)
    assert world.browser(world.olga).get(url).status == 200
    assert world.rows(Pending) == []


def test_an_ended_session_loses_nothing(world: World) -> None:
    room = Room(world)
    browser = room.typing()
    browser.client.cookies.clear()
    browser.client.cookies.clear()
    page = browser.send("Envoyer", **room.said(0, 0))
    assert page.status in (401, 403)
    assert SAID["grievance"] in page.text


def test_a_circle_s_account_is_for_its_members(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    world.slot()
    with world.house.db.write() as tx:
        world.collective.reading = "members"
        tx.merge(world.collective)
    for path in ("compte-rendu", "compte-rendu.pdf"):
        assert world.browser().get(f"{room.url}/{path}").status == 404
        assert world.browser(world.charlie).get(f"{room.url}/{path}").status == 404
        assert world.browser(world.alice).get(f"{room.url}/{path}").status == 200


def test_on_postgresql_no_transaction_joins_what_is_public_to_who_typed(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    world.slot()
    if world.house.db.sqlite:
        return  # PostgreSQL alone says which transaction wrote a row
    with world.house.db.engine.connect() as connection:
        marks = {
            name: {x for (x,) in connection.execute(text(f"SELECT xmin::text FROM {name}"))}
            for name in ("text", "spoken", "staff_log")
        }
    assert marks["staff_log"].isdisjoint(marks["text"] | marks["spoken"])
    assert marks["text"] == marks["spoken"], "one batch, one transaction"


FIELD = st.sampled_from(NAMES)
TYPED = st.dictionaries(FIELD, st.text(max_size=40), max_size=len(NAMES))


@given(TYPED)
def test_any_statement_is_judged_or_named_field_by_field(typed: dict[str, str]) -> None:
    try:
        found = judged(typed)
    except Invalid as refused:
        assert refused.errors
        assert set(refused.errors) <= set(NAMES)
    else:
        assert found.form.consent in CONSENTS


@given(st.lists(TYPED, max_size=MOST + 5), st.data())
def test_what_comes_back_is_what_was_typed_in_its_order(
    places: list[dict[str, str]], data: st.DataObject
) -> None:
    """Of any page, with any of its statements refused: nothing typed is lost, nothing taken is asked again."""
    pairs = tuple((f"{name}-{n}", value) for n, one in enumerate(places) for name, value in one.items())
    sheet = Sheet.read(Body(pairs))
    assert sheet.typed == [one for one in places if written(one)][:MOST]
    kept = data.draw(st.sets(st.sampled_from(range(len(sheet.typed))))) if sheet.typed else set()
    before = list(sheet.typed)
    sheet.keep({n: {"body": "non"} for n in kept})
    assert sheet.typed == [before[n] for n in sorted(kept)]
    assert Sheet.read(Body(tuple(sheet.values.items()))).typed == sheet.typed
    assert set(sheet.errors) == {f"body-{n}" for n in range(len(kept))}
