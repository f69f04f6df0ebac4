"""Two tellings in a row: nothing that fewer than k persons answered, or changed, since the first shows in the second."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import told as making
from forum.opinion_map.opinions.votes import Floats, from_table
from forum.opinion_map.telling import rules
from forum.opinion_map.telling.rules import Told
from forum.opinion_map.telling.shares import Tally
from tests.opinion_map.tellings import K, telling, two_camps

seeds = st.integers(0, 10**6)


@given(seeds, st.integers(1, K - 1))
@settings(max_examples=8, deadline=None)
def test_fewer_than_k_persons_more_show_in_no_figure(seed: int, more: int) -> None:
    """They answer everything, all the same way: what was told of shares and groups stays as it was."""
    table, colleges = two_camps(90, seed)
    told, kept = telling(table, colleges, times=1)
    chance = np.random.default_rng(seed)
    come = np.tile(chance.integers(-1, 2, table.shape[1]).astype(np.float64), (more, 1))
    after, again = telling(np.vstack([table, come]), [*colleges, *["concerned"] * more], before=kept, times=1)
    assert after.shares == told.shares
    assert after.opinions == told.opinions
    assert again == kept


def test_k_persons_more_show() -> None:
    table, colleges = two_camps(90)
    told, kept = telling(table, colleges, times=0)
    come, names = np.ones((K, 12)), [*colleges, *["concerned"] * K]
    after, again = telling(np.vstack([table, come]), names, before=kept, times=0)
    assert after.shares != told.shares
    assert after.opinions != told.opinions
    assert again.tallies["concerned"][0].seen == kept.tallies["concerned"][0].seen + K
    assert after.shares == telling(np.vstack([table, come]), names, times=0)[0].shares


def test_what_is_hidden_draws_the_groups_again_and_comes_back_as_it_was() -> None:
    table, colleges = two_camps(90)
    told, kept = telling(table, colleges, times=1)
    hidden, meanwhile = telling(table, colleges, before=kept, out=[0], times=1)
    assert hidden.shares[0] == {}
    assert hidden.shares[1:] == told.shares[1:]
    assert 0 not in {says.column for group in hidden.opinions.groups for says in group.says}
    assert (meanwhile.tallies, meanwhile.said) == (kept.tallies, kept.said), (
        "nothing is measured anew from it"
    )
    back, _kept = telling(table, colleges, before=meanwhile, times=1)
    assert back == told


def test_what_few_answered_draws_no_group_again_when_it_is_hidden() -> None:
    """Their answers alone would move people from a group to another."""
    table, colleges = two_camps(90)
    table[K - 1 :, 0] = np.nan
    told, kept = telling(table, colleges, times=1)
    hidden, after = telling(table, colleges, before=kept, out=[0], times=1)
    assert hidden.opinions == told.opinions
    assert after.drawn == kept.drawn


def test_answers_that_came_while_it_was_hidden_are_told_with_k_others() -> None:
    table, colleges = two_camps(90)
    told, kept = telling(table, colleges, times=1)
    _hidden, meanwhile = telling(table, colleges, before=kept, out=[0], times=1)
    more = np.full((1, 12), np.nan)
    more[0, 0] = 1.0
    back, _kept = telling(np.vstack([table, more]), [*colleges, "concerned"], before=meanwhile, times=1)
    assert back.shares == told.shares


def turned(table: Floats, colleges: list[str], people: int) -> Floats:
    """So many concerned persons, who had agreed with the last statement, disagree with it now."""
    changed = table.copy()
    own = np.asarray([name == "concerned" for name in colleges]) & (table[:, -1] == 1)
    changed[np.flatnonzero(own)[:people], -1] = -1.0
    return changed


@pytest.mark.parametrize("closing", [False, True])
def test_k_persons_who_change_their_answer_show_and_one_fewer_do_not(closing: bool) -> None:
    table, colleges = two_camps()
    told, kept = telling(table, colleges, times=0)
    few = turned(table, colleges, K - 1)
    assert telling(few, colleges, before=kept, times=0, closing=closing) == (told, kept)
    many = turned(table, colleges, K)
    after, again = telling(many, colleges, before=kept, times=0, closing=closing)
    assert again.tallies["concerned"][-1].agree == kept.tallies["concerned"][-1].agree - K
    assert after.shares[-1] != told.shares[-1]
    assert making.due(from_table(many), colleges, K, kept, closing)
    assert again.drawn[-1].disagree == kept.drawn[-1].disagree + K


def few_on_the_last(answer: float, more: int, table: Floats) -> Floats:
    """K persons of the first camp come; of them so many answer the last statement too."""
    come = np.tile(np.where(np.arange(12) % 2 == 0, 1.0, -1.0), (K, 1))
    come[:, -1] = np.nan
    come[:more, -1] = answer
    return np.vstack([table, come])


def spoken(told: Told) -> set[int]:
    says = {one.column for group in told.opinions.groups for one in group.says}
    return says | {one.column for one in told.opinions.common}


@pytest.mark.parametrize("answer", [1.0, 0.0, -1.0])
def test_groups_drawn_again_say_nothing_of_a_statement_that_one_person_answered_since(answer: float) -> None:
    table, colleges = two_camps()
    names = [*colleges, *["concerned"] * K]
    told, kept = telling(table, colleges, times=0)
    assert 11 in spoken(told)
    after, again = telling(few_on_the_last(answer, 1, table), names, before=kept, times=0)
    assert after.opinions != told.opinions, "drawn again"
    assert spoken(after) and 11 not in spoken(after)
    nobody, _kept = telling(few_on_the_last(answer, 0, table), names, before=kept, times=0)
    assert 11 in spoken(nobody), "unmoved, it is told as it was"
    more = np.vstack([few_on_the_last(answer, 1, table), few_on_the_last(answer, 0, table)[-K:]])
    third, _kept = telling(more, [*names, *["concerned"] * K], before=again, times=0)
    assert third.opinions != after.opinions
    assert 11 not in spoken(third), (
        "nor is it told later, when nobody else has answered it: the first telling is known"
    )


def test_a_statement_left_unsaid_of_the_groups_comes_back_with_k_persons() -> None:
    table, colleges = two_camps()
    names = [*colleges, *["concerned"] * K]
    _told, kept = telling(table, colleges, times=0)
    first, again = telling(few_on_the_last(1.0, K - 1, table), names, before=kept, times=0)
    assert 11 not in spoken(first)
    more = np.vstack([few_on_the_last(1.0, K - 1, table), few_on_the_last(1.0, 1, table)[-K:]])
    after, last = telling(more, [*names, *["concerned"] * K], before=again, times=0)
    assert 11 in spoken(after)
    assert last.said == last.drawn


def test_k_persons_who_only_pass_any_more_show() -> None:
    """Half of them had agreed, half disagreed: only passes move by k."""
    was, now = [Tally(20, 20, 40)], [Tally(15, 15, 40)]
    assert rules.held(now, was, K, K) == tuple(now)
    assert rules.moved(now, was, K)
    assert rules.held([Tally(16, 15, 40)], was, K, K) == tuple(was)


@pytest.mark.parametrize(("k", "least"), [(5, 5), (K, K), (12, 12)])
def test_the_last_time_k_move_the_map_and_one_fewer_do_not(k: int, least: int) -> None:
    """Those who end it may hold all the others of a batch: its size is the same to the end."""
    table, colleges = two_camps(90)
    _told, kept = telling(table, colleges, k, times=0)
    for more, moved in ((least - 1, False), (least, True)):
        come, names = np.ones((more, 12)), [*colleges, *["concerned"] * more]
        _after, again = telling(np.vstack([table, come]), names, k, before=kept, times=0, closing=True)
        assert (again != kept) == moved
