"""What goes out with a text: its sources with what people said of them, and that it was heard in a room."""

import json
from dataclasses import replace
from typing import Any

import pytest

from forum.core.ids import new_ref
from forum.exports.documents import render_markdown
from forum.texts.models import Document, Evidence
from forum.texts.sources.models import Source
from forum.texts.spoken.models import Spoken
from tests import rows
from tests.counting import statements
from tests.exports.documents_sample import petition, platform
from tests.exports.test_documents import words
from tests.exports.test_open_data import HOME, get
from tests.exports.test_routes import get as fetch
from tests.exports.test_routes import plain, text_of
from tests.workshops.room import Room
from tests.world import World

REPORT = {
    "kind": "figure",
    "label": "40 postes vacants",
    "url": "https://example.org/r",
    "publisher": "Drees",
}
SAID = {"confirmed_professional": 5, "confirmed_concerned": 2, "disputed_concerned": 8, "dead_concerned": 6}


def cite(tx: Any, document: Document, counts: dict[str, int], **said: Any) -> Source:
    """A source of its own, cited by this text."""
    ref = new_ref()
    source = Source(collective_id=document.collective_id, key=ref, ref=ref, **counts)
    rows.keep(
        tx, source, Evidence(text_id=document.id, source=ref, **{"dated": "mars 2025", **REPORT, **said})
    )
    return source


def fill(world: World) -> dict[str, Any]:
    """A grievance that was said in a room and leans on a source; the demand that answers it leans on another."""
    where, room = rows.territory(world), Room(world)
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        demand = rows.demand(tx, world.collective, office, "Publier les postes vacants")
        grievance = rows.grievance(tx, world.collective, where, "Les visites supprimées")
        rows.keep(tx, Spoken(text_id=grievance.id, workshop=room.workshop.ref, consent="aloud"))
        rows.link(tx, demand, grievance)
        rows.ballot(tx, demand, rows.BOTH)
        source = cite(tx, grievance, SAID)
        cite(tx, demand, {}, kind="text", label="Code de la santé publique, L. 2112-2", url="", publisher="")
        cite(tx, demand, {}, kind="image", label="IMAGE MASQUÉE", picture="abcdefgh", hidden=True)
        made = rows.petition(tx, world.collective, office, demand)
        cahier = rows.platform(tx, world.collective, demand)
    home = f"/c/lorne/revendications/{demand.ref}.md"
    return {
        "source": source.ref, "room": room.workshop.ref, "demand": demand, "cahier": f"/c/lorne/cahiers/{cahier.ref}",
        "documents": [home, f"/c/lorne/cahiers/{cahier.ref}/cahier.md", f"/p/{made.code}/petition.md"],
        "pdfs": [f"/c/lorne/cahiers/{cahier.ref}/cahier.pdf", f"/p/{made.code}/petition.pdf"],
    }  # fmt: skip


