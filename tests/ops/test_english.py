"""The path of another language is proved: navigation, the way in and /protection are whole in English."""

import re

from babel.messages.pofile import read_po

from forum.core.assets import asset_dir
from forum.core.i18n import catalogue, pluraliser
from tests.ops.catalogue import ENGLISH, sentences
from tests.petitions.scene import Scene
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


SPACED = re.compile("[\u00a0\u202f][:;!?»%]|«[\u00a0\u202f]")


def test_english_has_no_french_space_before_its_marks(world: World) -> None:
    scene = Scene(world)
    browser = world.browser()
    browser.client.cookies.set("lang", "en")
    for url in ("/protection", "/carnet/ouverture", "/equipe/ouverture", scene.url, f"{scene.url}/carnet"):
        page = browser.get(url)
        assert page.root.get("lang") == "en"
        assert SPACED.findall(page.text) == [], url
    refused = browser.get("/c/lorne/moderation")
    assert refused.status == 401
    assert "Please enter." in refused.words
    assert "You were going to moderate." in refused.words
    assert SPACED.findall(refused.text) == []


def test_whoever_signs_in_english_is_written_to_in_english(world: World) -> None:
    """Also the mail that the writer makes later, in a thread that knows nobody's language; and what the form refuses."""
    scene = Scene(world)
    browser = world.browser()
    browser.client.cookies.set("lang", "en")
    browser.get(scene.url)
    typed = {"name": "Ann Robin", "email": "ann@", "quality": "ally"}
    assert "Error: This address is not complete" in browser.send("Sign", **typed).error("email")
    for subject, words in (
        ("Confirm your signature", "For the signature to count"),
        ("Your signature", "Your signature is already there"),
    ):
        browser.get(scene.url)
        assert browser.send("Sign", **(typed | {"email": "ann@example.org"})).status == 200
        ((_to, said, body),) = scene.mails()
        assert (said, words in body) == (subject, True)
        assert SPACED.findall(said + body) == []
        found = re.findall(r"http://[^/]+(/p/\S+/confirmation/\S+)", body)
        if found:
            assert browser.get(found[0]).status == 200
            assert browser.send("I confirm").status == 200
            assert scene.slot() == 1
    scene.sign("lea@example.org")
    assert [said for _to, said, _body in scene.mails()] == ["Confirmez votre signature"]  # each in their own


def test_french_keeps_its_spaces_on_the_same_pages(world: World) -> None:
    scene = Scene(world)
    browser = world.browser()
    for url in ("/protection", "/carnet/ouverture", scene.url):
        text = browser.get(url).text
        assert SPACED.search(text), url
        assert not re.search(r"\w [;!?»](?=[\s<])", "".join(browser.page.one("main").itertext())), url


def test_one_goes_from_french_to_english_and_back(world: World) -> None:
    browser = world.browser()
    browser.get("/protection", referer="http://testserver/protection")
    browser.client.headers["referer"] = "http://testserver/protection"
    assert browser.post("/langue", {"lang": "en"}).title == "What protects you, and what does not"
    assert browser.page.root.get("lang") == "en"
    assert "Nothing resists a malicious server" in browser.page.words
    assert "Your notebook" in browser.get("/carnet/ouverture").words
    assert browser.post("/langue", {"lang": "fr"}).title.startswith("Ce qui vous protège")
