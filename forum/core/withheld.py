"""Small numbers hidden so that no subtraction gives them back (PSEUDONYMITY 7). Pure.

A table with its totals is a flow: from a source to each row (row totals), from rows to columns (cells), from columns
to a sink (column totals), and back (the grand total). A hidden number cannot be worked out exactly as long as it lies
on a cycle of hidden numbers around which something may be moved without any of them becoming negative.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Node = tuple[str, int]
Edge = tuple[Node, Node]
SOURCE, SINK = ("source", 0), ("sink", 0)
_MARGIN, _TOTAL = 10**9, 10**15  # totals are what people come for: hidden last


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The same table; None where a number is withheld. A 0 describes nobody: it is told unless it covers another."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def suppress(table: Sequence[Sequence[int]], k: int, *, rows_told: bool = False) -> Suppressed:
    """Withhold what lies between 1 and k-1, and as little else as keeps it from being recomputed.

    `rows_told`: another page tells the total of each row that is not small. Nothing may be hidden behind it then, and
    the grand total goes wherever one of them is small.
    """
    flow = _flow(table)
    hidden = {edge for edge, value in flow.items() if 0 < value < k}
    fixed = frozenset(edge for edge in flow if edge[0] == SOURCE) - hidden if rows_told else frozenset()
    if rows_told and any(edge[0] == SOURCE for edge in hidden):
        hidden.add((SINK, SOURCE))
    for edge in sorted(hidden):
        hidden |= _cover({e: n for e, n in flow.items() if e not in fixed}, hidden, edge)
    return _shape(table, {edge: None if edge in hidden else value for edge, value in flow.items()})


def stepped(told: Suppressed, k: int) -> Suppressed:
    """Every number told goes down to a multiple of k: of two readings, none shows that one person came in between."""

    def down(numbers: Sequence[int | None]) -> tuple[int | None, ...]:
        return tuple(None if n is None else n - n % k for n in numbers)

    return Suppressed(
        tuple(map(down, told.cells)), down(told.rows), down(told.columns), down([told.total])[0]
    )


def _flow(table: Sequence[Sequence[int]]) -> dict[Edge, int]:
    width = len(table[0]) if table else 0
    flow = {(SINK, SOURCE): sum(map(sum, table))}
    for i, row in enumerate(table):
        flow[SOURCE, ("row", i)] = sum(row)
        for j, value in enumerate(row):
            flow[("row", i), ("column", j)] = value
    for j in range(width):
        flow[("column", j), SINK] = sum(row[j] for row in table)
    return flow


def _cover(flow: dict[Edge, int], hidden: set[Edge], edge: Edge) -> set[Edge]:
    """The cheapest numbers to withhold so that `edge` might be larger, or smaller, than it is."""
    tail, head = edge
    _, path = min(_path(flow, hidden, edge, head, tail), _path(flow, hidden, edge, tail, head))
    return set(path)


def _path(
    flow: dict[Edge, int], hidden: set[Edge], without: Edge, start: Node, end: Node
) -> tuple[int, list[Edge]]:
    """Dijkstra over the numbers that could move, in the direction in which they could; hidden ones cost nothing."""
    best: dict[Node, int] = {}
    queue: list[tuple[int, Node, list[Edge]]] = [(0, start, [])]
    while queue:
        cost, node, path = heapq.heappop(queue)
        if node == end:
            return cost, path
        if node in best:
            continue
        best[node] = cost
        for edge, other in _moves(flow, node):
            if edge != without and other not in best:
                price = 0 if edge in hidden else _price(edge, flow[edge])
                heapq.heappush(queue, (cost + price, other, [*path, edge]))
    return _TOTAL * 10, []


def _moves(flow: dict[Edge, int], node: Node) -> Iterator[tuple[Edge, Node]]:
    for edge, value in flow.items():
        if edge[0] == node:
            yield edge, edge[1]
        elif edge[1] == node and value > 0:
            yield edge, edge[0]


def _price(edge: Edge, value: int) -> int:
    if edge == (SINK, SOURCE):
        return _TOTAL
    return 1 + value + (0 if edge[0][0] == "row" else _MARGIN)


def _shape(table: Sequence[Sequence[int]], told: dict[Edge, int | None]) -> Suppressed:
    width = len(table[0]) if table else 0
    return Suppressed(
        tuple(tuple(told[("row", i), ("column", j)] for j in range(width)) for i in range(len(table))),
        tuple(told[SOURCE, ("row", i)] for i in range(len(table))),
        tuple(told[("column", j), SINK] for j in range(width)),
        told[SINK, SOURCE],
    )
