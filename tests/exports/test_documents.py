"""Printed documents, read back as a reader or a screen reader would: text, tags, pages."""

import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from forum.exports.content import Document, LegalMentions, NamesDoc, Signatory
from forum.exports.documents import render_markdown, render_pdf, sheet_hash
from tests.exports.documents_sample import (
    COMMON,
    DAY,
    HASH,
    LEGAL,
    PARAGRAPH,
    URL,
    carried,
    delivery,
    every_kind,
    letter,
    petition,
    platform,
    sheet,
    tract,
)

REAL = Path(os.environ.get("FORUM_REAL_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "real"))
HOSTILE = [
    '#eval("1+1") #import "x.typ" #panic()',
    "$x^2$ @ref <label> = Titre *gras* _it_ `brut` ~ -- --- // rien /* rien */",
    "\\ \\u{1F600} \\n \\\\ #[ ] { } \"' #let x = 1",
    "<script>alert(1)</script> <b>gras</b> &lt; [x](javascript:alert(1))",
    "מבוא עברי ، نص عربي؟ Հայերեն ქართული",
    "\u202eretourné\u202c \u200b\u2066x\u2069 \ufeff",
    "👩‍👧‍👦 🇫🇷 日本語 한국어 हिन्दी አማርኛ \ue000 \U0010ffff \ud800 \x00\x07\x1b",
    "Z̸̧̢̛̗̩̐̂͗̀́̂͗̀́͒a̵͗l̷͒g̶̀ó \u0301 \u20e3 1\ufe0f\u20e3",
    "> > > > > > > > > > > > > > > > > > > > > > citation\n\n" + "- " * 40 + "x",
    "###### six\n\n# un\n\n### trois\n\n1. # dans\n   > ## une liste",
    "x" * 3000,
    "- > 1. " * 12 + "*a **b " * 30 + "c" + "** d*" * 30,
    "![image](http://a/b.png) [lien](http://a.fr/é) [vide]() <http://auto.fr>",
    "",
]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages(doc: Document) -> list[str]:
    return [page.extract_text() for page in read(render_pdf(doc, DAY)).pages]


def words(doc: Document) -> str:
    return " ".join(" ".join(pages(doc)).split())


def tags(reader: PdfReader) -> list[Any]:
    """Every element of the structure tree."""
    found: list[Any] = []
    todo: list[Any] = [cast(Any, reader.trailer["/Root"])["/StructTreeRoot"]["/K"]]
    while todo:
        one = todo.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict) and "/S" in one:
            found.append(one)
            todo.append(one.get("/K", []))
    return found


@pytest.mark.parametrize("doc", every_kind() + carried(), ids=lambda doc: type(doc).__name__)
def test_every_document_is_tagged_french_and_says_so(doc: Document) -> None:
    reader = read(render_pdf(doc, DAY))
    catalog: Any = reader.trailer["/Root"]
    elements = tags(reader)
    kinds = {str(one["/S"]) for one in elements}
    assert {"/Title", "/H1"} & kinds and "/P" in kinds
    figures = [one for one in elements if one["/S"] == "/Figure"]
    assert all(str(one.get("/Alt", "")).strip() for one in figures)
    assert isinstance(doc, NamesDoc) or figures  # the code to scan
    assert all("/Lang" in catalog and page.get("/Tabs") for page in reader.pages if page.get("/Annots"))
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]["/K"]
    assert str(catalog["/Lang"]).startswith("fr")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == COMMON["title"]


@pytest.mark.parametrize("doc", [petition(PARAGRAPH * 12), platform(), sheet(pages=3)], ids=type)
def test_each_page_carries_number_hash_and_address(doc: Document) -> None:
    texts = pages(doc)
    assert len(texts) >= 3
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
        assert " ".join(HASH[at : at + 8] for at in range(0, 64, 8)) in text
        assert URL in text


def test_petition_says_who_to_whom_and_how_many() -> None:
    text = words(petition())
    for part in (
        "Monsieur le Préfet",
        "1\u202f312",
        "Rectificatifs",
        "1er mars 2026",
        HASH,
        "contact@exemple.org",
    ):
        assert " ".join(part.split()) in text
    assert "BROUILLON" not in text


