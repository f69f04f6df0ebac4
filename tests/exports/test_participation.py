"""« Qui manque ? »: counts by college and place, none of them small."""

from typing import Any

from forum.collectives.models import Grant
from tests import rows
from tests.world import World

URL = "/c/lorne/participation"


def heard(world: World, code: str, **counts: Any) -> None:
    place = rows.territory(world, code)
    with world.house.db.write() as tx:
        rows.grievance(tx, world.collective, place, f"Doléance {code}", **counts)


def test_small_numbers_are_masked_and_every_place_is_there(world: World) -> None:
    heard(world, "nord", echo_professional=40, echo_concerned=30, echo_ally=4)
    heard(world, "nord", echo_professional=2)
    world.slot()
    page = world.browser().get(URL)
    assert page.status == 200
    assert "Lorne Nord 40" in page.words
    assert "Lorne Sud" in page.words
    assert "4 " not in page.words.split("Lorne Nord")[1].split("Lorne Sud")[0].replace("40 ", "")
    # Alice and Bob hold a grant: two people are fewer than ten
    assert "professionnel·les masqué" in page.words
    assert "plus petit que 10" in page.words


def test_with_enough_people_the_numbers_are_told(world: World) -> None:
    heard(world, "nord", echo_professional=40, echo_concerned=30)
    heard(world, "sud", echo_professional=15, echo_concerned=12)
    with world.house.db.write() as tx:
        for n in range(24):
            college = ("professional", "concerned")[n % 2]
            rows.keep(
                tx,
                Grant(collective_id=world.collective.id, nul=bytes([n]) * 32, college=college, tier="link"),
            )
    world.slot()
    page = world.browser().get(URL)
    assert "professionnel·les 10 personnes concernées 10 allié·es 0 En tout 20" in page.words
    assert "Lorne Nord 40 30 0 70 Lorne Sud 10 10 0 20 En tout 50 40 0 90" in page.words


def test_hidden_grievances_and_other_collectives_do_not_count(world: World) -> None:
    heard(world, "nord", echo_professional=40, hidden=True)
    other = world.other_collective("ailleurs")
    place = rows.territory(world)
    with world.house.db.write() as tx:
        rows.grievance(tx, other, place, "Ailleurs", echo_professional=50)
    assert "Lorne Nord 0 0 0 0" in world.browser().get(URL).words


def test_outsiders(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    assert world.browser(member).get("/c/secret/participation").status == 200
    for viewer in (None, world.charlie, world.olga):
        assert world.browser(viewer).get("/c/secret/participation").status == 404
    assert world.browser().get("/c/inconnu/participation").status == 404
    assert world.browser().post(URL, {}).status == 405
