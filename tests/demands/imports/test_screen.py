"""An organiser brings a leaflet: what it claims stands on the page, is kept, corrected or dropped, and becomes drafts."""

from typing import Any

import pytest

from forum.demands.imports.rules import CLAIMS, TEXT
from forum.demands.models import Demand
from forum.identity.staff.models import StaffLog
from forum.registers.models import Institution
from forum.texts.models import Document, Version
from tests.browser_lite import Browser, Page, words
from tests.demands.imports.documents import as_docx, as_odt, docx, w_p, w_run
from tests.demands.scene import URL, institution
from tests.world import World

ADDRESS = f"{URL}/importation"
LEAFLET = """# Tract du collectif

Depuis dix ans les postes disparaissent.

Nous exigeons la réouverture de la permanence de l'A.S.E. de Roche-Verte. Les familles y venaient à pied.

## Ce que nous refusons

Nous refusons l'évaluation au nombre d'actes.
"""


def opened(world: World) -> Browser:
    olga = world.browser(world.olga)
    olga.get(URL)
    olga.follow("Importer un tract")
    return olga


def bring(browser: Browser, text: str) -> Page:
    """As a browser does: the field for a file is sent too, with none in it."""
    return browser.attach("Lire ce texte", "document", b"", pasted=text)


def pasted(world: World, text: str = LEAFLET) -> tuple[Browser, Page]:
    olga = opened(world)
    return olga, bring(olga, text)


def value(page: Page, name: str) -> str:
    element = next(e for e in page.root.iter() if e.get("name") == name)
    return (element.text or "") if element.tag == "textarea" else element.get("value", "")


def demands(world: World) -> list[Document]:
    return world.rows(Document, Document.kind == "demand")


def bodies(world: World) -> list[str]:
    return [str(v.fields["body"]) for v in world.rows(Version)]


def test_what_a_pasted_text_claims_is_shown_and_nothing_is_made_yet(world: World) -> None:
    _olga, page = pasted(world)
    assert page.status == 200
    assert "2 phrases revendiquent" in page.words
    legends = [words(e) for e in page.all("legend")]
    assert "Phrase 1 ligne 5 · sous « Tract du collectif »" in legends
    assert "Phrase 2 ligne 9 · sous « Ce que nous refusons »" in legends
    assert all(e.get("checked") is not None for e in page.all("input", type="checkbox", value="1"))
    assert value(page, "body-0").startswith("Nous exigeons la réouverture")
    assert "Les familles y venaient à pied." in value(page, "body-0")
    assert "Depuis dix ans les postes disparaissent." in page.words  # left out, and said
    assert "récit ou constat" in page.words
    assert demands(world) == []


def test_what_is_kept_becomes_drafts_of_the_team_and_the_page_leads_to_them(world: World) -> None:
    place = institution(world, "Le département")
    olga, _page = pasted(world)
    page = olga.send(
        "Faire les brouillons",
        **{"title-0": "Rouvrir la permanence", "kind-0": "agenda", "institution": place},
    )
    assert (page.status, "2 brouillons sont faits." in page.text) == (200, True)
    made = {d.title: d for d in demands(world)}
    assert set(made) == {"Rouvrir la permanence", "Nous refusons l'évaluation au nombre d'actes."}
    rows = {r.text_id: r for r in world.rows(Demand)}
    kinds = {title: rows[d.id].kind for title, d in made.items()}
    assert kinds == {
        "Rouvrir la permanence": "agenda",
        "Nous refusons l'évaluation au nombre d'actes.": "principle",
    }
    assert {d.college for d in made.values()} == {"staff"}
    assert {r.state for r in rows.values()} == {"draft"}
    (row,) = world.rows(Institution)
    assert {r.institution_id for r in rows.values()} == {row.id}
    assert olga.follow("Rouvrir la permanence").url == f"{URL}/{made['Rouvrir la permanence'].ref}"
    log = [line.subject for line in world.rows(StaffLog, StaffLog.action == "demand")]
    assert sorted(log) == sorted(made)


def test_what_is_unticked_is_not_made(world: World) -> None:
    olga, _page = pasted(world)
    olga.send("Faire les brouillons", **{"keep-0": []})
    assert [d.title for d in demands(world)] == ["Nous refusons l'évaluation au nombre d'actes."]


