"""What is no text, or too much of one: a line that says what to do, at once, and nothing that swells."""

import io
import logging
import zipfile
from typing import Any, cast

import pytest

from forum.core.apart import Refused
from forum.demands.imports.documents import packed as bounds
from forum.demands.imports.documents.reading import Unreadable, brought
from tests.demands.imports.documents import ODT, docx, docx_parts, odt_parts, packed, t_p, w_p, w_run

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def swollen(head: str) -> dict[str, bytes]:
    return {
        "docx": packed(docx_parts(w_p("<w:r><w:t>&c;</w:t></w:r>"), head=head)),
        "odt": packed(odt_parts("<text:p>&c;</text:p>", head)),
        "utf-16": packed(
            {
                **odt_parts(""),
                "content.xml": (
                    "<?xml version='1.0' encoding='utf-16'?>" + str(odt_parts("&c;", head)["content.xml"])
                ).encode("utf-16"),
            }
        ),
    }


def bomb(name: str, size: int = 200_000_000) -> bytes:
    """A hundred kilobytes that are two hundred megabytes once unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, content in odt_parts("").items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as part_:
            for _n in range(size // 1_000_000):
                part_.write(b" " * 1_000_000)
    return made.getvalue()


def locked() -> bytes:
    """An archive whose entries say that they are enciphered, as ZIP does it."""
    raw = bytearray(packed(docx_parts(w_p(w_run("Nous exigeons.")))))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + at] |= 1
            place = raw.find(mark, place + 4)
    return bytes(raw)


BAD = [
    pytest.param(b"", "vide", id="vide"),
    pytest.param(b" \r\n\t", "vide", id="des blancs"),
    pytest.param(b"%PDF-1.7\n%\xe2\xe3", "copiez son texte", id="PDF"),
    pytest.param(OLE, "Enregistrer sous", id="un vieux DOC"),
    pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe", id="un DOCX avec mot de passe"),
    pytest.param(locked(), "mot de passe", id="un ZIP avec mot de passe"),
    pytest.param(
        packed({**odt_parts(""), "META-INF/manifest.xml": "<m:encryption-data/>"}),
        "mot de passe",
        id="un ODT avec mot de passe",
    ),
    pytest.param(b"{\\rtf1 Nous exigeons}", "Enregistrer sous", id="RTF"),
    pytest.param(b"\xef\xbb\xbf <!DOCTYPE html><p>Nous exigeons", "Enregistrer sous", id="une page web"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(60), "une image", id="PNG"),
    pytest.param(b"\xff\xd8\xff\xe0" + bytes(60), "une image", id="JPEG"),
    pytest.param(bytes(range(256)) * 20, "pas un texte", id="des octets"),
    pytest.param(b"\xff\xfe\x00\xd8\x41\x00", "pas un texte", id="UTF-16 cassé"),
    pytest.param(b"PK\x03\x04" + b"x" * 300, "abîmé", id="un ZIP cassé"),
    pytest.param(docx(w_p(w_run("Nous exigeons.")))[:-400], "abîmé", id="un DOCX coupé"),
    pytest.param(packed({"a.txt": "Nous exigeons."}), "Enregistrer sous", id="un ZIP quelconque"),
    pytest.param(
        packed(odt_parts("", kind="application/vnd.oasis.opendocument.spreadsheet")),
        "Enregistrer sous",
        id="un tableur",
    ),
    pytest.param(packed({**odt_parts(""), "content.xml": "<a><b></a>"}), "abîmé", id="du XML cassé"),
    pytest.param(docx("<w:p>" * 150 + "</w:p>" * 150), "trop compliqué", id="trop profond"),
    pytest.param(packed({**odt_parts(""), **{f"x{n}": "" for n in range(3100)}}), "trop long", id="3 100 entrées"),
    pytest.param(docx("<w:p/>" * 100_000), "trop long", id="100 000 paragraphes"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), BAD)
def test_what_cannot_be_read_is_said_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        brought(data)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["content.xml", "mimetype", "styles.xml"])
def test_an_archive_that_swells_is_stopped_while_it_is_unpacked(name: str) -> None:
    data = bomb(name, 40_000_000)
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="trop long"):
        brought(data)


def test_no_more_is_unpacked_than_may_be_read() -> None:
    asked: list[int] = []

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size or 0)
            return b" " * max(size or 0, 0)

    class Archive:
        def infolist(self) -> list[zipfile.ZipInfo]:
            return [zipfile.ZipInfo("content.xml")]

        def open(self, _name: str) -> Endless:
            return Endless()

    with pytest.raises(Refused):
        bounds.Parts(cast(Any, Archive())).read("content.xml")
    assert asked == [bounds.UNPACKED + 1]


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["qui gonfle", "qui lit un fichier"])
@pytest.mark.parametrize("kind", ["docx", "odt", "utf-16"])
def test_no_entity_is_ever_read(head: str, kind: str) -> None:
    with pytest.raises(Unreadable, match="abîmé"):
        brought(swollen(head)[kind])


def test_an_archive_that_lies_about_its_sizes_is_not_believed() -> None:
    raw = bytearray(packed({**odt_parts(""), "content.xml": b" " * 7_000_000}))
    at = raw.rfind(b"content.xml") - 46 + 24
    assert raw[at : at + 4] == (7_000_000).to_bytes(4, "little")
    raw[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        brought(bytes(raw))


def test_nothing_of_a_file_reaches_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for part in ("Camille", "<text:p>Camille</text:p><"):
        with pytest.raises(Unreadable):
            brought(packed({"mimetype": ODT, "content.xml": part}))
    assert "document refused" in caplog.text
    assert "Camille" not in caplog.text


def test_what_uses_all_its_time_is_stopped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.core.apart.WAIT", 0.001)
    with pytest.raises(Unreadable, match="trop long"):
        brought(packed(odt_parts(t_p("Nous exigeons."))))
    assert bounds.ELEMENTS > 30_000  # twenty pages that Word cut into small runs
