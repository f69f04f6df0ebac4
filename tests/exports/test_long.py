"""A long cahier: its address begins it, a page says how far it is without a script, then its address gives the file."""

import io
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from forum.core.errors import Busy
from forum.demands.models import Platform
from forum.exports.carrying.long import layings
from forum.exports.content import PlatformDoc
from forum.exports.documents import render_pdf
from tests.exports.documents_sample import DAY, platform
from tests.exports.test_routes import make
from tests.world import World

FILE = b"%PDF-1.7 a whole cahier"


class Press:
    """Lays out at once what is asked, or when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate, self.begins = threading.Event(), threading.Event()
        self.gate.set()
        self.fault: Exception | None = None

    def __call__(self, doc: PlatformDoc, _day: date, begun: Callable[[], None], _turn: float) -> bytes:
        self.asked.append(doc.title)
        begun()
        self.begins.set()
        self.gate.wait(30)
        if self.fault:
            raise self.fault
        return FILE


def wait() -> None:
    for thread in threading.enumerate():
        if thread.name == "laying":
            thread.join(60)


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Every cahier is a long one."""
    made = Press()
    monkeypatch.setattr(layings, "LONG", 10)
    monkeypatch.setattr(layings, "laid_out", made)
    yield made
    made.gate.set()
    wait()


def url_of(world: World) -> str:
    return f"/c/lorne/cahiers/{make(world).platform}/cahier.pdf"


