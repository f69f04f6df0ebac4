"""What a stolen base tells of who lives both grievances: nothing that leads from one echo of a person to the other."""

from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from forum.collectives.models import Pending
from forum.core.viewer import Viewer
from forum.deliberation.merging.rules import vote_scope
from tests.grievances.merging.scene import MERGES, join, live, pass_days, proposed, the, two
from tests.world import World


def own(viewer: Viewer, first: str, second: str, merge: str) -> dict[str, bytes]:
    """All the nullifiers of one carnet around a merge."""
    sides = {side: viewer.nul("vote", vote_scope(merge, side)) for side in ("absorbed", "survivor")}
    echoes = {ref: viewer.nul("echo", ref) for ref in (first, second)}
    return {**sides, **echoes, "voice": viewer.nul("voice", first), "other": viewer.nul("voice", second)}


def dumped(world: World) -> list[tuple[str, dict[str, Any]]]:
    with world.house.db.read() as tx:
        return [
            (table.name, dict(row))
            for table in SQLModel.metadata.sorted_tables
            for row in tx.connection().execute(table.select()).mappings()
        ]


def written(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def linking(world: World, nuls: dict[str, bytes]) -> list[str]:
    """Rows in which more than one nullifier of this person can be read, as bytes or as text."""
    found = []
    for table, row in dumped(world):
        line = " ".join(map(written, row.values()))
        if sum(nul.hex() in line for nul in nuls.values()) > 1:
            found.append(table)
    return found


def seen(world: World, nul: bytes) -> set[str]:
    return {t for t, row in dumped(world) if nul.hex() in " ".join(map(written, row.values()))}


def test_no_row_ever_holds_two_of_a_person_s_marks(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie)
    live(world, second, world.charlie)
    merge = proposed(world, world.alice, first, second)
    nuls = own(world.charlie, first, second, merge)
    world.act(world.charlie, f"{MERGES}/{merge}/avis", choice="yes")
    assert seen(world, nuls["absorbed"]) == {"pending"} and linking(world, nuls) == []
    world.slot()
    assert seen(world, nuls["absorbed"]) == {"merge_paper"} and linking(world, nuls) == []
    world.act(world.bob, f"{MERGES}/{merge}/reponse", side="survivor", choice="yes")
    world.slot()
    assert the(world).state == "merged" and seen(world, nuls["absorbed"]) == set()
    world.act(world.charlie, f"{MERGES}/{merge}/confirmation", choice="yes")
    assert seen(world, nuls[first]) == seen(world, nuls[second]) == {"pending", "echo"}
    assert linking(world, nuls) == []
    pass_days(world, 9)
    assert seen(world, nuls[first]) == set() and seen(world, nuls[second]) == {"echo"}
    assert linking(world, nuls) == []


def test_a_voice_comes_and_goes_in_two_batches_and_what_waits_has_nothing_in_common(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie)
    merge = join(world, first, second)
    world.act(world.maud, "/", choice="")  # nobody's act: the next rows are two people's
    world.act(world.alice, f"/c/lorne/doleances/{second}/echos", testimony="")
    world.act(world.charlie, f"{MERGES}/{merge}/confirmation", choice="yes")
    coming = world.rows(Pending, Pending.kind == "echo")
    (leaving,) = world.rows(Pending, Pending.kind == "merge.leave")
    assert len(coming) == 2
    for row in coming:
        assert row.slot < leaving.slot
        shared = {"nul", "box", "payload", "scope", "title", "ref", "id"}
        assert not [name for name in shared if getattr(row, name) == getattr(leaving, name)]
        assert leaving.scope not in row.payload and row.scope not in leaving.payload
        assert merge not in row.payload  # an echo like any other
    if world.house.db.engine.dialect.name == "postgresql":
        with world.house.db.read() as tx:
            query = text("SELECT count(DISTINCT xmin::text) FROM pending")
            assert tx.connection().execute(query).scalar_one() == 1


def test_no_page_says_who_answered_and_small_counts_are_not_told(world: World) -> None:
    first, second = two(world)
    people = [world.carnet(f"p{i}", "concerned") for i in range(3)]
    live(world, first, *people)
    merge = join(world, first, second)
    world.act(people[0], f"{MERGES}/{merge}/confirmation", choice="no")
    pass_days(world, 9)
    for url in (f"/c/lorne/doleances/{second}", f"{MERGES}/{merge}"):
        words = world.browser().get(url).words
        for count in ("1 personne concernée", "2 personnes concernées", "3 personnes concernées"):
            assert count not in words
    for who in (world.maud, world.olga):
        page = world.browser(who).get(f"{MERGES}/{merge}").text
        assert not any(nul.hex() in page for nul in own(people[0], first, second, merge).values())