def test_cahier_numbers_its_demands_and_their_parts() -> None:
    text = words(platform())
    assert "6. Publier les postes vacants" in text
    for part in ("Nommer", "Contester", "Revendiquer", "Critères de réussite", "non publié", "48"):
        assert text.count(part) >= 6
    assert "Adoptée par les deux collèges" in text


def test_a_petition_and_a_cahier_say_what_the_institution_has_written_already() -> None:
    said = ("1.2, Réduire les délais de visite (Plan santé)",)
    cahier = platform(1)
    cahier = replace(cahier, demands=tuple(replace(one, objectives=said) for one in cahier.demands))
    for doc in (petition(objectives=said), cahier):
        printed = " ".join(words(doc).split()).replace("\u00a0", " ")
        assert "Objectif officiel" in printed and "Réduire les délais de visite (Plan santé)" in printed
        assert "**Objectif officiel**" in render_markdown(doc)


def test_sheet_has_its_lines_and_the_mentions_on_every_page() -> None:
    doc = sheet(pages=2, lines=15)
    texts = pages(doc)
    assert len(texts) == 2
    for text in texts:
        flat = " ".join(text.split())
        assert sheet_hash(doc)[:12] in flat
        assert "Durée de conservation" in flat
        assert all(f" {n} " in flat for n in range(1, 16))


@pytest.mark.parametrize("lines", [11, 16])
def test_a_sheet_of_another_size_is_refused_at_once(lines: int) -> None:
    with pytest.raises(ValueError, match="12 to 15"):
        sheet(lines=lines)


def test_a_sheet_is_named_by_what_it_shows() -> None:
    assert sheet_hash(sheet()) == sheet_hash(sheet())
    assert sheet_hash(sheet()) != sheet_hash(sheet(number="13"))


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize(
    ("body", "claims"),
    [
        ("mot " * 6000, ("revendication " * 30,) * 30),
        ("un\n\n" * 3000, ()),
        ("x" * 20000, ("y" * 400,) * 12),
        ("", ()),
        ("- point\n" * 400, ("court",)),
    ],
)
def test_a_tract_is_two_sides_whatever_is_in_it(paper: str, body: str, claims: tuple[str, ...]) -> None:
    texts = pages(
        tract(paper=paper, body=body, claims=claims, title="Un titre assez long pour un tract " * 4)
    )
    assert len(texts) == 2
    assert all(URL in text for text in texts)
    assert "Ne pas jeter sur la voie publique" in texts[1]
    assert "[…]" in texts[1] or len(body) < 4000


def test_the_receipt_is_on_the_last_page_and_whole() -> None:
    texts = pages(delivery(pieces=tuple(f"Pièce numéro {n} à remettre" for n in range(60))))
    last = " ".join(texts[-1].split())
    assert all(words in last for words in ("Récépissé", "Fonction et service", "Signature et cachet"))
    assert len(pages(delivery())) == 1


def test_a_letter_names_those_it_is_given_and_carries_what_the_law_then_wants() -> None:
    text = words(letter())
    assert "Léa Canari, professionnelle, Lorne" in text and "2 ont choisi de montrer leur nom" in text
    assert "Base légale" in text and "CNIL" in text
    bare = words(letter(shown=()))
    assert "CNIL" not in bare and "choisi" not in bare


@pytest.mark.parametrize("index", range(3))
def test_brouillon_only_when_something_is_missing(index: int) -> None:
    assert "BROUILLON" not in words(every_kind()[index])
    draft = every_kind(legal=LegalMentions(publisher="Collectif"), addressee=" ")[index]
    text = words(draft)
    assert ("Imprimeur" if index == 1 else "Durée de conservation") in text  # a cahier holds nobody's data
    assert all("BROUILLON" in page for page in pages(draft))