def test_one_waits_on_a_page_and_then_has_the_file_as_often_as_one_asks(world: World, press: Press) -> None:
    url, browser = url_of(world), world.browser()
    press.gate.clear()
    assert browser.client.get(url, follow_redirects=False).status_code == 303
    press.begins.wait(30)
    page = browser.get(url)
    assert page.url == f"{url}/attente" and page.title == "Le cahier se met en page"
    bar = page.one("progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "3") and "Étape 2 sur 3" in page.words
    assert "environ 10 pages." in page.words.replace("\u00a0", " ").replace("\u202f", " ")
    assert page.link("Voir où cela en est") == f"{url}/attente"
    press.gate.set()
    wait()
    page = browser.follow("Voir où cela en est")
    assert page.title == "Le cahier est prêt" and not page.all("progress")
    assert page.link("Télécharger le cahier") == url
    for _again in range(2):
        answer = browser.client.get(url, follow_redirects=False)
        assert (answer.status_code, answer.content) == (200, FILE)
        assert answer.headers["content-type"] == "application/pdf"
        assert "cahier-" in answer.headers["content-disposition"]
    assert press.asked == ["Cahier du printemps"]


def test_two_who_ask_for_the_same_wait_for_the_same(world: World, press: Press) -> None:
    url = url_of(world)
    press.gate.clear()
    for who in (None, world.alice, world.olga):
        assert world.browser(who).get(url).title == "Le cahier se met en page"
    assert len(press.asked) == 1


def test_what_was_said_since_is_in_the_next_one(world: World, press: Press) -> None:
    url, browser = url_of(world), world.browser()
    browser.get(url)
    wait()
    with world.house.db.write() as tx:
        kept = world.rows(Platform)[0]
        kept.title = "Cahier de l’été"
        tx.merge(kept)
    assert browser.get(f"{url}/attente").url in (url, f"{url}/attente")
    wait()
    assert press.asked == ["Cahier du printemps", "Cahier de l’été"]


def test_a_short_one_is_given_at_once_and_its_page_of_waiting_leads_to_it(
    world: World, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layings, "LONG", 130_000)
    url, client = url_of(world), world.browser().client
    answer = client.get(url, follow_redirects=False)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert client.get(f"{url}/attente", follow_redirects=False).headers["location"] == url
    assert press.asked == []


def test_what_a_process_does_not_know_of_begins_there(world: World, press: Press) -> None:
    """After a restart, or on another machine."""
    url, browser = url_of(world), world.browser()
    browser.get(url)
    wait()
    layings._LAYINGS.clear()
    browser.get(f"{url}/attente")
    wait()
    assert browser.client.get(url).content == FILE and len(press.asked) == 2


def test_what_cannot_be_laid_out_says_so_quotes_nothing_and_can_be_asked_again(
    world: World, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    press.fault = ValueError("Publier les postes vacants")
    url, browser = url_of(world), world.browser()
    browser.get(url)
    wait()
    page = browser.get(f"{url}/attente")
    assert page.status == 200 and page.title == "Le cahier n’a pas pu être mis en page"
    assert "postes vacants" not in caplog.text and "ValueError" in caplog.text
    assert page.link("Les autres formats") == url.replace("cahier.pdf", "documents")
    press.fault = None
    browser.follow("Recommencer")
    wait()
    assert browser.client.get(url).content == FILE


def test_two_at_once_and_the_others_are_told_to_wait_in_plain_words(world: World, press: Press) -> None:
    press.gate.clear()
    for title in ("Un", "Deux"):
        layings.asked(world.house.db, platform(title=title), DAY)
    with pytest.raises(Busy):
        layings.asked(world.house.db, platform(title="Trois"), DAY)
    page = world.browser().get(url_of(world))
    assert page.status == 503 and "Deux longs cahiers se préparent déjà" in page.words
    assert layings.asked(world.house.db, platform(title="Un"), DAY).over is False
    press.gate.set()
    wait()
    assert world.browser().get(url_of(world)).status == 200
    wait()


def test_the_last_few_are_kept_and_no_more(world: World, press: Press) -> None:
    for n in range(3 * layings.KEPT):
        layings.asked(world.house.db, platform(title=f"Cahier {n}"), DAY)
        wait()
    kept = layings._LAYINGS[world.house.db]
    assert [doc.title for doc, _day, _lang in kept] == [f"Cahier {n}" for n in range(8, 12)]
    assert layings.found(world.house.db, platform(title="Cahier 11"), date(2026, 1, 1)) is None


def test_an_outsider_has_neither_the_file_nor_the_page(world: World, press: Press) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.browser(world.carnet("Ines", "concerned", secret))
    url = f"/c/secret/cahiers/{make(world, secret).platform}/cahier.pdf"
    assert "X-Robots-Tag".lower() in member.get(url).headers
    wait()
    assert member.client.get(url).headers["cache-control"] == "no-store"
    for who in (None, world.alice, world.charlie, world.olga):
        for path in (url, f"{url}/attente", url.replace("secret", "lorne", 1) + "/attente"):
            assert world.browser(who).client.get(path).status_code == 404, path


@pytest.mark.parametrize("ref", ["inconnu", "%00", "a b", "x" * 300, "..%2f", "é"])
def test_a_cahier_that_is_not_there(world: World, press: Press, ref: str) -> None:
    make(world)
    page = world.browser().get(f"/c/lorne/cahiers/{ref}/cahier.pdf/attente")
    assert page.status == 404 and page.root.get("lang") == "fr"
    assert world.browser().client.post(f"/c/lorne/cahiers/{ref}/cahier.pdf/attente").status_code in (404, 405)
    assert press.asked == []


def test_a_hidden_one_is_no_longer_given(world: World, press: Press) -> None:
    url, browser = url_of(world), world.browser()
    browser.get(url)
    wait()
    with world.house.db.write() as tx:
        kept = world.rows(Platform)[0]
        kept.hidden = True
        tx.merge(kept)
    assert {browser.client.get(path).status_code for path in (url, f"{url}/attente")} <= {404, 410}


def test_it_touches_no_file_and_is_what_a_request_would_have_made(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In the process of its own, for good."""
    own = tmp_path / "temporary"
    own.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(own))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    doc = platform(2, title="Canari unique")
    laying = layings.asked(world.house.db, doc, DAY)
    wait()
    assert laying.ready and laying.step == layings.STEPS
    assert laying.body == render_pdf(doc, DAY)
    assert list(own.rglob("*")) == [] and "Canari" not in caplog.text


def test_what_counts_as_long_is_some_sixty_pages(world: World) -> None:
    (one,) = set(platform(1).demands)
    said = replace(one, claimed="Nous revendiquons leur publication. " * 40)
    short, long = (platform(demands=(said,) * n) for n in (40, 120))
    assert not layings.long(short) and layings.long(long)
    assert layings.signs(long) == pytest.approx(3 * layings.signs(short), rel=0.01)


@pytest.mark.slow
def test_the_pages_that_are_announced_are_those_that_come(world: World) -> None:
    (one,) = set(platform(1).demands)
    said = replace(one, claimed="Nous revendiquons leur publication. " * 40)
    doc = platform(demands=(said,) * 70)
    laying = layings.asked(world.house.db, doc, DAY)
    wait()
    printed = len(PdfReader(io.BytesIO(laying.body)).pages)
    assert 0.75 * printed <= laying.pages <= 1.25 * printed
