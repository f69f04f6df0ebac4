"""Two demands that ask for the same, and the steps of their merging by pages without JavaScript."""

from forum.core.viewer import Viewer
from forum.deliberation.merging.models import Merge
from forum.registers.models import Institution
from forum.texts.models import Document
from tests.browser_lite import Page
from tests.demands import scene
from tests.demands.scene import URL, institution
from tests.grievances.merging.scene import MERGES, answer, pass_days, the
from tests.world import World

__all__ = ["MERGES", "URL", "WHY", "answer", "pass_days", "the"]

FIRST, SECOND, THIRD = (
    "Une visite à chaque naissance",
    "Des passages chez toutes les mères",
    "Rouvrir la halte",
)
WHY = "Les deux demandent que quelqu’un passe à la maison."


def write(world: World, who: Viewer, title: str, place: str = "", **more: str | list[str]) -> str:
    """A published draft: its reference."""
    page = scene.write(
        world,
        who,
        place or institution(world, f"Service {len(world.rows(Institution))}"),
        title=title,
        **more,
    )
    assert page.status == 200, page.words[:500]
    world.slot()
    return found(world, title)


def found(world: World, title: str) -> str:
    return str(next(d.ref for d in world.rows(Document, Document.kind == "demand") if d.title == title))


def two(world: World) -> tuple[str, str]:
    """Alice's, then Bob's."""
    return write(world, world.alice, FIRST), write(world, world.bob, SECOND)


def propose(world: World, who: Viewer, ref: str, other: str, keep: str = "other") -> Page:
    browser = world.browser(who)
    browser.get(f"{URL}/{ref}")
    browser.follow("Cela demande la même chose")
    return browser.send("Proposer de regrouper", other=other, keep=keep, reason=WHY)


def proposed(world: World, who: Viewer, ref: str, other: str) -> str:
    """A public proposal that `ref` join `other`: its reference."""
    assert propose(world, who, ref, other).status == 200
    world.slot()
    return str(world.rows(Merge, Merge.state == "proposed")[0].ref)


def join(world: World, first: str, second: str) -> str:
    """Alice proposes that hers join Bob's, who says yes."""
    merge = proposed(world, world.alice, first, second)
    answer(world, world.bob, merge)
    world.slot()
    assert the(world).state == "merged"
    return merge


def merged(world: World) -> tuple[str, str, str]:
    """Alice's demand joined Bob's: (absorbed, survivor, merge)."""
    first, second = two(world)
    return first, second, join(world, first, second)


def put(world: World, who: Viewer, merge: str, choice: str) -> None:
    """A paper, accepted."""
    assert world.act(who, f"{MERGES}/{merge}/avis", choice=choice) == 303


def voting(world: World) -> tuple[str, str, str]:
    """Alice wants hers in Bob's, who says nothing for fourteen days: the collective votes."""
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    pass_days(world, 15)
    assert the(world).state == "voting"
    return first, second, merge
