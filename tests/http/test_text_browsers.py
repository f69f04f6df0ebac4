"""Lynx and its like tick the first of several buttons where none is: nobody votes « for » by not choosing."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from forum.collectives.models import Invitation, Pending
from forum.identity.staff.models import StaffRole
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report
from forum.petitions.models import PendingSignature
from tests.browser_lite import Browser, Page, controls
from tests.demands.scene import FILLED, demand, institution, opened
from tests.followups.sample import deliver, petition
from tests.moderation.sample import GROUND, REASON, grievance
from tests.petitions.scene import Scene
from tests.world import ORIGIN, World

Opened = tuple[Browser, str, str, dict[str, str]]


def as_lynx_sends(form: Element) -> dict[str, str]:
    """What is ticked, and of a group where nothing is, the first."""
    sent = {name: values[0] for name, values in controls(form).items() if values}
    for button in form.iter("input"):
        if button.get("type") == "radio":
            sent.setdefault(button.get("name", ""), button.get("value", ""))
    return sent


def a_vote(world: World) -> Opened:
    ref = demand(world)
    opened(world, ref)
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/revendications/{ref}/vote")
    return browser, "Voter", "choice", {}


def a_signature(world: World) -> Opened:
    browser = world.browser()
    browser.get(Scene(world).url)
    return browser, "Signer", "quality", {"name": "Léa Canari", "email": "lea@example.org"}


def a_carnet_s_signature(world: World) -> Opened:
    browser = world.browser(world.alice)
    browser.get(f"{Scene(world).url}/carnet")
    return browser, "Signer avec mon carnet", "quality", {}


def a_demand(world: World) -> Opened:
    to = institution(world)
    browser = world.browser(world.alice)
    browser.get("/c/lorne/revendications/nouvelle")
    filled = {name: str(value) for name, value in FILLED.items() if name != "kind"}
    return browser, "Envoyer", "kind", {**filled, "institution": to}


def a_report(world: World) -> Opened:
    ref = grievance(world)
    browser = world.browser()
    browser.get(f"/c/lorne/moderation/signalements/nouveau?objet={ref}")
    return browser, "Envoyer", "reason", {}


def a_decision(world: World) -> Opened:
    ref = grievance(world)
    browser = world.browser(world.maud)
    browser.get(f"/c/lorne/moderation/objets/{ref}")
    return browser, "Décider", "measure", {"ground": GROUND, "reason": REASON}


def an_invitation(world: World) -> Opened:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/invitations")
    return browser, "Faire le lien", "college", {"note": "Réunion", "cap": "5", "days": "7"}


def a_role(world: World) -> Opened:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/equipe")
    return browser, "Donner ce rôle", "role", {"email": "nadia@example.org", "name": "Nadia"}


def a_reply(world: World) -> Opened:
    code = petition(world)
    deliver(world, code)
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/suites/{code}/reponse")
    said = {"text": "« Nous verrons. »", "source": "Compte rendu"}
    return browser, "Enregistrer", "label", {**said, "day": "2026-02-25"}


def stored(world: World) -> int:
    tables = (Pending, PendingSignature, Report, Decision, Invitation, StaffRole)
    return sum(len(world.rows(table)) for table in tables)


def lynx(browser: Browser, label: str, typed: dict[str, str]) -> Page:
    form = browser.page.form(label)
    values = {**as_lynx_sends(form), **typed}
    return browser.post(form.get("action", ""), values, origin=ORIGIN)


@pytest.mark.parametrize(
    "opening",
    [
        a_vote,
        a_signature,
        a_carnet_s_signature,
        a_demand,
        a_report,
        a_decision,
        an_invitation,
        a_role,
        a_reply,
    ],
)
def test_what_nobody_chose_is_no_choice(world: World, opening: Callable[[World], Opened]) -> None:
    browser, label, name, typed = opening(world)
    before = stored(world)
    group = [b for b in browser.page.form(label).iter("input") if b.get("name") == name]
    assert next(b.get("value") for b in group) == ""
    assert not any(b.get("checked") is not None for b in group)
    page = lynx(browser, label, typed)
    assert page.status == 422, page.words[:400]
    wrong = [e for e in page.all("fieldset") if e.get("aria-invalid") == "true"]
    assert len(wrong) == 1
    assert stored(world) == before


def test_what_was_chosen_stays_chosen_and_nothing_is_before_it(world: World) -> None:
    browser, label, name, _typed = a_signature(world)
    page = lynx(browser, label, {"quality": "ally", "name": "", "email": "lea@example.org"})
    assert page.status == 422
    group = [b for b in page.form(label).iter("input") if b.get("name") == name]
    assert [b.get("value") for b in group if b.get("checked") is not None] == ["ally"]
    assert "" not in [b.get("value") for b in group]
