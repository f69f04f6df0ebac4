"""Pictures to share: what is on them, when they are drawn again, and that they go where not everybody may read."""

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlmodel import Session

from forum.collectives.models import Collective
from forum.exports.shares import jobs
from forum.exports.shares.drawn import drawn
from forum.exports.shares.jobs import draw_pictures
from forum.exports.shares.rules import Share, rounded, share
from forum.petitions.models import LogHead, Petition
from forum.petitions.shown.models import PetitionPicture
from tests.petitions.scene import Scene
from tests.world import World

PLAIN = share("Deux postes", "Les Lendemains", "Préfecture", 1_234, open_=True, site="x.example")


@pytest.mark.parametrize(
    ("count", "least"),
    [(0, 0), (9, 0), (10, 10), (47, 40), (99, 90), (100, 100), (1_239, 1_200), (150_400, 150_000)],
)
def test_counts_are_told_by_two_figures(count: int, least: int) -> None:
    assert rounded(count) == least


@given(st.integers(0, 10**7))
def test_a_count_is_never_more_than_there_are(count: int) -> None:
    assert rounded(count) <= count < rounded(count) * 1.2 + 10


def test_small_counts_are_not_told_and_a_closed_petition_asks_for_nothing() -> None:
    few = share("Deux postes", "L", "P", 9, open_=False, site="x")
    assert few.count == "" and few.call == "Lire la pétition"
    assert PLAIN.count.replace("\u202f", " ") == "1 200 signatures et plus" and PLAIN.call == "Lire et signer"


@pytest.mark.parametrize("name", ["title", "organiser", "addressee", "count", "call", "site"])
def test_all_that_is_on_it_names_it(name: str) -> None:
    assert replace(PLAIN, **{name: "autre"}).mark != PLAIN.mark
    assert Share(**{n: getattr(PLAIN, n) for n in PLAIN.__slots__}).mark == PLAIN.mark


def test_it_is_of_the_size_that_sites_expect_whatever_the_words() -> None:
    odd = replace(
        PLAIN, title='#panic("x") ' + "W" * 150 + " 漢字 \u202e", organiser="#eval", addressee="*a*" * 60
    )
    for words in (PLAIN, odd):
        png = drawn(words)
        picture = Image.open(io.BytesIO(png))
        assert (picture.format, picture.size) == ("PNG", (1200, 630)) and len(png) < 60_000
        assert not picture.info.keys() - {"dpi", "transparency"}


def pictures(world: World) -> list[str]:
    return [row.mark for row in world.rows(PetitionPicture)]


def change(scene: Scene, table: type[Any], key: int, **columns: object) -> None:
    scene.world.clock.forward(60)
    with scene.world.house.db.write() as tx:
        _set(tx, table, key, columns)


def _set(tx: Session, table: type[Any], key: int, columns: dict[str, object]) -> None:
    row = tx.get(table, key)
    assert row
    for name, value in columns.items():
        setattr(row, name, value)


def test_a_picture_follows_its_page(world: World) -> None:
    scene = Scene(world, opened=False)
    house, ident = world.house, scene.petition.id
    assert draw_pictures(house) == 0
    world.clock.forward(60)
    with house.db.write() as tx:
        tx.add(LogHead(petition_id=ident))
        _set(tx, Petition, ident, {"state": "open", "addressee": "Préfecture"})
    assert draw_pictures(house) == 1
    assert draw_pictures(house) == 0
    (first,) = pictures(world)
    page = world.browser().get(scene.url)
    (image,) = page.all("meta", property="og:image")
    assert (image.get("content") or "").endswith(f"carte.png?v={first}")
    served = world.browser().client.get(f"{scene.url}/carte.png")
    assert Image.open(io.BytesIO(served.content)).size == (1200, 630)
    change(scene, LogHead, ident, count=9)
    assert draw_pictures(house) == 0
    change(scene, LogHead, ident, count=41)
    assert draw_pictures(house) == 1 and pictures(world) != [first]
    change(scene, Collective, scene.collective.id, reading="unlisted")
    assert draw_pictures(house) == 0 and pictures(world) == []


@pytest.mark.parametrize("way", ["hidden", "members"])
def test_what_is_hidden_or_kept_to_members_has_no_picture(world: World, way: str) -> None:
    scene = Scene(world)
    with world.house.db.write() as tx:
        row = PetitionPicture(petition_id=scene.petition.id, mark="m", png=b"p", day=world.clock().today)
        tx.add(row)
    if way == "hidden":
        change(scene, Petition, scene.petition.id, hidden=True)
    else:
        change(scene, Collective, scene.collective.id, reading="members")
    assert draw_pictures(world.house) == 0 and pictures(world) == []


def test_what_cannot_be_drawn_is_told_once_and_not_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("forum.exports.shares.drawn.WORK", "forum.core.pictures_that_are_not_there")
    monkeypatch.setattr(jobs, "_FAILED", set())
    Scene(world)
    assert draw_pictures(world.house) == 0
    assert draw_pictures(world.house) == 0
    assert [record.message for record in caplog.records] == ["no picture to share: Refused"]
    assert "naissance" not in caplog.text
