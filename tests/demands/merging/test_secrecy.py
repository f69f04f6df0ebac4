"""What a stolen base tells of who votes on a merge of demands, or comes over: no row holds two marks of one person."""

from forum.deliberation.merging.rules import vote_scope
from tests.demands.merging.scene import MERGES, answer, merged, pass_days, put, the, voting
from tests.demands.scene import crowd
from tests.grievances.merging.test_secrecy import linking, seen
from tests.world import World


def test_a_paper_leads_to_no_voice_and_goes_once_counted(world: World) -> None:
    _first, second, merge = voting(world)
    paper = world.bob.nul("vote", vote_scope(merge, "all"))
    nuls = {"paper": paper, "voice": world.bob.nul("voice", second)}
    put(world, world.bob, merge, "yes")
    assert seen(world, paper) == {"pending"} and linking(world, nuls) == []
    world.slot()
    assert seen(world, paper) == {"merge_paper"} and linking(world, nuls) == []
    answer(world, world.bob, merge)
    world.slot()
    assert the(world).state == "merged" and seen(world, paper) == set()


def test_who_comes_over_is_one_voice_in_each_thread_and_nothing_joins_them(world: World) -> None:
    first, second, merge = merged(world)
    nuls = {
        "first": world.alice.nul("voice", first),
        "second": world.alice.nul("voice", second),
        "mark": world.alice.nul("vote", vote_scope(merge, "aside")),
    }
    world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="no")
    world.slot()
    assert seen(world, nuls["mark"]) == {"merge_paper"} and linking(world, nuls) == []
    world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="yes")
    assert linking(world, nuls) == []
    world.slot()
    assert "text_author" in seen(world, nuls["second"]) and linking(world, nuls) == []


def test_before_the_count_no_page_tells_how_many_voted_and_few_are_never_counted(world: World) -> None:
    _first, _second, merge = voting(world)
    for who in (*crowd(world, "professional", 3), *crowd(world, "concerned", 3)):
        put(world, who, merge, "yes")
    world.slot()
    for reader in (None, world.maud, world.olga):
        assert "pour, " not in world.browser(reader).get(f"{MERGES}/{merge}").words
    pass_days(world, 8)
    row = the(world)
    assert row.result["all"]["concerned"] == {"adopted": 1}
    words = world.browser().get(f"{MERGES}/{merge}").words
    assert "d’accord" in words and "3 pour" not in words