def test_a_sentence_that_was_left_is_taken_after_all(world: World) -> None:
    olga, page = pasted(world)
    left = next(
        e.get("value", "")
        for e in page.all("input", name="more")
        if "postes disparaissent" in _beside(page, e)
    )
    page = olga.send("Relire celles que j’ai cochées", more=[left])
    assert (page.status, value(page, f"title-{left}")) == (200, "Depuis dix ans les postes disparaissent.")
    assert demands(world) == []
    olga.send("Faire les brouillons", **{f"title-{left}": "Que les postes reviennent"})
    assert "Que les postes reviennent" in [d.title for d in demands(world)]
    assert len(demands(world)) == 3


def test_it_is_taken_at_once_too(world: World) -> None:
    olga, page = pasted(world)
    left = [e.get("value", "") for e in page.all("input", name="more")]
    olga.send("Faire les brouillons", more=left, **{"keep-0": [], "keep-1": []})
    assert len(demands(world)) == len(left) > 0


def _beside(page: Page, box: Any) -> str:
    return next(words(label) for label in page.all("label") if box in list(label.iter()))


@pytest.mark.parametrize("made", [as_docx, as_odt], ids=["docx", "odt"])
def test_a_document_is_read_and_its_claims_stand_under_their_headings(world: World, made: Any) -> None:
    page = opened(world).attach("Lire ce texte", "document", made(LEAFLET))
    assert page.status == 200
    legends = [words(e) for e in page.all("legend")]
    assert "Phrase 1 sous « Tract du collectif »" in legends  # no line: nobody sees them in a word processor
    assert "Nous refusons l'évaluation au nombre d'actes." in value(page, "body-1")


def test_nothing_is_made_twice_and_what_is_there_is_said(world: World) -> None:
    olga, _page = pasted(world)
    olga.send("Faire les brouillons", **{"title-0": "Rouvrir", "body-1": "Nous refusons. Autrement dit."})
    # The first kept its beginning, the second its title: both are known again, although both were corrected.
    _olga, page = pasted(world)
    assert "Tout ce que ce texte revendique est déjà là." in page.words
    assert "2 phrases déjà importées" in page.words
    assert {page.link("Nous exigeons"), page.link("Nous refusons")} == {
        f"{URL}/{d.ref}" for d in demands(world)
    }
    assert not [e for e in page.root.iter() if str(e.get("name")).startswith("title-")]
    assert len(demands(world)) == 2


def test_two_organisers_who_send_the_same_make_it_once(world: World) -> None:
    (first, _one), (second, _two) = pasted(world), pasted(world)
    first.send("Faire les brouillons")
    page = second.send("Faire les brouillons", **{"title-1": "Autre chose"})
    assert "1 brouillon est fait. 1 était déjà là" in page.words
    assert "Autre chose" in page.words
    assert len(demands(world)) == 3


def test_a_refused_form_gives_everything_back(world: World) -> None:
    olga, page = pasted(world)
    text = value(page, "text")
    typed: dict[str, str | list[str]] = {
        "title-0": "",
        "body-1": "Corrigé.",
        "keep-1": [],
        "kind-0": "agenda",
    }
    page = olga.send("Faire les brouillons", **typed)
    assert page.status == 422
    assert "Ce champ est nécessaire." in page.error("title-0")
    assert (value(page, "body-1"), value(page, "text").strip()) == ("Corrigé.", text.strip())
    assert page.one("input", name="keep-1").get("checked") is None
    assert page.one("input", name="keep-0").get("checked") is not None
    assert [o.get("value") for o in page.one("select", name="kind-0") if o.get("selected") is not None] == [
        "agenda"
    ]
    assert "Depuis dix ans" in page.words
    assert demands(world) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"keep-0": [], "keep-1": []}, "Gardez au moins une phrase"),
        ({"title-0": "x" * 161}, "160 signes au plus"),
        ({"body-0": "x" * 6001}, "6000 signes au plus"),
        ({"body-0": "a\u202eb"}, "signes invisibles"),
        ({"kind-0": "secret"}, "Choisissez une des réponses"),
        ({"institution": "inconnue"}, "Choisissez une institution"),
    ],
)
def test_each_wrong_field_says_what_to_do_and_nothing_is_made(
    world: World, typed: dict[str, Any], said: str
) -> None:
    olga, _page = pasted(world)
    page = olga.send("Faire les brouillons", **typed)
    assert page.status == 422
    assert said in page.words
    assert demands(world) == []


