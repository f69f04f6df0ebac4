"""With a card alone, or a carnet: what was said is read again, changed, taken back, claimed, before its slot and after."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.codes.jobs import sweep_codes
from forum.collectives.models import Grant, Pending
from forum.identity.codes import SIGNS, make_code
from forum.identity.staff.models import StaffLog
from forum.texts.models import Document, Version
from forum.texts.spoken.models import Spoken
from forum.texts.spoken.rules import LENGTH, MarkError, holder, mark_of, read_mark, shown_mark
from forum.texts.voices import wrote
from forum.workshops.cards.routes import TRIES, WINDOW
from tests.workshops.room import SAID, Room
from tests.world import World


def test_before_the_slot_the_card_alone_reads_changes_and_takes_back(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    browser = room.holding(0)
    assert SAID["grievance"] in browser.page.words
    assert SAID["rule"] not in browser.page.words, "a card opens what was said with it"
    browser.send("Changer")
    page = browser.send("Garder ce changement", body="Les visites ont cessé en mars.", often="Chaque jour")
    assert "C’est noté" in page.words
    assert world.slot() == 2
    versions = [v for v in world.rows(Version) if "since" in v.fields]
    assert [(v.number, v.fields["body"], v.fields["often"]) for v in versions] == [
        (1, "Les visites ont cessé en mars.", "Chaque jour")
    ]


def test_taken_back_before_the_slot_nothing_is_ever_public(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    page = room.holding(1).send("Retirer")
    assert "s’en va" in page.words
    assert world.slot() == 1
    assert [d.kind for d in world.rows(Document)] == ["grievance"]
    assert room.holding(1).page.status == 422, "such a card opens nothing any more"


@pytest.mark.parametrize("what", ["grievance", "rule", "principle"])
def test_taken_back_once_public_it_leaves_with_the_next_slot(world: World, what: str) -> None:
    room = Room(world)
    room.send(room.said(0, 0, what))
    world.slot()
    browser = room.holding(0)
    browser.send("Retirer")
    (document,) = world.rows(Document)
    assert not document.hidden, "nothing moves before the slot"
    assert "S’efface le" in room.holding(0).page.words
    assert room.holding(0).page.all("button", class_="btn quiet") != []
    world.slot()
    assert world.rows(Document) == world.rows(Spoken) == world.rows(Pending) == []


def test_changed_once_public_it_is_a_version(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    world.slot()
    browser = room.holding(0)
    browser.send("Changer")
    browser.send("Garder ce changement", body="Les visites ont cessé en mars.")
    assert "un changement attend" in room.holding(0).page.words
    world.slot()
    assert sorted(v.number for v in world.rows(Version)) == [1, 2]
    assert "ont cessé en mars" in room.holding(0).page.words


def test_what_is_wrong_in_a_change_comes_back(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    browser = room.holding(0)
    browser.send("Changer")
    page = browser.send("Garder ce changement", body="")
    assert (page.status, bool(page.error("body"))) == (422, True)
    page = browser.send("Garder ce changement", body="Appelez le 06 12 34 56 78.")
    assert page.status == 422
    assert "06 12 34 56 78" in page.one("textarea", name="body").text  # type: ignore[operator]
    page = browser.send("Garder ce changement", body="Tout va mal.", concerned="deux familles")
    assert page.error("concerned")


@pytest.mark.parametrize("public", [False, True])
def test_claimed_it_is_a_carnet_s_own_and_the_card_opens_nothing(world: World, public: bool) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    if public:
        world.slot()
    browser = room.holding(0, world.bob)
    browser.send("Mettre dans mon carnet")
    if public:
        assert "Passe dans votre carnet" in room.holding(0, world.bob).page.words
    world.slot()
    (document,) = world.rows(Document)
    assert wrote(world.bob, document, document.nul)
    assert document.college == "concerned"
    assert room.holding(0).page.status == 422
    assert "Les visites ont cessé" in world.browser(world.bob).get("/carnet").words
    assert world.rows(Spoken), "it was said in a room, whoever holds it now"


def test_a_change_that_waited_goes_on_when_the_card_is_claimed(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    world.slot()
    browser = room.holding(0)
    browser.send("Changer")
    browser.send("Garder ce changement", body="Les visites ont cessé en mars.")
    room.holding(0, world.bob).send("Mettre dans mon carnet")
    world.slot()
    world.slot()
    (document,) = world.rows(Document)
    assert wrote(world.bob, document, document.nul)
    assert [r for r in world.rows(Pending) if r.state != "failed"] == []
    assert document.number == 2


def test_without_a_carnet_the_door_is_shown_and_nothing_is_claimed(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    page = room.holding(0).send("Mettre dans mon carnet")
    assert page.status == 401
    (row,) = world.rows(Pending)
    assert row.nul == holder(mark_of(room.cards[0], world.house.keys.pepper), world.house.keys.pepper).nul(
        "voice", row.scope
    )


def test_put_in_a_carnet_at_the_door_of_cards_it_counts_and_what_was_said_goes_along(world: World) -> None:
    room = Room(world)
    room.load()
    room.send(room.said(0, 0), room.said(1, 0, "rule"), room.said(2, 1, "principle"))
    world.slot()
    browser = world.browser(world.charlie)
    browser.get("/carte")
    page = browser.send("Ajouter à mon carnet", code=room.code(0))
    assert "compte désormais" in page.words
    world.slot()
    sweep_codes(world.house)
    nul = world.charlie.nul("grant", "lorne")
    assert [(g.college, g.tier) for g in world.rows(Grant, Grant.nul == nul)] == [("concerned", "vouched")]
    own = [d.kind for d in world.rows(Document) if wrote(world.charlie, d, d.nul)]
    assert sorted(own) == ["grievance", "mechanism"]


def test_staff_do_not_open_cards(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    for who in (room.fatou, world.olga, world.maud):
        assert world.act(who, "/carte/parole", code=room.code(0)) == 403
        assert world.act(who, "/carte/parole/xxx/retrait", code=room.code(0)) == 403


@pytest.mark.parametrize("code", ["", "bonjour", "7K2QX-9M4TD-WH3RE", "x" * 500, "a\x00b"])
def test_a_code_that_holds_nothing(world: World, code: str) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    browser = world.browser()
    browser.get("/carte/parole")
    page = browser.send("Relire", code=code)
    assert page.status == 422
    assert page.error("code")


def test_another_card_s_statement_is_not_there(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    world.slot()
    other = next(d for d in world.rows(Document) if d.kind == "mechanism")
    browser = room.holding(0)
    for act in ("", "/changement", "/retrait", "/carnet"):
        answer = browser.post(
            f"/carte/parole/{other.ref}{act}",
            {"code": room.code(0)},
            origin="http://testserver",
        )
        assert answer.status in (401, 404), act
    assert len(world.rows(Pending)) == 0


def test_guessing_is_slowed(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    browser = world.browser()
    for _try in range(TRIES):
        world.house.limits.count("code", "testclient", TRIES, WINDOW, world.clock())
    browser.get("/carte/parole")
    assert browser.send("Relire", code=make_code(Random(1000).randrange)).status == 429
    assert room.holding(0).page.status == 200, "a good card opens all the same"


def test_no_address_holds_a_code(world: World) -> None:
    room = Room(world)
    room.send(room.said(0, 0))
    browser = room.holding(0)
    signs = room.code(0)
    places = [a.get("href", "") for a in browser.page.all("a")]
    places += [f.get("action", "") for f in browser.page.all("form")]
    assert not [place for place in places if signs in place or signs.replace("-", "") in place]
    assert browser.page.url == "/carte/parole"
    assert browser.page.headers["cache-control"] == "no-store"


def test_printing_cards_is_in_the_log_and_the_codes_are_nowhere(world: World) -> None:
    room = Room(world)
    browser = world.browser(room.fatou)
    browser.get(room.url)
    answer = browser.send("Les cartes à découper", count="3", college="professional")
    assert answer.headers["content-type"] == "application/pdf"
    assert {row.action for row in world.rows(StaffLog)} == {"workshop.cards"}
    browser.get(room.url)
    for count in ("0", "41", "beaucoup", ""):
        assert browser.send("Les cartes à découper", count=count).error("count")
        browser.get(room.url)
    assert world.act(world.maud, f"{room.url}/cartes.pdf", count="3", college="ally") == 403
    assert world.act(world.alice, f"{room.url}/cartes.pdf", count="3", college="ally") == 403


@given(st.integers(0, 2**32), st.binary(min_size=32, max_size=32))
def test_a_mark_is_read_again_however_it_is_typed(seed: int, pepper: bytes) -> None:
    mark = mark_of(make_code(Random(seed).randrange), pepper)
    assert len(mark) == LENGTH
    assert read_mark(shown_mark(mark)) == read_mark(f" {shown_mark(mark).lower()} ") == mark


@given(st.integers(0, 2**32), st.integers(0, LENGTH - 1), st.integers(1, 31))
def test_one_wrong_sign_is_seen(seed: int, place: int, shift: int) -> None:
    mark = mark_of(make_code(Random(seed).randrange), b"p" * 32)
    wrong = SIGNS[(SIGNS.index(mark[place]) + shift) % 32]
    with pytest.raises(MarkError):
        read_mark(mark[:place] + wrong + mark[place + 1 :])


@given(st.text(max_size=60))
def test_anything_typed_is_a_mark_or_a_sentence(typed: str) -> None:
    try:
        assert len(read_mark(typed)) == LENGTH
    except MarkError as wrong:
        assert str(wrong)


def test_marks_of_another_house_are_other_marks() -> None:
    code = make_code(Random(1).randrange)
    assert mark_of(code, b"a" * 32) != mark_of(code, b"b" * 32)
    assert holder("1" * 12, b"a" * 32).key != holder("1" * 12, b"b" * 32).key


def test_no_moderator_sees_a_statement_change_hands(world: World) -> None:
    """Nor, therefore, a nullifier."""
    room = Room(world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"))
    world.slot()
    room.holding(0, world.bob).send("Mettre dans mon carnet")
    browser = room.holding(1)
    browser.send("Changer")
    browser.send("Garder ce changement", body="La règle des quinze jours est abrogée, dit-on.")
    rows = {row.kind: row for row in world.rows(Pending)}
    assert set(rows) == {"spoken.claim", "text.revision"}
    world.clock.forward(rows["text.revision"].slot - world.clock().epoch - 60)
    maud = world.browser(world.maud)
    page = maud.get("/c/lorne/moderation/attente")
    assert "texte complété" in page.words
    assert "Les visites ont cessé" not in page.words
    assert maud.get(f"/c/lorne/moderation/attente/{rows['spoken.claim'].ref}").status == 404
    given = json.loads(rows["spoken.claim"].payload)
    assert given["nul"] not in page.text
    page = maud.get(f"/c/lorne/moderation/attente/{rows['text.revision'].ref}")
    assert "abrogée" in page.words