def test_the_open_data_tell_the_sources_and_what_is_said_of_them(world: World) -> None:
    made = fill(world)
    (one,) = get(world, f"{HOME}/doleances")["items"][0]["sources"]
    base = world.settings.public_url
    assert {name: one[name] for name in (*REPORT, "dated", "ref")} == {
        **REPORT, "dated": "mars 2025", "ref": made["source"],
    }  # fmt: skip
    assert one["page"] == f"{base}/c/lorne/sources/{made['source']}"
    assert one["standing"] == "dead"
    assert one["confirmed"] == {"professional": 5, "concerned": None, "ally": None, "open": None}
    assert one["disputed"]["concerned"] == 8
    assert one["broken"]["concerned"] is None  # 8 - 6 would tell of two
    (law,) = get(world, f"{HOME}/revendications")["items"][0]["sources"]
    assert (law["kind"], law["standing"]) == ("text", "")
    assert "MASQUÉE" not in json.dumps(get(world, f"{HOME}/revendications"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("disputed", "dead", "told"), [(6, 6, 6), (11, 6, 6), (10, 6, None), (9, 4, None), (5, 0, None)]
)
def test_of_those_who_dispute_none_is_found_by_subtraction(
    world: World, disputed: int, dead: int, told: int | None
) -> None:
    where = rows.territory(world)
    with world.house.db.write() as tx:
        grievance = rows.grievance(tx, world.collective, where, "Les visites supprimées")
        cite(tx, grievance, {"disputed_professional": disputed, "dead_professional": dead})
    (one,) = get(world, f"{HOME}/doleances")["items"][0]["sources"]
    assert one["broken"]["professional"] == told
    assert one["disputed"]["professional"] == disputed


def test_what_was_heard_in_a_room_keeps_its_mark_in_the_open_data(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "principle"))
    alone = world.browser(room.fatou)
    alone.get("/c/lorne/ateliers/parole")
    alone.send("Envoyer", territory="nord", **room.said(0, 2, body="Le guichet ferme à midi."))
    world.act(world.alice, "/c/lorne/doleances", body="Le bus ne passe plus.", territory="nord", since="mars")
    world.slot()
    account = f"{world.settings.public_url}{room.url}/compte-rendu"
    heard = {one["text"]: one["heard"] for one in get(world, f"{HOME}/doleances")["items"]}
    assert heard == {
        "Les visites ont cessé. On reste seules avec le bébé.": {"in_workshop": True, "account": account},
        "Le guichet ferme à midi.": {"in_workshop": False, "account": None},
        "Le bus ne passe plus.": None,
    }
    (demand,) = get(world, f"{HOME}/revendications")["items"]
    assert demand["heard"] == {"in_workshop": True, "account": account}
    assert world.browser().client.get(account.removeprefix(world.settings.public_url)).status_code == 200
    assert (
        fetch(world, f"/c/lorne/revendications/{demand['ref']}.md").text.count("Recueillie en atelier") == 1
    )


def test_the_description_says_what_each_of_these_is(world: World) -> None:
    shapes = get(world, "/api/v1/openapi.json")["components"]["schemas"]
    assert {"confirmed", "disputed", "broken", "kind", "publisher", "dated"} <= set(
        shapes["Source"]["properties"]
    )
    assert "recueillie en atelier" in shapes["Heard"]["description"]
    for name in ("Grievance", "Demand"):
        assert {"sources", "heard"} <= set(shapes[name]["properties"])


def test_documents_print_the_sources_with_what_is_said_of_them_and_how_it_was_heard(world: World) -> None:
    made = fill(world)
    for url in (*made["documents"], *made["pdfs"]):
        text = plain(text_of(fetch(world, url))).replace("\\", "")
        assert "40 postes vacants, Drees, mars 2025" in text, url
        assert "(lien signalé mort)" in text, url
        assert text.count("Code de la santé publique, L. 2112-2") == 1, url
        assert "MASQUÉE" not in text, url
        if "/p/" not in url:
            assert "Les visites supprimées (recueillie en atelier)" in text, url


def test_a_source_that_several_demands_share_is_printed_once_in_their_petition(world: World) -> None:
    where = rows.territory(world)
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        grievance = rows.grievance(tx, world.collective, where, "Les visites supprimées")
        demands = [rows.demand(tx, world.collective, office, f"Revendication {n}") for n in range(2)]
        for one in demands:
            rows.link(tx, one, grievance)
        cite(tx, grievance, {})
        code = rows.petition(tx, world.collective, office, *demands).code
    assert fetch(world, f"/p/{code}/petition.md").text.count("40 postes vacants") == 1


def test_sources_and_the_mark_are_drawn_in_french_and_never_executed() -> None:
    said = ("Rapport *gras* #eval(1), Drees (source contestée)", "Une image (image)")
    cahier = platform(1)
    told = replace(cahier.demands[0], sources=said, heard="recueillie en atelier")
    for doc in (petition(sources=said), replace(cahier, demands=(told,))):
        printed = " ".join(words(doc).split()).replace("\u00a0", " ")
        assert "Rapport *gras* #eval(1), Drees (source contestée)" in printed
        assert "Rapport \\*gras\\*" in render_markdown(doc)


def test_the_open_data_cost_the_same_however_many_sources(world: World) -> None:

    where = rows.territory(world)
    costs = []
    for n in (1, 6):
        with world.house.db.write() as tx:
            for place in range(n):
                one = rows.grievance(tx, world.collective, where, f"Doléance {n} {place}")
                cite(tx, one, SAID)
        with statements(world) as queries:
            get(world, f"{HOME}/doleances?n={n}")
        costs.append(len(queries))
    assert costs[0] == costs[1]
