"""Before a petition is handed over or ends: what would not count any more, in numbers that lead there."""

import re

from forum.petitions import actions
from forum.petitions.models import Petition
from forum.petitions.waves import rules
from tests.browser_lite import Page
from tests.petitions.paper.desk import Desk
from tests.petitions.test_waves import come
from tests.world import World


def closed(desk: Desk) -> None:
    with desk.world.house.db.write() as tx:
        actions.close(tx, tx.get_one(Petition, desk.petition.id), desk.world.clock())


def pages(desk: Desk) -> list[Page]:
    """Of the delivery, and of the end."""
    ways = (f"/c/lorne/suites/{desk.code}/remise", f"{desk.team}/parcours")
    return [desk.world.browser(desk.world.olga).get(way) for way in ways]


def told(page: Page, desk: Desk) -> list[tuple[str, str]]:
    """(words, where they lead) of what waits, in the page's order."""
    found = [(" ".join("".join(link.itertext()).split()), link.get("href", "")) for link in page.all("a")]
    return [
        (words, to.removeprefix(desk.team))
        for words, to in found
        if re.match(r"\d+ (feuille|signature)", words)
    ]


def test_sheets_and_waves_that_wait_are_told_in_numbers(world: World) -> None:
    desk = Desk(world)
    desk.print(5)
    for number in (1, 2, 3):
        desk.type(desk.fatou, number, drawn=True)
    desk.again(desk.gil, 3, desk.names() | {"name-2": "Samir Merlu"})
    come(desk, rules.OF_ONE_HOST + 1)
    desk.slot()
    closed(desk)
    for page in pages(desk):
        assert told(page, desk) == [
            ("21 signatures à vérifier", "/afflux"),
            ("2 feuilles à ressaisir", "/papier"),
            ("1 feuille à départager", "/papier"),
            ("2 feuilles imprimées, pas saisies", "/papier"),
        ]
        assert "ne comptera plus ensuite" in page.words


def test_where_nothing_waits_it_is_said(world: World) -> None:
    desk = Desk(world)
    closed(desk)
    for page in pages(desk):
        assert told(page, desk) == []
        assert "tout ce qui est arrivé est compté" in page.words
