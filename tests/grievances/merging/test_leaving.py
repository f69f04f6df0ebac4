"""Leaving what one did around a merge, and a moderator's word on it."""

import pytest

from forum.collectives.models import Pending
from forum.deliberation.merging.models import MergePaper
from forum.grievances.merging.models import MergeApart
from forum.grievances.models import Echo, Grievance
from forum.leaving.actions import forget
from forum.leaving.queries import check_forgettable
from forum.texts.models import Document
from tests.grievances.merging.scene import (
    FIRST,
    MERGES,
    SECOND,
    URL,
    WHY,
    answer,
    join,
    live,
    pass_days,
    proposed,
    the,
    two,
    write,
)
from tests.leaving.sample import erase
from tests.world import World


def test_a_proposal_is_taken_back_with_the_opinions_on_it(world: World) -> None:
    first, second = two(world)
    live(world, second, world.alice)
    merge = proposed(world, world.charlie, first, second)
    world.act(world.alice, f"{MERGES}/{merge}/avis", choice="yes")
    world.slot()
    assert erase(world, world.bob, "merge", merge).status == 404
    erase(world, world.charlie, "merge", merge)
    world.slot()
    assert world.browser().get(f"{MERGES}/{merge}").status == 404
    assert world.rows(MergePaper) == []
    assert WHY not in world.browser().get(f"{URL}/{first}").words


def test_of_one_that_joined_two_texts_the_author_goes_and_the_merge_stays(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.charlie, first, second)
    for who in (world.alice, world.bob):
        answer(world, who, merge)
    world.slot()
    erase(world, world.charlie, "merge", merge)
    world.slot()
    row = the(world)
    assert (row.state, row.nul, row.reason, row.college) == ("merged", b"", "", "")
    assert world.browser().get(f"{MERGES}/{merge}").status == 200


def test_an_opinion_is_taken_back_alone(world: World) -> None:
    first, second = two(world)
    for ref in (first, second):
        live(world, ref, world.charlie)
    merge = proposed(world, world.alice, first, second)
    world.act(world.charlie, f"{MERGES}/{merge}/avis", choice="no")
    world.slot()
    erase(world, world.charlie, "merge_paper", f"{merge}:absorbed")
    world.slot()
    assert [paper.side for paper in world.rows(MergePaper)] == ["survivor"]


def test_an_echo_that_stays_apart_is_erased_with_its_mark(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie)
    merge = join(world, first, second)
    world.act(world.charlie, f"{MERGES}/{merge}/confirmation", choice="no")
    world.slot()
    assert len(world.rows(MergeApart)) == 1
    erase(world, world.charlie, "echo", first)
    world.slot()
    assert world.rows(MergeApart) == world.rows(Echo) == []
    assert sum(g.echo_open for g in world.rows(Grievance)) == 0


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_an_author_who_leaves_empties_the_text_and_the_address_still_leads(world: World, who: str) -> None:
    first, second = two(world)
    join(world, first, second)
    erase(world, getattr(world, who), "text", first if who == "alice" else second)
    world.slot()
    assert {d.ref for d in world.rows(Document)} == {first, second}
    page = world.browser().get(f"{URL}/{first}")
    assert page.status == 200 and page.url.startswith(f"{URL}/{second}")
    assert "Retiré par son auteur·e" in page.words


def test_where_an_author_has_left_those_who_live_it_decide(world: World) -> None:
    first, second = write(world, world.alice, FIRST), write(world, world.bob, SECOND)
    people = [world.carnet(f"l{i}", "concerned") for i in range(2)]
    live(world, second, *people)
    erase(world, world.bob, "text", second)
    world.slot()
    merge = proposed(world, world.alice, first, second)
    assert "s’est retirée" in world.browser().get(f"{MERGES}/{merge}").words
    assert world.act(world.bob, f"{MERGES}/{merge}/reponse", side="survivor", choice="yes") == 403
    for who in people:
        world.act(who, f"{MERGES}/{merge}/avis", choice="yes")
    world.slot()
    pass_days(world, 15)
    assert the(world).state == "merged"


def test_a_moderator_hides_a_proposal_and_an_absorbed_text(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie, testimony="Un témoignage de trop.")
    merge = join(world, first, second)
    for subject, gone in ((merge, f"{MERGES}/{merge}"), (first, f"{URL}/{first}/versions/1")):
        maud = world.browser(world.maud)
        maud.get(f"/c/lorne/moderation/objets/{subject}")
        page = maud.send(
            "Décider", measure="hide", ground="Charte, article 1", reason="Une personne y est reconnaissable."
        )
        assert page.status == 200, page.words
        assert world.browser().get(gone).status == 410
    words = world.browser().get(f"{URL}/{second}").words
    assert "une doléance que la modération a masquée" in words
    assert "Un témoignage de trop" not in words and "Les visites à domicile" not in words
    assert world.rows(Pending) == []


def test_the_host_erases_the_words_of_a_merge_that_stays(world: World) -> None:
    first, second = two(world)
    merge = join(world, first, second)
    world.act(world.alice, f"{MERGES}/{merge}/annulation", reason="La petite du service l’a dit.")
    world.slot()
    with world.house.db.write() as tx:
        check_forgettable(tx, merge)
        assert forget(tx, merge, world.clock().today)[1] == "unsigned"
    words = world.browser().get(f"{MERGES}/{merge}").words
    assert WHY not in words and "La petite du service" not in words and "Effacé sur demande" in words
