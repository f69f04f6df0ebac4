"""The path of another language is proved: navigation, the way in and /protection are whole in English."""

import re

from babel.messages.pofile import read_po

from forum.core.assets import asset_dir
from forum.core.i18n import catalogue, pluraliser
from tests.ops.catalogue import ENGLISH, sentences
from tests.world import World

HOLE = re.compile(r"%\(\w+\)s|\{\w+\}")


def test_every_sentence_of_these_pages_is_translated() -> None:
    known = catalogue("en")
    plurals = {form for message in _entries() if isinstance(message, tuple) for form in message}
    missing = {name: sentences(name) - known.keys() - plurals for name in ENGLISH}
    assert {name: texts for name, texts in missing.items() if texts} == {}


def _entries() -> list[object]:
    with (asset_dir("locale") / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return [message.id for message in read_po(file, abort_invalid=True) if message.id]


def test_a_translation_has_the_holes_of_its_sentence() -> None:
    for sentence, forms in catalogue("en").items():
        assert set(HOLE.findall(forms[-1])) >= set(HOLE.findall(sentence)), sentence


def test_english_counts_as_english_does() -> None:
    said = pluraliser("en")
    assert [said("signature", "signatures", n) for n in (0, 1, 2)] == [
        "signatures",
        "signature",
        "signatures",
    ]


def test_one_goes_from_french_to_english_and_back(world: World) -> None:
    browser = world.browser()
    browser.get("/protection", referer="http://testserver/protection")
    browser.client.headers["referer"] = "http://testserver/protection"
    assert browser.post("/langue", {"lang": "en"}).title == "What protects you, and what does not"
    assert browser.page.root.get("lang") == "en"
    assert "Nothing resists a malicious server" in browser.page.words
    assert "Your notebook" in browser.get("/carnet/ouverture").words
    assert browser.post("/langue", {"lang": "fr"}).title.startswith("Ce qui vous protège")
