"""What a demand costs, where somebody knows: typed, amended, settled by the vote, carried away; else, nowhere."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from forum.collectives.models import Pending
from forum.demands.imports.documents import job
from forum.demands.imports.queries import print_of
from forum.demands.platforms.lengths.rules import lines
from forum.texts.actions import filled
from forum.texts.models import Document, Version
from forum.texts.rules import fingerprint
from tests import rows
from tests.browser_lite import words
from tests.demands.scene import BODY, URL, adopted, demand, institution, write
from tests.texts.amending import amend, changes, new_url, overtaken
from tests.world import World

COST = "90 000 euros par an, soit deux postes (budget 2026, page 14)."
LABEL = "Ce que cela coûte"


def page_of(world: World, ref: str) -> str:
    return world.browser().get(f"{URL}/{ref}").words


def fields_of(world: World, ref: str) -> list[dict[str, str]]:
    (document,) = world.rows(Document, Document.ref == ref)
    found = world.rows(Version, Version.text_id == document.id)
    return [version.fields for version in sorted(found, key=lambda one: one.number)]


def accept(world: World, ref: str, reason: str) -> None:
    world.slot()
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}")
    alice.follow(reason)
    alice.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()


def test_the_form_gives_an_example_and_the_limit_and_asks_for_nothing(world: World) -> None:
    page = world.browser(world.alice).get(f"{URL}/nouvelle")
    (label,) = page.all("label", **{"for": "f-cost"})
    assert "Ce que cela coûte, si on le sait" in words(label) and "(facultatif)" in words(label)
    beside = page.one("textarea", name="cost").get("aria-describedby", "").split()
    said = " ".join(words(one) for ident in beside for one in page.root.iter() if one.get("id") == ident)
    assert "Par exemple" in said and "300" in said
    assert LABEL not in page_of(world, demand(world))


def test_what_was_typed_is_on_its_page_and_in_what_is_voted(world: World) -> None:
    ref = demand(world, cost=COST)
    page = world.browser().get(f"{URL}/{ref}")
    facts = [words(one) for one in page.all("dl", class_="facts")[0]]
    assert facts[facts.index(LABEL) + 1].replace("\u202f", " ").replace("\u00a0", " ") == COST
    (version,) = world.rows(Version)
    assert version.fields["cost"] == COST and version.hash == fingerprint(version.fields)


def test_where_nobody_said_the_same_words_keep_the_fingerprint_they_had(world: World) -> None:
    """What an import finds again, and what was voted before anybody was asked what it costs."""
    ref = demand(world, cost="")
    assert [sorted(one) for one in fields_of(world, ref)] == [
        ["body", "criteria", "deadline", "equity", "responsible", "title"]
    ]
    before = {"title": "T", "body": "B", "responsible": "", "deadline": "", "criteria": "", "equity": ""}
    assert print_of("T", "B") == fingerprint(before)
    assert filled("demand", {**before, "cost": COST})["cost"] == COST


@pytest.mark.parametrize(
    ("typed", "said"), [("x" * 301, "Erreur"), ("Un signe \x07 caché", "invisibles"), ("é" * 5000, "Erreur")]
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(world: World, typed: str, said: str) -> None:
    page = write(world, world.alice, institution(world), cost=typed)
    assert page.status == 422
    assert said in page.error("cost")
    assert page.one("textarea", name="body").text == BODY
    assert world.rows(Pending) == []


def test_three_hundred_signs_are_taken(world: World) -> None:
    ref = demand(world, cost="é" * 300)
    assert fields_of(world, ref)[0]["cost"] == "é" * 300


def test_it_is_read_like_the_rest_before_it_is_sent_and_by_nobody_without_a_carnet(world: World) -> None:
    place = institution(world)
    page = write(world, world.alice, place, cost="Ce que coûte le suivi de la petite Zénaïde Bourreau.")
    assert page.status == 422 and [words(mark) for mark in page.all("mark")]
    page = write(world, None, place, cost=COST)
    assert page.status == 401 and "90 000 euros" in page.words.replace("\u202f", " ").replace("\u00a0", " ")
    assert world.rows(Pending) == []


def test_it_is_amended_like_the_rest_and_taken_back(world: World) -> None:
    ref = demand(world)
    assert "Ce que cela coûte, si on le sait" in world.browser(world.bob).get(new_url(ref)).words
    assert amend(world.browser(world.bob), ref, {"cost-insert-0": COST}, "Chiffrons.").status == 200
    accept(world, ref, "Chiffrons.")
    assert "90 000 euros" in page_of(world, ref).replace("\u202f", " ").replace("\u00a0", " ")
    assert amend(world.browser(world.bob), ref, changes(world, ref, cost=""), "C’est faux.").status == 200
    accept(world, ref, "C’est faux.")
    assert LABEL not in page_of(world, ref)
    first, second, third = fields_of(world, ref)
    compared = world.browser().get(f"/c/lorne/textes/{ref}/versions?de=1&a=2")
    assert compared.status == 200 and "(budget 2026, page 14)" in compared.words
    assert second == {**first, "cost": COST} and third == first


def test_an_amendment_that_makes_it_too_long_is_refused_whole(world: World) -> None:
    ref = demand(world, cost=COST)
    page = amend(world.browser(world.bob), ref, {"cost-replace-0": "x" * 301}, "Plus long.")
    assert page.status == 422 and "300 signes au plus" in page.words.replace("\u00a0", " ")
    assert page.one("textarea", name="cost-replace-0").text == "x" * 301
    assert world.rows(Pending) == []


def test_what_both_colleges_adopted_does_not_change(world: World) -> None:
    ref = adopted(world, cost=COST)
    page = overtaken(world.browser(world.bob), ref, {"cost-replace-0": "Rien."})
    assert page.status == 409 and "son texte ne change plus" in page.words
    assert [one["cost"] for one in fields_of(world, ref)] == [COST]


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def read(answer: Any) -> str:
    kind = answer.headers["content-type"]
    if kind == "application/pdf":
        return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages))
    return plain(job.text_of(answer.content) if "application" in kind else answer.text)


def test_it_is_in_every_document_of_a_cahier_and_in_the_open_data(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        said = rows.demand(tx, world.collective, office, "Deux postes", fields={"cost": COST})
        rows.ballot(tx, said, rows.BOTH)
        silent = rows.demand(tx, world.collective, office, "Une date")
        rows.ballot(tx, silent, rows.BOTH)
        cahier = rows.platform(tx, world.collective, said, silent)
    client = world.browser().client
    root = f"/c/lorne/cahiers/{cahier.ref}"
    paths = ("cahier.pdf", "cahier.md", *(f"documents/cahier.{kind}" for kind in ("docx", "odt", "txt")))
    for url in (*(f"{root}/{path}" for path in paths), f"/c/lorne/revendications/{said.ref}.md"):
        text = read(client.get(url))
        assert COST in text, url
        assert text.count("Coût, s’il est connu") == 1, url
    assert "Coût" not in read(client.get(f"/c/lorne/revendications/{silent.ref}.md"))
    assert page_of_cahier(world, cahier.ref).count(LABEL) == 1
    items = client.get("/api/v1/collectifs/lorne/revendications").json()["items"]
    assert {one["ref"]: one["cost"] for one in items} == {said.ref: COST, silent.ref: ""}


def page_of_cahier(world: World, ref: str) -> str:
    return world.browser().get(f"/c/lorne/cahiers/{ref}").words


def test_it_takes_the_lines_that_it_prints_on() -> None:
    assert lines({"cost": "a" * 62}) == lines({}) + 1
