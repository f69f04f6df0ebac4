"""What a demand is said to print on is what it prints on, within a tenth or so."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import select

from forum.demands.models import Platform, PlatformItem
from forum.demands.platforms.lengths.queries import measured
from forum.demands.platforms.lengths.rules import AROUND, HEADED, PAGE, WIDE, lines, pages
from forum.texts.models import Version
from tests import rows
from tests.world import World

SENTENCE = "Chaque enfant est vu à l’école, quelle que soit la commune, et l’ordre de passage est public. "
RESULT = {
    college: {"for": 20, "against": 3, "abstain": 1, "objection": 0, "grants": 40, "quorum": 8, "adopted": 1}
    for college in ("professional", "concerned", "ally")
}


def test_a_line_more_costs_a_line_more() -> None:
    assert lines({}) == AROUND
    assert lines({"body": "a" * WIDE}) == AROUND + 1
    assert lines({"body": "a" * (WIDE + 1)}) == AROUND + 2
    assert lines({"criteria": "Un\n\nDeux"}) == AROUND + 3
    assert lines({"body": "a"}, ["Une doléance"], ["a" * 63, "b"]) == AROUND + HEADED + 6
    assert (pages(PAGE), pages(PAGE // 2), pages(0)) == (1.0, 0.5, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("sentences", [2, 30])
def test_a_printed_cahier_has_the_pages_that_were_measured(world: World, sentences: int) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        cahier = Platform(collective_id=world.collective.id, title="Cahier", day=rows.DAY)
        tx.add(cahier)
        tx.flush()
        ids = []
        for n in range(16):
            fields = {"body": SENTENCE * sentences, "equity": SENTENCE * 3}
            document = rows.demand(tx, world.collective, office, f"Revendication {n}", fields=fields)
            rows.ballot(tx, document, RESULT)
            tx.add(PlatformItem(platform_id=cahier.id, text_id=document.id, position=n + 1))
            ids.append(document.id)
        ref = cahier.ref
    with world.house.db.read() as tx:
        versions = tx.exec(select(Version)).all()
        said = sum(measured(tx, [v for v in versions if v.text_id in ids]).values()) / PAGE
    printed = PdfReader(
        BytesIO(world.browser().client.get(f"/c/lorne/cahiers/{ref}/cahier.pdf").content)
    ).pages
    assert (
        0.85 * len(printed) <= said + 1 <= 1.15 * len(printed)
    )  # one page for the title, the list and the end
