"""Several authors: what their answers come to, and when a text waits for somebody. Pure."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.texts.authors import rules

DAY = date(2026, 3, 2)
names = st.binary(min_size=1, max_size=2)
authors = st.lists(names, unique=True, min_size=1, max_size=rules.MOST)
answers = st.dictionaries(names, st.sampled_from(rules.VERDICTS), max_size=12)
days = st.lists(st.integers(0, 90).map(lambda n: DAY - timedelta(n)), max_size=5)


@given(authors, answers, st.booleans())
def test_nothing_is_done_that_one_who_answered_did_not_want(
    writing: list[bytes], said: dict[bytes, str], over: bool
) -> None:
    found = rules.outcome(writing, said, over=over)
    given_by = {said[one] for one in writing if one in said}
    if found in rules.VERDICTS:
        assert given_by == {found}
    if found == rules.DISAGREE:
        assert given_by == set(rules.VERDICTS)


@given(authors, answers)
def test_before_the_end_everybody_is_waited_for(writing: list[bytes], said: dict[bytes, str]) -> None:
    found = rules.outcome(writing, said, over=False)
    assert (found == "") == (not set(writing) <= set(said))


@given(authors, answers)
def test_after_the_end_one_answer_is_enough_and_none_is_none(
    writing: list[bytes], said: dict[bytes, str]
) -> None:
    found = rules.outcome(writing, said, over=True)
    assert (found == "") == (not set(writing) & set(said))


@given(authors, answers, answers, st.booleans())
def test_who_writes_the_text_no_more_weighs_nothing(
    writing: list[bytes], said: dict[bytes, str], others: dict[bytes, str], over: bool
) -> None:
    strangers = {name: verdict for name, verdict in others.items() if name not in writing}
    assert rules.outcome(writing, said, over=over) == rules.outcome(writing, said | strangers, over=over)


@given(authors, answers, st.booleans(), st.integers(0, rules.MOST - 1))
def test_who_proposes_changes_nothing_alone_where_several_write(
    writing: list[bytes], said: dict[bytes, str], over: bool, which: int
) -> None:
    proposer = writing[which % len(writing)]
    found = rules.outcome(writing, said, over=over, proposer=proposer)
    others = {one for one in writing if one in said} - {proposer}
    if found == "accepted":
        assert others or len(writing) == 1
    assert (found == rules.ALONE) == (rules.outcome(writing, said, over=over) == "accepted" != found)


@given(st.permutations([b"a", b"b", b"c", b"d"]), answers, st.booleans())
def test_no_author_comes_before_another(writing: list[bytes], said: dict[bytes, str], over: bool) -> None:
    assert rules.outcome(writing, said, over=over) == rules.outcome(sorted(writing), said, over=over)


@given(st.sampled_from(rules.VERDICTS), st.booleans())
def test_an_author_alone_decides_as_before(verdict: str, over: bool) -> None:
    assert rules.outcome([b"a"], {b"a": verdict}, over=over) == verdict


@given(st.integers(0, rules.MOST), days)
def test_a_text_waits_when_all_left_or_something_waits_thirty_days(left: int, waiting: list[date]) -> None:
    found = rules.orphan(left, waiting, DAY)
    assert (found == "left") == (left == 0)
    if left:
        assert (found == "silent") == any((DAY - day).days >= rules.ORPHAN_DAYS for day in waiting)


@given(st.integers(1, rules.MOST), days)
def test_a_text_that_waits_goes_on_waiting_until_somebody_answers(left: int, waiting: list[date]) -> None:
    if rules.orphan(left, waiting, DAY):
        assert rules.orphan(left, waiting, DAY + timedelta(1)) == "silent"


@given(st.lists(st.sampled_from(["professional", "concerned", "ally", "open", "staff"])))
def test_only_the_deciding_colleges_can_be_missing(colleges: list[str]) -> None:
    assert rules.lacking(colleges) == [c for c in ("professional", "concerned") if c not in colleges]
