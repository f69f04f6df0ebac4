"""Cards given in person: taken in, redeemed once, given up; and what a copy of the database tells of it: nothing."""

import asyncio
import re
import threading
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from forum.collectives.codes import actions, jobs, rules
from forum.collectives.codes.models import CodeBatch, PaperCode
from forum.collectives.models import Grant
from forum.collectives.queries import Place, enter
from forum.core.crypto import mac
from forum.core.viewer import Viewer
from forum.identity.codes import SIGNS, code_hash, make_code, shown
from forum.identity.staff.actions import by_email, give_role
from tests.browser_lite import Browser, words
from tests.world import World

PAGE = "/c/lorne/cartes"
CODES = [make_code(Random(n).randrange) for n in range(5)]
FILE = rules.written(rules.batch_of("lorne", "concerned", CODES))
REFUSED = "n’est pas, ou n’est plus, valable"


@pytest.fixture
def cards(world: World) -> World:
    take_in(world)
    return world


def take_in(world: World, text: str = FILE) -> None:
    with world.house.db.write() as tx:
        actions.load(tx, world.collective, world.olga, rules.read(text), world.clock())


def redeem(world: World, code: str, viewer: Viewer) -> actions.Offer:
    return asyncio.run(jobs.redeem(world.house, code, viewer))


def grants(world: World, viewer: Viewer) -> list[tuple[str, str]]:
    nul = viewer.nul("grant", "lorne")
    return [(g.college, g.tier) for g in world.rows(Grant, Grant.nul == nul)]


def next_slot(world: World) -> int:
    world.clock.forward(world.collective.slot_minutes * 60 + 61)
    return jobs.sweep_codes(world.house)


# The organiser's page


