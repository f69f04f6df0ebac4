"""Of which college an objection is, is told where every college is told: elsewhere it would be found by taking away."""

from typing import Any

import pytest
from sqlmodel import select

from forum.deliberation.models import Ballot, Objection
from forum.texts.models import Version
from tests import rows
from tests.demands.scene import URL
from tests.world import World

Told = dict[str, dict[str, int]]


def counts(voters: int, objections: int) -> dict[str, int]:
    return {"for": voters - objections, "against": 0, "abstain": 0, "objection": objections, "grants": voters,
            "quorum": 1, "adopted": 1}  # fmt: skip


TOLD: Told = {"professional": counts(12, 3), "concerned": counts(7, 1), "ally": counts(6, 2)}
FEW: Told = {**TOLD, "concerned": {"adopted": 0}}
OBJECTED = [("professional", 3), ("concerned", 1), ("ally", 2)]


def voted(world: World, result: Told, apart: dict[str, Told], version: int = 2) -> str:
    """A vote that is over, with the objections of OBJECTED, made to `version`."""
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        text = rows.demand(tx, world.collective, office, "Publier les postes", state="shared")
        ballot: Ballot = rows.ballot(tx, text, result, version=2, apart=apart)
        (first,) = tx.exec(select(Version).where(Version.text_id == text.id)).all()
        rows.keep(tx, Version(**first.model_dump(exclude={"id", "number", "hash"}), number=2, hash="2" * 64))
        text.number = 2
        for college, count in OBJECTED:
            for n in range(count):
                columns: dict[str, Any] = {
                    "college": college,
                    "reason": f"Raison {college} {n}",
                    "answer": "Oui.",
                }
                rows.keep(tx, Objection(ballot_id=ballot.id, version=version, day=rows.DAY, **columns))
        return str(text.ref)


def badges(world: World, ref: str) -> list[bool]:
    """Of each objection on the page of the vote, whether it bears its college."""
    articles = [
        one
        for one in world.browser().get(f"{URL}/{ref}/vote").all("article")
        if one.get("id", "").startswith("o-")
    ]
    return [any("college" in span.get("class", "") for span in one.iter("span")) for one in articles]


@pytest.mark.parametrize(("result", "told"), [(TOLD, True), (FEW, False)])
def test_a_small_college_s_objections_are_not_those_left_without_a_badge(
    world: World, result: Told, told: bool
) -> None:
    ref = voted(world, result, {"1": {college: {} for college in TOLD}})
    assert badges(world, ref) == [told] * 6
    for page in (world.browser().get(f"{URL}/{ref}/vote"), world.browser().get(f"{URL}/{ref}")):
        assert ("dont 3 objections" in page.words) is told
        assert "12 bulletins sur 12 attestations" in page.words


@pytest.mark.parametrize(("apart", "told"), [(TOLD, True), (FEW | {"concerned": {}}, False)])
def test_an_objection_to_an_older_version_takes_its_badge_from_that_version(
    world: World, apart: Told, told: bool
) -> None:
    ref = voted(world, TOLD, {"1": apart}, version=1)
    assert badges(world, ref) == [told] * 6
