"""The simulated attack on a small scale: run once in a while, it has to follow the pages at every change of them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bench import hostile_measures as measures
from bench import hostile_moderators as moderators
from bench import hostile_texts as texts
from bench.hostile import simulated
from bench.hostile_measures import End, Line
from bench.hostile_town import ROOM, Plan, Town
from forum.core.settings import load
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report
from tests.browser_lite import Page
from tests.challenges.world import hide
from tests.conftest import CHEAP, SqliteTemplate

pytestmark = pytest.mark.slow  # some three seconds
FEW = Plan(hostile=12, granted=4, honest=2, homes=4, leaked=2, decisions=3, best=3, pace=0.5)
Lived = tuple[Town, dict[str, str], End]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """The script is tried, and not the engines."""
    folder = tmp_path_factory.mktemp("hostile")
    url = SqliteTemplate(folder).fresh(folder)
    town, found, end = simulated(load({}, data_dir=folder, database_url=url, **CHEAP), FEW)
    yield town, {what: measured for what, _goal, measured in found}, end
    town.world.close()


def test_everything_that_the_day_does_is_still_offered_by_the_house(lived: Lived) -> None:
    """Nothing is lost on the way, and nothing is refused but by rules that are known: no grant, a link used up, a voice
    held back; a page that asks again."""
    town, _said, end = lived
    assert {status for _act, _side, status in town.answers} <= {200, 303, 403, 409, 410, 422}
    assert {status for act, side, status in town.answers if side == "honest" and act != "report"} <= {
        200,
        303,
        422,
    }
    assert not any(fates["lost"] for fates in end.fates.values())
    assert end.fates.keys() == {
        "best",
        "grievance",
        "testimony",
        "argument",
        "look-alike",
        "third person",
        "insult",
    }
    assert all(town.did.values())


def test_what_moderators_decided_is_in_the_tables_and_in_the_table(lived: Lived) -> None:
    town, said, _end = lived
    decisions = town.world.rows(Decision)
    assert len(decisions) == 2 * FEW.decisions
    assert said["decisions of moderators"].startswith(f"{len(decisions)} (")
    assert {decision.measure for decision in decisions} <= {"hide", "keep", "suspend"}
    assert said["grants taken by the link that went astray"] == str(FEW.leaked)
    assert len(town.world.rows(Report)) > FEW.hostile
    assert said["offered by the queue, and not used"] == f"{ROOM}/moderation/attente"


def test_an_honest_text_that_is_hidden_is_seen_as_hurt(lived: Lived) -> None:
    town, _said, end = lived
    item = next(item for item in town.public(hostile=False) if moderators.readable(town, item))
    hide(town.world, item.ref)
    hurt = measures.fates(town).hurt
    hide(town.world, item.ref, hidden=False)
    assert (hurt, measures.fates(town).hurt) == (end.hurt + 1, end.hurt)


def test_a_moderator_hides_what_names_somebody_and_holds_the_voice_back(lived: Lived) -> None:
    """By the forms of the page, two decisions; who wrote it may not act any more, and somebody else may."""
    town, tally = lived[0], moderators.Tally()
    item = next(
        i for i in town.public(hostile=True) if i.tactic == "third person" and moderators.readable(town, i)
    )
    other = next(who for who in town.hostile if who is not item.who)
    moderators._one_case(
        moderators.Sitting(town, town.world.maud, 2, tally), f"{moderators.ROOT}/objets/{item.ref}"
    )
    assert tally.decided == {"hide": 1, "suspend": 1}
    assert not moderators.readable(town, item)
    assert [measures._silenced(town, who) for who in (item.who, other)] == [True, False]


def test_the_same_seed_writes_the_same_words(lived: Lived) -> None:
    once, again, other = (texts.look_alike(Random(seed), 0) for seed in (1, 1, 2))
    assert once == again != other
    assert len({item.mark for item in lived[0].items if item.hostile}) > 10


def test_a_page_of_the_queue_tells_its_cards_in_order_and_what_nobody_uses() -> None:
    root = f"{ROOM}/moderation"
    text = (
        f'<main><article><a href="{root}/objets/bbb">b</a></article><a href="{root}/objets/zzz">already hidden</a>'
        f'<article><a href="{root}/attente/aaa">a</a></article><a href="{root}/motifs">a page to come</a>'
        f'<form method="post" action="{root}/lots"><input type="checkbox" name="ref" value="bbb"></form></main>'
    )
    tally = moderators.Tally()
    assert moderators._cards(Page(200, root, text, {}), tally) == [
        f"{root}/objets/bbb",
        f"{root}/attente/aaa",
    ]
    assert set(+tally.unused) == {f"{root}/motifs", f"POST {root}/lots"}


def test_filling_one_column_leaves_the_other(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(measures, "RESULTS", tmp_path / "HOSTILE.md")
    lines: list[Line] = [("texts", "≤ 1 %", "7"), ("seconds", "", "3")]
    measures.write(lines, "before", lived[0], "About.")
    assert "| texts | ≤ 1 % | 7 | not run yet |" in measures.RESULTS.read_text(encoding="utf-8")
    measures.write([("texts", "≤ 1 %", "0"), ("seconds", "", "4")], "after", lived[0], "About.")
    kept = measures.RESULTS.read_text(encoding="utf-8")
    assert "| texts | ≤ 1 % | 7 | 0 |" in kept
    assert "- after: not run yet" not in kept
    assert kept.count("seed 7") == 2
