"""Two grievances that say the same, people who live them, and the steps of a merge by pages without JavaScript."""

from typing import Any

from forum.core.viewer import Viewer
from forum.deliberation.merging.joined.jobs import close_merges
from forum.deliberation.merging.models import Merge
from forum.texts.models import Document
from tests.browser_lite import Page
from tests.world import World

URL = "/c/lorne/doleances"
MERGES = "/c/lorne/regroupements"
FIRST = "Les visites à domicile de la PMI sont supprimées. Les mères restent seules."
SECOND = "Plus de puéricultrice à la maison après la naissance. On attend des mois."
WHY = "Les deux parlent des mêmes visites qui n’ont plus lieu."
DAY = 86_400


def write(world: World, who: Viewer, body: str, **more: str) -> str:
    """A published grievance: its reference."""
    browser = world.browser(who)
    browser.get(f"{URL}/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="depuis mars 2025", **more)
    world.slot()
    return str(next(d.ref for d in world.rows(Document) if d.excerpt.startswith(body[:20])))


def two(world: World) -> tuple[str, str]:
    """Alice's, then Bob's."""
    return write(world, world.alice, FIRST), write(world, world.bob, SECOND)


def live(world: World, ref: str, *people: Viewer, testimony: str = "") -> None:
    """« Je le vis aussi », counted."""
    for who in people:
        world.act(who, f"{URL}/{ref}/echos", testimony=testimony)
    world.slot()


def crowd(world: World, college: str, n: int, name: str = "") -> list[Viewer]:
    return [world.carnet(f"{name}{college}{i}", college) for i in range(n)]


def propose(world: World, who: Viewer, ref: str, other: str, keep: str = "other") -> Page:
    browser = world.browser(who)
    browser.get(f"{URL}/{ref}")
    browser.follow("Cela dit la même chose")
    return browser.send("Proposer de regrouper", other=other, keep=keep, reason=WHY)


def proposed(world: World, who: Viewer, ref: str, other: str) -> str:
    """A public proposal that `ref` join `other`: its reference."""
    assert propose(world, who, ref, other).status == 200
    world.slot()
    return str(world.rows(Merge, Merge.state == "proposed")[0].ref)


def answer(world: World, who: Viewer, merge: str, button: str = "Oui, regrouper") -> Page:
    browser = world.browser(who)
    browser.get(f"{MERGES}/{merge}")
    return browser.send(button)


def merged(world: World) -> tuple[str, str, str]:
    """Alice's grievance joined Bob's: (absorbed, survivor, merge)."""
    first, second = two(world)
    return first, second, join(world, first, second)


def join(world: World, first: str, second: str) -> str:
    merge = proposed(world, world.alice, first, second)
    answer(world, world.bob, merge)
    world.slot()
    assert world.rows(Merge, Merge.ref == merge)[0].state == "merged"
    return merge


def pass_days(world: World, days: int) -> None:
    """Days go by with their slots, as a worker sees them."""
    world.clock.forward(days * DAY)
    world.slot()
    close_merges(world.house)


def the(world: World) -> Any:
    """The only merge there is."""
    return world.rows(Merge)[-1]
