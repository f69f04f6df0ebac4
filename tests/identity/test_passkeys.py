"""Passkeys of the staff: one's own keys, coming in by one, and every answer that does not stand."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from forum.core.errors import Forbidden
from forum.core.settings import Settings, load
from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff_actions
from forum.identity.staff.doors.passkeys import actions, ceremony
from forum.identity.staff.doors.passkeys.ceremony import KeyRefused
from forum.identity.staff.models import (
    StaffChallenge,
    StaffIdentity,
    StaffLink,
    StaffLog,
    StaffPasskey,
    StaffRecovery,
)
from tests.browser_lite import Browser, Page, words
from tests.identity.authenticator import Authenticator, raw
from tests.identity.test_doors import NAME, added, expired, link
from tests.identity.test_staff_doors import ASK, OLGA, PASSWORD, knock, mailed, mails, now_code, with_password
from tests.world import World

KEYS, DOOR = "/equipe/cles", "/equipe/cle-d-acces"
PHONE = "Mon téléphone"
REFUSED = "ne vaut pas pour cette demande"
LATE = "a trop attendu, ou a déjà servi"
UNKNOWN = "n’ouvre aucun compte ici"
ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    made = World(settings.model_copy(update={"base_url": "http://testserver"}))
    yield made
    made.close()


def options(page: Page) -> str:
    (form,) = [f for f in page.all("form") if f.get("data-options")]
    return form.get("data-options", "")


def asks(browser: Browser, name: str = PHONE, **proof: str) -> str:
    """From the list of keys to the question for the browser."""
    browser.get(KEYS)
    page = browser.send("Continuer", name=name, **proof)
    assert page.status == 200, page.words
    return options(page)


def make(browser: Browser, name: str = PHONE, **proof: str) -> Authenticator:
    key = Authenticator()
    page = browser.send("Créer la clé", credential=key.create(asks(browser, name, **proof)))
    assert page.status == 200, page.words
    return key


def enter(browser: Browser, key: Authenticator) -> Page:
    return browser.send("Me servir de ma clé", credential=key.get(options(browser.get(DOOR))))


def with_key(world: World, who: Viewer | None = None) -> Authenticator:
    return make(world.browser(who or world.olga))


def log(world: World) -> list[tuple[str, str]]:
    return sorted((row.action, row.subject) for row in world.rows(StaffLog))


# -- the whole way


def test_a_key_is_made_and_opens_the_door(world: World) -> None:
    browser = world.browser(world.olga)
    key = Authenticator()
    page = browser.send("Créer la clé", credential=key.create(asks(browser)))
    assert (
        len(page.all("code")) == 10
    )  # the first second factor of this account comes with its recovery codes
    assert log(world) == [("account.passkey.added", PHONE)]
    (row,) = world.rows(StaffPasskey)
    assert (row.credential_id, row.name, row.day) == (key.ident, PHONE, world.clock().today)
    assert f"{PHONE}, depuis le 2 mars 2026" in browser.get(KEYS).words
    other = world.browser()
    assert enter(other, key).title == "Votre équipe"
    assert "p" not in other.client.cookies
    assert other.get("/c/lorne/reglages").status == 200
    assert "par une clé d’accès" in other.get("/equipe/sessions").words
    assert ("account.entered.passkey", "") in log(world)
    assert world.rows(StaffPasskey)[0].sign_count == key.uses
    assert "Vous revenez avec une clé d’accès" in other.get("/equipe").words
    assert "sans mot de passe, vous ne pourrez pas revenir" not in other.page.words


def test_a_second_key_brings_no_other_codes_and_is_told(world: World) -> None:
    browser = world.browser(world.olga)
    make(browser)
    codes = {row.code_mac for row in world.rows(StaffRecovery)}
    came = world.browser()
    enter(came, make_second(world))
    assert {row.code_mac for row in world.rows(StaffRecovery)} == codes
    assert "Ma clé de secours" in came.get(KEYS).words
    assert len(world.rows(StaffPasskey)) == 2


def make_second(world: World) -> Authenticator:
    """By somebody who came in by the first a moment ago: nothing else is asked for."""
    first = world.rows(StaffPasskey)[0]
    token = world.house.sessions.open(world.olga, world.clock(), own_device=True, door="passkey")
    browser = world.browser()
    browser.client.cookies.set("s", token)
    key = Authenticator()
    asked = asks(browser, "Ma clé de secours")
    assert [raw(known["id"]) for known in json.loads(asked)["excludeCredentials"]] == [first.credential_id]
    page = browser.send("Créer la clé", credential=key.create(asked))
    assert "est ajoutée" in page.words
    return key


def test_what_is_asked_of_the_browser(world: World) -> None:
    browser = world.browser(world.olga)
    asked = json.loads(asks(browser))
    assert asked["rp"] == {"id": "testserver", "name": "Porte-voix"}
    assert asked["user"]["name"] == OLGA
    assert raw(asked["user"]["id"]) == world.olga.staff_id.to_bytes(8, "big")
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert (asked["attestation"], asked["timeout"]) == ("none", 300_000)
    page = world.browser().get(DOOR)
    shown = json.loads(options(page))
    assert (shown["rpId"], shown["userVerification"], shown["allowCredentials"]) == (
        "testserver",
        "required",
        [],
    )
    assert len(raw(shown["challenge"])) == 32
    assert shown["challenge"] != json.loads(options(world.browser().get(DOOR)))["challenge"]
    assert page.headers["cache-control"] == "no-store"
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("p=")
    assert all(part in cookie for part in ("Max-Age=300", "HttpOnly", "SameSite=strict"))
    assert shown["challenge"] not in cookie
    assert raw(shown["challenge"]).hex() not in cookie


def test_a_text_that_waits_leaves_with_the_key(world: World) -> None:
    key = with_key(world)
    browser = expired(world)
    page = browser.send("Entrer avec une clé d’accès")
    assert "Votre texte est gardé" in page.words
    page = browser.send("Me servir de ma clé", credential=key.get(options(page)))
    assert (page.status, added(world)) == (200, [NAME])


def test_a_text_that_waits_stays_when_the_key_is_refused_or_left_aside(world: World) -> None:
    with_key(world)
    for label, typed in (("Entrer autrement", {}), ("Me servir de ma clé", {"credential": "{}"})):
        browser = expired(world)
        browser.send("Entrer avec une clé d’accès")
        page = browser.send(label, **typed)
        assert page.title == "Entrée de l’équipe"
        assert added(world) == []
        browser.send("Entrer avec ce lien", link=link(world, "Maud"))
        assert browser.page.status == 403  # Maud does not organise: the text came along all the same
        assert NAME in browser.page.text


def test_without_scripts_the_pages_say_so_and_the_others_stay(world: World) -> None:
    page = world.browser().get(DOOR)
    assert "a besoin de JavaScript" in page.words
    assert page.one("div", id="passkey-with").get("hidden") is not None
    assert page.link("Entrer autrement") == "/equipe/ouverture"
    (script,) = page.all("script")
    assert (script.get("type"), script.get("src", "").partition("?")[0]) == ("module", "/static/passkey.js")
    browser = world.browser(world.olga)
    asks(browser)
    assert "a besoin de JavaScript" in browser.page.words
    for path in ("/", "/equipe/ouverture", "/equipe", KEYS, "/c/lorne/doleances/nouvelle"):
        assert "passkey.js" not in world.browser(world.olga).get(path).text, path


def test_nobody_waits_for_the_library_who_does_not_come_to_this_door() -> None:
    code = "import sys, forum.app, forum.cli; from forum.routers import routers; routers(); print('webauthn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# -- answers that do not stand, at the door


def refused(page: Page, said: str) -> bool:
    return page.status == 422 and said in page.words and page.title == "Entrée de l’équipe"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://testserver.example"},
        {"origin": "https://testserver"},
        {"verified": False},
        {"private": Authenticator().private},
    ],
    ids=["autre site", "autre chemin", "personne non reconnue", "autre clé"],
)
def test_an_answer_given_elsewhere_or_by_another_opens_nothing(
    world: World, wrong: dict[str, object]
) -> None:
    key = with_key(world)
    browser = world.browser()
    assert refused(enter(browser, replace(key, **wrong)), REFUSED)  # type: ignore[arg-type]
    assert browser.get("/equipe").status == 401
    assert [action for action, _subject in log(world)] == ["account.passkey.added"]
    assert world.rows(StaffChallenge, StaffChallenge.until > 0) == world.rows(StaffChallenge)
    assert enter(world.browser(), key).title == "Votre équipe"


def test_a_key_made_for_another_name_is_refused(world: World) -> None:
    key = with_key(world)
    browser = world.browser()
    asked = json.loads(options(browser.get(DOOR)))
    answer = key.get(json.dumps({**asked, "rpId": "ailleurs.example"}))
    assert refused(browser.send("Me servir de ma clé", credential=answer), REFUSED)


def test_an_answer_serves_once(world: World) -> None:
    key = with_key(world)
    browser = world.browser()
    page = browser.get(DOOR)
    box, answer = browser.client.cookies["p"], key.get(options(page))
    assert browser.send("Me servir de ma clé", credential=answer).title == "Votre équipe"
    thief = world.browser()
    thief.client.cookies.set("p", box)
    assert refused(thief.post(f"{DOOR}/entree", {"credential": answer}), LATE)
    assert thief.get("/equipe").status == 401
    thief.client.cookies.set("p", box)
    fresh = key.get(options(page))  # the same question, answered anew
    assert refused(thief.post(f"{DOOR}/entree", {"credential": fresh}), LATE)


def test_of_two_right_answers_at_the_same_moment_one_serves(world: World) -> None:
    asked = {"nonce": "ab" * 32, "until": world.clock().epoch + 300}
    with world.house.db.write() as tx:
        actions.spend(tx, asked, world.clock())
    with pytest.raises(KeyRefused), world.house.db.write() as tx:
        actions.spend(tx, asked, world.clock())
    world.clock.forward(301)
    with world.house.db.write() as tx:
        actions.spend(tx, {"nonce": "cd" * 32, "until": world.clock().epoch + 300}, world.clock())
    assert len(world.rows(StaffChallenge)) == 1  # what is past is forgotten


def test_a_question_is_good_for_five_minutes_and_for_its_own_browser(world: World) -> None:
    key = with_key(world)
    late, other = world.browser(), world.browser()
    asked = options(late.get(DOOR))
    world.clock.forward(301)
    assert refused(late.send("Me servir de ma clé", credential=key.get(asked)), LATE)
    asked = options(late.get(DOOR))
    other.get(DOOR)
    assert refused(other.send("Me servir de ma clé", credential=key.get(asked)), REFUSED)
    assert refused(world.browser().post(f"{DOOR}/entree", {"credential": key.get(asked)}), LATE)
    world.clock.forward(300)
    assert late.send("Me servir de ma clé", credential=key.get(asked)).title == "Votre équipe"


def test_a_question_for_making_a_key_opens_no_door(world: World) -> None:
    key = with_key(world)
    token = world.house.sessions.open(world.olga, world.clock(), door="passkey")
    browser = world.browser()
    browser.client.cookies.set("s", token)
    asked = json.loads(asks(browser))
    answer = key.get(json.dumps({"rpId": "testserver", "challenge": asked["challenge"]}))
    assert refused(browser.post(f"{DOOR}/entree", {"credential": answer, "_csrf": mark(browser)}), LATE)


def mark(browser: Browser) -> str:
    return browser.page.all("input", name="_csrf")[0].get("value", "")


def test_an_unknown_key_and_the_name_of_another_open_nothing(world: World) -> None:
    key = with_key(world)
    assert refused(enter(world.browser(), replace(key, ident=b"inconnue" * 2)), UNKNOWN)
    for handle in (world.maud.staff_id.to_bytes(8, "big"), b"", b"\0" * 200):
        assert refused(enter(world.browser(), replace(key, handle=handle)), UNKNOWN)
    browser = world.browser(world.olga)
    with world.house.db.write() as tx:
        staff_actions.remove(tx, staff_actions.by_id(tx, give_place(world)))
    assert refused(enter(world.browser(), key), UNKNOWN)
    assert browser.get("/equipe").status == 401
    assert world.rows(StaffPasskey) == []


def give_place(world: World) -> int:
    """Somebody else organises, so that Olga may leave; her number."""
    with world.house.db.write() as tx:
        maud = staff_actions.by_id(tx, world.maud.staff_id)
        staff_actions.give_role(tx, maud, world.collective.id, "organiser")
    return world.olga.staff_id


def test_a_copied_key_is_refused_and_the_team_reads_it(world: World) -> None:
    key = with_key(world)
    copy = replace(key)
    assert enter(world.browser(), key).title == "Votre équipe"
    browser = world.browser()
    assert refused(enter(browser, copy), "il en existe peut-être une copie")
    assert browser.get("/equipe").status == 401
    assert ("account.passkey.copied", PHONE) in log(world)
    assert "peut-être été copiée" in world.browser(world.maud).get("/c/lorne/equipe/journal").words
    assert world.rows(StaffPasskey)[0].sign_count == key.uses
    assert enter(world.browser(), key).title == "Votre équipe"


def test_a_key_that_does_not_count_is_no_copy(world: World) -> None:
    browser, key = world.browser(world.olga), Authenticator(counts=0)
    browser.send("Créer la clé", credential=key.create(asks(browser)))
    for _ in range(2):
        assert enter(world.browser(), key).title == "Votre équipe"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "x",
        "{}",
        "[]",
        "null",
        '{"rawId": 1}',
        '{"rawId": "é", "response": {"userHandle": "é"}}',
        "9" * 30_000,
    ],
)
def test_nonsense_is_refused_in_words(world: World, answer: str, caplog: pytest.LogCaptureFixture) -> None:
    with_key(world)
    browser = world.browser()
    browser.get(DOOR)
    assert refused(browser.send("Me servir de ma clé", credential=answer), REFUSED)
    told = [record.getMessage() for record in caplog.records if record.name == "forum"]
    assert len(told) == 1
    assert re.fullmatch(r"passkey: \w+", told[0])  # the kind, and nothing of what was sent
    mine = world.browser(world.maud)
    asks(mine)
    page = mine.send("Créer la clé", credential=answer)
    assert (page.status, REFUSED in page.words) == (422, True)
    assert len(world.rows(StaffPasskey)) == 1


def test_parts_of_a_right_answer_changed_one_by_one(world: World) -> None:
    key = with_key(world)
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for change in ("", "AAAA", None):
            browser = world.browser()
            answer = json.loads(key.get(options(browser.get(DOOR))))
            answer["response"][part] = change
            page = browser.send("Me servir de ma clé", credential=json.dumps(answer))
            assert page.status == 422, (part, change)
            assert browser.get("/equipe").status == 401


def test_answers_are_not_tried_without_end(world: World) -> None:
    browser = world.browser()
    for _ in range(60):
        assert browser.post(f"{DOOR}/entree", {"credential": "{}"}).status == 422
    assert browser.post(f"{DOOR}/entree", {"credential": "{}"}).status == 429


# -- answers that do not stand, when a key is made


@pytest.mark.parametrize("wrong", [{"origin": "http://ailleurs.example"}, {"verified": False}])
def test_a_key_made_elsewhere_or_for_nobody_is_not_kept(world: World, wrong: dict[str, object]) -> None:
    browser = world.browser(world.olga)
    key = Authenticator(**wrong)  # type: ignore[arg-type]
    page = browser.send("Créer la clé", credential=key.create(asks(browser)))
    assert (page.status, REFUSED in page.words) == (422, True)
    assert (world.rows(StaffPasskey), log(world), world.rows(StaffRecovery)) == ([], [], [])


def test_a_new_key_is_asked_for_by_the_same_session_within_five_minutes(world: World) -> None:
    browser, key = world.browser(world.olga), Authenticator()
    asked = asks(browser)
    box, page = browser.client.cookies["p"], browser.page
    for other in (world.browser(world.maud), world.browser(world.olga)):
        other.get("/equipe")
        other.client.cookies.set("p", box)
        answer = {"credential": key.create(asked), "_csrf": mark(other)}
        refusal = other.post(f"{KEYS}/nouvelle", answer, **ORIGIN)
        assert (refusal.status, LATE in refusal.words) == (422, True)
    world.clock.forward(301)
    browser.page = page
    assert LATE in browser.send("Créer la clé", credential=key.create(asked)).words
    assert world.rows(StaffPasskey) == []


def test_a_removed_key_does_not_come_back_by_the_same_answer(world: World) -> None:
    browser, key = world.browser(world.olga), Authenticator()
    with_password(world)
    answer = key.create(asks(browser, proof=PASSWORD))
    box, page = browser.client.cookies["p"], browser.page
    browser.send("Créer la clé", credential=answer)
    browser.get(KEYS)
    browser.follow("Retirer")
    assert "n’ouvre plus rien" in browser.send("Retirer cette clé", proof=PASSWORD).words
    browser.client.cookies.set("p", box)
    browser.page = page
    assert LATE in browser.send("Créer la clé", credential=answer).words
    assert world.rows(StaffPasskey) == []


def test_a_key_belongs_to_one_account(world: World) -> None:
    key = with_key(world)
    maud = world.browser(world.maud)
    page = maud.send("Créer la clé", credential=key.create(asks(maud)))
    assert (page.status, "déjà enregistrée" in page.words) == (422, True)
    assert [row.staff_id for row in world.rows(StaffPasskey)] == [world.olga.staff_id]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b"])
def test_a_key_has_a_name_of_its_own(world: World, name: str) -> None:
    browser = world.browser(world.olga)
    browser.get(KEYS)
    page = browser.send("Continuer", name=name)
    assert page.status == 422
    assert page.error("name")
    assert "p" not in browser.client.cookies


# -- who may, and what is asked first


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("alice", 403)])
def test_keys_are_for_accounts(world: World, who: str | None, status: int) -> None:
    browser = world.browser(getattr(world, who) if who else None)
    assert browser.get(KEYS).status == status
    with_key(world)
    ref = world.rows(StaffPasskey)[0].ref
    assert browser.get(f"{KEYS}/{ref}/retrait").status == status
    for path in (KEYS, f"{KEYS}/nouvelle", f"{KEYS}/{ref}/retrait"):
        browser.get("/")
        given = {"_csrf": mark(browser)} if who else {}
        assert browser.post(path, {"name": "x", "answer": "{}", **given}, **ORIGIN).status == status
    assert len(world.rows(StaffPasskey)) == 1


def test_somebody_else_s_keys_do_not_exist(world: World) -> None:
    with_key(world)
    ref = world.rows(StaffPasskey)[0].ref
    maud = world.browser(world.maud)
    assert PHONE not in maud.get(KEYS).words
    given = mark(maud)
    assert maud.get(f"{KEYS}/{ref}/retrait").status == 404
    assert maud.post(f"{KEYS}/{ref}/retrait", {"_csrf": given}, **ORIGIN).status == 404
    assert len(world.rows(StaffPasskey)) == 1


def test_a_session_left_open_makes_no_key_and_removes_none(world: World) -> None:
    with_password(world)
    browser = world.browser(world.olga)
    make(browser, proof=PASSWORD)
    browser.get(KEYS)
    assert browser.send("Continuer", name="La mienne", proof="au hasard").error("proof")
    browser.get(KEYS)
    browser.follow("Retirer")
    assert browser.send("Retirer cette clé", proof="au hasard").error("proof")
    assert [row.name for row in world.rows(StaffPasskey)] == [PHONE]


def test_who_has_keys_alone_shows_one_again_or_a_code_of_those_on_paper(world: World) -> None:
    browser = world.browser(world.olga)
    page = browser.send("Créer la clé", credential=Authenticator().create(asks(browser)))
    codes = [words(code) for code in page.all("code")]
    page = browser.get(KEYS)
    assert page.link("Entrer de nouveau avec ma clé") == DOOR
    assert browser.send("Continuer", name="Autre", proof="").error("proof")
    assert browser.send("Continuer", name="Autre", proof="000000").error("proof")
    assert browser.send("Continuer", name="Autre", proof=codes[0]).status == 200
    browser.get("/equipe/mot-de-passe")
    typed = {"password": PASSWORD, "proof": codes[0]}
    assert browser.send("Choisir ce mot de passe", **typed).error("proof")  # spent
    typed["proof"] = codes[1]
    assert browser.send("Choisir ce mot de passe", **typed).status == 200


def test_an_entry_by_key_proves_for_a_quarter_of_an_hour(world: World) -> None:
    key, browser = with_key(world), world.browser()
    enter(browser, key)
    assert browser.get(KEYS).all("input", name="proof") == []
    world.clock.forward(15 * 60 + 1)
    assert len(browser.get(KEYS).all("input", name="proof")) == 1


def test_a_mailbox_is_no_second_factor_beside_a_key(world: World) -> None:
    with_key(world)
    browser = world.browser()
    browser.get("/equipe/ouverture")
    browser.send(ASK, mail_to=OLGA)
    browser.get(mailed(world))
    assert "code de secours" in browser.send("Entrer").error("link_code")
    assert browser.get("/equipe").status == 401
    with world.house.db.write() as tx:
        assert staff_actions.doors_of(tx, world.olga.staff_id) == {"passkey"}
    assert world.rows(StaffLink)[0].second


def test_links_on_their_way_end_when_a_key_is_made(world: World) -> None:
    """They would let in without the second factor that is there now."""
    old, browser = link(world), world.browser()
    with_key(world)
    browser.get(old)
    assert browser.send("Entrer").status == 409


def test_somebody_with_a_key_is_named_without_a_link(world: World) -> None:
    """Whoever reads that mailbox would come in without the key."""
    with_key(world, world.maud)
    browser = world.browser(world.olga)
    browser.get("/c/lorne/equipe")
    browser.send("Donner ce rôle", email="maud@example.org", name="Maud", role="facilitator")
    assert "/equipe/lien/" not in mails(world)[0]["body"]
    assert world.rows(StaffLink) == []


# -- one less


def test_the_last_way_in_stays(world: World) -> None:
    key, browser = with_key(world), world.browser()
    enter(browser, key)
    browser.get(KEYS)
    given = mark(browser)
    page = browser.follow("Retirer")
    assert "votre dernière entrée" in page.words
    assert page.all("button", id="remove") == []
    ref = world.rows(StaffPasskey)[0].ref
    page = browser.post(f"{KEYS}/{ref}/retrait", {"_csrf": given}, **ORIGIN)
    assert (page.status, "votre dernière entrée" in page.words) == (403, True)
    assert len(world.rows(StaffPasskey)) == 1


def test_one_of_two_goes_and_closes_what_it_may_have_opened(world: World) -> None:
    first = with_key(world)
    second = make_second(world)
    here, there = world.browser(), world.browser()
    enter(here, second)
    enter(there, first)
    page = here.get(KEYS)
    (row,) = world.rows(StaffPasskey, StaffPasskey.name == PHONE)
    assert f"{KEYS}/{row.ref}/retrait" in page.text
    here.get(f"{KEYS}/{row.ref}/retrait")
    assert "n’ouvre plus rien ici" in here.send("Retirer cette clé").words
    assert there.get("/equipe").status == 401
    assert ("account.passkey.removed", PHONE) in log(world)
    assert refused(enter(world.browser(), first), UNKNOWN)
    assert enter(world.browser(), second).title == "Votre équipe"


def test_two_removals_at_once_leave_one_key(world: World) -> None:
    with_key(world)
    make_second(world)
    refs, ready = [row.ref for row in world.rows(StaffPasskey)], Barrier(2)

    def gone(ref: str) -> bool:
        ready.wait(10)
        try:
            with world.house.db.write() as tx:
                olga = staff_actions.by_id(tx, world.olga.staff_id)
                actions.remove(tx, olga, ref, (), world.clock())
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(gone, refs)) == [False, True]
    assert len(world.rows(StaffPasskey)) == 1


@pytest.mark.parametrize(("door", "last"), [("password", False), ("union", False), ("ailleurs", True)])
def test_what_else_counts_as_a_way_in(world: World, door: str, last: bool) -> None:
    """A password, or a provider that is still there; a mailbox can be lost, and an old provider answers no more."""
    with_key(world)
    if door == "password":
        with_password(world)
    with world.house.db.write() as tx:
        if door != "password":
            tx.add(StaffIdentity(provider=door, subject="u", staff_id=world.olga.staff_id))
        assert actions.is_last(tx, staff_actions.by_id(tx, world.olga.staff_id), ["union"]) is last


def test_a_password_that_is_forgotten_is_changed_after_an_entry_by_key(world: World) -> None:
    totp, codes = with_password(world)
    browser = world.browser(world.olga)
    key = make(browser, proof=PASSWORD)
    assert len(world.rows(StaffRecovery)) == 10
    enter(browser, key)
    browser.get("/equipe/mot-de-passe")
    typed = {"password": "un tout autre mot de passe", "proof": ""}
    assert browser.send("Choisir ce mot de passe", **typed).error("proof")
    typed["proof"] = codes[0]
    assert browser.send("Choisir ce mot de passe", **typed).status == 200
    world.clock.forward(60)
    assert knock(world, world.browser(), now_code(world, totp)).status == 200  # nothing armed yet


# -- where keys are good


@pytest.mark.parametrize(
    ("given", "rp_id", "origin"),
    [
        ({}, "localhost", "http://localhost:8000"),
        ({"port": 80}, "localhost", "http://localhost"),
        ({"base_url": "https://forum.example.org/"}, "forum.example.org", "https://forum.example.org"),
        ({"base_url": "https://Forum.example.org:443"}, "forum.example.org", "https://forum.example.org"),
        ({"base_url": "https://forum.example.org:8443"}, "forum.example.org", "https://forum.example.org:8443"),
        ({"base_url": "https://été.example"}, "xn--t-9fab.example", "https://xn--t-9fab.example"),
    ],
)  # fmt: skip
def test_keys_are_made_for_the_public_address(given: dict[str, str], rp_id: str, origin: str) -> None:
    here = ceremony.place(load({}, **given))
    assert here is not None
    assert (here.rp_id, here.origin) == (rp_id, origin)


@pytest.mark.parametrize("url", ["http://192.0.2.7:8000", "https://[2001:db8::7]"])
def test_no_key_is_made_for_a_number(world: World, url: str) -> None:
    world.house.settings = world.settings.model_copy(update={"base_url": url})
    page = world.browser(world.olga).get(KEYS)
    assert "est un numéro" in page.words
    assert page.all("input", name="name") == []
    page = world.browser().get(DOOR)
    assert (page.status, "est un numéro" in page.words) == (422, True)


def test_who_came_by_another_address_is_told_the_right_one(world: World) -> None:
    world.house.settings = world.settings.model_copy(update={"base_url": ""})
    for page in (world.browser(world.olga).get(KEYS), world.browser().get(DOOR)):
        assert "qu’à l’adresse http://localhost:8000" in page.words
        assert page.all("button", id="passkey") == []
