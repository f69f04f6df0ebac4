"""The page « Documents »: what there is, what is missing before anybody exports, and who may have which file."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from forum.demands.imports.documents import job
from forum.exports.carrying.rules import CAHIER, OFFERED
from tests import rows
from tests.exports.test_routes import Made, get, make, plain, text_of
from tests.petitions.scene import Scene
from tests.world import World

LEGAL = ("publisher", "address", "contact", "controller", "printer")


def filled(world: World, **changed: str) -> None:
    told = {f"legal_{name}": f"Légal {name}" for name in LEGAL} | changed
    world.house.settings = world.house.settings.model_copy(update=told)


def of(made: Made) -> str:
    return f"/c/lorne/petitions/{made.petition}/documents"


def test_every_document_that_is_offered_is_there(world: World) -> None:
    filled(world)
    made = make(world)
    browser = world.browser(world.olga)
    page = browser.get(of(made))
    offered = [one for one in page.all("a", class_="btn quiet") if "/documents/" in one.get("href", "")]
    assert len(offered) == sum(path.startswith("documents/") for one in OFFERED for _k, path, _s in one.files)
    kinds = {"pdf": b"%PDF", "docx": b"PK", "odt": b"PK"}
    for one in offered:
        answer = browser.client.get(one.get("href", ""))
        assert answer.status_code == 200, one.get("href")
        kind = one.get("href", "").rpartition(".")[2]
        assert answer.content.startswith(kinds.get(kind, b"")), one.get("href")
        assert f'.{kind}"' in answer.headers["content-disposition"]
        assert "BROUILLON" not in (job.text_of(answer.content) if kind in ("docx", "odt") else answer.text)


def test_what_is_missing_is_named_before_and_does_not_prevent(world: World) -> None:
    made = make(world)
    page = world.browser(world.olga).get(of(made))
    for words in ("Éditeur", "FORUM_LEGAL_PRINTER", "imprimé par nos soins", "Exporter quand même"):
        assert words in plain(page.words), words
    filled(world, legal_printer="")
    page = world.browser(world.olga).get(of(made))
    assert "FORUM_LEGAL_PUBLISHER" not in page.words and "FORUM_LEGAL_PRINTER" in page.words
    letter = page.one("article", id="lettre")
    assert "Il manque" not in "".join(letter.itertext())  # a letter has no printer
    assert "Il manque" in "".join(page.one("article", id="tract").itertext())
    assert "BROUILLON" in text_of(get(world, f"/p/{made.petition}/documents/tract-a5.pdf"))
    filled(world)
    page = world.browser(world.olga).get(of(made))
    assert "FORUM_LEGAL" not in page.words and "Il manque" not in page.words


def test_a_tract_is_two_sides_with_its_code_and_its_mentions(world: World) -> None:
    filled(world)
    made = make(world)
    for paper, width in (("a4", 595), ("a5", 420)):
        answer = get(world, f"/p/{made.petition}/documents/tract-{paper}.pdf")
        reader = PdfReader(io.BytesIO(answer.content))
        assert len(reader.pages) == 2
        assert round(float(reader.pages[0].mediabox.width)) == width
        front, back = (plain(" ".join(one.extract_text().split())) for one in reader.pages)
        assert "Publier les postes vacants" in front and f"/p/{made.petition}" in front
        assert "Ne pas jeter sur la voie publique." in back and "Imprimeur : Légal printer" in back
        assert "une visite à chaque naissance" in back


def test_a_cahier_says_who_signed_for_each_demand(world: World) -> None:
    made = make(world)
    url = f"/c/lorne/cahiers/{made.platform}/documents"
    page = world.browser().get(url)
    assert "Le cahier de revendications" in page.words
    files = [path for _kind, path, _said in CAHIER.files]
    for file in files:
        assert get(world, f"/c/lorne/cahiers/{made.platform}/{file}").status_code == 200, file
    text = plain(" ".join(job.text_of(get(world, f"{url}/cahier.docx").content).split()))
    assert (
        "Signatures : « Une puéricultrice pour chaque naissance » : 1 303 (professionnel·les : 1 240" in text
    )
    assert "# 1. Publier les postes vacants Nature : Condition minimale ## Contester" in text


def test_the_delivery_note_is_the_team_s_and_has_its_receipt(world: World) -> None:
    filled(world)
    made = make(world)
    url = f"/p/{made.petition}/documents/bordereau.pdf"
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).client.get(url).status_code == 404
    text = plain(text_of(world.browser(world.olga).client.get(url)))
    for words in ("Récépissé", "Reçu de Collectif de la Lorne", "L. 112-3", "1 303", "Signature et cachet"):
        assert words in text, words


def test_the_page_is_the_team_s_and_the_files_are_those_of_the_petition(world: World) -> None:
    made = make(world)
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).client.get(of(made)).status_code in (401, 403, 404)
    secret = make(world, world.other_collective("secret", reading="members"))
    for file in ("petition.docx", "tract-a4.pdf", "lettre.odt", "feuille.docx"):
        assert get(world, f"/p/{secret.petition}/documents/{file}").status_code == 404
        draft = f"/p/{make(world, state='draft', sha256='').petition}/documents/{file}"
        assert get(world, draft).status_code == 404
        assert world.browser(world.olga).client.get(draft).status_code == 200
    assert get(world, f"/c/secret/cahiers/{secret.platform}/documents/cahier.docx").status_code == 404


@pytest.mark.parametrize(
    "file",
    ["x.pdf", "petition.exe", "petition", ".pdf", "petition.pdf", "tract.pdf", "%00.docx", "a%0Ab.odt"],
)
def test_a_file_that_is_none_is_not_found(world: World, file: str) -> None:
    made = make(world)
    assert get(world, f"/p/{made.petition}/documents/{file}").status_code == 404
    assert get(world, f"/c/lorne/cahiers/{made.platform}/documents/{file}").status_code == 404


def test_no_blank_sheet_of_an_ended_petition(world: World) -> None:
    made = make(world, state="closed")
    assert get(world, f"/p/{made.petition}/documents/feuille.docx").status_code == 410
    page = world.browser(world.olga).get(of(made))
    assert "feuille" not in " ".join(one.get("href", "") for one in page.all("a"))


def test_the_team_s_page_and_the_cahier_lead_there(world: World) -> None:
    scene = Scene(world)
    page = world.browser(world.olga).get(f"{scene.team}/equipe")
    leading = [one.get("href", "") for one in page.all("a") if "/documents#" in one.get("href", "")]
    targets = world.browser(world.olga).get(f"{scene.team}/documents")
    there = {one.get("id") for one in targets.root.iter()}
    assert leading and {href.partition("#")[2] for href in leading} <= there
    made = make(world)
    cahier = world.browser().get(f"/c/lorne/cahiers/{made.platform}")
    assert cahier.link("Documents") == f"/c/lorne/cahiers/{made.platform}/documents"


def test_nothing_that_leads_to_a_person_is_in_any_of_them(world: World) -> None:
    made = make(world)
    for file in (
        "petition.docx",
        "petition.odt",
        "petition.txt",
        "lettre.txt",
        "tract-a4.md",
        "bordereau.txt",
    ):
        answer: Any = world.browser(world.olga).client.get(f"/p/{made.petition}/documents/{file}")
        text = job.text_of(answer.content) if file.endswith(("docx", "odt")) else answer.text
        assert "CANARY" not in text and "example.org" not in text and rows.CANARY.hex() not in text
