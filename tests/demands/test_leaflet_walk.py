"""A real leaflet, from a DOCX to a document: brought on screen, its claims made drafts, one of them changed by three voices
of three colleges, two of them at the same place, what was settled compared with what was printed, and taken out again."""

import pytest

from forum.demands.models import Demand
from forum.texts.models import Amendment, Document, Version
from tests.demands.imports.documents import as_docx
from tests.demands.imports.test_import_text import REAL
from tests.demands.imports.test_screen import opened
from tests.demands.scene import URL
from tests.texts.amending import amend
from tests.world import World

LEAFLET = REAL / "tract-travail-social-2021.txt"
PLACE = "body-replace-0"


def decide(world: World, ref: str, amendment: str, **typed: str) -> None:
    olga = world.browser(world.olga)
    olga.get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
    page = olga.send("Répondre", verdict="accepted", reason="L’assemblée l’a voulu.", **typed)
    assert page.status == 200, page.words[:600]


def test_a_real_leaflet_is_changed_by_three_voices_compared_and_taken_out(world: World) -> None:
    if not LEAFLET.exists():
        pytest.skip(f"real data absent: {LEAFLET}")
    sheet = opened(world)
    page = sheet.attach("Lire ce texte", "document", as_docx(LEAFLET.read_text(encoding="utf-8")))
    assert "19 phrases revendiquent" in page.words
    page = sheet.send("Faire les brouillons")
    assert "19 brouillons sont faits." in page.words
    assert len(world.rows(Demand)) == 19
    ref = page.link("Nous revendiquons avec force").rpartition("/")[2]
    (document,) = world.rows(Document, Document.ref == ref)
    first = str(world.rows(Version, Version.text_id == document.id)[0].fields["body"])

    # Three people write at the same time, each on what was printed; Alice and Bob on the same sentence.
    claim = first.split("\n\n", maxsplit=1)[0]
    for who, typed in (
        (world.alice, {PLACE: f"{claim} Et cela dès cette année."}),
        (world.bob, {PLACE: f"{claim} Avec nous, pas sans nous."}),
        (world.charlie, {"body-insert-1": "Un bilan public est fait chaque année."}),
    ):
        assert amend(world.browser(who), ref, typed, "Il manque quelque chose.").status == 200
    world.slot()
    by_words = {str(a.operations[0]["text"]): str(a.ref) for a in world.rows(Amendment)}
    assert len(by_words) == 3
    hers, his, third = (by_words[text] for text in sorted(by_words, key=_turn))

    decide(world, ref, hers)
    decide(world, ref, third)  # elsewhere in the text: it still applies
    olga = world.browser(world.olga)
    page = olga.get(f"/c/lorne/textes/{ref}/amendements/{his}")
    assert "Deux changements au même endroit" in page.words
    both = f"{claim} Et cela dès cette année, avec nous, pas sans nous."
    decide(world, ref, his, **{"settled-0": both})

    (document,) = world.rows(Document, Document.ref == ref)
    last = world.rows(Version, Version.text_id == document.id, Version.number == document.number)[0]
    assert both in last.fields["body"] and "Un bilan public" in last.fields["body"]
    assert {a.state for a in world.rows(Amendment)} == {"accepted"}

    compared = world.browser().get(f"/c/lorne/textes/{ref}/versions?de=1&a={document.number}")
    assert compared.status == 200
    assert "avec nous, pas sans nous" in compared.words and "Un bilan public" in compared.words
    text = world.browser().get(f"{URL}/{ref}.md")
    assert both in text.text and "Un bilan public est fait chaque année." in text.text
    # The eighteen others are as they were printed.
    others = [v for v in world.rows(Version) if v.text_id != document.id]
    assert {v.number for v in others} == {1} and len(others) == 18


def _turn(text: str) -> int:
    return ["dès cette année", "pas sans nous", "Un bilan"].index(
        next(word for word in ("dès cette année", "pas sans nous", "Un bilan") if word in text)
    )
