"""The open data and the feed: what everyone may read, and nothing that leads to a person."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from sqlmodel import select

from forum.collectives.models import Collective
from forum.deliberation.draws.models import Lot
from forum.deliberation.draws.rules import fingerprint
from forum.demands.models import Demand
from forum.exports.open_data import queries
from forum.texts.models import Document
from tests import rows
from tests.demands import asking
from tests.opinion_map.talks import asking as talks
from tests.world import World

API = "/api/v1"
HOME = f"{API}/collectifs/lorne"
LISTS = ("doleances", "revendications", "petitions", "engagements")
OTHERS = ("consultations", "cartes", "tirages")
ATOM = "{http://www.w3.org/2005/Atom}"


def fill(world: World, collective: Collective | None = None) -> dict[str, Any]:
    place = collective or world.collective
    where = rows.territory(world)
    with world.house.db.write() as tx:
        office = rows.institution(tx, place)
        demand = rows.demand(tx, place, office, "Publier les postes vacants")
        fields = {"body": "Les mères restent seules.", "since": "mars 2025"}
        grievance = rows.grievance(
            tx, place, where, "Les visites supprimées", fields=fields, echo_professional=12, echo_concerned=4
        )
        rows.grievance(tx, place, where, "Masquée", hidden=True)
        petition = rows.petition(tx, place, office, demand)
        rows.signed(
            tx, petition, {("carnet", "professional"): 40, ("email", "ally"): 60, ("carnet", "concerned"): 3}
        )
        rows.petition(tx, place, office, title="Brouillon", state="draft")
        promise = rows.commitment(
            tx,
            petition,
            "Recruter deux puéricultrices",
            rows.DAY - timedelta(9),
            kept_professional=3,
            broken_professional=9,
        )
        for n, document in enumerate((grievance, demand)):
            kind = ("grievance.published", "demand.adopted")[n]
            rows.event(tx, place, kind, document.ref, document.title)
        rows.event(tx, place, "petition.opened", petition.code, petition.title, rows.DAY - timedelta(1))
    return {"grievance": grievance, "demand": demand, "petition": petition, "commitment": promise}


def get(world: World, url: str) -> Any:
    answer = world.browser().client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_list_says_its_licence_and_what_it_holds(world: World) -> None:
    made = fill(world)
    assert [c["slug"] for c in get(world, f"{API}/collectifs")["items"]] == ["lorne"]
    for name, ref in zip(LISTS, ("grievance", "demand", "petition", "commitment"), strict=True):
        listing = get(world, f"{HOME}/{name}")
        assert listing["licence"] == "etalab-2.0"
        assert listing["next"] is None
        assert [item["ref"] for item in listing["items"]] == [
            getattr(made[ref], "ref", None) or made[ref].code
        ]


def test_counts_under_five_are_null_and_cannot_be_subtracted(world: World) -> None:
    fill(world)
    echoes = get(world, f"{HOME}/doleances")["items"][0]["echoes"]
    assert echoes == {"professional": 12, "concerned": None, "ally": None}
    signed = get(world, f"{HOME}/petitions")["items"][0]["signatures"]
    assert signed["total"] == 103
    assert sum(n is None for n in signed["by_college"].values()) == 2
    verdicts = get(world, f"{HOME}/engagements")["items"][0]
    assert verdicts["professional"] == {"kept": None, "broken": 9}
    assert verdicts["overdue"] is True


def numbers(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers(v)]
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def test_nothing_that_leads_to_a_person_is_in_it(world: World) -> None:
    made = fill(world)
    for name in LISTS:
        answer = get(world, f"{HOME}/{name}")
        said = json.dumps(answer, ensure_ascii=False)
        assert "CANARY" not in said
        assert "hêtre calme" not in said
        for row in made.values():
            assert str(getattr(row, "id", None) or getattr(row, "text_id", "")) not in said
        assert all(n >= 5 for n in numbers(answer)), name
        assert not [v for v in said.split('"') if "T" in v and v[:2] == "20"], "an hour"


@pytest.mark.parametrize("name", LISTS)
def test_pages_follow_each_other_and_lose_nothing(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        fill(world)
    whole = [item["ref"] for item in get(world, f"{HOME}/{name}")["items"]]
    assert len(set(whole)) == 5
    monkeypatch.setattr(queries, "PAGE", 2)
    found, url = [], f"{HOME}/{name}"
    while url:
        listing = get(world, url)
        assert len(listing["items"]) <= 2
        found += [item["ref"] for item in listing["items"]]
        url = (listing["next"] or "").removeprefix(world.settings.public_url)
    assert found == whole


@pytest.mark.parametrize("reading", ["members", "unlisted"])
def test_only_what_everyone_may_read_is_open(world: World, reading: str) -> None:
    secret = world.other_collective("secret", reading=reading)
    member = world.carnet("Ines", "concerned", secret)
    for viewer in (None, member, world.olga):
        client = world.browser(viewer).client
        assert [c["slug"] for c in client.get(f"{API}/collectifs").json()["items"]] == ["lorne"]
        for name in (*LISTS, *OTHERS):
            answer = client.get(f"{API}/collectifs/secret/{name}")
            assert answer.status_code == 404
            assert answer.json() == client.get(f"{API}/collectifs/inconnu/{name}").json()


@pytest.mark.parametrize("after", ["inconnue", "x" * 61, "💥", "' OR 1=1 --"])
def test_a_wrong_place_in_the_list_is_refused_without_repeating_it(world: World, after: str) -> None:
    for name in (*LISTS, *OTHERS):
        answer = world.browser().client.get(f"{HOME}/{name}", params={"apres": after})
        assert answer.status_code == 422
        assert after not in answer.text
    assert world.browser().client.post(f"{API}/collectifs").status_code == 405


def test_the_description_names_these_routes_only(world: World) -> None:
    schema = get(world, f"{API}/openapi.json")
    assert schema["openapi"].startswith("3.")
    assert sorted(schema["paths"]) == sorted(
        [
            f"{API}/collectifs",
            *(f"{API}/collectifs/{{slug}}/{name}" for name in (*LISTS, *OTHERS, "participation.csv")),
        ]
    )
    assert all(list(path) == ["get"] for path in schema["paths"].values())
    assert "next" in json.dumps(schema["components"])


def entries(world: World, url: str = "/c/lorne/actualites.atom") -> list[Element]:
    answer = world.browser().client.get(url)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_feed_says_what_and_which_day(world: World) -> None:
    made = fill(world)
    found = {e.findtext(f"{ATOM}title", "").replace("\u00a0", " "): e for e in entries(world)}
    assert set(found) == {
        "Doléance publiée : Les visites supprimées",
        "Revendication adoptée par les deux collèges : Publier les postes vacants",
        "Pétition ouverte : Une puéricultrice pour chaque naissance",
    }
    assert {e.findtext(f"{ATOM}updated", "")[10:] for e in found.values()} == {"T00:00:00Z"}
    links = [e.find(f"{ATOM}link").get("href", "") for e in found.values()]  # type: ignore[union-attr]
    assert any(link.endswith(f"/c/lorne/doleances/{made['grievance'].ref}") for link in links)
    assert any(link.endswith(f"/p/{made['petition'].code}") for link in links)


def test_the_feed_forgets_what_is_hidden_and_what_it_does_not_know(world: World) -> None:
    with world.house.db.write() as tx:
        hidden = rows.text(tx, world.collective, "grievance", "Nom d’une personne", hidden=True)
        rows.event(tx, world.collective, "grievance.published", hidden.ref, hidden.title)
        rows.event(tx, world.collective, "internal.kind", "abc", "Affaire interne")
        for _ in range(3):
            rows.event(tx, world.collective, "amendment.proposed", "abcdefgh", "Un texte & <b>des</b> signes")
    found = entries(world)
    assert [e.findtext(f"{ATOM}title", "").replace("\u00a0", " ") for e in found] == [
        "Changement proposé : Un texte & <b>des</b> signes"
    ]


def test_the_feed_of_a_closed_circle(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    url = "/c/secret/actualites.atom"
    for viewer in (None, world.charlie, world.olga):
        assert world.browser(viewer).client.get(url).status_code == 404
    assert world.browser(member).client.get(url).headers["x-robots-tag"] == "noindex"
    world.other_collective("discret", reading="unlisted")
    assert world.browser().client.get("/c/discret/actualites.atom").headers["x-robots-tag"] == "noindex"
    assert entries(world) == []


def test_consultations_tell_what_their_page_does_and_nothing_before_the_count(world: World) -> None:
    refs = asking.demands(world)
    one = asking.asked(world, refs)
    asking.papers(world, one, "ally", [{refs[0]: 5}] * 3)
    asking.both(world, one, {refs[0]: 5}, 7)
    (before,) = get(world, f"{HOME}/consultations")["items"]
    assert (before["state"], {len(asked["answers"]) for asked in before["demands"]}) == ("open", {0})
    asking.counted(world)
    (after,) = get(world, f"{HOME}/consultations")["items"]
    first = next(asked for asked in after["demands"] if asked["demand"] == refs[0])
    assert first["rank"] == 1
    assert first["answers"] == [
        {"college": college, "counts": [None] * 5 + [7]} for college in ("professional", "concerned")
    ]
    # (7 + 1) / (7 + 2) = 89 %, twice: 79 %; nobody gave the others a grade: 1 / 9, 1 %
    assert first["agreement"] == {"professional": 89, "concerned": 89, "together": 79}
    assert {asked["agreement"]["together"] for asked in after["demands"]} == {79, 1}
    assert {asked["agreement"] for asked in before["demands"]} == {None}
    assert all(n >= 5 for asked in after["demands"] for a in asked["answers"] for n in a["counts"] if n)
    assert (before["turnout"], before["picks"], before["plain_count"]) == ([], [], [])
    deciding = {"voters": 7, "quorum": 5, "reached": True}
    assert after["turnout"] == [
        *({"college": college, **deciding} for college in ("professional", "concerned")),
        {"college": "ally", "voters": None, "quorum": None, "reached": None},
    ]


def test_what_a_consultation_chose_is_open_data_too(world: World) -> None:
    visits, written, evening = refs = asking.demands(world)
    one = asking.asked(world, refs, places="2", quorum="1")
    asking.papers(world, one, "professional", [{visits: 5, written: 5}] * 20)
    asking.papers(world, one, "concerned", [{evening: 5}] * 10)
    asking.counted(world)
    (told,) = get(world, f"{HOME}/consultations")["items"]
    chosen = {pick["demand"]: pick for pick in told["picks"]}
    assert len(chosen) == 2
    assert chosen[evening]["wanted"] == {"professional": None, "concerned": 10}
    assert chosen[evening]["paid"] == {"professional": 0, "concerned": 100}
    assert sorted(told["plain_count"]) == sorted([visits, written])
    with world.house.db.write() as tx:
        tx.exec(select(Document).where(Document.ref == evening)).one().hidden = True
    (after,) = get(world, f"{HOME}/consultations")["items"]
    assert evening not in str(after)


@pytest.mark.slow  # a drawing in a process of its own
def test_maps_tell_tenths_by_college_and_nothing_of_few(world: World) -> None:
    one = talks.asked(world)
    first, second, *_others = talks.refs(world, one)
    for college, side in (("professional", 1), ("concerned", -1)):
        talks.papers(world, one, college, [{first: 1, second: side}] * one.k)
    talks.papers(world, one, "ally", [{first: 1}] * (one.k - 1))
    talks.admitted(world, one)
    (before,) = get(world, f"{HOME}/cartes")["items"]
    assert [phrase["heard"] for phrase in before["phrases"]] == [[]] * 4
    talks.drawn(world, one)
    (after,) = get(world, f"{HOME}/cartes")["items"]
    told = {phrase["text"]: phrase for phrase in after["phrases"]}
    assert [told[words]["stand"] for words in talks.PHRASES[:3]] == ["unites", "divides", "unknown"]
    assert told[talks.PHRASES[0]]["heard"] == [
        {"college": college, "agree": 9, "disagree": 1} for college in ("professional", "concerned")
    ]
    assert told[talks.PHRASES[2]]["heard"] == []


FEW = {"adopted": 1}


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (rows.BOTH, {"professional": 89, "concerned": 81, "together": 72}),
        ({**rows.BOTH, "concerned": FEW}, {"professional": 89, "concerned": None, "together": None}),
        (None, None),
    ],
    ids=["both colleges", "one is small", "it is under way"],
)
def test_a_demand_tells_the_agreement_that_its_page_tells(
    world: World, result: dict[str, dict[str, int]] | None, told: dict[str, int | None] | None
) -> None:
    with world.house.db.write() as tx:
        demand = rows.demand(tx, world.collective, rows.institution(tx, world.collective), "Des visites")
        rows.ballot(tx, demand, result)
    (found,) = get(world, f"{HOME}/revendications")["items"]
    assert found["agreement"] == told


def test_a_demand_of_a_single_college_says_which(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        for title, columns in (("Seule", {"state": "single", "carried_by": "concerned"}), ("Partagée", {})):
            demand = rows.demand(tx, world.collective, office, title)
            for name, value in columns.items():
                setattr(tx.get_one(Demand, demand.id), name, value)
    items = get(world, f"{HOME}/revendications")["items"]
    assert {one["title"]: (one["state"], one["carried_by"]) for one in items} == {
        "Seule": ("single", "concerned"),
        "Partagée": ("shared", ""),
    }


def frozen(world: World, title: str = "Qui ouvre la réunion", **better: Any) -> None:
    lines = ["Groupe du nord", "Groupe du sud", "Équipe de la halte"]
    own = {"source": "le Loto du samedi", "due": rows.DAY, "day": rows.DAY, "picked": 1, **better}
    with world.house.db.write() as tx:
        tx.add(
            Lot(
                collective_id=world.collective.id,
                title=title,
                listing="\n".join(lines),
                hash=fingerprint(lines),
                **own,
            )
        )


def test_a_draw_tells_all_that_is_needed_to_do_it_again(world: World) -> None:
    frozen(world)
    frozen(world, "Masqué", hidden=True)
    (before,) = get(world, f"{HOME}/tirages")["items"]
    assert (before["seed"], before["drawn"]) == (None, [])
    with world.house.db.write() as tx:
        for lot in tx.exec(select(Lot)).all():
            lot.seed, lot.seeded = "3-12-25-31-44-7", rows.DAY
            tx.add(lot)
    (after,) = get(world, f"{HOME}/tirages")["items"]
    mark = hashlib.sha256("\n".join(after["lines"]).encode()).hexdigest()
    assert after["sha256"] == mark
    tickets = {
        line: hashlib.sha256(f"{mark}|{after['seed']}|{line}".encode()).hexdigest() for line in after["lines"]
    }
    assert [(one["line"], one["ticket"]) for one in after["drawn"]] == sorted(
        tickets.items(), key=lambda t: t[1]
    )
    assert [one["picked"] for one in after["drawn"]] == [True, False, False]
    assert world.browser().get(after["url"].removeprefix(world.settings.public_url)).status == 200
