"""Documents with names: under the organisers' phrase, in memory, once; and only those who chose to show theirs in public."""

import io
import json
import logging
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from forum.core import apart
from forum.core.crypto import seal
from forum.core.errors import Busy
from forum.demands.imports.documents import job
from forum.exports import drawn
from forum.exports.carried_queries import PART, names_docs
from forum.exports.carrying import names
from forum.exports.content import NamesDoc, Signatory
from forum.exports.documents import render_pdf
from forum.identity.staff.models import StaffLog
from forum.petitions.models import Petition, Signature
from tests.browser_lite import Browser, controls
from tests.exports.documents_sample import DAY, letter, petition
from tests.petitions.scene import PHRASE, Scene
from tests.rows import CANARY, keep
from tests.world import World


def signed(world: World, scene: Scene, people: list[tuple[str, dict[str, Any]]]) -> None:
    with world.house.db.write() as tx:
        row = tx.exec(select(Petition).where(Petition.code == scene.code)).one()
        for leaf, (name, more) in enumerate(people):
            box = seal(
                row.public_key, json.dumps({"name": name, "email": "canari@example.org", **more}).encode()
            )
            keep(
                tx,
                Signature(
                    petition_id=row.id, leaf=leaf, nul=CANARY[:28] + leaf.to_bytes(4, "big"), tier="email",
                    college="ally", sealed=box, salt=CANARY, day=DAY,
                ),
            )  # fmt: skip


def wait() -> None:
    for thread in threading.enumerate():
        if thread.name == "names":
            thread.join(60)


def ask(world: World, scene: Scene, what: str = "liste", phrase: str = PHRASE) -> Browser:
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/documents")
    browser.send("Préparer le document avec les noms", what=what, _passphrase=phrase)
    wait()  # or it would still read when the house is closed
    return browser


def fetched(browser: Browser) -> dict[str, bytes]:
    form = browser.get(browser.page.url).form("Télécharger")
    answer = browser.client.post(form.get("action", ""), data=controls(form))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name) for name in archive.namelist()}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


PEOPLE: list[tuple[str, dict[str, Any]]] = [
    ("Léa Canari", {"shown": True}),
    ("Ali Benali", {}),
    ("Zoé =1+1", {"shown": "oui"}),
    ("", {"shown": True}),
]


def test_the_list_for_the_institution_has_every_name_and_no_address(world: World) -> None:
    scene = Scene(world)
    signed(world, scene, PEOPLE)
    browser = ask(world, scene)
    assert "/documents/noms/" in browser.page.url
    made = fetched(browser)
    assert list(made) == ["signataires-001-sur-001.pdf"]
    text = text_of(made["signataires-001-sur-001.pdf"])
    assert text.index("Ali Benali") < text.index("Léa Canari") < text.index("Zoé =1+1")
    assert "Noms 1 à 3 sur 3" in text.replace("\u00a0", " ")
    assert "example.org" not in text and "CNIL" in text


def test_who_stands_twice_is_marked_on_the_list_and_named_apart_with_the_counts(world: World) -> None:
    scene = Scene(world)
    again: list[tuple[str, dict[str, Any]]] = [
        ("BENALI Ali", {"commune": "Lorne"}),
        ("Ali Benali", {"commune": "lorne"}),
    ]
    signed(world, scene, [*PEOPLE, *again])
    made = fetched(ask(world, scene))
    assert list(made) == ["signataires-001-sur-001.pdf", "doubles.txt"]
    text = text_of(made["signataires-001-sur-001.pdf"])
    assert text.count("figure peut-être deux fois, n° 1") == 3  # by their address too
    told = made["doubles.txt"].decode("utf-8-sig").splitlines()
    assert told[1].startswith("1. ") and told[1].count("Benali") == 2 and "BENALI Ali" in told[1]
    assert "courriel confirmé : 6 : 3" in told and "example.org" not in "".join(told)


def test_an_open_letter_names_those_alone_who_said_so(world: World) -> None:
    """A box that says nothing of it, or something else than yes, says no."""
    scene = Scene(world)
    signed(world, scene, PEOPLE)
    made = fetched(ask(world, scene, "lettre"))
    assert list(made) == ["lettre-ouverte.pdf", "lettre-ouverte.docx", "lettre-ouverte.odt"]
    for text in (text_of(made["lettre-ouverte.pdf"]), job.text_of(made["lettre-ouverte.docx"])):
        assert "Léa Canari" in text
        assert "Ali" not in text and "Zoé" not in text


def test_it_is_fetched_once_by_whoever_asked(world: World) -> None:
    scene = Scene(world)
    signed(world, scene, PEOPLE)
    browser = ask(world, scene)
    url = browser.page.url
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).client.get(url).status_code in (401, 403, 404)
    other = Scene(world)
    assert world.browser(world.olga).client.get(url.replace(scene.code, other.code)).status_code == 404
    fetched(browser)
    assert browser.get(url).status == 404


def test_after_ten_minutes_it_is_gone(world: World) -> None:
    scene = Scene(world)
    signed(world, scene, PEOPLE)
    browser = ask(world, scene)
    wait()
    world.clock.forward(names.KEPT + 60)
    assert browser.get(browser.page.url).status == 404


def test_it_is_gone_from_memory_even_if_nobody_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[tuple[float, Callable[..., object], tuple[object, ...]]] = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, do: Callable[..., object], given: tuple[object, ...]) -> None:
            later.append((seconds, do, given))

        def start(self) -> None:
            later.append(later.pop())

    monkeypatch.setattr("forum.exports.carrying.names.threading.Timer", Timer)
    scene = Scene(world)
    signed(world, scene, PEOPLE)
    ask(world, scene)
    wait()
    ((seconds, do, given),) = later
    assert seconds == names.KEPT and len(names._MAKINGS[world.house.db]) == 1
    do(*given)
    assert names._MAKINGS[world.house.db] == {}


