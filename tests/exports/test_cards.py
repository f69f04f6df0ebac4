"""What is printed: the words of a carnet, and sheets of cards, read back from the PDF."""

import logging
import shutil
import subprocess
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forum.exports.cards.sheets import codes_pdf, memo_pdf
from forum.identity.cards import draw_words, written
from forum.identity.codes import make_code, shown
from forum.identity.words import make_phrase
from tests.world import World

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler absent")
CODES = [make_code(Random(n).randrange) for n in range(12)]


def read(pdf: bytes, *options: str) -> str:
    return subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def phrase(world: World) -> str:
    return make_phrase(Random(4).randrange, world.house.keys.pepper)


@needs_poppler
def test_the_sheet_holds_the_words_and_nothing_that_says_what_they_open(world: World) -> None:
    words = phrase(world)
    answer = world.browser().client.post("/carnet/memo.pdf", data={"words": words})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="memo.pdf"'
    printed = read(answer.content).split()
    found = iter(printed)  # in this order; the sentences around may use one of them too
    assert all(word in found for word in words.split())
    for telling in ("carnet", "Porte-voix", "testserver", "http", "lorne"):
        assert telling.lower() not in " ".join(printed).lower()
        assert telling.encode().lower() not in answer.content.lower().replace(
            b"http://www.w3.org", b""
        ).replace(b"http://ns.adobe.com", b"").replace(b"http://www.aiim.org", b"").replace(
            b"http://purl.org", b""
        ), telling


@needs_poppler
def test_a_card_s_sheet_has_its_code_and_its_four_words(world: World) -> None:
    four = draw_words(Random(5).randrange, CODES[0], world.house.keys.pepper)
    answer = world.browser().client.post("/carnet/memo.pdf", data={"words": written(CODES[0], four)})
    printed = read(answer.content).split()
    assert shown(CODES[0]) in printed
    words = iter(printed)  # in this order; the sentences around may use one of them too
    assert all(word in words for word in four)


@needs_poppler
def test_the_sheet_comes_from_the_page_that_shows_the_words(world: World) -> None:
    browser = world.browser()
    browser.get("/carnet/ouverture")
    page = browser.send("Faire mon carnet")
    given = page.form("PDF").find(".//input[@name='words']")
    assert given is not None
    answer = browser.client.post("/carnet/memo.pdf", data={"words": given.get("value", "")})
    shown_words = ["".join(strong.itertext()) for strong in page.one("ol", class_="words").iter("strong")]
    assert [word for word in read(answer.content).split() if word in shown_words] == shown_words


def test_it_prints_the_words_of_a_carnet_and_nothing_else(world: World) -> None:
    for typed in ("", "bonjour", "abeille " * 8, "x" * 5000, shown(CODES[0])):
        answer = world.browser().client.post("/carnet/memo.pdf", data={"words": typed})
        assert answer.status_code == 400
        assert not typed or typed.strip() not in answer.text
    assert (
        world.browser(world.alice).client.post("/carnet/memo.pdf", data={"words": phrase(world)}).status_code
        == 403
    )
    assert world.browser().client.get("/carnet/memo.pdf").status_code in (404, 405)


def test_neither_the_words_nor_the_sheet_touch_a_file_or_a_log(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever would write beside the data gets an empty folder to do it in, and leaves it empty."""
    own = tmp_path / "temporary"
    own.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(own))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    words = phrase(world)
    answer = world.browser().client.post("/carnet/memo.pdf", data={"words": words})
    assert answer.status_code == 200
    assert list(own.rglob("*")) == []
    assert words not in caplog.text
    for path in tmp_path.rglob("*"):
        kept = path.read_bytes() if path.is_file() else b""
        assert words.encode() not in kept
        assert answer.content[200:400] not in kept


def test_the_same_words_make_the_same_bytes_whatever_the_day() -> None:
    """So a file that is found tells no day."""
    assert memo_pdf("", ["abeille", "cœur"]) == memo_pdf("", ["abeille", "cœur"])
    assert b"CreationDate" not in memo_pdf("", ["abeille"])


@needs_poppler
def test_ten_cards_a_page_with_their_codes_and_no_number() -> None:
    pdf = codes_pdf(CODES, "Collectif de la Lorne", "personnes concernées", "https://example.org")
    pages = [page for page in read(pdf, "-layout").split("\f") if page.strip()]
    assert [sum(shown(code) in page for code in CODES) for page in pages] == [10, 2]
    for telling in ("1/", "n°", " 1 ", " 10 ", "2000"):
        assert telling not in pages[0].replace("15 signes", "")
    assert pages[0].count("example.org/carte") >= 10
    assert "personnes" in pages[0]


def test_the_square_leads_to_the_code_s_page(monkeypatch: pytest.MonkeyPatch) -> None:
    import segno

    made: list[str] = []
    make = segno.make

    def noted(text: str, **options: Any) -> Any:
        made.append(text)
        return make(text, **options)

    monkeypatch.setattr(segno, "make", noted)
    codes_pdf(CODES[:3], "Lorne", "allié·es", "https://example.org")
    assert made == [f"https://example.org/carte/{code}" for code in CODES[:3]]
