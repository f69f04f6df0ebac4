"""A day may be so far ahead and no farther: over any day, and in every form that asks for one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.clock import PARIS, Now
from forum.core.days import YEARS, farthest, told, too_far, whole
from forum.texts.models import Amendment
from tests.browser_lite import Browser
from tests.demands.scene import FILLED, demand, institution
from tests.followups.sample import deliver, petition, reply
from tests.moderation.sample import GROUND, REASON, grievance
from tests.petitions.test_team import OWN
from tests.workshops.test_workshops import GOOD
from tests.world import World

Opened = tuple[Browser, str, dict[str, str | list[str]]]


@given(st.sampled_from(sorted(YEARS)), st.dates(), st.integers(0, 20_000))
def test_the_bound_is_so_many_years_and_said_as_such(kind: str, start: date, ahead: int) -> None:
    last = farthest(kind, start)
    assert last >= start
    assert (last.year - start.year == YEARS[kind]) or last.year == date.max.year
    bound = "un an" if YEARS[kind] == 1 else f"{YEARS[kind]} ans"
    assert bound in told(kind)
    assert too_far(kind, last, start) == ""
    if last < date.max:
        assert bound in too_far(kind, last + timedelta(1), start)


def test_a_leap_day_has_a_bound() -> None:
    assert farthest("vote", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("text", ["", "demain", "31/03/2027", "2027-02-30", "20270301", "2027-03-01T00:00"])
def test_only_a_whole_date_is_a_day(text: str) -> None:
    assert whole(text) is None


def a_demand(world: World) -> Opened:
    place = institution(world)
    browser = world.browser(world.alice)
    browser.get("/c/lorne/revendications/nouvelle")
    return browser, "Envoyer", {**FILLED, "institution": place}


def a_change_to_a_demand(world: World) -> Opened:
    ref = demand(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/textes/{ref}/amendements/nouveau")
    browser.send("Changer Pour quand ?")
    return browser, "Proposer", {"reason": "Il faut plus de temps."}


def a_vote(world: World) -> Opened:
    ref = demand(world)
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/revendications/{ref}")
    return browser, "Ouvrir le vote", {}


def a_petition(world: World) -> Opened:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/petitions/nouvelle")
    return browser, "Enregistrer le brouillon", dict(OWN)


def a_promise(world: World) -> Opened:
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/suites/{code}/engagements")
    said: dict[str, str | list[str]] = {"owner": "La direction", "what": "Publier deux postes"}
    return browser, "Enregistrer", {**said, "evidence": "Deux annonces", "source": "Compte rendu"}


def a_workshop(world: World) -> Opened:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/ateliers/nouveau")
    return browser, "Préparer le kit", dict(GOOD)


def a_suspension(world: World) -> Opened:
    ref = grievance(world)
    browser = world.browser(world.maud)
    browser.get(f"/c/lorne/moderation/objets/{ref}/suspension")
    return browser, "Mettre en retrait", {"ground": GROUND, "reason": REASON}


FORMS = [
    (a_demand, "deadline", "deadline"),
    (a_change_to_a_demand, "deadline-replace-0", "deadline"),
    (a_vote, "closes", "vote"),
    (a_petition, "opens", "opens"),
    (a_petition, "closes", "closes"),
    (a_promise, "due", "promise"),
    (a_workshop, "day", "workshop"),
    (a_suspension, "until", "suspension"),
]


@pytest.mark.parametrize(("opened", "field", "kind"), FORMS)
def test_a_mistyped_year_is_refused_beside_its_field_and_the_bound_was_told(
    world: World, opened: Callable[[World], Opened], field: str, kind: str
) -> None:
    browser, label, typed = opened(world)
    assert told(kind).replace("\u202f", " ") in browser.page.words
    last = farthest(kind, world.clock().today)
    late = (last + timedelta(1)).isoformat()
    for day in (late, "9999-12-31"):
        more = {"closes": day} if field == "opens" else {}
        page = browser.send(label, **{**typed, **more, field: day})
        assert page.status == 422, page.words[:300]
        assert "C’est trop loin" in page.error(field)
        assert page.one("input", name=field).get("value") == day
    assert world.rows(Amendment) == []
    more = {"closes": last.isoformat()} if field == "opens" else {}
    page = browser.send(label, **{**typed, **more, field: last.isoformat()})
    assert page.status == 200, page.words[:600]


@given(epoch=st.integers(0, 2**33))
def test_the_day_kept_for_a_quarter_of_an_hour_is_the_day_of_each_second_in_it(epoch: int) -> None:
    for moment in (epoch, epoch // 900 * 900, epoch // 900 * 900 + 899):
        assert Now(moment).today == datetime.fromtimestamp(moment, PARIS).date()
