"""The poster: one page whatever is in it, its code and mentions, strips that are drawn eight times and told once."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from forum.exports.content import LegalMentions
from forum.exports.documents import render_pdf
from forum.exports.poster import PosterDoc
from tests.exports.documents_sample import COMMON, DAY, URL
from tests.exports.test_documents import HOSTILE
from tests.exports.test_routes import get, make
from tests.world import World


def poster(**changed: object) -> PosterDoc:
    told: dict[str, object] = {**COMMON, "claims": ("Publier les postes",), "closes": DAY}
    return PosterDoc(**{**told, **changed})  # type: ignore[arg-type]


def pages(doc: PosterDoc) -> list[str]:
    return [one.extract_text() for one in PdfReader(io.BytesIO(render_pdf(doc, DAY))).pages]


@pytest.mark.parametrize(
    ("title", "claims"),
    [
        ("Une visite pour chaque naissance " * 6, ("revendication " * 30,) * 30),
        ("x" * 200, ()),
        ("Court", ("y" * 400,) * 12),
        ("", ()),
    ],
)
def test_it_is_one_page_whatever_is_in_it(title: str, claims: tuple[str, ...]) -> None:
    (text,) = pages(poster(title=title, claims=claims))
    assert URL in text and "Imprimeur" in text


def test_its_strips_carry_the_address_without_the_way_to_it() -> None:
    doc = poster()
    (text,) = pages(doc)
    assert "".join(text.split()).count(URL.partition("://")[2]) == 9  # once above, and on eight strips
    root: Any = PdfReader(io.BytesIO(render_pdf(doc, DAY))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_printed_and_never_executed(text: str) -> None:
    assert (
        len(pages(poster(title=text[:160], organiser=text[:200], addressee=text[:200], claims=(text,) * 8)))
        == 1
    )


def test_what_is_missing_stands_across_it() -> None:
    (text,) = pages(poster(legal=LegalMentions()))
    assert "BROUILLON" in text and "BROUILLON" not in pages(poster())[0]


def test_it_is_offered_with_the_other_documents(world: World) -> None:
    made = make(world)
    page = world.browser(world.olga).get(f"/c/lorne/petitions/{made.petition}/documents")
    assert "L’affiche" in page.words
    answer = get(world, f"/p/{made.petition}/documents/affiche.pdf")
    assert answer.content.startswith(b"%PDF")
    assert get(world, f"/p/{made.petition}/documents/affiche.docx").status_code == 404
