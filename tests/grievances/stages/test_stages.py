"""A grievance is completed a question at a time, each kept at once, while it waits and once it is public."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.models import Pending
from forum.core.viewer import Viewer
from forum.grievances.rules import small_count
from forum.grievances.stages.rules import STAGES, following, stage
from forum.texts.models import Amendment, Document, Evidence, Version
from tests.browser_lite import Browser
from tests.world import World

URL = "/c/lorne/doleances"
TEXT = "Les visites à domicile de la PMI sont supprimées. Les mères restent seules."


def begin(world: World, viewer: Viewer) -> Browser:
    """A grievance with its three answers, sent: on the first question."""
    browser = world.browser(viewer)
    browser.get(f"{URL}/nouvelle")
    browser.send("Envoyer", body=TEXT, territory="nord", since="depuis mars")
    return browser


def answer_all(browser: Browser) -> None:
    browser.send("Garder et continuer", concerned="Des bébés et leurs parents")
    browser.send("Garder et continuer", often="Chaque semaine")
    browser.send("Garder et continuer", service="PMI")
    browser.send("Garder et terminer", source_label="Rapport 2024, page 12", source_kind="text")


def payload(world: World) -> dict[str, Any]:
    (row,) = world.rows(Pending)
    found: dict[str, Any] = json.loads(row.payload)
    return found


def test_four_pages_lead_from_sent_to_complete(world: World) -> None:
    browser = begin(world, world.alice)
    assert "Compléter" in browser.page.title
    answer_all(browser)
    assert browser.page.url == "/carnet"
    said = payload(world)
    assert (
        said["fields"]
        | {"concerned": "Des bébés et leurs parents", "often": "Chaque semaine", "service": "PMI"}
        == (said["fields"])
    )
    assert [s["label"] for s in said["sources"]] == ["Rapport 2024, page 12"]
    world.slot()
    page = world.browser().get(URL)
    page = world.browser().get(page.link("Les visites"))
    for words in ("Chaque semaine", "Des bébés et leurs parents", "PMI", "Rapport 2024, page 12"):
        assert words in page.words
    assert [v.number for v in world.rows(Version)] == [1], (
        "what was completed before the slot is of the first version"
    )


def test_each_page_keeps_at_once_and_one_walks_both_ways(world: World) -> None:
    browser = begin(world, world.alice)
    browser.follow("Dans quel service")
    browser.send("Garder et continuer", service="PMI")
    assert payload(world)["fields"]["service"] == "PMI"
    page = browser.follow("Dans quel service")
    assert page.one("input", name="service").get("value") == "PMI"
    browser.send("Garder et continuer", service="")
    assert payload(world)["fields"]["service"] == ""
    browser.follow("Qui cela touche")
    browser.follow("Passer cette question")
    assert "fréquence" in browser.page.words
    browser.follow("terminer")
    assert browser.page.url == "/carnet"


def test_once_public_it_is_one_act_and_one_new_version(world: World) -> None:
    begin(world, world.alice)
    world.slot()
    browser = world.browser(world.alice)
    browser.get("/carnet")
    browser.follow("Compléter")
    answer_all(browser)
    (row,) = world.rows(Pending)
    assert row.kind == "text.revision"
    assert "Chaque semaine" not in world.browser().get(URL).text
    world.slot()
    assert sorted(v.number for v in world.rows(Version)) == [1, 2]
    newest = next(v for v in world.rows(Version) if v.number == 2)
    assert newest.fields["often"] == "Chaque semaine"
    assert newest.fields["body"] == TEXT
    assert [e.label for e in world.rows(Evidence)] == ["Rapport 2024, page 12"]


def test_sent_again_the_grievance_does_not_lose_what_completed_it(world: World) -> None:
    browser = begin(world, world.alice)
    browser.send("Garder et continuer", concerned="Des parents")
    begin(world, world.alice)
    assert payload(world)["fields"]["concerned"] == "Des parents"


def test_two_doors_open_at_once_undo_nothing(world: World) -> None:
    """A proposal that the author accepts meanwhile stays, beside what they complete."""
    begin(world, world.alice)
    world.slot()
    (document,) = world.rows(Document)
    operations = {"since-replace-0": "depuis janvier", "reason": "C’était en janvier."}
    world.act(world.bob, f"/c/lorne/textes/{document.ref}/amendements/nouveau", base="1", **operations)
    world.slot()
    alice = world.browser(world.alice)
    alice.get("/carnet")
    alice.follow("Compléter")
    alice.send("Garder et continuer", concerned="Des parents")
    (amendment,) = world.rows(Amendment)
    alice.get(f"/c/lorne/textes/{document.ref}/amendements/{amendment.ref}")
    alice.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()
    newest = max(world.rows(Version), key=lambda v: v.number)
    assert (newest.number, newest.fields["since"], newest.fields["concerned"]) == (
        3,
        "depuis janvier",
        "Des parents",
    )


@pytest.mark.parametrize(
    ("key", "typed", "field"),
    [
        ("qui", {"concerned": "deux familles de la cité"}, "concerned"),
        ("qui", {"concerned": "x" * 301}, "concerned"),
        ("frequence", {"often": "x" * 81}, "often"),
        ("service", {"service": "a\x00b"}, "service"),
        ("sources", {"source_label": "ici", "source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_what_is_wrong_is_named_and_comes_back(
    world: World, key: str, typed: dict[str, str], field: str
) -> None:
    browser = begin(world, world.alice)
    browser.get(browser.page.url.rsplit("/", 1)[0] + f"/{key}")
    before = payload(world)
    page = browser.send("Garder et", **typed)
    assert page.status == 422
    assert page.error(field)
    if key in ("qui", "sources"):
        assert typed[field] in page.text
    assert payload(world) == before


def test_the_guard_reads_each_answer(world: World) -> None:
    browser = begin(world, world.alice)
    before = payload(world)
    page = browser.send("Garder et continuer", concerned="Appelez le 06 12 34 56 78")
    assert page.status == 422
    assert payload(world) == before
    browser.send("Garder tel quel")
    (row,) = world.rows(Pending)
    assert row.state == "held", "what is kept in spite of the guard is read by somebody first"


def test_outsiders(world: World) -> None:
    browser = begin(world, world.alice)
    url = browser.page.url
    for who in (world.bob, world.charlie):
        assert world.browser(who).get(url).status == 410
    assert world.browser().get(url).status == 401
    assert world.browser(world.olga).get(url).status == 401
    (document,) = [json.loads(row.payload)["ref"] for row in world.rows(Pending)]
    forged = world.alias(world.bob, document)
    assert world.browser(world.bob).get(f"/c/lorne/completer/{forged}/qui").status == 404
    assert world.browser(world.alice).get(url.replace("/qui", "/rien")).status == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("deux familles", "deux familles"),
        ("ici 3 jeunes enfants", "3 jeunes enfants"),
        ("Neuf agents", "Neuf agents"),
        ("moins de 10 familles", ""),
        ("plus de 5 enfants par lit", ""),
        ("douze familles", ""),
        ("40 enfants", ""),
        ("un parent sur trois", ""),
        ("deux fois par semaine", ""),
        ("de 3 ans", ""),
    ],
)
def test_a_count_of_people_under_k(text: str, found: str) -> None:
    assert small_count(text, 10) == found


@given(st.integers(2, 500), st.integers(2, 60))
def test_only_counts_under_k_are_found(count: int, k: int) -> None:
    assert bool(small_count(f"il y a {count} enfants", k)) == (count < k)


@given(st.text(max_size=300), st.integers(2, 60))
def test_any_description_is_read(text: str, k: int) -> None:
    assert small_count(text, k) in text


def test_the_stages_follow_each_other_to_the_end() -> None:
    seen, key = [], STAGES[0].key
    while key:
        seen.append(key)
        assert stage(key)
        key = following(key)
    assert seen == [one.key for one in STAGES]
    assert stage("rien") is None
