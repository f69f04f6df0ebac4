"""One writes first: the text travels through the making of the carnet and is posted after it."""

import logging
import re

import pytest

from forum.collectives.models import Grant, Pending
from forum.core.errors import Busy
from forum.identity.staff.models import Staff
from tests.browser_lite import Browser, Page, controls, words
from tests.world import World

NEW = "/c/lorne/doleances/nouvelle"
TEXT = "Trois mois d’attente pour une place en crèche d’urgence."


def write(browser: Browser) -> None:
    browser.get(NEW)
    browser.send("Envoyer", body=TEXT, territory="nord", since="depuis mai")


def make_carnet(browser: Browser) -> str:
    """From the page that asks for a carnet to the phrase typed back."""
    browser.send("Faire mon carnet")
    phrase = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    browser.send("Je les ai notés")
    return phrase


def typed_in(page: Page) -> str:
    """What stands in the field of the words."""
    (field,) = page.all("input", name="words") + page.all("textarea", name="words")
    return (field.text or "") if field.tag == "textarea" else field.get("value", "")


def test_a_newcomer_posts_in_four_pages_and_nothing_is_lost(world: World) -> None:
    browser = world.browser()
    write(browser)
    assert browser.page.status == 401
    assert TEXT in browser.page.words
    phrase = make_carnet(browser)
    assert len(phrase.split()) == 8
    page = browser.send("Envoyer mon texte", words=phrase)
    assert page.status == 200
    assert page.url.startswith("/c/lorne/completer/")
    assert TEXT in page.words
    world.slot()
    assert "Trois mois d’attente" in world.browser().get("/c/lorne/doleances").words


def test_who_lost_the_words_before_typing_them_gets_others_and_keeps_the_text(world: World) -> None:
    browser = world.browser()
    write(browser)
    first = make_carnet(browser)
    browser.send("Avoir d’autres mots")
    second = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    assert second != first
    browser.send("Je les ai notés")
    assert TEXT in browser.send("Envoyer mon texte", words=second).words


def test_the_page_that_asks_for_a_carnet_shows_words_and_no_codes(world: World) -> None:
    browser = world.browser()
    write(browser)
    assert TEXT in browser.page.words
    assert "nord" not in browser.page.words


def test_the_page_after_closing_is_anybody_s(world: World) -> None:
    for viewer in (None, world.alice, world.olga):
        page = world.browser(viewer).get("/carnet/fermeture")
        assert page.status == 200
        assert "historique" in page.words


def test_the_phrase_opens_the_same_carnet_again_however_it_is_typed(world: World) -> None:
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser)
    browser.send("Envoyer mon texte", words=phrase)
    again = world.browser()
    again.get("/carnet")
    page = again.send("Ouvrir mon carnet", words="  " + phrase.upper().replace(" ", " - "))
    assert TEXT in page.words
    assert "puis vos huit mots" in page.words


def test_a_wrong_word_is_named_before_argon2_and_the_draft_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser).split()

    async def never(*_args: object, **_who: object) -> bytes:
        raise AssertionError("Argon2 ran on a phrase that cannot exist")

    monkeypatch.setattr(type(world.house), "slow_hash", never)
    page = browser.send("Envoyer mon texte", words=" ".join([*phrase[:7], "zzzzzz"]))
    assert page.status == 422
    assert "Mot 8" in page.error("words")
    assert TEXT.split(maxsplit=1)[0] in page.all("input", name="draft")[0].get("value", "")
    swapped = [phrase[1], phrase[0], *phrase[2:]]
    if swapped != phrase:
        assert browser.send("Envoyer mon texte", words=" ".join(swapped)).status == 422


def test_words_with_a_slip_come_back_once_to_be_mended_and_nothing_keeps_them(world: World) -> None:
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser)
    slip = f"{phrase.rpartition(' ')[0]} zzzzzz"
    form = {**controls(browser.page.form("Envoyer mon texte")), "words": [slip]}
    page = browser.post("/carnet/ouverture", form)
    assert (page.status, page.headers["cache-control"]) == (422, "no-store")
    assert typed_in(page) == slip
    assert page.text.count(phrase.rpartition(" ")[0]) == 1  # in its field and nowhere else
    again = browser.post("/carnet/ouverture", form)  # what "back" does
    assert (again.status, typed_in(again)) == (422, "")
    assert TEXT.split(maxsplit=1)[0] in again.all("input", name="draft")[0].get("value", "")
    browser.page = page
    assert TEXT in browser.send("Envoyer mon texte", words=phrase).words


