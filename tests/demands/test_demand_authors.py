"""Which colleges write a demand: said on its page, looked for in the list, told in the open data."""

from sqlmodel import update

from forum.demands.models import Demand
from forum.texts.authors.rules import ORPHAN_DAYS
from tests.demands.scene import URL, demand
from tests.texts.amending import amend
from tests.texts.authoring import DAY, authors_url, come, inside, link
from tests.world import World

ALONE = "Elle cherche un·e auteur·rice dans l’autre collège : personnes concernées"


def listed(world: World, **asked: str) -> bool:
    page = world.browser().get(URL + "?" + "&".join(f"{k}={v}" for k, v in asked.items()))
    assert page.status == 200
    return "Une visite à chaque naissance" in [e.text for e in page.all("a")]


def colleges(world: World) -> list[str]:
    (found,) = world.browser().client.get("/api/v1/collectifs/lorne/revendications").json()["items"]
    return list(found["authors"])


def test_a_demand_of_one_college_says_which_one_is_missing(world: World) -> None:
    ref = demand(world)
    page = world.browser().get(f"{URL}/{ref}")
    assert ALONE in page.words
    assert "Un seul des deux collèges qui décident l’écrit" in world.browser().get(authors_url(ref)).words
    assert listed(world, auteurs="cherche")
    assert colleges(world) == ["professional"]


def test_once_both_write_it_nothing_is_missing(world: World) -> None:
    ref = demand(world)
    assert come(world, world.bob, link(world, world.alice, ref)).status == 200
    assert listed(world, auteurs="cherche")
    world.slot()
    assert ALONE not in world.browser().get(f"{URL}/{ref}").words
    assert not listed(world, auteurs="cherche")
    assert listed(world)
    assert colleges(world) == ["professional", "concerned"]


def test_who_steps_back_is_missing_again_and_allies_never_were(world: World) -> None:
    ref = demand(world)
    for who in (world.bob, world.carnet("Dora", "ally")):
        come(world, who, link(world, world.alice, ref))
    world.slot()
    inside(world, world.alice, ref).send("Ne plus écrire ce texte")
    world.slot()
    assert "dans l’autre collège : professionnel·les" in world.browser().get(f"{URL}/{ref}").words
    assert listed(world, auteurs="cherche")
    assert colleges(world) == ["ally", "concerned"]


def test_a_forged_filter_is_no_filter(world: World) -> None:
    demand(world)
    assert listed(world, auteurs="%27--")


def test_a_demand_that_nobody_of_the_two_colleges_writes(world: World) -> None:
    ref = demand(world)
    inside(world, world.alice, ref).send("Ne plus écrire ce texte")
    world.slot()
    page = world.browser().get(f"{URL}/{ref}")
    assert "Aucun des deux collèges ne l’écrit encore" in page.words
    assert "Ce texte attend un·e auteur·rice" in page.words


def test_what_both_colleges_adopted_waits_for_nobody(world: World) -> None:
    ref = demand(world)
    amend(world.browser(world.charlie), ref, {"body-replace-0": "Une visite, et deux pour qui le veut."})
    world.slot()
    world.clock.forward((ORPHAN_DAYS + 1) * DAY)
    assert "attend un·e auteur·rice" in world.browser().get(f"{URL}/{ref}").words
    assert "attend un·e auteur·rice" in world.browser(world.bob).get("/quart-d-heure").words
    with world.house.db.write() as tx:
        tx.exec(update(Demand).values(state="shared"))
    assert "attend un·e auteur·rice" not in world.browser().get(f"{URL}/{ref}").words
    assert "attend un·e auteur·rice" not in world.browser(world.bob).get("/quart-d-heure").words
