"""What a document says around the text is in the reader's language; the text stays as its authors wrote it."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from pypdf import PdfReader

from forum.core import i18n
from forum.exports.content import (
    CollegeSupport,
    Count,
    DeliveryDoc,
    DemandDoc,
    Document,
    Erratum,
    LegalMentions,
    LetterDoc,
    NamesDoc,
    PetitionDoc,
    PlatformDoc,
    SheetDoc,
    Signatory,
    TractDoc,
)
from forum.exports.documents import render_markdown, render_pdf, sheet_hash
from forum.exports.poster import PosterDoc
from forum.exports.text import render_text
from tests.exports.documents_sample import DAY, petition, platform, sheet
from tests.exports.test_routes import get, make, plain, text_of
from tests.ops.catalogue import ENGLISH, sentences
from tests.world import World

HOLES = re.compile(r"\{\w+\}")


@pytest.fixture
def english() -> Iterator[None]:
    kept = i18n.current.set("en")
    yield
    i18n.current.reset(kept)


def words(doc: Document) -> str:
    pages = PdfReader(io.BytesIO(render_pdf(doc, DAY))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_petition_in_english_keeps_its_french_text(english: None) -> None:
    text = words(petition("Pourquoi ? Pour l'accueil.", title="Où vont les postes ?"))
    for said in (
        "PETITION",
        "1,312 signatures on 3 March 2026, for a goal of 2,000",
        "Online or with this code: https://",
        "Open from 1 February 2026. Closes on 1 June 2026.",
        "1 March 2026: lire « dix »",
        "Legal notice",
        "Data controller: Collectif Protéger",
        "Checking this document",
    ):
        assert said in text, said
    assert "Pourquoi\u202f?" in text or "Pourquoi ?" in text
    assert "l’accueil" in text
    assert "Objectif" not in text
    assert "signatures au" not in text


def test_the_document_is_french_and_its_english_labels_say_they_are_not(english: None) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(petition(), DAY)))
    catalog: Any = reader.trailer["/Root"]
    assert str(catalog["/Lang"]).startswith("fr")
    drawn = reader.pages[0]["/Contents"].get_object().get_data()  # type: ignore[union-attr]
    assert b"/Lang(en)" in drawn
    assert b"/Lang(fr-FR)" in drawn


def test_a_sheet_in_english(english: None) -> None:
    text = words(sheet(legal=LegalMentions(publisher="Collectif")))
    for said in ("SIGNATURE SHEET", "Last name", "DRAFT", "Missing:", "How long it is kept", "(no. 12)"):
        assert said in text, said
    assert "Qualité" not in text
    assert "Sheet " + sheet_hash(sheet(legal=LegalMentions(publisher="Collectif")))[:12] in text


def test_a_sheet_in_another_language_is_another_sheet(english: None) -> None:
    here = sheet_hash(sheet())
    i18n.current.set("fr")
    assert sheet_hash(sheet()) != here


def test_markdown_in_english(english: None) -> None:
    text = render_markdown(platform(1, legal=LegalMentions(publisher="Collectif")))
    for said in (
        "**DRAFT**. Missing: Address",
        "### Demand\n",
        "- **Deadline**: 1 September 2026",
        "48 for, 3 against",
    ):
        assert said in text, said
    assert " :" not in text.replace("Pourquoi ?", "")


def test_markdown_in_french_keeps_its_spaces() -> None:
    text = render_markdown(petition(legal=LegalMentions(publisher="x"), title="Où vont-ils ?"))
    assert text.startswith("# Où vont-ils\u202f?\n")
    assert "> **BROUILLON**. Il manque\u00a0: Adresse, Contact" in text
    assert "- **Ouverte le**\u00a0: 1er février 2026" in text


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 signature au"), (1, "1 signature au"), (2, "2 signatures au")]
)
def test_one_signature_is_one(n: int, said: str) -> None:
    assert said in words(petition(signatures=n))


X = "x"
LEGAL_X = LegalMentions(*[X] * 8)
COMMON_X: dict[str, Any] = {
    "title": X, "organiser": X, "addressee": X, "public_url": "x:x", "text_sha256": "00", "legal": LEGAL_X,
}  # fmt: skip
ASKED = DemandDoc(
    title=X, kind=X, named=X, contested=X, claimed=X, addressee=X, responsible=X, deadline=DAY,
    criteria=(X, X), sources=(X, X), heard=X, equity=X,
    support=(CollegeSupport(X, X, 1, 1, 1), CollegeSupport(X, X)), result=X, later=X,
)  # fmt: skip
FULL = [
    PetitionDoc(
        **COMMON_X, body="x", origin=X, sources=(X,), opens=DAY, closes=DAY, goal=9, signatures=9, counts=(Count(X, 9),),
        errata=(Erratum(DAY, X),), checkpoint=X,
    ),
    PlatformDoc(**COMMON_X, preamble=X, published=DAY, origin=((X, X),), demands=(ASKED,), checkpoint=X),
    SheetDoc(**COMMON_X, summary=X, number="9", send_to=X, closes=DAY, colleges=(X, X, X)),
    TractDoc(**COMMON_X, body=X, claims=(X,), closes=DAY),
    PosterDoc(**COMMON_X, claims=(X,), closes=DAY),
    LetterDoc(
        **COMMON_X, kind=X, subject=X, body=X, sender=X, place=X, dated=DAY, enclosed=(X,), signatures=9,
        shown=(Signatory(X, X),), checkpoint=X,
    ),
    DeliveryDoc(**COMMON_X, pieces=(X,), counts=(Count(X, 9),), signatures=9, checkpoint=X),
    NamesDoc(**COMMON_X, names=(Signatory(X, X),), total=1),
]  # fmt: skip
NOTHING = dict.fromkeys(COMMON_X, "") | {"legal": LegalMentions()}


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language that says « Zz » for everything, and puts what it is given after."""
    made = Catalog(locale="fr")
    for sentence in {s for name in ENGLISH if "exports" in name for s in sentences(name)}:
        made.add(sentence, "Zz " + " ".join(HOLES.findall(sentence)))
    folder = tmp_path / "locale" / "zz" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, made)
    monkeypatch.setattr(i18n, "asset_dir", lambda name: tmp_path / name)
    for cached in (i18n.catalogue, i18n.translator, i18n.pluraliser):
        cached.cache_clear()
    kept = i18n.current.set("zz")
    yield
    i18n.current.reset(kept)
    monkeypatch.undo()
    for cached in (i18n.catalogue, i18n.translator, i18n.pluraliser):
        cached.cache_clear()


