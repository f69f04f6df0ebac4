"""A refused form says which field, once for the whole house; days are typed as on paper; the guard speaks first."""

import pytest

from forum.collectives.models import Pending
from forum.http.forms import iso_day
from tests.browser_lite import Page, words
from tests.demands.scene import FILLED, demand, institution, opened, write
from tests.world import World

NEW = "/c/lorne/doleances/nouvelle"
PHONE = "Appelez la mère au 06 12 34 56 78."


def summary(page: Page) -> dict[str, str]:
    """What the summary says, by the element it leads to."""
    return {a.get("href", "")[1:]: words(a) for a in page.one("div", id="errors").iter("a")}


def test_each_line_of_the_summary_names_its_field_and_leads_there(world: World) -> None:
    browser = world.browser()
    browser.get(NEW)
    page = browser.send("Envoyer")
    said = summary(page)
    assert said == {
        "f-body": "Que se passe-t-il ? Ce champ est nécessaire.",
        "f-territory": "Où ? Ce champ est nécessaire.",
        "f-since": "Depuis quand ? Ce champ est nécessaire.",
    }
    assert said.keys() <= {element.get("id") for element in page.root.iter()}


def test_the_summary_follows_the_order_of_the_page(world: World) -> None:
    page = write(world, world.alice, "", title="", deadline="", criteria="")
    order = [e.get("id") for e in page.root.iter() if e.get("aria-invalid")]
    assert list(summary(page)) == order


def test_a_label_that_is_no_question_is_followed_by_a_colon(world: World) -> None:
    page = write(world, world.alice, institution(world), title="")
    assert summary(page) == {"f-title": "La demande en une phrase : Ce champ est nécessaire."}


def test_the_summary_comes_before_the_title_of_the_page(world: World) -> None:
    browser = world.browser()
    browser.get(NEW)
    main = browser.send("Envoyer").one("main")
    order = [e.get("id") or e.tag for e in main.iter() if e.get("id") == "errors" or e.tag == "h1"]
    assert order == ["errors", "h1"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/03/2027", "2027-03-31"),
        (" 1.4.2027 ", "2027-04-01"),
        ("1 / 4 / 2027", "2027-04-01"),
        ("2027-03-31", "2027-03-31"),
        ("bientôt", "bientôt"),
        ("31/03", "31/03"),
        ("", ""),
    ],
)
def test_a_day_as_written_on_paper(typed: str, day: str) -> None:
    assert iso_day(typed) == day


def test_a_deadline_and_a_ballot_s_end_are_typed_as_on_paper(world: World) -> None:
    ref = demand(world, deadline="31/12/2026")
    assert "31 décembre 2026" in world.browser().get(f"/c/lorne/revendications/{ref}").words
    assert opened(world, ref, closes="20/03/2026").closes.isoformat() == "2026-03-20"


def test_an_impossible_day_is_refused_with_the_way_to_write_it(world: World) -> None:
    page = write(world, world.alice, institution(world), **{**FILLED, "deadline": "31/02/2027"})
    assert "par exemple 31/03/2027" in page.error("deadline")


def test_the_guard_speaks_before_anybody_is_asked_for_a_carnet(world: World) -> None:
    browser = world.browser()
    browser.get(NEW)
    page = browser.send("Envoyer", body=PHONE, territory="nord", since="mai")
    assert page.status == 422
    assert "numéro de téléphone" in summary(page)["f-guard"]
    assert PHONE in (page.one("textarea", name="body").text or "")
    page = browser.send("Envoyer", relaxed="1")
    assert page.status == 401  # a human will read it: the carnet is asked for now
    assert world.rows(Pending) == []


def test_what_opens_a_door_is_never_given_back_by_another_page(world: World) -> None:
    """Words typed at a wrong address: other answers come back to be copied, these do not."""
    typed = {"words": "zibeline canari fontaine", "password": "un mot de passe", "body": "un texte à garder"}
    for who, url in ((world.alice, "/c/lorne/doleances"), (None, "/p/inconnue/carnet")):
        answer = world.browser(who).client.post(url, data=typed)
        assert answer.status_code in (403, 404)
        assert "un texte à garder" in answer.text
        assert "zibeline" not in answer.text
        assert "mot de passe" not in answer.text.split("<main")[1]
