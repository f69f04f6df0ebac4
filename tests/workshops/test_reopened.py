"""An address that a browser's history holds, of a page that was the answer to a form: opened again it leads on."""

import pytest

from forum.grievances.stages.rules import STAGES
from forum.workshops.stages.routes import LAST
from tests.texts.test_amendments import publish
from tests.workshops.room import URL, Room
from tests.workshops.test_stages import begun
from tests.world import World


@pytest.mark.parametrize("key", [STAGES[0].key, STAGES[-1].key, LAST])
@pytest.mark.parametrize("rest", ["", "/reponse"])
def test_a_question_s_address_leads_back_to_the_workshops_and_says_why(
    world: World, key: str, rest: str
) -> None:
    browser = begun(Room(world))
    for _twice in range(2):
        page = browser.get(f"/c/lorne/ateliers/etapes/{key}{rest}")
        assert (page.status, page.url) == (200, "/c/lorne/ateliers")
        assert "ne se rouvrent pas par leur adresse" in page.words


def test_a_question_that_is_none_is_not_found_and_strangers_are_told_nothing(world: World) -> None:
    room = Room(world)
    assert begun(room).get("/c/lorne/ateliers/etapes/inconnue").status == 404
    for who, status in ((None, 401), (world.alice, 403), (world.maud, 403)):
        assert world.browser(who).get("/c/lorne/ateliers/etapes/fin").status == status


@pytest.mark.parametrize("rest", ["", "/changement", "/retrait", "/carnet"])
def test_a_card_s_addresses_lead_to_where_its_code_is_typed(world: World, rest: str) -> None:
    page = world.browser().get(f"/carte/parole/n_importe{rest}")
    assert page.status == 200 and "retapez le code de la carte" in page.words
    assert page.form("Relire ce que j’ai dit") is not None


def test_any_other_address_of_a_form_leads_to_its_room(world: World) -> None:
    ref = publish(world)
    page = world.browser().get(f"/c/lorne/textes/{ref}/auteurs/reprise")
    assert page.status == 200 and "Qui écrit ce texte" in page.words
    page = world.browser().get(f"{URL}/inconnu/cartes.pdf")
    assert page.status == 405 and page.link("Continuer") == "/c/lorne/ateliers"
    page = world.browser().get("/langue")
    assert page.status == 405 and page.link("Revenir à l’accueil") == "/"
