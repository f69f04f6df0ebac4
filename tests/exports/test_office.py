"""DOCX and ODT: opened as zipped XML, read as our own import reads them, and never with what XML cannot write."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from forum.core.letters import normal
from forum.demands.imports.documents import job
from forum.demands.imports.documents.reading import UNSEEN, brought
from forum.demands.imports.rules import found
from forum.exports.content import CollegeSupport, DemandDoc, Document, LegalMentions
from forum.exports.documents import render_markdown
from forum.exports.office.docx import render_docx
from forum.exports.office.odt import render_odt
from forum.exports.office.tree import UNWRITTEN
from forum.exports.text import render_text
from tests.exports.documents_sample import COMMON, HASH, URL, carried, every_kind, petition, platform
from tests.exports.test_documents import HOSTILE, REAL

OFFICE: list[Any] = [pytest.param(render_docx, id="docx"), pytest.param(render_odt, id="odt")]
Render = Callable[[Document], bytes]
BODY = """# Un titre

Nous *demandons* **tout**, avec [un lien](https://a.fr/) et ~~rien~~ :

- une visite ;
- un nom.

3. trois
4. quatre

> une citation

مرحبا"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def parts(data: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name != "mimetype"]
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}


def said(data: bytes) -> str:
    return " ".join(job.text_of(data).split())


def squeezed(text: str) -> str:
    """Letters and signs alone: typography changes spaces and apostrophes on purpose."""
    return re.sub(r"\s|['’\u200b\ufeff]", "", UNSEEN.sub("", UNWRITTEN.sub("", normal("NFC", text))))


@pytest.mark.parametrize("render", OFFICE)
@pytest.mark.parametrize("doc", every_kind() + carried(), ids=lambda doc: type(doc).__name__)
def test_every_document_is_whole_and_says_what_it_is(doc: Document, render: Render) -> None:
    data = render(doc)
    parts(data)
    assert render(doc) == data
    text = said(data)
    for words in (doc.title, doc.organiser, HASH, URL):
        assert words in text, words


@pytest.mark.parametrize("render", OFFICE)
def test_what_was_laid_out_is_read_back_by_our_import(render: Render) -> None:
    text = job.text_of(render(petition(BODY)))
    for line in (
        "# Un titre",
        "Nous demandons tout, avec un lien (https://a.fr/) et rien :",
        "- une visite ;\n- un nom.",
        "1. trois\n2. quatre",  # the import numbers items itself
        "une citation",
        "مرحبا",
        "# Signatures",
    ):
        assert line in text.replace("\u202f", " ").replace("\u00a0", " "), line


@pytest.mark.parametrize("render", OFFICE)
def test_the_claims_of_a_document_are_found_again(render: Render) -> None:
    claims = [
        "Nous exigeons dix postes de puéricultrice.",
        "Nous demandons la publication des postes vacants.",
    ]
    read = brought(render(petition("\n\n".join(claims)))).text
    assert [one.sentence for one in found(read).claims][: len(claims)] == claims


def test_a_docx_has_real_styles_lists_a_header_row_and_page_numbers() -> None:
    inside = parts(render_docx(platform(2, preamble=BODY)))
    body, styles = inside["word/document.xml"], inside["word/styles.xml"]
    used = {e.get(f"{W}val") for e in body.iter(f"{W}pStyle")}
    known = {e.get(f"{W}styleId") for e in styles.iter(f"{W}style")}
    assert {"Title", "Heading1", "Heading2", "ListParagraph", "Quote", "TableHeading"} <= used <= known
    numbers = {e.get(f"{W}val") for e in body.iter(f"{W}numId")}
    assert numbers <= {e.get(f"{W}numId") for e in inside["word/numbering.xml"].iter(f"{W}num")}
    starts = {e.get(f"{W}val") for e in inside["word/numbering.xml"].iter(f"{W}startOverride")}
    assert starts == {"3"}
    assert all(
        next(table.iter(f"{W}tr")).find(f"{W}trPr/{W}tblHeader") is not None for table in body.iter(f"{W}tbl")
    )
    assert {e.get(f"{W}val") for e in styles.iter(f"{W}lang")} == {"fr-FR"}
    fields = [e.text for e in inside["word/footer1.xml"].iter(f"{W}instrText")]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert [e.text for e in inside["word/header1.xml"].iter(f"{W}t")] == [
        f"Cahier de revendications · {URL}",
        HASH,
    ]


