"""How a cahier was composed is on every document of it, as on its page: whoever is handed the paper reads the reason too."""

from datetime import timedelta
from typing import Any

import pytest

from forum.demands.consultations.models import Consultation, PlatformOrigin
from forum.demands.imports.documents import job
from forum.demands.models import Platform
from tests import rows
from tests.exports.test_routes import get, plain, text_of
from tests.world import World

FORMATS = ["pdf", "md", "txt", "docx", "odt"]
ASKED: dict[str, Any] = {
    "title": "Que porter d’abord",
    "question": "Que demander en premier ?",
    "way": "approval",
}
REASON = "Le préfet l’a promis hier."


def printed(world: World, ref: str, kind: str) -> str:
    """Every word of the cahier in one of its formats."""
    folder = "" if kind in ("pdf", "md") else "documents/"
    answer = get(world, f"/c/lorne/cahiers/{ref}/{folder}cahier.{kind}")
    assert answer.status_code == 200, answer.text[:300]
    whole = job.text_of(answer.content) if kind in ("docx", "odt") else text_of(answer)
    return " ".join(plain(whole).replace("**", "").split())


def cahier(world: World, reason: str | None = REASON) -> str:
    """Of two demands that were chosen it holds one; without a reason it came from no consultation."""
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        kept, left = (
            rows.demand(tx, world.collective, office, f"Demande {name}") for name in ("tenue", "laissée")
        )
        for one in (kept, left):
            rows.ballot(tx, one, rows.BOTH)
        made: Platform = rows.platform(tx, world.collective, kept)
        if reason is not None:
            result = {"picks": [{"demand": one.ref} for one in (kept, left)]}
            days = {"opens": rows.DAY - timedelta(30), "closes": rows.DAY - timedelta(9)}
            columns = {
                **ASKED,
                **days,
                "quorum_percent": 10,
                "places": 2,
                "state": "closed",
                "result": result,
            }
            asked = rows.keep(tx, Consultation(collective_id=world.collective.id, **columns))
            rows.keep(tx, PlatformOrigin(platform_id=made.id, consultation_id=asked.id, reason=reason))
        return str(made.ref)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_reason_and_what_was_left_out_are_printed(world: World, kind: str) -> None:
    text = printed(world, cahier(world), kind)
    for words in (
        "Issu de la consultation",
        "« Que porter d’abord »",
        "L’équipe s’est écartée de son résultat. Sa raison",
        REASON,
        "Choisi par la consultation, absent de ce cahier",
        "« Demande laissée »",
        "Publié le",
        "2 mars 2026",
    ):
        assert words in text, words
    assert "Adopté le" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_result_taken_as_it_is_asks_no_reason_on_paper(world: World, kind: str) -> None:
    text = printed(world, cahier(world, ""), kind)
    assert "Issu de la consultation" in text
    assert "écartée" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_what_came_from_no_consultation_says_so(world: World, kind: str) -> None:
    text = printed(world, cahier(world, None), kind)
    assert "Composé par" in text
    assert "l’équipe, sans consultation" in text
    assert "Issu de" not in text
