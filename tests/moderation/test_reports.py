"""Reporting: by anybody, noting nobody, hiding nothing."""

import pytest

from forum.moderation.cases.models import Case
from forum.moderation.reports.models import Report
from forum.moderation.reports.routes import REPORTS
from tests.moderation.sample import HERE, TEXT, grievance, proposal, report, report_as, witness
from tests.world import World


@pytest.mark.parametrize("who", ["visitor", "charlie", "alice", "olga"])
def test_anybody_reports_and_nothing_is_hidden(world: World, who: str) -> None:
    ref = grievance(world)
    page = report_as(world, getattr(world, who, None), ref)
    assert page.status == 200
    assert page.title == "Merci, c’est transmis"
    assert TEXT in world.browser().get(f"/c/lorne/doleances/{ref}").words
    row = world.rows(Report)[0]
    assert (row.subject, row.reason, row.count) == (ref, "identifiable", 1)
    assert [case.state for case in world.rows(Case)] == ["received"]


def test_the_link_stands_under_each_text(world: World) -> None:
    ref = grievance(world)
    said = witness(world, ref, world.bob, "Chez nous aussi.")
    change = proposal(world, ref, world.bob, "Plus clair ainsi")
    browser = world.browser()
    links = [a.get("href", "") for a in browser.get(f"/c/lorne/doleances/{ref}").all("a")]
    assert {f"{HERE}/signalements/nouveau?objet={r}" for r in (ref, said)} <= set(links)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{change}")
    page = browser.follow("Signaler")
    assert page.status == 200
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.follow("Signaler")
    page = browser.send("Envoyer", explanation="Sans raison cochée")
    assert page.status == 422
    assert page.one("textarea", name="explanation").text == "Sans raison cochée"


def test_a_duplicate_is_answered_alike(world: World) -> None:
    ref = grievance(world)
    first, second = report(world, ref), report(world, ref)
    assert (first.status, first.url, first.words) == (second.status, second.url, second.words)
    assert [row.count for row in world.rows(Report)] == [2]
    report(world, ref, explanation="Autre chose encore.")
    (row,) = world.rows(Report)
    assert (row.count, row.explanation.split("\n\n")) == (
        3,
        ["Le détail de la chambre.", "Autre chose encore."],
    )
    report(world, ref, reason="insult")
    assert len(world.rows(Report)) == 2


def test_too_many_reports_in_an_hour_are_held_off(world: World) -> None:
    ref = grievance(world)
    browser, url = world.browser(), f"{HERE}/signalements/nouveau?objet={ref}"
    values = [{"reason": "other", "explanation": f"Encore {n}."} for n in range(REPORTS + 1)]
    pages = [browser.post(url, said) for said in values]
    assert [p.status for p in pages] == [200] * REPORTS + [429]
    assert f"Encore {REPORTS}." in pages[-1].text
    assert [row.count for row in world.rows(Report)] == [REPORTS]
    held = report(world, ref, explanation="Le dernier.")
    assert (held.status, held.headers["retry-after"]) == (429, "60")
    world.clock.forward(3600)
    browser.page = held
    assert browser.send("Renvoyer").status == 200, "its own button, once the time is over"
    assert [row.count for row in world.rows(Report, Report.reason == "identifiable")] == [1]


def test_what_is_unknown_or_of_elsewhere_is_not_found(world: World) -> None:
    ref = grievance(world)
    world.other_collective("ailleurs")
    world.other_collective("secret", reading="members")
    browser = world.browser()
    for url in (
        f"{HERE}/signalements/nouveau",
        f"{HERE}/signalements/nouveau?objet=inconnu",
        f"/c/ailleurs/moderation/signalements/nouveau?objet={ref}",
        f"/c/secret/moderation/signalements/nouveau?objet={ref}",
        "/c/secret/moderation/journal",
    ):
        assert browser.get(url).status == 404
        assert browser.post(url, {"reason": "insult"}).status in (404, 405)
    assert world.rows(Report) == []


@pytest.mark.parametrize(
    "bad",
    [{"reason": "parce que"}, {"reason": ""}, {"explanation": "x" * 1001}, {"explanation": "a\u202eb"}],
)
def test_bad_input_is_named(world: World, bad: dict[str, str]) -> None:
    ref = grievance(world)
    assert report(world, ref, **bad).status == 422
    assert world.rows(Report) == []
