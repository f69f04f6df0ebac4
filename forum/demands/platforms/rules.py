"""Which demands a cahier holds: the Method of Equal Shares, each college with the same purse whatever its size. Pure.

Source: D. Peters, G. Pierczyński, P. Skowron, *Proportional Participatory Budgeting with Additive Utilities*, NeurIPS 2021
(arXiv 2008.13276), each person weighing as much as their part of their college's purse. A demand costs its place (1, or its
pages); those who want it pay for it together, as equally for what it is worth to them as their purses allow; the demand that
is cheapest for its backers comes first. Where money is left that buys nothing more, `chosen` goes on by what people
save, while something fits; `within`, as cities do, fills all purses a little more, and asks everything again each time.
Exact fractions: no rounding decides; people of a college who chose alike always hold the same, and are counted together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

Purses = tuple[Fraction, ...]  # what one member of each bloc still holds


@dataclass(frozen=True)
class Bloc:
    """People of one college who chose alike. `worth`: demand → how much each wants it (1 for an approval, or a grade).

    `share`: what one of them is given when every college together is given 1.
    """

    college: str
    people: int
    worth: Mapping[str, int]
    share: Fraction


class Offer(NamedTuple):
    """What a demand would cost its backers for what it is worth to them (`rate`), and what one member of each bloc pays."""

    rate: Fraction
    paid: dict[int, Fraction]


@dataclass(frozen=True)
class Pick:
    """Why a demand is in. `way`: "shares" (bought), or "savings" (its backers had to wait for what was missing).

    `paid`: by college, how much of its cost came from there; parts of 1.
    """

    demand: str
    way: str
    paid: Mapping[str, Fraction]
    backers: Mapping[str, int]


def blocs(voters: Iterable[tuple[str, Mapping[str, int]]]) -> list[Bloc]:
    """(college, what each demand is worth to them) of each person → blocs. Colleges without anybody have no purse."""
    counts: dict[tuple[str, tuple[tuple[str, int], ...]], int] = {}
    for college, worth in voters:
        wanted = tuple(sorted((demand, value) for demand, value in worth.items() if value > 0))
        counts[college, wanted] = counts.get((college, wanted), 0) + 1
    people: dict[str, int] = {}
    for (college, _wanted), count in counts.items():
        people[college] = people.get(college, 0) + count
    return [
        Bloc(college, count, dict(wanted), Fraction(1, len(people) * people[college]))
        for (college, wanted), count in sorted(counts.items())
    ]


def purses(groups: Sequence[Bloc], budget: Fraction | int) -> Purses:
    return tuple(bloc.share * budget for bloc in groups)


def offer(cost: Fraction | int, demand: str, groups: Sequence[Bloc], held: Purses) -> Offer | None:
    """The least rate at which its backers can pay the whole of it; None where they cannot."""
    backers = [at for at, bloc in enumerate(groups) if bloc.worth.get(demand)]
    if sum((groups[at].people * held[at] for at in backers), Fraction()) < cost:
        return None
    weight = {at: groups[at].share * groups[at].worth[demand] for at in backers}
    backers.sort(key=lambda at: held[at] / weight[at])
    missing, all_ = Fraction(cost), sum((groups[at].people * weight[at] for at in backers), Fraction())
    paid: dict[int, Fraction] = {}
    for place, at in enumerate(backers):
        rate = missing / all_
        if rate * weight[at] <= held[at]:
            return Offer(rate, paid | {other: rate * weight[other] for other in backers[place:]})
        paid[at] = held[at]  # they give all they have: the others pay the rest
        missing -= groups[at].people * held[at]
        all_ -= groups[at].people * weight[at]
    return None


def savings(cost: Fraction | int, demand: str, groups: Sequence[Bloc], held: Purses) -> Offer | None:
    """Sequential Phragmén: how long its backers must go on saving, each at the pace of their share, to buy it together."""
    backers = [at for at, bloc in enumerate(groups) if bloc.worth.get(demand)]
    pace = sum((groups[at].people * groups[at].share for at in backers), Fraction())
    if not pace:
        return None
    wait = (cost - sum((groups[at].people * held[at] for at in backers), Fraction())) / pace
    return Offer(wait, {at: held[at] + wait * groups[at].share for at in backers})


Way = Callable[[Fraction | int, str, Sequence[Bloc], Purses], Offer | None]


def best(
    way: Way, costs: Mapping[str, Fraction | int], groups: Sequence[Bloc], held: Purses,
    known: dict[str, Fraction] | None = None,
) -> dict[str, Offer]:  # fmt: skip
    """The demands that come first, all those that tie, with their offers.

    `known`: rates seen before, which can only have risen (purses only empty): those above the best are not asked again.
    """
    known = {} if known is None else known
    found: dict[str, Offer] = {}
    least: Fraction | None = None
    for demand in sorted(costs, key=lambda name: known.get(name, Fraction(-1))):
        if least is not None and known.get(demand, Fraction(-1)) > least:
            break
        made = way(costs[demand], demand, groups, held)
        if made is None:
            continue
        known[demand] = made.rate
        if least is None or made.rate < least:
            least, found = made.rate, {}
        if made.rate == least:
            found[demand] = made
    return found


def pay(way: Way, groups: Sequence[Bloc], held: Purses, made: Offer) -> Purses:
    """What is left; those who saved meanwhile hold more."""
    grown = held
    if way is savings:
        grown = tuple(sum_ + made.rate * bloc.share for sum_, bloc in zip(held, groups, strict=True))
    return tuple(sum_ - made.paid.get(at, 0) for at, sum_ in enumerate(grown))


def equal_shares(
    costs: Mapping[str, Fraction | int],
    groups: Sequence[Bloc],
    budget: Fraction | int,
    order: Sequence[str] = (),
) -> tuple[list[Pick], Purses]:
    """What the purses buy, in order, and what they still hold. Ties go by `_first`."""
    left, held, picks = dict(costs), purses(groups, budget), list[Pick]()
    known: dict[str, Fraction] = {}
    while found := best(offer, left, groups, held, known):
        demand = _first(found, groups, order)
        picks.append(_pick(demand, "shares", groups, found[demand], costs[demand]))
        held = pay(offer, groups, held, found[demand])
        del left[demand]
    return picks, held


def chosen(
    costs: Mapping[str, Fraction | int],
    groups: Sequence[Bloc],
    budget: int,
    order: Sequence[str] = (),
) -> list[Pick]:
    """What fits in the budget (places, each demand costing one; or lines of print), until nothing more that is wanted fits.

    The last ones by what people go on saving.
    """
    picks, held = equal_shares(costs, groups, budget, order)
    room = budget - sum(costs[pick.demand] for pick in picks)
    left = {demand: cost for demand, cost in costs.items() if demand not in {pick.demand for pick in picks}}
    while found := best(savings, {d: cost for d, cost in left.items() if cost <= room}, groups, held):
        demand = _first(found, groups, order)
        picks.append(_pick(demand, "savings", groups, found[demand], costs[demand]))
        held = pay(savings, groups, held, found[demand])
        room -= left.pop(demand)
    return picks


def within(
    costs: Mapping[str, int],
    groups: Sequence[Bloc],
    budget: int,
    step: Fraction | int,
    order: Sequence[str] = (),
) -> list[Pick]:
    """Demands of several sizes in `budget` pages: all purses are filled a `step` more, together, while the choice fits."""
    before, raised = list[Pick](), Fraction(budget)
    while True:
        picks, _held = equal_shares(costs, groups, raised, order)
        spent = sum(costs[pick.demand] for pick in picks)
        if spent > budget:
            return before
        left = [demand for demand in costs if demand not in {pick.demand for pick in picks}]
        wanted = {demand for bloc in groups for demand in bloc.worth}
        if not any(spent + costs[demand] <= budget and demand in wanted for demand in left):
            return picks
        before, raised = picks, raised + step


def _first(found: Mapping[str, Offer], groups: Sequence[Bloc], order: Sequence[str]) -> str:
    """Among demands as cheap: the one whose least eager college wants it most; then the one that stands first in `order`.

    `order` is drawn or given before the papers are counted, and told; names serve where it says nothing.
    """
    places = {demand: at for at, demand in enumerate(order)}
    colleges = {bloc.college for bloc in groups}

    def key(demand: str) -> tuple[Fraction, int, str]:
        shares = _wanting(demand, groups)
        weakest = min((shares.get(college, Fraction()) for college in colleges), default=Fraction())
        return -weakest, places.get(demand, len(places)), demand

    return min(found, key=key)


def _wanting(demand: str, groups: Sequence[Bloc]) -> dict[str, Fraction]:
    """By college, the part of its people who want the demand."""
    shares: dict[str, Fraction] = {}
    colleges = len({bloc.college for bloc in groups})
    for bloc in groups:
        if bloc.worth.get(demand):
            part = bloc.people * bloc.share * colleges
            shares[bloc.college] = shares.get(bloc.college, Fraction()) + part
    return shares


def _pick(demand: str, way: str, groups: Sequence[Bloc], made: Offer, cost: Fraction | int) -> Pick:
    paid: dict[str, Fraction] = {}
    backers: dict[str, int] = {}
    for at, sum_ in made.paid.items():
        college = groups[at].college
        paid[college] = paid.get(college, Fraction()) + groups[at].people * sum_ / cost
        backers[college] = backers.get(college, 0) + groups[at].people
    return Pick(demand, way, paid, backers)


def most_wanted(
    groups: Sequence[Bloc],
    budget: int,
    order: Sequence[str] = (),
    costs: Mapping[str, int] | None = None,
) -> list[str]:
    """The plain count, to compare with: the demands that most people want, whatever their college, while they fit."""
    rank = {demand: at for at, demand in enumerate(order)}
    counts: dict[str, int] = {}
    for bloc in groups:
        for demand in bloc.worth:
            counts[demand] = counts.get(demand, 0) + bloc.people
    found, room = list[str](), budget
    for name in sorted(counts, key=lambda name: (-counts[name], rank.get(name, len(rank)), name)):
        cost = costs[name] if costs else 1
        if cost <= room:
            found.append(name)
            room -= cost
    return found


def unheard(groups: Sequence[Bloc], demands: Iterable[str]) -> dict[str, tuple[int, int]]:
    """By college: (people who wanted something and find nothing of it among `demands`, people who wanted something)."""
    there = set(demands)
    found: dict[str, tuple[int, int]] = {}
    for bloc in (one for one in groups if one.worth):
        missed, all_ = found.get(bloc.college, (0, 0))
        nothing = bloc.people if there.isdisjoint(bloc.worth) else 0
        found[bloc.college] = missed + nothing, all_ + bloc.people
    return found
