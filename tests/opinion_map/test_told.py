"""What is told of a conversation: by college first, nothing of fewer than k, nothing that one person more would show."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import told as making
from forum.opinion_map.opinions.landscape import landscape
from forum.opinion_map.opinions.votes import Floats, from_table
from forum.opinion_map.telling import rules
from forum.opinion_map.telling.rules import Kept, Opinions, Told
from forum.opinion_map.telling.shares import DIVIDES, FEW, UNITES, UNKNOWN, tenths
from tests.opinion_map.tellings import K, numbers, telling, two_camps, world

seeds = st.integers(0, 10**6)


def test_two_camps_are_told_by_college_then_by_group() -> None:
    table, colleges = two_camps()
    told, _kept = telling(table, colleges)
    assert told.enough
    kinds = [stand.kind for stand in told.stands]
    assert kinds[-3:] == [UNITES] * 3
    assert set(kinds[:-3]) == {DIVIDES}
    assert [group.size for group in told.opinions.groups] == [70, 40]
    assert told.opinions.steady
    assert {one.column for one in told.opinions.common} == {9, 10, 11}
    says = told.opinions.groups[0].says
    assert says and all(one.column < 9 and one.here.people >= 50 for one in says)
    assert told.opinions.centres[0][0] * told.opinions.centres[1][0] < 0


def test_every_share_is_of_those_who_answered() -> None:
    table, colleges = two_camps()
    told, _kept = telling(table, colleges)
    for column, shares in enumerate(told.shares):
        for name, share in shares.items():
            said = table[[college == name for college in colleges], column]
            seen = int((~np.isnan(said)).sum())
            assert share.people <= seen < share.people + K
            assert share.agree == tenths(int((said == 1).sum()), seen)
            assert share.disagree == tenths(int((said == -1).sum()), seen)


@given(seeds, st.integers(1, 25))
@settings(max_examples=40, deadline=None)
def test_nothing_of_fewer_than_k_is_told(seed: int, k: int) -> None:
    table, colleges = world(seed)
    told, _kept = telling(table, colleges, k, times=1)
    least = max(k, 8)
    assert told.k == least
    for name, number in numbers(told.to_json()):
        if name in ("people", "size", *making.COLLEGES):
            assert number % least == 0, (name, number)
    answered = [bool((~np.isnan(line)).any()) for line in table]
    for college, people in told.people.items():
        truly = sum(said for said, name in zip(answered, colleges, strict=True) if name == college)
        assert (people or 0) <= truly
        assert people is not None or 0 < truly < least
    for group in told.opinions.groups:
        assert group.size is None or group.size >= least


def test_a_college_is_told_as_soon_as_it_has_k_and_the_groups_with_it() -> None:
    table, _colleges = two_camps(90)
    names = ["concerned" if n < K - 1 else "professional" for n in range(90)]
    table[:K] = 1.0
    told, kept = telling(table, names, times=0)
    assert not told.enough
    assert told.lacking == ("concerned",)
    assert told.people["concerned"] is None
    assert {stand.why for stand in told.stands} == {FEW}
    assert told.opinions.waiting == rules.LACKING
    names[K - 1] = "concerned"
    after, _kept = telling(table, names, before=kept, times=0)
    assert after.enough
    assert after.shares[0]["concerned"].people == K
    assert after.opinions.groups


def test_another_k_begins_afresh() -> None:
    table, colleges = two_camps()
    _told, kept = telling(table, colleges, times=0)
    assert telling(table, colleges, 20, before=kept, times=0)[0].k == 20


@given(st.integers(0, 50))
@settings(max_examples=8, deadline=None)
def test_the_order_of_people_changes_nothing(seed: int) -> None:
    table, colleges = two_camps()
    order = np.random.default_rng(seed).permutation(len(table))
    mixed, _kept = telling(table[order], [colleges[n] for n in order], times=0)
    assert mixed == telling(table, colleges, times=0)[0]


@given(st.integers(0, 50))
@settings(max_examples=8, deadline=None)
def test_the_order_of_statements_changes_only_their_numbers(seed: int) -> None:
    table, colleges = two_camps()
    order = np.random.default_rng(seed).permutation(table.shape[1])
    plain, mixed = telling(table, colleges, times=0)[0], telling(table[:, order], colleges, times=0)[0]
    assert mixed.shares == tuple(plain.shares[column] for column in order)
    assert mixed.stands == tuple(plain.stands[column] for column in order)
    assert [group.size for group in mixed.opinions.groups] == [g.size for g in plain.opinions.groups]
    for one, other in zip(mixed.opinions.groups, plain.opinions.groups, strict=True):
        assert {(order[s.column], s.agree, s.here) for s in one.says} == {
            (s.column, s.agree, s.here) for s in other.says
        }


@given(seeds, st.sampled_from(["professional", "concerned"]), st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_every_voter_of_a_college_again_changes_no_verdict(seed: int, college: str, times: int) -> None:
    """Where the colleges are told: twice as many people may bring one from under k to above it."""
    table, colleges = world(seed)
    plain, _kept = telling(table, colleges, times=0)
    own = [name == college for name in colleges]
    more = np.vstack([table, *[table[own]] * (times - 1)])
    names = [*colleges, *[college] * (sum(own) * (times - 1))]
    for was, now in zip(plain.stands, telling(more, names, times=0)[0].stands, strict=True):
        assert was.why == FEW or now == was


def test_allies_move_nothing_of_the_others() -> None:
    table, colleges = two_camps()
    plain, kept = telling(table, colleges)
    many = np.vstack([table, -np.ones((200, 12))])
    names = [*colleges, *["ally"] * 200]
    told, after = telling(many, names)
    assert told.opinions == plain.opinions
    assert told.stands == plain.stands
    assert told.shares[0]["ally"].disagree == 9
    assert after.drawn == kept.drawn
    assert [{**shares, "ally": None} for shares in plain.shares] == [
        {**shares, "ally": None} for shares in told.shares
    ]


def test_nothing_is_told_of_what_was_taken_out() -> None:
    table, colleges = two_camps()
    told, _kept = telling(table, colleges, out=[0, 11])
    assert told.shares[0] == told.shares[11] == {}
    spoken = {one.column for group in told.opinions.groups for one in group.says}
    spoken |= {one.column for one in told.opinions.common}
    assert spoken and not spoken & {0, 11}


@pytest.mark.parametrize(
    ("table", "colleges", "waiting"),
    [
        (np.zeros((0, 0)), [], rules.LACKING),
        (np.zeros((0, 5)), [], rules.LACKING),
        (np.zeros((4, 0)), ["professional", "concerned"] * 2, rules.LACKING),
        (np.asarray([[1.0, -1, 0]]), ["professional"], rules.LACKING),
        (np.full((40, 9), np.nan), ["professional", "concerned"] * 20, rules.LACKING),
        (np.ones((40, 9)), ["professional", "concerned"] * 20, rules.ALIKE),
        (np.zeros((40, 9)), ["professional", "concerned"] * 20, rules.ALIKE),
        (np.ones((40, 9)), ["ally"] * 40, rules.LACKING),
    ],
    ids=[
        "nothing",
        "nobody",
        "no statement",
        "one person",
        "no answer",
        "all agree",
        "all pass",
        "allies alone",
    ],
)
def test_what_cannot_be_told_yet_says_why(table: Floats, colleges: list[str], waiting: str) -> None:
    told, kept = telling(table, colleges)
    assert told.opinions.waiting == waiting
    assert not told.opinions.groups
    assert len(told.shares) == table.shape[1]
    assert telling(table, colleges, before=kept)[0] == told
    assert Told.from_json(json.loads(json.dumps(told.to_json()))) == told


def test_people_who_answered_too_little_make_no_group() -> None:
    table, colleges = two_camps(40)
    table[:, 5:] = np.nan
    assert telling(table, colleges)[0].opinions.waiting == rules.NOBODY
    table, colleges = two_camps(40)
    table[15:, 5:] = np.nan
    assert telling(table, colleges)[0].opinions.waiting == rules.FEW_PEOPLE


def test_a_group_of_fewer_than_k_goes_with_the_nearest() -> None:
    """Three groups, the last of six persons: they are told with the second, whose middle is nearest to them."""
    table, colleges = two_camps(120)
    drawn = landscape(from_table(table))
    labels = drawn.labels.copy()
    few = np.flatnonzero(labels == 1)[:6]
    labels[few] = 2
    middles = np.vstack([drawn.memory.centres, drawn.memory.centres[1]])
    three = replace(drawn, labels=labels, k=3, memory=replace(drawn.memory, centres=middles))
    told, _kept = making.tell(from_table(table), colleges, K, drawn=three)
    plain, _kept = making.tell(from_table(table), colleges, K, drawn=drawn)
    assert told.opinions.groups == plain.opinions.groups
    few_left = replace(three, labels=np.where(labels == 1, 0, labels))
    assert making.tell(from_table(table), colleges, K, drawn=few_left)[0].opinions.waiting == rules.SMALL


def test_answers_from_elsewhere_have_groups_and_no_college() -> None:
    table, _colleges = two_camps()
    told, _kept = telling(table, [""] * len(table))
    assert told.without_colleges
    assert not told.enough
    assert {stand.kind for stand in told.stands} == {UNKNOWN}
    assert [group.colleges for group in told.opinions.groups] == [
        {"": 70},
        {"": 40},
    ]


def test_json_there_and_back() -> None:
    table, colleges = two_camps()
    told, kept = telling(table, colleges)
    raw = json.loads(json.dumps(told.to_json()))
    assert Told.from_json(raw) == told
    assert Told.from_json(raw | {"later": 1}) == told
    assert Kept.from_json(json.loads(json.dumps(kept.to_json()))) == kept
    assert Told.from_json(json.loads(json.dumps(Told.nothing(K).to_json()))) == Told.nothing(K)
    for kind in (Told, Kept):
        with pytest.raises(ValueError):
            kind.from_json(raw | {"version": 99})


def test_nothing_exact_is_public() -> None:
    """What is kept is kept apart: a telling has tenths and multiples of k, and no count."""
    table, colleges = two_camps()
    told, kept = telling(table, colleges)
    assert "tallies" not in json.dumps(told.to_json())
    assert any(tally.seen % K for line in kept.tallies.values() for tally in line)


def test_groups_are_drawn_again_as_long_as_there_are_none() -> None:
    table, colleges = two_camps()
    votes = from_table(table)
    _told, kept = telling(table, colleges, times=0)
    assert making.due(votes, colleges, K, None)
    assert not making.due(votes, colleges, K, kept)
    assert making.due(votes, colleges, K, replace(kept, opinions=Opinions(rules.SMALL)))
    assert making.due(votes, colleges, 30, kept)