@pytest.mark.parametrize("doc", FULL, ids=lambda doc: type(doc).__name__)
def test_nothing_is_printed_but_the_text_and_what_gettext_says(strange: None, doc: Any) -> None:
    bare = type(doc)(**{**{f: getattr(doc, f) for f in doc.__dataclass_fields__}, **NOTHING})
    whole = [said(one) for one in (doc, bare) for said in (words, render_markdown, render_text)]
    for text in whole:
        left = re.sub(r"SHA-256|x:x|\b[0-9a-f]{12}\b", "", text.replace(i18n.long_date(DAY), ""))
        assert re.findall(r"[^\W\d_]{2,}", re.sub(r"(?i)zz", "", left)) == []


def test_the_page_s_language_is_the_document_s(world: World) -> None:
    made = make(world)
    browser = world.browser()
    browser.client.cookies.set("lang", "en")
    text = plain(text_of(browser.client.get(made.urls[0])))
    assert "1,303 signatures on 2 March 2026" in text
    assert "“Publier les postes vacants”: adopted by both colleges" in text
    assert "by e-mail: 60" in text
    assert "Log of signatures: porte-voix/journal/" in text
    assert "Those who organise, and the addressee: Conseil" in text
    assert "signatures au 2 mars 2026" in plain(text_of(get(world, made.urls[0])))
