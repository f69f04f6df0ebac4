"""Numbered sheets: what is printed, read back from the PDF, and who may print them."""

import shutil
import subprocess

import pytest

from forum.exports.paper.content import NumberedDoc
from tests.exports.documents_sample import COMMON, PARAGRAPH
from tests.petitions.paper.desk import Desk
from tests.world import World

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler absent")


def pages(pdf: bytes) -> list[str]:
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(page.split()) for page in read.stdout.decode().split("\f") if page.strip()]


@needs_poppler
def test_each_sheet_has_its_number_twice_the_hash_and_every_mention(world: World) -> None:
    desk = Desk(world)
    said = {
        f"legal_{name}": "Les Lendemains"
        for name in ("publisher", "director", "controller", "contact", "address")
    }
    world.house.settings = world.house.settings.model_copy(update=said)
    desk.print(2, 20)
    desk.print(1, 10)
    desk.type(desk.fatou, 2)  # typed already: not printed again
    answer = world.browser(world.olga).client.get(f"{desk.base}/feuilles.pdf?de=1&a={desk.shown(3)}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert b"StructTreeRoot" in answer.content  # tagged
    texts = pages(answer.content)
    assert len(texts) == 2
    digest = world.rows(type(desk.petition))[0].sha256
    for text, number, last in zip(texts, (1, 3), (20, 10), strict=True):
        assert text.count(f"Feuille {desk.shown(number)}") == 2
        assert "À détacher" in text and "Je veux les nouvelles" in text
        for mention in ("Responsable du traitement", "Finalité", "Base légale", "Destinataires"):
            assert mention in text
        for mention in ("Durée de conservation", "Droits", "CNIL", "Éditeur", f"/p/{desk.code}"):
            assert mention in text
        assert digest in text.replace(" ", "")
        assert f" {last} " in text and f" {last + 1} " not in text


@pytest.mark.parametrize("asked", ["", "?de=9&a=12", "?de=x&a=y", "?de=3&a=1"])
def test_a_range_without_a_blank_sheet_is_said(world: World, asked: str) -> None:
    desk = Desk(world)
    desk.print(2)
    answer = world.browser(world.olga).client.get(f"{desk.base}/feuilles.pdf{asked}")
    assert answer.status_code == 404 and "Aucune feuille" in answer.text


def test_only_organisers_print(world: World) -> None:
    desk = Desk(world)
    desk.print(1)
    for who in (None, world.alice, world.maud, desk.fatou):
        assert world.browser(who).client.get(f"{desk.base}/feuilles.pdf?de=1&a=1").status_code in (401, 403)


@pytest.mark.parametrize("numbers", [(), (("1", 9),), (("1", 21),), (("1", 10),) * 101])
def test_a_batch_of_another_size_is_refused_at_once(numbers: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(ValueError, match="10 to 20"):
        NumberedDoc(**(COMMON | {"summary": PARAGRAPH}), numbers=numbers)
