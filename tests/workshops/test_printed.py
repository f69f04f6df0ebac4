"""What a workshop prints, read back from the PDF: the kit, the cards, the account; and who may have them."""

import shutil

import pytest

from forum.collectives.codes.models import CodeBatch, PaperCode
from forum.identity.codes import code_hash, read_code
from forum.texts.spoken.rules import mark_of, read_mark
from tests.exports.test_cards import read
from tests.workshops.room import SAID, Room
from tests.world import World

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler absent")


@needs_poppler
def test_the_kit_is_an_hour_in_plain_words_and_holds_no_code(world: World) -> None:
    room = Room(world)
    answer = world.browser(room.fatou).client.get(f"{room.url}/kit.pdf")
    assert answer.status_code == 200
    said = " ".join(read(answer.content).split())
    for words in (
        "Les visites de PMI",
        "55 – 60",
        "À quoi ça sert",
        "Une doléance",
        "Le cadre, à lire à voix haute",
    ):
        assert words in said.replace("\u202f", " ").replace("\u00a0", " ")
    for who in (world.alice, world.charlie):
        assert world.browser(who).get(f"{room.url}/kit.pdf").status in (401, 403)


@needs_poppler
def test_each_card_has_two_halves_that_go_together(world: World) -> None:
    room = Room(world)
    browser = world.browser(room.fatou)
    browser.get(room.url)
    answer = browser.client.post(
        f"{room.url}/cartes.pdf",
        data={
            "college": "concerned",
            "count": "9",
            "_csrf": browser.page.all("input", name="_csrf")[0].get("value"),
        },
        headers={"origin": "http://testserver"},
    )
    lines = [line.strip() for line in read(answer.content).splitlines()]
    marks = [part for line in lines for part in line.split() if part.count("-") == 3 and len(part) == 15]
    codes = [part for line in lines for part in line.split() if part.count("-") == 2 and len(part) == 17]
    assert len(marks) == len(codes) == 9
    pepper = world.house.keys.pepper
    assert {mark_of(read_code(code), pepper) for code in codes} == {read_mark(mark) for mark in marks}
    (batch,) = world.rows(CodeBatch)
    assert (batch.tier, batch.college, batch.made) == ("vouched", "concerned", 9)
    assert {row.hash for row in world.rows(PaperCode)} == {code_hash(read_code(code)) for code in codes}
    said = " ".join(lines)
    assert room.workshop.theme not in said, "a card does not say in which room it was given"
    assert "Fatou" not in said


@needs_poppler
def test_the_account_is_printed_as_it_is_read(world: World) -> None:
    room = Room(world)
    assert world.browser().get(f"{room.url}/compte-rendu.pdf").status == 404
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    world.slot()
    said = " ".join(read(world.browser().client.get(f"{room.url}/compte-rendu.pdf").content).split())
    for words in (SAID["grievance"], SAID["rule"], "mars 2026", "Les visites de PMI"):
        assert words in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Salle de quartier" not in said
    assert "2 mars" not in said
