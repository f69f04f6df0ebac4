"""A relay's share of an hour is never passed, wherever the hour begins, and never left unused for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from forum.core import pace

MINUTE = 60 * pace.MILLI


@given(st.integers(1, 2000), st.lists(st.integers(0, 40 * MINUTE), min_size=1, max_size=60))
def test_no_hour_has_more_than_its_share(hourly: int, gaps: list[int]) -> None:
    now, even, left = 10**12, 0, []
    for gap in gaps:
        now += gap
        n = pace.room(even, now, hourly)
        even = pace.after(even, now, hourly, n)
        left.append((now, n))
    for start, _n in left:
        assert sum(n for at, n in left if start <= at < start + pace.HOUR) <= max(hourly, 2)


@given(st.integers(2, 5000))
def test_a_queue_goes_at_nine_tenths_of_the_share_at_least(hourly: int) -> None:
    now, even, gone = 10**12, 0, 0
    for minute in range(240):
        n = pace.room(even, now + minute * MINUTE, hourly)
        even, gone = pace.after(even, now + minute * MINUTE, hourly, n), gone + n
    assert gone >= 4 * (hourly * 0.89 - 2)


@given(st.integers(1, 1000), st.integers(0, 300))
def test_the_wait_that_is_told_is_kept(hourly: int, before: int) -> None:
    """A worker that looks each ten seconds: the last of the queue is gone about when it was told."""
    start, even, gone, now = 10**12, 0, 0, 10**12
    told = pace.minutes(even, start, hourly, before)
    while gone <= before:
        n = min(pace.room(even, now, hourly), before + 1 - gone)
        even, gone = pace.after(even, now, hourly, n), gone + n
        now += MINUTE // 6
    taken = (now - start) / MINUTE
    assert told - 1 <= taken <= 1.1 * told + 1