@pytest.mark.parametrize("mark", ["", "20500.abc", "20514.abcdefghjkmnpqrs." + "0" * 32, "é.é.é"])
def test_words_come_back_to_no_form_but_ours(world: World, mark: str) -> None:
    typed = {"words": "abeille zzzzzz canari", "_once": mark}
    page = world.browser().post("/carnet/ouverture", typed)
    assert (page.status, typed_in(page)) == (422, "")


def test_words_do_not_come_back_the_day_after(world: World) -> None:
    """Counts are of a day: what was seen yesterday would be new today."""
    browser = world.browser()
    form = {
        **controls(browser.get("/carnet/ouverture").form("Ouvrir mon carnet")),
        "words": ["abeille canari"],
    }
    world.clock.forward(86_400)
    assert typed_in(browser.post("/carnet/ouverture", form)) == ""


def test_too_many_at_once_are_asked_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser)

    async def busy(*_args: object, **_who: object) -> bytes:
        raise Busy

    monkeypatch.setattr(type(world.house), "slow_hash", busy)
    page = browser.send("Envoyer mon texte", words=phrase)
    assert (page.status, page.headers["retry-after"], page.headers["cache-control"]) == (
        503,
        "60",
        "no-store",
    )
    assert typed_in(page) == phrase, "back in the page that asked for them, with its button"
    assert page.text.count(phrase) == 1
    monkeypatch.undo()
    assert TEXT in browser.send("Envoyer mon texte", words=phrase).words