def test_an_empty_document_still_prints() -> None:
    nothing = dict.fromkeys(("title", "organiser", "addressee", "public_url", "text_sha256"), "")
    for doc in every_kind(**nothing, legal=LegalMentions()):
        assert "Adresse publique" in words(doc)
        assert "Adresse publique" in render_markdown(doc)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_never_executed(text: str) -> None:
    for doc in (
        petition(text, title=text, addressee=text, origin=text),
        platform(1, preamble=text, organiser=text),
        sheet(summary=text, send_to=text, title=text[:120]),
        *carried(title=text[:160], organiser=text, addressee=text[:200]),
        tract(body=text, claims=(text,) * 20),
        letter(body=text, subject=text, sender=text, shown=(Signatory(text, text),) * 3),
        delivery(pieces=(text,)),
    ):
        assert render_pdf(doc, DAY).startswith(b"%PDF")


def test_syntax_of_the_typesetter_shows_as_it_was_typed() -> None:
    text = words(petition('#eval("1+1") $x$ @ref #panic()'))
    assert '#eval("1+1") $x$ @ref #panic()' in text


def test_what_no_font_draws_becomes_a_box_and_a_note() -> None:
    text = words(petition("Écrit en 日本 et en العربية"))
    assert "Écrit en □□ et en" in text
    assert "remplacés par □" in text
    assert "remplacés" not in words(petition("Écrit en العربية"))


def test_links_that_are_not_addresses_are_only_words() -> None:
    reader = read(render_pdf(petition("[ici](javascript:x) [là](file:///etc) [oui](https://a.fr)"), DAY))
    links = {
        str(a["/A"]["/URI"])
        for page in reader.pages
        for a in page.get("/Annots", [])
        if "/URI" in a.get("/A", {})
    }
    assert links == {"https://a.fr", URL}


def test_the_naughty_strings_of_others_all_print() -> None:
    file = REAL / "payloads" / "blns.json"
    if not file.is_file():
        pytest.skip(f"left out: no {file}")
    strings = json.loads(file.read_text())
    assert render_pdf(petition("\n\n".join(strings)), DAY).startswith(b"%PDF")
    for start in range(0, len(strings), 40):
        title = " ".join(strings[start : start + 40])[:400]
        assert render_pdf(sheet(title=title, summary=title), DAY).startswith(b"%PDF")


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=120), st.text(st.characters(min_codepoint=0x300, max_codepoint=0x10FFFF), max_size=40)
)
def test_any_text_prints(text: str, strange: str) -> None:
    assert render_pdf(petition(f"{text}\n\n**{strange}**", title=strange), DAY).startswith(b"%PDF")


def test_same_document_same_day_same_bytes() -> None:
    assert render_pdf(petition(), DAY) == render_pdf(petition(), DAY)


def test_markdown_keeps_the_text_and_escapes_the_rest() -> None:
    body = "# Un *titre*\n\nEt : « rien » ! #eval"
    text = render_markdown(petition(body, title="Un [piège](x) *gras*\n# deux"))
    assert text.startswith("# Un \\[piège\\](x) \\*gras\\* \\# deux\n")
    assert f"---\n\n{body}\n\n---" in text
    assert HASH in text
    assert URL in text
    assert "BROUILLON" not in text
    assert "BROUILLON" in render_markdown(petition(legal=LegalMentions()))


def test_markdown_of_a_cahier_and_of_a_sheet() -> None:
    text = render_markdown(platform())
    assert "## 6. Publier les postes vacants" in text
    assert text.count("### Revendiquer") == 6
    assert "Adoptée (48 pour, 3 contre, 5 abstentions)" in text
    assert "## Mentions légales" in render_markdown(sheet())


def test_a_summary_is_its_words_on_one_line() -> None:
    text = words(sheet(summary="Nous **voulons** :\n\n- une *visite*\n- un nom\nà appeler\n\n> `fin` <b>"))
    assert "Nous voulons : une visite ; un nom à appeler. fin <b>" in text


def test_a_long_summary_leaves_room_for_the_lines() -> None:
    assert len(pages(sheet(summary="mot " * 2000, lines=15))) == 1


def test_a_word_longer_than_the_line_stays_on_the_page() -> None:
    text = "".join(pages(petition("x" * 3000)))
    assert text.count("x") >= 3000
    assert max(len(line) for line in text.splitlines() if line.strip("x") == "") < 60


def test_mentions_name_each_gap() -> None:
    assert LEGAL.missing() == []
    assert LegalMentions(publisher="x", printer=" ").missing()[-1] == "Imprimeur"
