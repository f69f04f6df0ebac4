"""What the tests of consultations begin from: demands put straight into the tables, a consultation, a crowd's papers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from forum.core.clock import at
from forum.core.ids import new_ref
from forum.core.viewer import Viewer
from forum.demands.consultations.counting.jobs import close_consultations
from forum.demands.consultations.models import Consultation, ConsultationPaper
from forum.demands.consultations.rules import scope
from tests import rows
from tests.browser_lite import Page
from tests.demands.scene import crowd
from tests.world import World

URL = "/c/lorne/consultations"
TITLES = ("Des visites à domicile", "Une réponse écrite", "Un lieu ouvert le soir")
VERY, GOOD, QUITE, FAIR, POOR, REJECT = "543210"


def demands(world: World, titles: Sequence[str] = TITLES, **options: Any) -> list[str]:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        return [rows.demand(tx, world.collective, office, title, **options).ref for title in titles]


def asked(world: World, refs: Sequence[str], **typed: str) -> Consultation:
    """An organiser opens it from the form."""
    page = opening(world, refs, **typed)
    assert page.status == 200, page.words[:600]
    found: Consultation = world.rows(Consultation, Consultation.state == "open")[0]
    return found


def opening(world: World, refs: Sequence[str], **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouvelle")
    filled = {"title": "Que porter d’abord ?", "question": "Que demander au département en premier ?"}
    filled |= {"way": "grades", "quorum": "20", "closes": "2026-03-20", **typed}
    return browser.send("Ouvrir la consultation", demands=list(refs), **filled)


def reply(world: World, who: Viewer | None, one: Consultation, answers: Mapping[str, str]) -> Page:
    browser = world.browser(who)
    browser.get(f"{URL}/{one.ref}")
    return browser.send("Envoyer mes réponses", **{f"g-{ref}": value for ref, value in answers.items()})


def papers(world: World, one: Consultation, college: str, many: Sequence[Mapping[str, int]]) -> list[Viewer]:
    """As many people as there are answers, whose papers are in."""
    people = crowd(world, college, len(many), new_ref())
    with world.house.db.write() as tx:
        for who, answers in zip(people, many, strict=True):
            nul = who.nul("vote", scope(one.ref))
            tx.add(ConsultationPaper(consultation_id=one.id, nul=nul, college=college, answers=dict(answers)))
    return people


def counted(world: World) -> Consultation:
    """The day after the last one, at noon."""
    (one,) = world.rows(Consultation, Consultation.state == "open")
    world.clock.now = at(f"{one.closes + timedelta(1)}T12:00")
    close_consultations(world.house)
    return world.rows(Consultation, Consultation.ref == one.ref)[0]  # type: ignore[no-any-return]


def both(world: World, one: Consultation, answers: Mapping[str, int], count: int = 6) -> None:
    """The same answers from so many people of each deciding college."""
    for college in ("professional", "concerned"):
        papers(world, one, college, [answers] * count)