def test_another_phrase_opens_nothing_and_nothing_typed_is_lost(world: World) -> None:
    scene = Scene(world)
    browser = ask(world, scene, "lettre", "une autre phrase tout à fait")
    assert browser.page.status == 422
    assert "n’ouvre pas les noms de cette pétition" in browser.page.error("_passphrase")
    assert browser.page.one("input", name="what", value="lettre").get("checked") is not None
    browser.send("Préparer le document avec les noms", what="tout", _passphrase=PHRASE)
    assert browser.page.status == 422
    assert not names._MAKINGS.get(world.house.db)


def test_a_draft_has_no_names(world: World) -> None:
    scene = Scene(world, opened=False)
    browser = world.browser(world.olga)
    assert "Préparer le document" not in browser.get(f"{scene.team}/documents").words
    assert world.browser().client.post(
        f"{scene.team}/documents/noms", data={"what": "liste"}
    ).status_code in (401, 403)


def test_the_team_s_log_says_that_they_were_taken(world: World) -> None:
    scene = Scene(world)
    ask(world, scene)
    assert [row for row in world.rows(StaffLog) if row.action == "petition.export"]


def test_no_name_touches_a_file_or_a_log(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "temporary"
    own.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(own))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    scene = Scene(world)
    signed(world, scene, [("Léa Canari-Unique", {"shown": True})])
    for what in ("liste", "lettre"):
        fetched(ask(world, scene, what))
    assert list(own.rglob("*")) == []
    assert "Canari-Unique" not in caplog.text
    for path in world.settings.data_dir.rglob("*"):
        assert b"Canari-Unique" not in (path.read_bytes() if path.is_file() else b""), path


def test_a_long_document_is_laid_out_apart_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    ask_apart = apart.ask

    def noted(work: str, data: bytes, own: apart.Bounds | None = None) -> bytes:
        asked.append(len(data))
        return ask_apart(work, data, own)

    monkeypatch.setattr(apart, "ask", noted)
    assert drawn.pdf(petition(), DAY) == render_pdf(petition(), DAY) == drawn.laid_out(petition(), DAY)
    assert len(asked) == 1
    monkeypatch.setattr(drawn, "SHORT", 10)
    assert drawn.pdf(petition(), DAY) == render_pdf(petition(), DAY)
    assert len(asked) == 2


def test_two_at_once_and_no_more(world: World) -> None:
    gate = threading.Event()

    def slow() -> list[Any]:
        gate.wait(30)
        return []

    now = world.clock()
    for _n in range(names.AT_ONCE):
        names.begin(world.house.db, "x", 1, now, slow)
    with pytest.raises(Busy):
        names.begin(world.house.db, "x", 1, now, slow)
    gate.set()
    wait()
    names.begin(world.house.db, "x", 1, now, slow)
    wait()


def test_what_cannot_be_made_says_so_and_quotes_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> list[Any]:
        raise ValueError("Léa Canari")

    scene = Scene(world)
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/documents")
    token = names.begin(world.house.db, scene.code, world.olga.staff_id or 0, world.clock(), broken)
    wait()
    page = browser.get(f"{scene.team}/documents/noms/{token}")
    assert "n’a pas pu être fait" in page.title
    assert "Canari" not in caplog.text + page.text
    names._MAKINGS.clear()


def test_how_far_it_is_can_be_seen_without_a_script(world: World) -> None:
    scene, gate = Scene(world), threading.Event()

    def slow() -> list[Any]:
        gate.wait(30)
        return []

    token = names.begin(world.house.db, scene.code, world.olga.staff_id or 0, world.clock(), slow)
    page = world.browser(world.olga).get(f"{scene.team}/documents/noms/{token}")
    assert "Partie 0 sur 1." in page.words
    assert page.link("Voir où cela en est") == f"{scene.team}/documents/noms/{token}"
    gate.set()
    wait()


def test_long_lists_are_cut_in_parts_that_are_each_whole() -> None:
    people = [names.Opened(f"Personne {n:05}", "soutien", n % 2 == 0) for n in range(2 * PART + 1)]
    found = names.documents("liste", petition(), letter(), people)
    assert [(doc.first, len(doc.names), doc.part, doc.parts) for _name, doc in found if isinstance(doc, NamesDoc)] == [
        (1, PART, 1, 3), (PART + 1, PART, 2, 3), (2 * PART + 1, 1, 3, 3),
    ]  # fmt: skip
    shown = names.documents("lettre", petition(), letter(shown=()), people)
    listed = [one.name for _name, doc in shown if isinstance(doc, NamesDoc) for one in doc.names]
    assert listed == [one.name for one in people if one.shown]
    assert names_docs(petition(), [])[0].total == 0
    assert names_docs(petition(), [Signatory("x")])[0].first == 1


@pytest.mark.slow
def test_five_thousand_names_are_laid_out_by_parts_and_tagged() -> None:
    people = [names.Opened(f"Personne {n:05}", "professionnelle, Lorne", False) for n in range(5000)]
    making = names.Making("x", 1, 0)
    packed = names._packed(making, names.documents("liste", petition(), letter(), people), DAY)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert making.done == making.total == 3
    text = ""
    for name in archive.namelist():
        reader = PdfReader(io.BytesIO(archive.read(name)))
        catalog: Any = reader.trailer["/Root"]
        assert catalog["/MarkInfo"]["/Marked"]
        text += "".join(page.extract_text() for page in reader.pages)
    assert all(one.name in text for one in people)
