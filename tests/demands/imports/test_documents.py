"""What comes out of a document is what somebody would have typed: its titles, lists, notes, and nothing that was deleted."""

from pathlib import Path

import pytest

from forum.demands.imports.documents import job
from forum.demands.imports.documents.reading import brought
from forum.demands.imports.rules import found
from tests.demands.imports.documents import as_docx, as_odt, docx, odt, t_p, w_p, w_run
from tests.demands.imports.test_import_text import REAL

LEAFLET = REAL / "tract-travail-social-2021.txt"

LAID_OUT = """# Tract du collectif

Nous exigeons que la PMI rouvre.

Une ligne
une autre ligne

- Du temps
  - Pour écouter
1. Des postes
2. Des locaux

Dans une case

Nous refusons le tri.

Dans une boîte

**Nos revendications**

Dans une section.

## Notes

- Une note de bas de page."""


def test_a_word_document_comes_out_as_it_would_be_typed() -> None:
    box = f"<w:txbxContent>{w_p(w_run('Dans une boîte'))}</w:txbxContent>"
    body = [
        w_p(w_run("Tract du collectif"), style="Titre1"),
        w_p(
            w_run("Nous exigeons que")
            + f'<w:ins w:id="1" w:author="Jeanne">{w_run(" la PMI")}</w:ins>'
            + '<w:del w:id="2" w:author="Jeanne"><w:r><w:delText> le chef</w:delText></w:r></w:del>'
            + w_run(" rouvre.")
            + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
        ),
        w_p(w_run("Une ligne\nune autre ligne")),
        w_p(w_run("Du temps"), listed=(1, 0)),
        w_p(w_run("Pour écouter"), listed=(1, 1)),
        w_p(w_run("Des postes"), listed=(2, 0)),
        w_p(w_run("Des locaux"), listed=(2, 0)),
        f"<w:tbl><w:tr><w:tc>{w_p(w_run('Dans une case'))}</w:tc>"
        f"<w:tc>{w_p(w_run('Nous refusons le tri.'))}</w:tc></w:tr></w:tbl>",
        w_p(
            "<w:r><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        ),
        w_p(w_run("Nos revendications", bold=True)),
        f"<w:sdt><w:sdtContent>{w_p(w_run('Dans une section.'))}</w:sdtContent></w:sdt>",
    ]
    note = f'<w:footnote w:id="2">{w_p(w_run("Une note de bas de page."))}</w:footnote>'
    assert job.text_of(docx("".join(body), note)) == LAID_OUT


def test_an_open_document_comes_out_as_it_would_be_typed() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{t_p('Une note de bas de page.')}</text:note-body></text:note>"
    )
    item = "<text:list-item>{}</text:list-item>"
    body = [
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><office:change-info>'
        f"<dc:creator>Jeanne</dc:creator></office:change-info>{t_p(' le chef')}</text:deletion></text:changed-region>"
        "</text:tracked-changes>",
        t_p("Tract du collectif", "h", ' text:outline-level="1"'),
        '<text:p>Nous exigeons que<text:change-start text:change-id="i"/><text:s text:c="999999999"/>la PMI'
        f'<text:change-end text:change-id="i"/><text:change text:change-id="c"/> rouvre.{note}'
        f"<office:annotation>{t_p('Nous exigeons ce commentaire.')}</office:annotation></text:p>",
        t_p("Une ligne\nune autre ligne"),
        '<text:list text:style-name="L1">'
        + item.format(t_p("Du temps") + f"<text:list>{item.format(t_p('Pour écouter'))}</text:list>")
        + "</text:list>",
        '<text:list text:style-name="L2">'
        + item.format(t_p("Des postes"))
        + item.format(t_p("Des locaux"))
        + "</text:list>",
        f"<table:table><table:table-row><table:table-cell>{t_p('Dans une case')}</table:table-cell>"
        f"<table:table-cell>{t_p('Nous refusons le tri.')}</table:table-cell></table:table-row></table:table>",
        f"<text:p><draw:frame><draw:text-box>{t_p('Dans une boîte')}</draw:text-box></draw:frame></text:p>",
        t_p("**Nos revendications**"),
        f"<text:section>{t_p('Dans une section.')}</text:section>",
    ]
    assert job.text_of(odt("".join(body))) == LAID_OUT


def test_the_real_leaflet_says_the_same_in_every_format() -> None:
    if not LEAFLET.exists():
        pytest.skip(f"real data absent: {LEAFLET}")
    typed = LEAFLET.read_text(encoding="utf-8")
    files = {
        "txt": typed.encode(),
        "windows": typed.replace("\n", "\r\n").encode("cp1252", "replace"),
        "utf-16": typed.encode("utf-16"),
        "md": ("# Tract\n\n" + typed).encode(),
        "docx": as_docx(typed),
        "odt": as_odt(typed),
    }
    said = {name: [one.sentence for one in found(brought(data).text).claims] for name, data in files.items()}
    assert len(said["txt"]) == 19
    assert {name: len(sentences) for name, sentences in said.items()} == dict.fromkeys(said, 19)
    assert all(said[name] == said["txt"] for name in said if name != "windows"), said


def test_a_text_s_letters_are_told_apart_and_a_guess_is_said() -> None:
    text = "Nous exigeons l’été : « à côté »."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        read = brought(text.encode(encoding))
        assert (read.text, read.guess, read.lined) == (text, "", True), encoding
    read = brought(text.encode("cp1252"))
    assert read.text == text
    assert "accents" in read.guess


def test_signs_that_nobody_sees_are_taken_out_and_letters_are_composed() -> None:
    read = brought("Nous exige\u0301ons\u202e\x07 du temps\x0cet des locaux\r\npartout.\u2066".encode())
    assert read.guess == ""
    assert read.text == "Nous exigéons du temps\net des locaux\npartout."


def test_right_to_left_words_and_their_marks_stay_as_they_are() -> None:
    arabic, hebrew = "نطالب بفتح المركز\u064e", "אנו דורשים זמן\u05b0"
    for data in (
        f"{arabic}\n\n{hebrew}".encode(),
        docx(w_p(w_run(arabic)) + w_p(w_run(hebrew))),
        odt(t_p(arabic) + t_p(hebrew)),
    ):
        assert brought(data).text == f"{arabic}\n\n{hebrew}"


def test_the_process_apart_reaches_neither_the_environment_nor_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It reads what it is given, wherever the server was started, and whatever its environment says."""
    (tmp_path / "zipfile.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert brought(odt(t_p("Nous exigeons du temps."))).text == "Nous exigeons du temps."
    assert [one.name for one in tmp_path.iterdir()] == ["zipfile.py"]
