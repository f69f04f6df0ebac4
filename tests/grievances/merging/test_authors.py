"""A grievance of several authors, joined to another: any of them speaks for it, and any of them may undo."""

from tests.grievances.merging.scene import answer, propose, proposed, the, two
from tests.texts.authoring import come, link
from tests.texts.test_authors import told
from tests.world import World


def cowritten(world: World) -> tuple[str, str]:
    """Two grievances; Charlie writes the first with its author."""
    one, other = two(world)
    assert come(world, world.charlie, link(world, world.alice, one)).status == 200
    world.slot()
    return one, other


def test_any_author_answers_for_a_side_and_any_may_undo(world: World) -> None:
    one, other = cowritten(world)
    ref = proposed(world, world.olga, one, other)
    assert "On propose de regrouper" in told(world, world.charlie)
    assert answer(world, world.charlie, ref).status == 200
    assert answer(world, world.bob, ref).status == 200
    world.slot()
    assert the(world).state == "merged"
    browser = world.browser(world.charlie)
    browser.get(f"/c/lorne/regroupements/{ref}")
    assert browser.send("Défaire", reason="Ce n’est pas la même salle.").status == 200
    world.slot()
    assert (the(world).state, the(world).undone_by) == ("undone", "author")


def test_who_proposes_for_a_text_they_write_with_others_agrees_to_it(world: World) -> None:
    one, other = cowritten(world)
    assert propose(world, world.charlie, one, other).status == 200
    world.slot()
    assert "yes" in (the(world).absorbed_says, the(world).survivor_says)