@pytest.mark.parametrize("key", ["7", "x99", "4999"])
def test_a_claim_that_the_text_does_not_hold_is_refused(world: World, key: str) -> None:
    olga, page = pasted(world)
    values = {e.get("name", ""): e.get("value", "") for e in page.form("Faire les brouillons").iter("input")}
    values |= {"text": LEAFLET, f"keep-{key}": "1", f"title-{key}": "Autre", f"body-{key}": "Autre"}
    values |= {f"kind-{key}": "agenda"}
    page = olga.post(ADDRESS, values, origin="http://testserver")
    assert page.status == 422
    assert "n’est pas dans ce texte" in page.words
    assert demands(world) == []


def test_the_guard_shows_what_it_sees_in_what_is_kept_alone(world: World) -> None:
    text = LEAFLET + "\nNous exigeons que Mme Haddad, au 06 12 34 56 78, soit reçue.\n"
    olga, page = pasted(world, text)
    page = olga.send("Faire les brouillons")
    assert page.status == 422
    assert "Un voisin pourrait-il reconnaître cette personne ?" in page.words
    assert "06 12 34 56 78" in [words(e) for e in page.all("mark")]
    assert demands(world) == []
    page = olga.send("Tout remplacer")
    assert "Haddad" not in value(page, "body-2") + value(page, "title-2")
    assert "C’est remplacé" in page.words
    assert "Haddad" in value(page, "text")  # what was read stays as it was read; it goes nowhere
    page = olga.send("Faire les brouillons")
    assert page.status == 200
    assert len(demands(world)) == 3
    assert not [body for body in bodies(world) if "Haddad" in body or "06 12" in body]


def test_what_is_dropped_because_of_what_it_says_raises_no_question(world: World) -> None:
    text = LEAFLET + "\nNous exigeons que Mme Haddad, au 06 12 34 56 78, soit reçue.\n"
    olga, _page = pasted(world, text)
    assert olga.send("Faire les brouillons", **{"keep-2": []}).status == 200
    assert len(demands(world)) == 2


def test_it_may_be_kept_knowingly(world: World) -> None:
    olga, _page = pasted(world, "Nous exigeons que Mme Haddad, au 06 12 34 56 78, soit reçue.")
    olga.send("Faire les brouillons")
    assert olga.send("Garder tel quel et publier").status == 200
    assert len(demands(world)) == 1


def test_a_long_text_is_shown_part_by_part(world: World) -> None:
    text = "\n\n".join(f"Nous exigeons la mesure numéro {n} du tract." for n in range(CLAIMS + 12))
    olga, page = pasted(world, text)
    assert f"{CLAIMS + 12} phrases revendiquent" in page.words
    assert len(page.all("fieldset")) - len(page.all("fieldset", role="radiogroup")) >= CLAIMS
    assert len([e for e in page.all("textarea") if str(e.get("name")).startswith("body-")]) == CLAIMS
    page = olga.send("Passer aux suivantes")
    assert len([e for e in page.all("textarea") if str(e.get("name")).startswith("body-")]) == 12
    page = olga.send("Faire les brouillons")
    assert "12 brouillons sont faits." in page.words
    olga.get(ADDRESS)
    page = bring(olga, text)
    assert f"{CLAIMS} phrases revendiquent" in page.words
    assert "12 phrases déjà importées" in page.words
    assert "Passer aux suivantes" not in page.words


def test_a_text_that_claims_nothing_shows_what_it_says(world: World) -> None:
    olga, page = pasted(world, "Il fait beau ce matin.\n\nLa permanence ouvre à neuf heures.")
    assert "aucune phrase qui revendique" in page.words
    (first, *_rest) = [e.get("value", "") for e in page.all("input", name="more")]
    assert olga.send("Faire les brouillons", more=[first]).status == 200
    assert [d.title for d in demands(world)] == ["Il fait beau ce matin."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choisissez un fichier"),
        (" \n\t", "Choisissez un fichier"),
        ("\u202e\ufeff", "Il n’y a pas de texte"),
        ("Nous exigeons du temps. " * 5000, "une vingtaine de pages"),
        ("نطالب بالوقت\n\n" * 4000, "une vingtaine de pages"),
    ],
    ids=["rien", "des blancs", "des signes invisibles", "120 ko", "de l’arabe"],
)
def test_a_paste_that_cannot_be_read_says_what_to_do_and_comes_back(
    world: World, text: str, said: str
) -> None:
    _olga, page = pasted(world, text)
    assert page.status == 422
    assert said in page.words
    assert page.one("textarea", name="pasted").text in (text, None)


def test_five_thousand_claims_are_refused_as_too_long_and_what_fits_is_shown(world: World) -> None:
    claims = [f"Nous exigeons le {n}." for n in range(5000)]
    assert "une vingtaine de pages" in pasted(world, "\n\n".join(claims))[1].words
    fitting = "\n\n".join(claims[:2800])
    assert len(fitting) < TEXT
    _olga, page = pasted(world, fitting)
    assert "phrases revendiquent" in page.words
    assert len(page.text) < 1_000_000