def test_an_expired_session_costs_no_text(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get(NEW)
    world.clock.forward(5 * 3600)
    page = browser.send("Envoyer", body=TEXT, territory="nord", since="depuis mai")
    assert page.status == 401
    assert TEXT in page.words
    phrase = make_carnet(browser)
    assert browser.send("Envoyer mon texte", words=phrase).status == 200
    assert len(world.rows(Pending)) == 1


def test_a_cookie_replayed_after_closing_opens_nothing(world: World) -> None:
    browser = world.browser(world.alice)
    token = browser.client.cookies["s"]
    browser.get("/carnet")
    page = browser.send("Fermer le carnet")
    assert page.url == "/carnet/fermeture"
    assert "Reprenez votre papier" in page.words
    browser.client.cookies.set("s", token)
    assert "Ouvrir un carnet" in browser.get("/").text
    page = browser.get("/carnet")
    assert (page.status, page.url) == (401, "/carnet")
    assert page.form("Ouvrir mon carnet") is not None


def test_closing_clears_the_browser(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/carnet")
    mark = browser.page.form("Fermer le carnet").find(".//input[@name='_csrf']")
    assert mark is not None
    answer = browser.client.post(
        "/carnet/fermeture", data={"_csrf": mark.get("value", "")}, follow_redirects=False
    )
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'


def test_the_store_alone_opens_nothing(world: World) -> None:
    token = world.house.sessions.open(world.alice, world.clock())
    stored = repr(vars(world.house.sessions.store))
    assert token not in stored
    assert world.alice.key.hex() not in stored
    assert world.house.sessions.read(token[:-1] + "x", world.clock()) is None
    boxes = [entry.box for entry in world.house.sessions.store.entries.values()]  # type: ignore[attr-defined]
    assert all(world.alice.key not in box for box in boxes)


def test_the_phrase_is_nowhere_afterwards(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = world.browser()
    write(browser)
    phrase = make_carnet(browser)
    browser.send("Envoyer mon texte", words=phrase)
    assert phrase not in caplog.text
    assert phrase not in browser.page.text
    for path in world.settings.data_dir.rglob("*"):
        if path.is_file():
            assert phrase.encode() not in path.read_bytes()
    assert re.search(r"\b" + phrase.split()[0] + r"\b", repr(world.rows(Pending))) is None


def test_an_invitation_makes_a_carnet_count_once(world: World) -> None:
    from forum.collectives.actions import invite
    from forum.collectives.queries import enter

    with world.house.db.write() as tx:
        place = enter(tx, "lorne", world.olga, "organise")
        code = invite(tx, place, "concerned", "réunion", 1, 30, world.clock())
    browser = world.browser(world.charlie)
    browser.get(f"/invitation/{code}")
    assert "personnes concernées" in browser.page.words
    assert browser.send("Recevoir l’attestation").url == "/c/lorne"
    assert [g.college for g in world.rows(Grant, Grant.nul == world.charlie.nul("grant", "lorne"))] == [
        "concerned"
    ]
    assert world.browser().get("/invitation/inconnu").status == 409
    # Worn out, it says so at the slot: whoever gave it to one person would else learn the second at which they came.
    assert world.browser().get(f"/invitation/{code}").status == 200
    assert "réunion" in world.browser(world.olga).get("/c/lorne/invitations").words
    late = world.browser(world.carnet("Late", ""))
    late.get(f"/invitation/{code}")
    assert late.send("Recevoir l’attestation").status == 409
    world.slot()
    assert world.browser().get(f"/invitation/{code}").status == 409
    assert "réunion" not in world.browser(world.olga).get("/c/lorne/invitations").words


def test_the_staff_enter_with_a_second_factor_once_a_code(world: World) -> None:
    import pyotp

    from forum.identity.staff import actions

    with world.house.db.write() as tx:
        olga = actions.by_email(tx, "olga@example.org")
        assert olga is not None
        uri = actions.set_password(tx, world.house.keys, olga, "un long mot de passe", 8, 1)
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    code = totp.at(world.clock().epoch)
    wrong = "000000" if code != "000000" else "111111"
    browser = world.browser()
    browser.get("/equipe/ouverture")
    typed = {"email": "Olga@example.org", "password": "un long mot de passe"}
    assert browser.send("Entrer", **typed, code=wrong).status == 422
    assert "l’un des trois" in browser.page.words
    assert browser.send("Entrer", **typed, code=code).status != 422
    again = world.browser()
    again.get("/equipe/ouverture")
    assert again.send("Entrer", **typed, code=code).status == 422
    assert b"JBSW" not in world.rows(Staff)[0].totp_sealed


def test_the_team_is_told_at_once_that_a_link_opens_one_time(world: World) -> None:
    from forum.identity.staff import actions

    said = "sans mot de passe, vous ne pourrez pas revenir"
    assert said in world.browser(world.olga).get("/equipe").words
    with world.house.db.write() as tx:
        olga = actions.by_email(tx, "olga@example.org")
        assert olga is not None
        actions.set_password(tx, world.house.keys, olga, "un long mot de passe", 8, 1)
    page = world.browser(world.olga).get("/equipe")
    assert said not in page.words
    for label in (
        "Écrire une revendication",
        "Préparer une pétition",
        "Noter une remise",
        "Les institutions",
    ):
        assert world.browser(world.olga).get(page.link(label)).status == 200


def test_a_link_of_the_staff_works_once_and_not_on_get(world: World) -> None:
    from forum.identity.staff import actions

    with world.house.db.write() as tx:
        olga = actions.by_email(tx, "olga@example.org")
        assert olga is not None
        token = actions.make_link(tx, olga, world.clock())
    browser = world.browser()
    for _ in range(3):
        assert browser.get(f"/equipe/lien/{token}").status == 200
    answer = browser.client.post(f"/equipe/lien/{token}", follow_redirects=False)
    assert answer.status_code == 303
    assert world.browser().post(f"/equipe/lien/{token}").status == 409


def test_no_browser_keeps_the_page_where_words_are_typed(world: World) -> None:
    page = world.browser().get("/carnet/ouverture")
    assert page.headers["cache-control"] == "no-store"
    assert page.one("textarea", name="words").get("autocomplete") == "off"
    form = page.form("Ouvrir mon carnet")
    nameless = [e for e in form.iter("input") if e.get("type") not in ("hidden", "checkbox")]
    assert nameless == [], "what is for managers alone would be a field to fill in, in a text browser"


def test_words_are_typed_one_a_line_too(world: World) -> None:
    browser = world.browser()
    browser.get("/carnet/ouverture")
    phrase = make_carnet(browser)
    assert browser.send("Ouvrir mon carnet", words=phrase.replace(" ", "\r\n")).url == "/carnet"


def test_leaving_fast_closes_the_carnet_and_goes_elsewhere(world: World) -> None:
    for viewer in (world.alice, None):
        browser = world.browser(viewer)
        token = str(browser.client.cookies.get("s"))
        browser.get("/c/lorne")
        answer = browser.client.post("/quitter", headers={"origin": "http://testserver"})
        assert answer.status_code == 200
        assert answer.headers["refresh"] == "0; url=https://www.meteofrance.com/"
        assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert answer.headers["cache-control"] == "no-store"
        assert not any(word in answer.text for word in ("Porte-voix", "carnet", "Lorne"))
        assert world.house.sessions.read(token, world.clock()) is None
    assert browser.client.post("/quitter", headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_whoever_shares_the_machine_is_told_to_close(world: World) -> None:
    browser = world.browser()
    browser.get("/carnet/ouverture")
    phrase = make_carnet(browser)
    assert "fermez le carnet avant de partir" in browser.send("Ouvrir mon carnet", words=phrase).words
    own = world.browser()
    own.get("/carnet/ouverture")
    assert "Fermez le carnet avant de partir" in own.page.words
    page = own.send("Ouvrir mon carnet", words=phrase, own_device="1")
    assert "fermez le carnet avant de partir" not in page.words