def test_the_organiser_loads_a_file_and_sees_what_is_left(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    page = browser.send("Charger", file=FILE)
    assert (page.status, page.url) == (200, PAGE)
    assert "Cartes prêtes à servir : 5." in page.words
    assert "Il en reste 5 sur 5." in page.words
    left = [words(li) for li in page.root.iter("li") if "personnes concernées" in words(li)]
    assert left == ["personnes concernées 5"]
    assert not any(code in page.text for code in CODES)
    assert {row.hash for row in world.rows(PaperCode)} == set(map(code_hash, CODES))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Ce n’est pas un fichier d’empreintes"),
        ("bonjour\nà tous", "Ce n’est pas un fichier d’empreintes"),
        (FILE.replace("concerned", "friends"), "Ce n’est pas un fichier d’empreintes"),
        ("\n".join(FILE.split("\n")[:-2]), "4 empreintes sur 5"),
        (FILE.replace(FILE.split("\n")[3], "abc"), "Une ligne n’est pas une empreinte"),
        (FILE.replace(FILE.split("\n")[3], "é" * 43), "Une ligne n’est pas une empreinte"),
        ("porte-voix codes 1\nlorne concerned 0\n", "de 1 à 2000"),
        (FILE.replace("lorne", "ailleurs"), "pour un autre collectif"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_whole(world: World, text: str, says: str) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    page = browser.send("Charger", file=text)
    assert page.status == 422
    assert says in page.error("file").replace("2 000", "2000")
    assert world.rows(PaperCode) == world.rows(CodeBatch) == []


def test_a_file_is_taken_in_as_it_was_copied_and_only_once(cards: World) -> None:
    redeem(cards, CODES[0], cards.charlie)
    next_slot(cards)
    browser = cards.browser(cards.olga)
    for text in (
        FILE,
        "\ufeff" + FILE.replace("\n", "\r\n"),
        "\n".join([*FILE.split("\n")[:2], *FILE.split("\n")[:1:-1]]),
    ):
        browser.get(PAGE)
        assert "déjà chargé, ou l’a été" in browser.send("Charger", file=text).error("file")
    assert len(cards.rows(PaperCode)) == 4


def test_a_code_of_one_file_is_not_in_another(cards: World) -> None:
    again = rules.written(rules.batch_of("lorne", "ally", CODES[:2]))
    browser = cards.browser(cards.olga)
    browser.get(PAGE)
    assert browser.send("Charger", file=again).status == 422
    assert len(cards.rows(CodeBatch)) == 1


def test_each_file_is_its_own(cards: World) -> None:
    more = [make_code(Random(n).randrange) for n in range(20, 22)]
    take_in(cards, rules.written(rules.batch_of("lorne", "concerned", more)))
    words_shown = cards.browser(cards.olga).get(PAGE).words
    assert "personnes concernées 7" in words_shown
    assert "Il en reste 2 sur 2." in words_shown


def test_cards_that_went_astray_are_withdrawn_and_the_file_stays_known(cards: World) -> None:
    redeem(cards, CODES[0], cards.charlie)
    browser = cards.browser(cards.olga)
    browser.get(PAGE)
    page = browser.send("Retirer celles qui restent")
    assert "n’ouvrent plus rien" in page.words
    assert "Retirées." in page.words
    assert cards.rows(PaperCode) == []
    assert grants(cards, cards.charlie) == [("concerned", "code")]
    assert browser.send("Charger", file=FILE).status == 422


def test_only_those_who_organise_come_here(cards: World) -> None:
    ref = cards.rows(CodeBatch)[0].ref
    for who, status in (
        (None, 401),
        (cards.alice, 403),
        (cards.charlie, 403),
        (cards.maud, 403),
        (cards.harold, 403),
    ):
        browser = cards.browser(who)
        assert browser.get(PAGE).status == status
        mark = re.search(r'name="_csrf" value="(\w+)"', browser.get("/").text)
        typed = {"file": FILE, "_csrf": mark[1] if mark else ""}
        assert browser.post(PAGE, typed).status == status
        assert browser.post(f"{PAGE}/{ref}/retrait", typed).status == status
    assert len(cards.rows(PaperCode)) == 5


def test_another_collective_s_cards_cannot_be_withdrawn(cards: World) -> None:
    other = cards.other_collective("autre")
    with cards.house.db.write() as tx:
        olga = by_email(tx, "olga@example.org")
        assert olga is not None
        give_role(tx, olga, other.id, "organiser")
    browser = cards.browser(cards.olga)
    browser.get("/c/autre/cartes")
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    ref = cards.rows(CodeBatch)[0].ref
    assert browser.post(f"/c/autre/cartes/{ref}/retrait", {"_csrf": mark}).status == 404
    assert len(cards.rows(PaperCode)) == 5


# Redeeming in an open carnet


def test_a_card_adds_its_college_to_an_open_carnet(cards: World) -> None:
    browser = cards.browser(cards.charlie)
    page = browser.get(f"/carte/{CODES[0]}")
    assert page.one("input", name="code").get("value") == CODES[0]
    assert grants(cards, cards.charlie) == []
    page = browser.send("Ajouter à mon carnet")
    assert page.url == "/c/lorne"
    assert "compte désormais dans le collège : personnes concernées" in page.words
    assert grants(cards, cards.charlie) == [("concerned", "code")]


def test_a_get_asks_nothing_of_anybody(cards: World) -> None:
    """The page is the same for a good card, a bad one and none: looking tells nothing and spends nothing."""
    texts = set()
    for code in (CODES[0], make_code(Random(99).randrange), "nimporte"):
        page = cards.browser().get(f"/carte/{code}")
        assert page.status == 200
        assert page.headers["cache-control"] == "no-store"
        texts.add(page.text.replace(code, "…"))
    assert len(texts) == 1
    assert [row.claim for row in cards.rows(PaperCode)] == [None] * 5


def test_used_unknown_withdrawn_and_spent_are_answered_alike(cards: World) -> None:
    used, spent, unknown = CODES[0], CODES[1], make_code(Random(99).randrange)
    redeem(cards, spent, cards.carnet("Dora", ""))
    next_slot(cards)
    redeem(cards, used, cards.carnet("Eve", ""))
    gone = rules.written(rules.batch_of("lorne", "ally", [withdrawn := make_code(Random(98).randrange)]))
    take_in(cards, gone)
    with cards.house.db.write() as tx:
        batch = tx.exec(select(CodeBatch).where(CodeBatch.college == "ally")).one()
        place = actions_place(tx, cards)
        actions.withdraw(tx, place, batch.ref, cards.clock())
    for how, who in (("card", None), ("carnet", cards.charlie)):
        answers = set()
        for code in (used, spent, unknown, withdrawn):
            browser = cards.browser(who)
            browser.get("/carte")
            button = "Faire de cette carte mon carnet" if how == "card" else "Ajouter à mon carnet"
            page = browser.send(button, code=shown(code))
            assert REFUSED in page.error("code")
            answers.add((page.status, re.sub(r'value="\w{32}"', "", page.text).replace(shown(code), "…")))
        assert len(answers) == 1
        assert next(iter(answers))[0] == 422
    assert grants(cards, cards.charlie) == []


def actions_place(tx: Session, world: World) -> Place:
    return enter(tx, "lorne", world.olga, "organise")


def test_a_slip_in_the_code_is_said_before_the_database_is_asked(cards: World) -> None:
    browser = cards.browser(cards.charlie)
    browser.get("/carte")
    wrong = CODES[0][:-1] + SIGNS[(SIGNS.index(CODES[0][-1]) + 1) % 32]
    page = browser.send("Ajouter à mon carnet", code=wrong)
    assert page.status == 422
    assert "Un signe de ce code n’est pas le bon" in page.error("code") or "15 signes" in page.error("code")
    assert page.one("input", name="code").get("value") == wrong


def test_whoever_counts_already_keeps_the_card_for_somebody_else(cards: World) -> None:
    browser = cards.browser(cards.alice)
    browser.get(f"/carte/{CODES[0]}")
    assert "la carte n’a pas servi" in browser.send("Ajouter à mon carnet").words
    assert grants(cards, cards.alice) == [("professional", "link")]
    redeem(cards, CODES[0], cards.charlie)
    assert grants(cards, cards.charlie) == [("concerned", "code")]


def test_without_a_carnet_one_opens_it_and_the_card_goes_on(cards: World) -> None:
    browser = cards.browser()
    browser.get("/carnet/ouverture")
    browser.send("Faire mon carnet")
    phrase = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    again = cards.browser()
    again.get(f"/carte/{CODES[0]}")
    page = again.send("J’ai déjà un carnet")
    assert page.status == 401
    assert "recevoir une attestation" in page.words
    assert CODES[0] not in page.words
    page = again.send("Ouvrir mon carnet", words=phrase)
    assert page.url == "/c/lorne"
    assert "compte désormais" in page.words
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1


def test_the_team_has_no_carnet_to_put_it_in(cards: World) -> None:
    browser = cards.browser(cards.olga)
    browser.get("/")
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    assert browser.post("/carte", {"code": CODES[0], "how": "card", "_csrf": mark}).status == 403
    assert {row.claim for row in cards.rows(PaperCode)} == {None}


def test_many_slips_at_one_address_refuse_no_good_card(cards: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.collectives.codes import routes

    monkeypatch.setattr(routes, "TRIES", 3)
    browser = cards.browser(cards.charlie)
    unknown = make_code(Random(99).randrange)
    statuses = []
    for _attempt in range(5):
        browser.get("/carte")
        mark = browser.page.all("input", name="_csrf")[0].get("value", "")
        statuses.append(browser.post("/carte", {"code": unknown, "_csrf": mark}).status)
    assert statuses == [422, 422, 422, 429, 429]
    browser.get("/carte")
    assert browser.send("Ajouter à mon carnet", code=CODES[0]).url == "/c/lorne"


# A card that becomes a carnet


def become(browser: Browser, code: str) -> tuple[str, str]:
    """(code as printed, four words) after the page that shows them."""
    browser.get(f"/carte/{code}")
    browser.send("Faire de cette carte mon carnet")
    four = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    return shown(code), four


def test_a_card_becomes_a_carnet_and_opens_it_from_the_ordinary_field(cards: World) -> None:
    browser = cards.browser()
    code, four = become(browser, CODES[0])
    assert len(four.split()) == 4
    assert code in browser.page.words
    assert {row.claim for row in cards.rows(PaperCode)} == {None}
    browser.send("Je les ai notés")
    assert browser.page.one("textarea", name="words").text == code + " "
    page = browser.send("Ouvrir mon carnet", words=f"{code} {four}")
    assert page.url == "/c/lorne"
    assert "compte désormais dans le collège : personnes concernées" in page.words
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1
    for moment in ("before", "after"):
        again = cards.browser()
        again.get("/carnet/ouverture")
        page = again.send("Ouvrir mon carnet", words=f"{code.lower()}, {four.upper()}")
        assert page.url == "/carnet", moment
        assert REFUSED not in page.words
        assert "puis le code de votre carte et ses quatre mots" in page.words
        assert "huit mots" not in page.words
        assert again.get("/carte").one("button", id="redeem") is not None
        next_slot(cards)
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1
    assert len(cards.rows(PaperCode)) == 4


def test_the_words_typed_back_may_come_without_the_code(cards: World) -> None:
    browser = cards.browser()
    _code, four = become(browser, CODES[0])
    browser.send("Je les ai notés")
    assert browser.send("Ouvrir mon carnet", words=four).url == "/c/lorne"


def test_a_slip_in_the_words_keeps_the_card_on_the_page(cards: World) -> None:
    browser = cards.browser()
    code, four = become(browser, CODES[0])
    browser.send("Je les ai notés")
    page = browser.send("Ouvrir mon carnet", words=f"{code} {' '.join([*four.split()[:3], 'zzzzzz'])}")
    assert page.status == 422
    assert "Mot 4 inconnu" in page.error("words")
    assert browser.send("Ouvrir mon carnet", words=f"{code} {four}").url == "/c/lorne"


def test_other_words_are_drawn_for_the_same_card(cards: World) -> None:
    browser = cards.browser()
    code, first = become(browser, CODES[0])
    browser.send("Je les ai notés")
    browser.send("Avoir d’autres mots")
    second = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    assert first != second
    browser.send("Je les ai notés")
    assert browser.send("Ouvrir mon carnet", words=f"{code} {second}").url == "/c/lorne"


def test_the_code_alone_opens_nothing(cards: World) -> None:
    browser = cards.browser()
    browser.get("/carnet/ouverture")
    page = browser.send("Ouvrir mon carnet", words=shown(CODES[0]))
    assert page.status == 422
    assert "quatre mots" in page.error("words")


def test_one_of_two_who_hold_the_same_card_is_told_and_has_an_open_carnet(cards: World) -> None:
    first, second = cards.browser(), cards.browser()
    mine, yours = become(first, CODES[0]), become(second, CODES[0])
    first.send("Je les ai notés")
    second.send("Je les ai notés")
    assert first.send("Ouvrir mon carnet", words=" ".join(mine)).url == "/c/lorne"
    page = second.send("Ouvrir mon carnet", words=" ".join(yours))
    assert page.url == "/carnet"
    assert REFUSED in page.words
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1


def test_who_writes_first_goes_on_with_a_card(cards: World) -> None:
    browser = cards.browser()
    browser.get("/c/lorne/doleances/nouvelle")
    text = "Trois mois d’attente pour une place en crèche d’urgence."
    browser.send("Envoyer", body=text, territory="nord", since="depuis mai")
    browser.send("Me servir de ma carte", code=CODES[0])
    four = " ".join(words(strong) for strong in browser.page.one("ol", class_="words").iter("strong"))
    browser.send("Je les ai notés")
    page = browser.send("Envoyer mon texte", words=f"{shown(CODES[0])} {four}")
    assert page.url.startswith("/c/lorne/completer/")  # four questions that may be left at any moment
    assert text in browser.get("/carnet").words
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1


def test_a_wrong_code_keeps_the_text_that_waits(cards: World) -> None:
    browser = cards.browser()
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Un texte qui tient debout.", territory="nord", since="depuis mai")
    page = browser.send("Me servir de ma carte", code=make_code(Random(99).randrange))
    assert REFUSED in page.error("code")
    assert "tient+debout" in page.one("input", name="draft").get("value", "")


# Killed between the steps, twice at once, and what stays


def steps(world: World, code: str, viewer: Viewer, upto: int) -> None:
    """The first steps of redeeming, as when the machine stops after them."""
    mark, now = code_hash(code), world.clock()
    with world.house.db.write() as tx:
        found = actions.claim(tx, mark, viewer, now)
    if upto > 1:
        with world.house.db.write() as tx:
            actions.give(tx, found, viewer)


@pytest.mark.parametrize("upto", [1, 2])
@pytest.mark.parametrize("slots", [0, 2])
def test_killed_between_the_steps_the_same_carnet_goes_on_and_another_may_not(
    cards: World, upto: int, slots: int
) -> None:
    steps(cards, CODES[0], cards.charlie, upto)
    redeem(cards, CODES[1], cards.carnet("Eve", ""))
    # A claim without its grant waits, however many slots pass and whatever else they take.
    assert [next_slot(cards) for _slot in range(slots)] == [1, 0][:slots]
    with pytest.raises(actions.Unusable):
        redeem(cards, CODES[0], cards.carnet("Dora", ""))
    assert not redeem(cards, CODES[0], cards.charlie).kept
    assert grants(cards, cards.charlie) == [("concerned", "code")]
    assert next_slot(cards) == (1 if slots else 2)
    assert len(cards.rows(PaperCode)) == 3


def test_a_stop_inside_a_step_leaves_the_one_before_whole(
    cards: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("give", "spend"):
        with monkeypatch.context() as broken:

            def stop(*_args: object) -> None:
                raise KeyError("stop")

            broken.setattr(actions, name, stop)
            with pytest.raises(KeyError):
                redeem(cards, CODES[0], cards.charlie)
    redeem(cards, CODES[0], cards.charlie)
    assert grants(cards, cards.charlie) == [("concerned", "code")]


def test_the_sweep_stopped_halfway_is_done_again(cards: World, monkeypatch: pytest.MonkeyPatch) -> None:
    redeem(cards, CODES[0], cards.charlie)
    before = grants(cards, cards.charlie)
    with monkeypatch.context() as broken:

        def stop(*_args: object) -> None:
            raise KeyError("stop")

        broken.setattr(actions, "sweep", stop)
        with pytest.raises(KeyError):
            next_slot(cards)
    assert grants(cards, cards.charlie) == before
    assert jobs.sweep_codes(cards.house) == 1
    assert grants(cards, cards.charlie) == before
    assert jobs.sweep_codes(cards.house) == 0


@pytest.mark.parametrize("people", [["Dora"] * 4, ["Dora", "Eve", "Fay", "Gil"]], ids=["one", "four"])
def test_the_same_code_at_the_same_time_counts_once(cards: World, people: list[str]) -> None:
    together = threading.Barrier(len(people))
    results: list[bool] = []

    def come(name: str) -> None:
        viewer = cards.carnet(name, "")
        together.wait()
        try:
            redeem_apart(cards, CODES[0], viewer)
            results.append(True)
        except actions.Unusable:
            results.append(False)

    threads = [threading.Thread(target=come, args=(name,)) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [g.tier for g in cards.rows(Grant)].count("code") == 1
    assert sum(results) == (4 if len(set(people)) == 1 else 1)


def redeem_apart(world: World, code: str, viewer: Viewer) -> None:
    """The three steps from a thread of its own: the database alone decides, not the gate of one process."""
    mark, now = code_hash(code), world.clock()
    with world.house.db.write() as tx:
        found = actions.claim(tx, mark, viewer, now)
    with world.house.db.write() as tx:
        actions.give(tx, found, viewer)
    with world.house.db.write() as tx:
        actions.spend(tx, mark)


def test_a_code_and_its_grant_share_nothing_in_the_database(cards: World) -> None:
    """Not even for somebody who kept the codes and has the pepper: the claim is the carnet's own key's."""
    redeem(cards, CODES[0], cards.charlie)
    claim = next(row.claim for row in cards.rows(PaperCode) if row.claim)
    nul = cards.charlie.nul("grant", "lorne")
    keys: list[bytes] = [CODES[0].encode(), code_hash(CODES[0]), cards.house.keys.pepper, nul]
    assert claim not in {mac(key, part) for key in keys for part in (*keys, b"claim", b"code")}
    assert claim not in (nul, cards.charlie.nul("voice", "lorne"))


def test_what_is_left_moves_at_the_slot_only(cards: World) -> None:
    redeem(cards, CODES[0], cards.charlie)
    assert "Il en reste 5 sur 5." in cards.browser(cards.olga).get(PAGE).words
    assert jobs.sweep_codes(cards.house) == 0
    next_slot(cards)
    assert "Il en reste 4 sur 5." in cards.browser(cards.olga).get(PAGE).words


def test_after_the_slot_no_row_tells_who_came_after_whom(cards: World) -> None:
    people = [cards.carnet(f"Person {n}", "") for n in range(5)]
    for code, person in zip(CODES, people, strict=True):
        redeem(cards, code, person)
    assert next_slot(cards) == 5
    assert cards.rows(PaperCode) == []
    kept = {(g.nul, g.college, g.tier) for g in cards.rows(Grant)}
    assert kept >= {(p.nul("grant", "lorne"), "concerned", "code") for p in people}
    assert len(kept) == 7
    if not cards.house.db.sqlite:
        assert len(set(column(cards, "SELECT xmin::text FROM college_grant"))) == 1


def test_grants_are_filed_anew_in_a_drawn_order(cards: World) -> None:
    order = [g.nul for g in cards.rows(Grant)]
    with cards.house.db.write() as tx:
        actions.refile(
            tx, cards.collective.id, lambda rows: rows.sort(key=lambda row: bytes(row["nul"]), reverse=True)
        )
    if cards.house.db.sqlite:
        assert {g.nul for g in cards.rows(Grant)} == set(order)
    else:
        assert [bytes(nul) for nul in column(cards, "SELECT nul FROM college_grant ORDER BY ctid")] == sorted(
            order, reverse=True
        )


def column(world: World, query: str) -> list[Any]:
    with world.house.db.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(query)]


def test_codes_are_nowhere_in_the_database(cards: World) -> None:
    redeem(cards, CODES[0], cards.charlie)
    dumped = repr(
        [row.model_dump() for row in (*cards.rows(PaperCode), *cards.rows(CodeBatch), *cards.rows(Grant))]
    )
    assert not any(code in dumped or shown(code) in dumped for code in CODES)
