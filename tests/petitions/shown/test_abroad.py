"""What other sites show of a petition: a frame, a label, a picture, words; where everybody may read, and nowhere else."""

from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from forum.collectives.models import Collective
from forum.petitions.models import Petition
from forum.petitions.shown.models import PetitionPicture
from tests.browser_lite import Page, words
from tests.petitions.scene import Scene
from tests.petitions.shown.crowd import come
from tests.world import World

ABROAD = ("/encart", "/badge.svg", "/integrer")


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def get(scene: Scene, path: str = "") -> Page:
    return scene.world.browser().get(scene.url + path)


def change(scene: Scene, table: type[Any], **columns: object) -> None:
    with scene.world.house.db.write() as tx:
        row = tx.get(table, scene.petition.id if table is Petition else scene.collective.id)
        assert row
        for name, value in columns.items():
            setattr(row, name, value)


@pytest.mark.parametrize("times", [1, 2])  # made by the route, then kept
def test_the_frame_alone_may_stand_on_other_sites(scene: Scene, times: int) -> None:
    for _ in range(times):
        frame, home = get(scene, "/encart"), get(scene)
    policy = frame.headers["content-security-policy"]
    assert (
        policy.endswith("frame-ancestors *") and "script-src" not in policy and "form-action 'none'" in policy
    )
    assert "x-frame-options" not in frame.headers and "set-cookie" not in frame.headers
    assert policy.startswith("default-src 'none'")
    for path in ("", "/chiffres", "/integrer", "/badge.svg", "/carnet"):
        headers = get(scene, path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-frame-options"] == "DENY", path
    assert home.headers["referrer-policy"] == frame.headers["referrer-policy"] == "same-origin"


def test_the_frame_holds_a_link_and_nothing_that_sends(scene: Scene) -> None:
    come(scene, {"nord": 12})
    frame = get(scene, "/encart")
    (link,) = frame.all("a")
    assert link.get("href") == f"{scene.world.settings.public_url}{scene.url}"
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert not [
        e.tag for e in frame.root.iter() if e.tag in ("form", "script", "iframe", "img", "input", "button")
    ]
    assert "12 signatures" in frame.words and "Encore 38 signatures pour être 50." in frame.words
    change(scene, Petition, state="closed")
    assert "Encore" not in get(scene, "/encart").words and "close" in get(scene, "/encart").words


def test_it_is_the_same_for_everybody_and_changes_with_the_count(scene: Scene) -> None:
    texts = {
        scene.world.browser(who).get(f"{scene.url}/encart").text
        for who in (None, scene.world.alice, scene.world.olga)
    }
    assert len(texts) == 1
    before = get(scene, "/badge.svg")
    come(scene, {"nord": 3})
    assert "3 signatures" in get(scene, "/badge.svg").text and "3 signatures" not in before.text


def test_the_label_is_a_drawing_that_other_pages_may_show(scene: Scene) -> None:
    change(scene, Petition, title="Des lits & <script>alert(1)</script>")
    come(scene, {"nord": 1})
    for _ in range(2):
        label = get(scene, "/badge.svg")
        assert label.headers["content-type"].startswith("image/svg+xml")
        assert label.headers["cross-origin-resource-policy"] == "cross-origin"
        assert label.headers["cache-control"] == "public, max-age=300"
        drawn = ElementTree.fromstring(label.text)
    said = " ".join(drawn.itertext())
    assert "1 signature" in said and "<script>alert(1)</script>" in said
    assert not [e for e in drawn.iter() if e.tag.endswith("script")]


def test_a_kept_label_answers_that_nothing_changed(scene: Scene) -> None:
    browser = scene.world.browser()
    browser.get(f"{scene.url}/badge.svg")
    kept = browser.get(f"{scene.url}/badge.svg")
    again = browser.get(f"{scene.url}/badge.svg", **{"If-None-Match": kept.headers["etag"]})
    assert again.status == 304 and again.headers["cache-control"] == "public, max-age=300"


def test_the_page_that_explains_gives_lines_to_copy(scene: Scene) -> None:
    change(scene, Petition, title='Une "visite" & <b>deux</b>')
    browser = scene.world.browser()
    browser.get(scene.url)
    page = browser.follow("La montrer sur un autre site")
    frame, label = ((area.text or "").strip() for area in page.all("textarea"))
    there = f"{scene.world.settings.public_url}{scene.url}"
    assert frame.startswith(
        f'<iframe src="{there}/encart" title="Une &#34;visite&#34; &amp; &lt;b&gt;deux&lt;/b&gt;"'
    )
    assert 'rel="noopener"' in label and f'src="{there}/badge.svg"' in label
    assert unescape(label).count("<b>") == 1 and "<b>" not in label
    assert all(area.get("readonly") is not None for area in page.all("textarea"))


@pytest.mark.parametrize("path", [*ABROAD, "/carte.png"])
def test_nothing_goes_abroad_of_what_not_everybody_reads(scene: Scene, path: str) -> None:
    with scene.world.house.db.write() as tx:
        today = scene.world.clock().today
        tx.add(PetitionPicture(petition_id=scene.petition.id, mark="m" * 16, png=b"\x89PNG", day=today))
    assert get(scene, path).status == 200
    change(scene, Petition, hidden=True)
    assert get(scene, path).status in (404, 410)
    assert scene.world.browser(scene.world.olga).get(scene.url + path).status == 404
    change(scene, Petition, hidden=False, state="draft")
    assert get(scene, path).status == 404
    change(scene, Petition, state="open")
    for reading in ("unlisted", "members"):
        change(scene, Collective, reading=reading)
        assert get(scene, path).status == 404
        assert scene.world.browser(scene.world.olga).get(scene.url + path).status == 404
        assert "og:" not in scene.world.browser(scene.world.olga).get(scene.url).text


def test_words_for_other_sites_are_those_of_the_page(scene: Scene) -> None:
    come(scene, {"nord": 12})
    page = get(scene)
    told = {m.get("property"): m.get("content") for m in page.all("meta") if m.get("property")}
    there = f"{scene.world.settings.public_url}{scene.url}"
    assert told["og:title"] == scene.petition.title and told["og:url"] == there
    assert "Conseil départemental" in (told["og:description"] or "") and "12 signatures." in (
        told["og:description"] or ""
    )
    assert "og:image" not in told  # none is drawn yet
    with scene.world.house.db.write() as tx:
        today = scene.world.clock().today
        tx.add(PetitionPicture(petition_id=scene.petition.id, mark="a1" * 8, png=b"\x89PNG", day=today))
    (image,) = get(scene).all("meta", property="og:image")
    assert image.get("content") == f"{there}/carte.png?v={'a1' * 8}"
    picture = scene.world.browser().client.get(f"{scene.url}/carte.png")
    assert (picture.headers["content-type"], picture.content) == ("image/png", b"\x89PNG")
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_petition_s_words_stay_outside_of_what_a_title_could_close(scene: Scene) -> None:
    change(scene, Petition, title='"><meta http-equiv="refresh" content="0;url=//x">')
    assert not get(scene).all("meta", http_equiv="refresh")
    assert words(get(scene, "/encart").one("h1")).startswith('"><meta')