def test_an_odt_has_real_styles_lists_a_header_row_and_page_numbers() -> None:
    data = render_odt(platform(2, preamble=BODY))
    first = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
    inside = parts(data)
    body, styles = inside["content.xml"], inside["styles.xml"]
    named = {value for e in styles.iter() for key, value in e.attrib.items() if key.endswith("}name")}
    named |= {value for e in body.iter() for key, value in e.attrib.items() if key.endswith("style:1.0}name")}
    used = {value for e in body.iter() for key, value in e.attrib.items() if key.endswith("}style-name")}
    assert {"Title", "Heading_20_1", "Heading_20_2", "Puces", "Numeros", "Quotations"} <= used <= named
    assert all(table.find(f"{TABLE}table-header-rows") is not None for table in body.iter(f"{TABLE}table"))
    assert [
        e.get(f"{TEXT}start-value") for e in body.iter(f"{TEXT}list-item") if e.get(f"{TEXT}start-value")
    ] == ["3"]
    foot = {e.tag for e in styles.iter()}
    assert {f"{TEXT}page-number", f"{TEXT}page-count"} <= foot
    countries = {
        v for e in styles.iter() for k, v in e.attrib.items() if k.endswith(("}language", "}country"))
    }
    assert countries == {"fr", "FR"}


@pytest.mark.parametrize("render", OFFICE)
@pytest.mark.parametrize(
    "text", [*HOSTILE, "a\x00b\x0bc\ufffed\ud800e\x1bf", "=cmd|' /C calc'!A0", "&lt;&#x0; ]]>"]
)
def test_hostile_text_goes_in_and_nothing_but_what_cannot_be_written_is_lost(
    text: str, render: Render
) -> None:
    demand = DemandDoc(
        title=text,
        claimed=text,
        criteria=(text,),
        support=(CollegeSupport(text, text, 1, 2, 3),),
    )
    for doc in (
        petition(text, title=text, addressee=text, organiser=text, public_url=text, text_sha256=text),
        platform(1, demands=(demand,), preamble=text),
        *carried(title=text),
    ):
        data = render(doc)
        parts(data)
        assert "\u202e" not in said(data)


def test_only_addresses_are_links() -> None:
    text = '[a](javascript:x) [b](file:///etc) [c](https://a.fr/x?y=1#z) [d](http://[::1) [e](https://a.fr/%zz"x)'
    inside = parts(render_docx(petition(text)))
    links = [
        e.get("Target") for e in inside["word/_rels/document.xml.rels"] if e.get("TargetMode") == "External"
    ]
    assert links[0] == "https://a.fr/x?y=1#z"
    assert all(
        str(link).startswith("https://a.fr/") and not re.search(r"[\[\]\"\s]", str(link)) for link in links
    )


def test_the_naughty_strings_of_others_come_back_whole() -> None:
    """Each as a title and as a criterion (plain words); in Markdown their marks would be read as marks."""
    file = REAL / "payloads" / "blns.json"
    if not file.is_file():
        pytest.skip(f"left out: no {file}")
    strings = [text for text in json.loads(file.read_text()) if text.strip()]
    docs = [DemandDoc(title=text, criteria=(text,)) for text in strings]
    for start in range(0, len(docs), 100):
        doc = platform(
            1, demands=tuple(docs[start : start + 100]), preamble="\n\n".join(strings[start : start + 100])
        )
        whole = {
            "docx": job.text_of(render_docx(doc)),
            "odt": job.text_of(render_odt(doc)),
            "txt": render_text(doc),
            "md": re.sub(r"\\(.)", r"\1", render_markdown(doc)),
        }
        for kind, text in whole.items():
            flat = squeezed(text)
            lost = [one for one in strings[start : start + 100] if flat.count(squeezed(one)) < 2]
            assert not lost, (kind, lost)


def test_plain_text_keeps_titles_lists_and_figures() -> None:
    text = render_text(petition(BODY, title="Où vont-ils ?"))
    assert text.startswith("PÉTITION\n\nOù vont-ils\u202f?\n=============\n")
    assert "Un titre\n========\n" in text
    assert "- une visite\u202f;\n- un nom." in text
    assert "3. trois\n4. quatre" in text
    assert "> une citation" in text
    assert "Signatures\u00a0: 1 312" in text.replace("\u202f", " ").replace("1\u00a0", "1 ")


def test_a_gap_is_named_in_every_format() -> None:
    doc = petition(legal=LegalMentions(publisher="x"))
    for text in (said(render_docx(doc)), said(render_odt(doc)), render_text(doc), render_markdown(doc)):
        assert "BROUILLON" in text and "Imprimeur" in text
    assert "BROUILLON" not in said(render_docx(petition()))


def test_a_title_that_says_nothing_is_the_kind_of_document() -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("title", "organiser", "addressee", "public_url", "text_sha256"), ""
    )
    for doc in every_kind(**nothing, legal=LegalMentions()):
        for render in (render_docx, render_odt):
            parts(render(doc))
    assert COMMON["title"] not in said(render_docx(petition(**nothing)))