def test_a_paste_from_right_to_left_with_marks_is_kept_letter_by_letter(world: World) -> None:
    arabic = "نطالب بفتح المركز\u064e كل يوم"
    olga, page = pasted(world, f"{arabic}\n\nNous exige\u0301ons e\u0301galement du temps.")
    left = [e.get("value", "") for e in page.all("input", name="more")]
    olga.send("Faire les brouillons", more=left)
    assert arabic in bodies(world)
    assert not [body for body in bodies(world) if "\u0301" in body]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"%PDF-1.4", "Un PDF ne se lit pas ici"),
        (b"\x89PNG\r\n", "une image"),
        (docx(w_p(w_run("")))[:-9], "abîmé"),
    ],
)
def test_a_bad_file_is_said_beside_its_field(world: World, sent: bytes, said: str) -> None:
    page = opened(world).attach("Lire ce texte", "document", sent)
    assert page.status == 422
    assert said in page.error("document")


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(world: World) -> None:
    page = opened(world).attach("Lire ce texte", "document", b"x" * 10_000_000)
    assert page.status == 413
    assert "8 Mo au plus" in page.words
    assert "collez son texte" in page.words


def test_a_file_and_a_paste_together_are_a_question(world: World) -> None:
    page = opened(world).attach("Lire ce texte", "document", LEAFLET.encode(), pasted="Nous exigeons.")
    assert (page.status, "gardez l’un des deux" in page.error("document")) == (422, True)
    assert value(page, "pasted").strip() == "Nous exigeons."


def test_only_who_organises_may_import(world: World) -> None:
    for path in ("", "/lecture", "/brouillons"):
        assert world.browser().get(ADDRESS + path).status == 401
        for who in (world.alice, world.charlie, world.maud, world.harold):
            assert world.browser(who).get(ADDRESS + path).status == 403, (who, path)
    for path in ("", "/lecture"):
        for who in (world.alice, world.charlie, world.maud, world.harold):
            status = world.act(who, ADDRESS + path, pasted=LEAFLET, text=LEAFLET, **{"keep-0": "1"})
            assert status == 403
    assert demands(world) == []
    for viewer in (None, world.alice, world.maud):
        assert "Importer" not in world.browser(viewer).get(URL).words


def test_a_session_that_ended_gives_the_whole_sheet_back(world: World) -> None:
    olga, _page = pasted(world)
    olga.client.cookies.clear()
    page = olga.send("Faire les brouillons", **{"title-0": "Rouvrir la permanence"})
    assert page.status in (401, 403)
    said = " ".join(e.text or "" for e in page.all("textarea")) + page.text
    assert "Rouvrir la permanence" in said
    assert "Les familles y venaient à pied." in said


def test_pages_of_this_room_are_opened_again_by_their_address(world: World) -> None:
    olga, page = pasted(world)
    page = olga.get(f"{ADDRESS}/lecture")
    assert (page.status, page.title) == (200, "Importer un tract, une charte, une motion")
    page = olga.get(f"{ADDRESS}/brouillons?faits=zzz.{'x' * 900}&deja=%00")
    assert (page.status, "Aucun brouillon" in page.words) == (200, True)


def test_a_guess_about_letters_is_said(world: World) -> None:
    page = opened(world).attach("Lire ce texte", "document", LEAFLET.encode("cp1252"))
    assert "Regardez si les accents sont justes" in page.words
    assert "réouverture" in value(page, "body-0")


def test_nothing_of_what_was_brought_and_not_kept_stays_anywhere(world: World) -> None:
    """Neither in the database nor beside it, once the page was read, and once the rest became drafts."""
    olga = opened(world)
    text = "Nous exigeons du temps.\n\nLa permanence de Zanzibar ferme.\n\nNous refusons Samarcande."
    olga.attach("Lire ce texte", "document", as_docx(text))
    olga.send("Faire les brouillons", **{"keep-1": []})
    assert len(demands(world)) == 1
    kept = b"".join(path.read_bytes() for path in world.settings.data_dir.rglob("*") if path.is_file())
    kept += " ".join(map(str, world.rows(Version) + world.rows(StaffLog))).encode()
    assert b"du temps" in kept
    for lost in (b"Zanzibar", b"Samarcande", b"Camille"):  # the last one is in the name of the file
        assert lost not in kept
