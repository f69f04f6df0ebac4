"""What a page tells of people: never an exact small number, never a code, never kept by a shared machine."""

import pytest
from sqlmodel import update

from forum.core.small import drawn, shown
from forum.grievances.models import Grievance
from forum.notifications.queries import LABELS
from forum.texts.kinds import KINDS
from forum.texts.models import Document
from tests.challenges.world import argument, challenge, mechanism
from tests.grievances.test_grievances import TEXT, URL, write
from tests.world import World


@pytest.mark.parametrize(("count", "told"), [(0, "0"), (1, "moins de 5"), (4, "moins de 5"), (5, "5")])
def test_a_small_count_is_not_told(count: int, told: str) -> None:
    assert shown(count) == told
    assert (drawn(count) == count) is (told == str(count) or count == 4)


def counted(world: World, **counts: int) -> str:
    write(world, world.alice)
    world.slot()
    with world.house.db.write() as tx:
        tx.exec(update(Grievance).values(**counts))
    return str(world.rows(Document)[0].ref)


def test_echoes_under_five_are_told_neither_in_words_nor_in_bars(world: World) -> None:
    ref = counted(world, echo_professional=4, echo_concerned=1, echo_ally=2, echo_open=3)
    page = world.browser().get(f"{URL}/{ref}")
    assert page.words.count("moins de 5") == 4
    assert "moins de 5 allié·es, moins de 5 carnets ouverts" in page.words
    assert len({rect.get("width") for rect in page.all("rect", **{"class": "full"})}) == 1
    full = page.all("rect", **{"class": "full"})[0]
    assert float(full.get("width", "").rstrip("%")) < 50  # a handful does not look like everybody
    said = "le vivent aussi : moins de 5 professionnel·les, moins de 5 personnes concernées"
    assert said in world.browser().get(URL).words


def test_five_echoes_are_told(world: World) -> None:
    ref = counted(world, echo_professional=5, echo_concerned=0, echo_ally=5)
    page = world.browser().get(f"{URL}/{ref}")
    assert "moins de 5" not in page.words
    assert "Et aussi : 5 allié·es, 0 carnet ouvert (entendus, pas comptés)." in page.words
    assert "le vivent aussi : 5 professionnel·les, 0 personne concernée" in world.browser().get(URL).words


def test_nobody_yet_is_not_said_as_two_zeros(world: World) -> None:
    counted(world, echo_professional=0, echo_concerned=0)
    assert "vivent aussi" not in world.browser().get(URL).words


def test_refusals_under_five_are_not_told(world: World) -> None:
    ref = challenge(world, mechanism(world))
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/contestations/{ref}")
    browser.send("Je refuse aussi")
    world.slot()
    assert "moins de 5" in world.browser().get(f"/c/lorne/contestations/{ref}").words
    assert "moins de 5 personnes concernées" in world.browser().get("/c/lorne/contestations").words


def test_an_open_carnet_and_the_team_are_named_in_french(world: World) -> None:
    write(world, world.charlie)
    world.slot()
    reader = world.browser()
    assert "Carnet ouvert" in reader.get(URL).words
    assert "carnet ouvert" in reader.follow("Les visites").words


def test_a_draft_on_the_sign_in_page_is_not_kept_by_the_machine(world: World) -> None:
    browser = world.browser()
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", body=TEXT, territory="nord", since="mars")
    assert TEXT in page.words
    assert page.headers["cache-control"] == "no-store"
    assert browser.send("Faire mon carnet").headers["cache-control"] == "no-store"


def test_the_pages_of_an_argument_lead_back_to_it_and_it_to_its_challenge(world: World) -> None:
    ref = challenge(world, mechanism(world))
    said = argument(world, ref)
    for path in ("versions", "amendements/nouveau"):
        browser = world.browser(world.alice)
        browser.get(f"/c/lorne/textes/{said}/{path}")
        assert browser.page.link("←") == f"/c/lorne/arguments/{said}"
        assert browser.follow("←").link("←") == f"/c/lorne/contestations/{ref}"


def test_whatever_waits_in_a_carnet_has_a_name() -> None:
    kinds = {
        "amendment",
        "amendment.decision",
        "assessment",
        "ballot.paper",
        "ballot.objection",
        "echo",
        "refusal",
    }
    assert kinds <= set(LABELS) | set(KINDS)
