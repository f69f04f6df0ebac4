"""At the doors: where one was going is said in words, and a text that waits leaves by whichever door opens."""

import pytest

from forum.identity.staff import actions
from forum.identity.staff.models import Staff, StaffLink
from forum.registers.models import Institution
from tests.browser_lite import Browser, Page, words
from tests.identity.test_carnet import make_carnet
from tests.world import World

NEW = "/c/lorne/institutions"
NAME = "Caisse d’allocations familiales de la Lorne"


def link(world: World, name: str = "Olga") -> str:
    """What the host makes and gives: the whole address."""
    with world.house.db.write() as tx:
        staff = world.rows(Staff, Staff.name == name)[0]
        return f"http://testserver/equipe/lien/{actions.make_link(tx, staff, world.clock())}"


def expired(world: World) -> Browser:
    """Olga sends an institution with a session gone."""
    browser = world.browser(world.olga)
    browser.get(NEW)
    world.clock.forward(5 * 3600)
    page = browser.send("Ajouter", name=NAME)
    assert page.status == 401
    assert NAME in page.words
    assert "Vous alliez : tenir les listes du collectif." in page.words
    return browser


def added(world: World) -> list[str]:
    return [i.name for i in world.rows(Institution)]


def test_a_text_leaves_with_a_pasted_link_and_was_kept_nowhere(world: World) -> None:
    browser = expired(world)
    for path in world.settings.data_dir.rglob("*"):
        assert not path.is_file() or NAME.encode() not in path.read_bytes()
    page = browser.send("Entrer avec ce lien", link=link(world))
    assert page.status == 200
    assert page.url == NEW
    assert added(world) == [NAME]
    assert world.rows(StaffLink) == []
    assert browser.get("/equipe").title == "Votre équipe"


@pytest.mark.parametrize("cut", ["  {}  ", "{}/", "token"])
def test_the_end_of_the_link_is_enough(world: World, cut: str) -> None:
    browser = expired(world)
    whole = link(world)
    browser.send("Entrer avec ce lien", link=whole.rsplit("/", 1)[1] if cut == "token" else cut.format(whole))
    assert added(world) == [NAME]


@pytest.mark.parametrize(
    "pasted", ["", "bonjour", "http://testserver/equipe/lien/", "x" * 43, "a b", "é" * 600, "\0"]
)
def test_a_wrong_link_opens_nothing_and_the_text_stays(world: World, pasted: str) -> None:
    browser = expired(world)
    good = link(world)
    page = browser.send("Entrer avec ce lien", link=pasted)
    assert page.status == 422
    assert "n’est plus, valable" in page.error("link")
    assert added(world) == []
    assert browser.send("Entrer avec ce lien", link=good).status == 200
    assert added(world) == [NAME]


def test_a_link_works_once_here_as_elsewhere(world: World) -> None:
    first, second, used = expired(world), expired(world), link(world)
    first.send("Entrer avec ce lien", link=used)
    assert second.send("Entrer avec ce lien", link=used).status == 422
    assert added(world) == [NAME]


def test_a_link_opened_beside_the_waiting_page_sends_the_text_too(world: World) -> None:
    """Two tabs of one browser: the cookie comes from the second, the text from the first."""
    browser = expired(world)
    waiting = browser.page
    browser.get(link(world))
    assert "Un texte vous attend" in browser.page.words
    browser.send("Entrer")
    browser.page = waiting
    page = browser.send("Entrer avec ce lien", link="")
    assert page.status == 403
    assert NAME in page.text
    assert added(world) == []
    assert browser.send("Renvoyer").status == 200
    assert added(world) == [NAME]


def test_a_forged_draft_leads_nowhere_else(world: World) -> None:
    for to in ("https://ailleurs.example/", "//ailleurs.example/", "/equipe/fermeture"):
        browser = world.browser(world.olga)
        page = browser.post("/equipe/lien", {"draft_to": to, "draft": "name=x", "link": ""})
        assert page.status == 403
        assert to not in page.text
    browser = world.browser(world.olga)
    page = browser.post("/equipe/lien", {"draft_to": NEW, "draft": "%ff=%ff&=", "link": ""})
    assert page.status == 403
    assert world.browser().post("/equipe/lien", {}).status == 422


def test_nothing_that_opens_a_door_is_given_back(world: World) -> None:
    browser = expired(world)
    good = link(world)
    page = browser.post("/equipe/lien", {"link": good[:-1]}, origin="http://testserver")
    assert good[-30:-1] not in page.text
    olga = world.browser(world.olga)
    page = olga.post("/carnet/ouverture", {"words": "canari secret", "draft_to": NEW, "draft": "name=x"})
    assert page.status == 403
    assert "canari" not in page.text


# -- where one was going ------------------------------------------------------------------------------------


def test_what_was_chosen_is_told_by_its_name_and_codes_are_not_read_out(world: World) -> None:
    browser = world.browser()
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send("Envoyer", body="On attend huit mois.", territory="nord", since="depuis mai")
    assert "Vous alliez : écrire une doléance." in page.words
    assert [words(quote) for quote in page.all("blockquote")] == [
        "On attend huit mois.",
        "Lorne Nord",
        "depuis mai",
    ]


def test_a_place_of_elsewhere_has_no_name_here(world: World) -> None:
    other = world.other_collective("secret", reading="members")
    assert other.slug == "secret"
    form = {"body": "On attend.", "since": "mai", "territory": "ailleurs", "kind": "condition"}
    page = world.browser().post("/c/lorne/doleances", form)
    assert "ailleurs" not in " ".join(words(quote) for quote in page.all("blockquote"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/c/lorne/reglages", "changer les réglages du collectif"),
        ("/c/lorne/moderation", "modérer"),
        ("/c/lorne/petitions/nouvelle", "écrire une pétition"),
        ("/c/lorne/cahiers/nouveau", "composer un cahier"),
    ],
)
def test_a_page_of_the_team_says_what_it_is_for(world: World, path: str, said: str) -> None:
    page = world.browser().get(path)
    assert page.status == 401
    assert f"Vous alliez : {said}." in page.words
    assert path not in page.words


# -- the memorised word -------------------------------------------------------------------------------------


def write(browser: Browser) -> Page:
    browser.get("/c/lorne/doleances/nouvelle")
    return browser.send("Envoyer", body="On attend huit mois.", territory="nord", since="depuis mai")


def test_a_word_kept_in_mind_is_offered_in_time_and_opens_another_carnet_without_it(world: World) -> None:
    browser = world.browser()
    write(browser)
    assert "vient à la fin" in browser.page.words
    browser.send("Faire mon carnet")
    assert "un mot de plus, que vous retenez" in browser.page.words
    assert "Décidez-le maintenant" in browser.page.words
    write(browser)
    phrase = make_carnet(browser)
    assert "sans lui, c’est un autre carnet qui s’ouvrira" in browser.page.words
    browser.send("Envoyer mon texte", words=f"{phrase} Mimosa 1987")
    browser.send("Envoyer mon texte", again="Mimosa 1987")
    for typed, found in ((phrase, False), (f"{phrase} mimosa1987", True), (f"{phrase} autre", False)):
        again = world.browser()
        again.get("/carnet")
        page = again.send("Ouvrir mon carnet", words=typed)
        assert (page.status, "On attend huit mois." in page.words) == (200, found), typed[-10:]
