"""Small numbers: what is withheld cannot be worked out, checked by trying every table that could be behind."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.small import about
from forum.core.withheld import Suppressed, stepped, suppress

Table = list[list[int]]


def tables(height: int, width: int, most: int) -> st.SearchStrategy[Table]:
    row = st.lists(st.integers(0, most), min_size=width, max_size=width)
    return st.lists(row, min_size=height, max_size=height)


sizes = st.tuples(st.integers(1, 6), st.integers(1, 4))
any_table = sizes.flatmap(lambda size: tables(*size, 40))


def everything(table: Table) -> list[int]:
    columns = [sum(column) for column in zip(*table, strict=True)]
    return [n for row in table for n in row] + [sum(row) for row in table] + columns + [sum(columns)]


def told(shown: Suppressed) -> list[int | None]:
    return [n for row in shown.cells for n in row] + [*shown.rows, *shown.columns, shown.total]


@given(any_table, st.integers(1, 12))
def test_what_is_told_is_true_and_no_small_number_is_told(table: Table, k: int) -> None:
    for true, shown in zip(everything(table), told(suppress(table, k)), strict=True):
        assert shown is None or shown == true
        assert shown is None or shown == 0 or shown >= k


@settings(deadline=None, max_examples=60)
@given(tables(2, 2, 6), st.integers(2, 5))
def test_nothing_withheld_can_be_recomputed(table: Table, k: int) -> None:
    """Every table of the same shape is tried: those that agree with what is told give each withheld number two values."""
    shown = told(suppress(table, k))
    values: list[set[int]] = [set() for _ in shown]
    for a, b, c, d in product(range(9), repeat=4):
        guess = everything([[a, b], [c, d]])
        if all(n is None or n == g for n, g in zip(shown, guess, strict=True)):
            for seen, number in zip(values, guess, strict=True):
                seen.add(number)
    assert all(n is not None or len(seen) > 1 for n, seen in zip(shown, values, strict=True))


@settings(deadline=None, max_examples=25)
@given(tables(2, 3, 3), st.integers(2, 3))
def test_nor_in_a_wider_table(table: Table, k: int) -> None:
    shown = told(suppress(table, k))
    values: list[set[int]] = [set() for _ in shown]
    for flat in product(range(5), repeat=6):
        guess = everything([list(flat[:3]), list(flat[3:])])
        if all(n is None or n == g for n, g in zip(shown, guess, strict=True)):
            for seen, number in zip(values, guess, strict=True):
                seen.add(number)
    assert all(n is not None or len(seen) > 1 for n, seen in zip(shown, values, strict=True))


@given(any_table, st.integers(2, 12))
def test_no_line_has_a_single_withheld_number(table: Table, k: int) -> None:
    shown = suppress(table, k)
    lines = [[*row, total] for row, total in zip(shown.cells, shown.rows, strict=True)]
    lines += [
        [*column, total] for column, total in zip(zip(*shown.cells, strict=True), shown.columns, strict=True)
    ]
    lines += [[*shown.rows, shown.total], [*shown.columns, shown.total]]
    assert all(sum(n is None for n in line) != 1 for line in lines)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([40, 3, 20], ((40, None, None), 63)),  # 20 goes too: 63 - 40 - 20 would be 3
        ([40, 3, 0], ((40, None, None), 43)),
        ([40, 0, 0], ((40, 0, 0), 40)),
        ([40, 30, 20], ((40, 30, 20), 90)),
        ([3], ((None,), None)),
    ],
)
def test_as_little_as_possible_is_withheld(
    row: list[int], expected: tuple[tuple[int | None, ...], int]
) -> None:
    shown = suppress([row], 10)
    assert (shown.cells[0], shown.total) == expected


@given(any_table, st.integers(2, 12), st.data())
def test_one_person_more_is_not_seen_from_one_reading_to_the_next(
    table: Table, k: int, data: st.DataObject
) -> None:
    """No number that both readings tell moves by less than k."""
    row, column = data.draw(st.integers(0, len(table) - 1)), data.draw(st.integers(0, len(table[0]) - 1))
    later = [list(line) for line in table]
    later[row][column] += 1
    before, after = (told(stepped(suppress(t, k), k)) for t in (table, later))
    moved = [b - a for a, b in zip(before, after, strict=True) if a is not None and b is not None and a != b]
    assert [n for n in moved if abs(n) < k] == []


def test_a_count_of_persons_is_told_by_whole_steps() -> None:
    assert [about(n, 10) for n in (0, 3, 9, 10, 19, 20)] == [
        "0",
        "moins de 10",
        "moins de 10",
        "au moins 10",
        "au moins 10",
        "au moins 20",
    ]


def test_a_whole_county_takes_no_time() -> None:
    shown = suppress([[n % 13, (n * 7) % 31, (n * 5) % 11] for n in range(60)], 10)
    assert shown.total is not None


def told_rows(table: Table, k: int) -> Suppressed:
    return stepped(suppress(table, k, rows_told=True), k)


@settings(deadline=None, max_examples=60)
@given(tables(2, 2, 6), st.integers(2, 5))
def test_nor_with_the_rows_that_another_page_tells(table: Table, k: int) -> None:
    """The home page tells how many each college has, unless it is small: exactly, for whoever tries here."""
    shown = told(suppress(table, k, rows_told=True))
    home = [sum(row) if not 0 < sum(row) < k else None for row in table]
    values: list[set[int]] = [set() for _ in shown]
    for a, b, c, d in product(range(9), repeat=4):
        guess = everything([[a, b], [c, d]])
        rows_ = [g if h is not None else None for g, h in zip((a + b, c + d), home, strict=True)]
        if rows_ == home and all(n is None or n == g for n, g in zip(shown, guess, strict=True)):
            for seen, number in zip(values, guess, strict=True):
                seen.add(number)
    assert all(n is not None or len(seen) > 1 for n, seen in zip(shown, values, strict=True))
    assert list(suppress(table, k, rows_told=True).rows) == home


K = 3
WORLDS = [[a, b, c, d] for a, b, c, d in product(range(7), repeat=4)]


def fits(shown: list[int | None], world: list[int]) -> bool:
    """A number that is told stands for itself and what comes before the next step; a zero for nobody."""
    guess = everything([world[:2], world[2:]])
    return all(n is None or n <= g < n + (K if n else 1) for n, g in zip(shown, guess, strict=True))


def two_values(these: list[list[int]], those: list[list[int]], at: int, sign: int) -> bool:
    """Whether the cell may be one of two, given that between the readings people only came."""
    seen: set[int] = set()
    for one in these:
        if one[at] not in seen and any(
            all(sign * n <= sign * m for n, m in zip(one, other, strict=True)) for other in those
        ):
            seen.add(one[at])
            if len(seen) > 1:
                return True
    return False


@settings(deadline=None, max_examples=60)
@given(tables(2, 2, 4), tables(2, 2, 2))
def test_two_successive_readings_give_no_small_number(table: Table, more: Table) -> None:
    """Rows, columns, totals and the day before, in steps, with the rows that another page tells: nothing is left over."""
    flat, came = [n for row in table for n in row], [n for row in more for n in row]
    later = [n + m for n, m in zip(flat, came, strict=True)]
    read = [told(told_rows([one[:2], one[2:]], K)) for one in (flat, later)]
    before, after = ([world for world in WORLDS if fits(shown, world)] for shown in read)
    for at in range(4):
        assert not 0 < flat[at] < K or two_values(before, after, at, 1), (table, more, at)
        assert not 0 < later[at] < K or two_values(after, before, at, -1), (table, more, at)
