"""What a moderator must read first is not announced for the next slot."""

import pytest

from forum.collectives.models import Pending
from tests.moderation.sample import grievance
from tests.texts.amending import FIRST as CLAUSE
from tests.texts.amending import amend
from tests.world import World

NUMBER = "Appelez le 06 12 34 56 78, on ne répond jamais."
SLOT, FIRST = "prochain créneau", "Un·e modérateur·rice relit d’abord"


@pytest.mark.parametrize(
    ("body", "relaxed", "held"), [(NUMBER, "1", True), ("On ne répond jamais.", "", False)]
)
def test_a_text_is_told_when_it_can_be_public(world: World, body: str, relaxed: str, held: bool) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="mai")
    if relaxed:
        browser.send("Envoyer", relaxed=relaxed)
    (notice,) = browser.page.all("p", data_say="")
    said = "".join(notice.itertext())
    assert (FIRST in said, SLOT in said) == (held, not held)
    assert (FIRST in browser.get("/carnet").words) == held


def test_so_is_its_image(world: World) -> None:
    for picture_body, held in ((NUMBER, True), ("On ne répond jamais.", False)):
        browser = world.browser(world.alice)
        browser.get("/c/lorne/doleances/nouvelle")
        browser.send("Envoyer", body=picture_body, territory="nord", since="mai", picture="1")
        if held:
            browser.send("Envoyer", relaxed="1")
        assert browser.page.title == "Joindre une image"
        assert ("modérateur·rice le relit d’abord" in browser.page.words) == held
        assert ("au même créneau que lui" in browser.page.words) == (not held)


def test_so_is_a_testimony_with_its_echo(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony=NUMBER)
    page = browser.send("Je le vis aussi", relaxed="1")
    assert FIRST in page.words
    assert sorted(row.state for row in world.rows(Pending)) == ["held", "waiting"]


def test_so_is_a_change_that_somebody_proposes(world: World) -> None:
    ref = grievance(world)
    browser = world.browser(world.bob)
    amend(browser, ref, {CLAUSE: "Une autre phrase."}, NUMBER)
    page = browser.send("Proposer", relaxed="1")
    assert FIRST in page.words and "proposition sera publiée" not in page.words
    assert [row.state for row in world.rows(Pending)] == ["held"]


def test_nobody_is_told_whether_others_act_at_this_time(world: World) -> None:
    """« Avec d'autres » would be false for whoever is alone; saying who is alone would tell when others come."""
    waits = []
    for crowd in (False, True):
        if crowd:
            world.act(
                world.bob,
                "/c/lorne/doleances",
                body="Un autre.",
                title="Autre",
                territory="nord",
                since="mai",
            )
        browser = world.browser(world.alice)
        browser.get("/c/lorne/doleances/nouvelle")
        browser.send("Envoyer", body="Le bus.", territory="nord", since="mai")
        waits.append(browser.get("/carnet").words)
    assert "avec ce qui attendra alors" in waits[0]
    assert waits[0] == waits[1]
