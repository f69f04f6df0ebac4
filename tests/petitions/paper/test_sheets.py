"""Sheets from the printer to the count: typed, keyed again, settled, void."""

import json
import re

import pytest

from forum.collectives.models import Pending
from forum.core.crypto import unseal
from forum.identity.staff.models import StaffLog
from forum.maintenance.actions import maintain
from forum.petitions import actions
from forum.petitions.lifecycle.actions import delivered
from forum.petitions.lifecycle.jobs import erase_names
from forum.petitions.models import LogLeaf, PendingSignature, Petition, Signature, SignatureCount
from forum.petitions.paper.models import PaperLine, PaperSheet
from forum.petitions.paper.queries import figures
from forum.petitions.publication import publish_signatures
from forum.petitions.queries import counts, recount
from forum.petitions.told.models import SubscriptionPaper
from tests.browser_lite import controls, words
from tests.petitions.paper.desk import PEOPLE, Desk, lot
from tests.petitions.scene import PHRASE, Scene
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    made = Desk(world)
    made.print()
    return made


def boxes(desk: Desk, rows: list[Signature]) -> list[dict[str, object]]:
    privates = desk.opened().privates
    return [json.loads(unseal(privates[row.key_number], row.sealed)) for row in rows]


def test_lines_that_wait_follow_another_key(desk: Desk) -> None:
    world = desk.world
    desk.type(desk.fatou, 1, drawn=True)
    typed = {"_passphrase": PHRASE, "number": "1"}
    assert world.act(world.olga, f"{desk.team}/cle/changement", **typed) == 303
    lines = [row for row in world.rows(PaperLine) if not row.illegible]
    assert {row.key_number for row in lines} == {2} and {*desk.opened().privates} == {2}
    desk.again(desk.gil)
    assert desk.slot() == 3
    assert {str(box["name"]) for box in boxes(desk, world.rows(Signature))} == set(PEOPLE)


def test_a_sheet_is_printed_typed_and_counted_at_the_slot(desk: Desk) -> None:
    world = desk.world
    page = desk.type(desk.fatou, 1, desk.names() | {"contact-2": "Samir@Example.org"})
    assert "3 signatures comptées au prochain créneau. 1 ligne illisible, non comptée." in page.words
    assert world.rows(Signature) == [] and len(world.rows(PendingSignature)) == 3
    assert len(world.rows(SubscriptionPaper)) == 3  # one for each line, whether it holds an address or not
    assert desk.slot() == 3
    rows = world.rows(Signature)
    assert {(row.tier, row.college, row.territory) for row in rows} == {
        ("paper", "concerned", "nord"),
        ("paper", "ally", ""),
    }
    assert {str(box["name"]) for box in boxes(desk, rows)} == set(PEOPLE)
    sheet = desk.sheet()
    assert (sheet.state, sheet.collected, sheet.signed, sheet.illegible) == ("counted", "market", 3, 1)
    assert (sheet.keyer, world.rows(PaperLine)) == (b"", [])
    acts = [
        (row.staff_name, row.action, row.subject) for row in world.rows(StaffLog) if "sheet" in row.action
    ]
    assert ("Fatou", "sheet.entered", desk.shown(1)) in acts
    if world.house.db.sqlite:
        files = b"".join(f.read_bytes() for f in world.settings.data_dir.glob("forum.sqlite3*"))
        assert not any(name.encode() in files for name in (*PEOPLE, "samir@example.org"))


def test_a_number_that_is_wrong_foreign_or_done_is_told_plainly(desk: Desk) -> None:
    browser = desk.world.browser(desk.fatou)
    other = Scene(desk.world)
    from forum.petitions.paper.rules import shown_number

    desk.type(desk.fatou)
    right = (desk.shown(2), shown_number(other.code, 2))
    wrong = next(f"2-{signs}" for signs in ("00", "11", "22") if f"2-{signs}" not in right)
    for typed, said in (
        ("abc", "des chiffres, puis deux signes"),
        (wrong, "un signe est peut-être faux"),
        (desk.shown(77), "n’a été imprimée avec ce numéro"),
        (shown_number(other.code, 1), "d’une autre pétition"),
    ):
        browser.get(desk.base)
        page = browser.send("Ouvrir la feuille", numero=typed)
        assert page.status == 422 and said in page.error("numero"), typed
        assert page.one("input", name="numero").get("value") == typed
    browser.get(desk.base)
    assert "déjà comptée" in browser.send("Ouvrir la feuille", numero=desk.shown(1)).words
    assert browser.get(f"{desk.base}/1/saisie").status == 409


def test_one_in_ten_is_keyed_again_by_somebody_else(desk: Desk) -> None:
    world = desk.world
    assert "tirée au sort" in desk.type(desk.fatou, drawn=True).words
    assert desk.slot() == 0 and world.rows(PendingSignature) == []
    assert "Demandez à une autre personne" in world.browser(desk.fatou).get(f"{desk.base}/1/ressaisie").words
    browser = world.browser(desk.gil)
    blank = browser.get(f"{desk.base}/1/ressaisie")
    assert not any(name in blank.text for name in PEOPLE)
    assert [e.get("value") for e in blank.all("input") if e.get("name", "").startswith("name-")] == [""] * 10
    typed = desk.names() | {"name-1": "CANARI  lea", "commune-1": "lorne nord"}  # the same, to another hand
    assert "3 signatures comptées" in browser.send("Comparer", **typed).words
    assert desk.slot() == 3
    sheet = desk.sheet()
    assert (sheet.second, sheet.compared, sheet.differed) == ("other", 4, 0)
    assert world.rows(PaperLine) == []


def test_whoever_is_alone_waits_two_days_and_it_is_told(desk: Desk) -> None:
    desk.type(desk.fatou, drawn=True)
    desk.world.clock.forward(2 * 24 * 3600)
    assert "comptées" in desk.again(desk.fatou).words
    assert desk.sheet().second == "same"


def test_what_differs_is_read_on_the_paper_once_more(desk: Desk) -> None:
    world = desk.world
    desk.type(desk.fatou, drawn=True)
    typed = desk.names() | {
        "name-2": "Samir Merlu",
        "college-1": "professional",
        "name-4": "Yann Pic",
        "illegible-5": "",
    }
    page = desk.again(desk.gil, 1, typed)
    assert "4 lignes diffèrent" in page.words and desk.sheet().differed == 4
    browser = world.browser(desk.fatou)
    page = browser.get(f"{desk.base}/1/accord")
    assert re.findall(r"Ligne (\d+) : ([^.]*?) Nom", page.words) == [
        ("1", "la qualité diffère"),
        ("2", "le nom diffère"),
        ("4", "lisible pour l’un, illisible ou vide pour l’autre"),
        ("5", "lisible pour l’un, illisible ou vide pour l’autre"),
    ]
    assert not any(name in page.text for name in (*PEOPLE, "Merlu", "Pic"))
    right = {"name-1": "Léa Canari", "college-1": "concerned", "name-2": "Samir Merle"}
    refused = browser.send("Compter la feuille", **right, **{"empty-4": "1"})
    assert refused.status == 422 and "rien d’écrit" in refused.error("name-5")
    assert refused.one("input", name="name-2").get("value") == "Samir Merle"
    assert "3 signatures comptées" in browser.send("Compter la feuille", **{"illegible-5": "1"}).words
    assert desk.slot() == 3
    rows = world.rows(Signature)
    assert {str(box["name"]) for box in boxes(desk, rows)} == set(PEOPLE)
    assert sorted(row.college for row in rows) == ["ally", "ally", "concerned"]
    assert world.rows(PaperLine) == []


def test_a_void_sheet_leaves_the_count_and_the_log_says_why(desk: Desk) -> None:
    world = desk.world
    desk.type(desk.fatou)
    desk.type(desk.fatou, 2, {"name-1": "Yann Pic"})
    desk.slot()
    browser = world.browser(world.olga)
    browser.get(f"{desk.base}/1")
    assert browser.send("Annuler la feuille").status == 422
    refused = browser.send(
        "Annuler la feuille", reason="duplicate"
    )  # nothing undoes it: a box says that one knows
    assert refused.status == 422 and "ne se défait pas" in refused.error("sure")
    assert desk.sheet().state == "counted"
    assert "est annulée" in browser.send("Annuler la feuille", reason="duplicate", sure="1").words
    assert len(world.rows(Signature)) == 4  # what is public moves at the collective's slot
    world.slot()
    assert [str(box["name"]) for box in boxes(desk, world.rows(Signature))] == ["Yann Pic"]
    reasons = [leaf.reason for leaf in world.rows(LogLeaf) if leaf.kind == "revoke"]
    assert reasons == ["duplicate"] * 3 and world.rows(Pending) == []
    with world.house.db.read() as tx:
        assert recount(tx, desk.petition.id) == (1, 1)
    assert "est annulée" in world.browser(desk.fatou).get(f"{desk.base}/1").words


def test_a_void_sheet_leaves_the_public_table_when_it_leaves_the_count(desk: Desk) -> None:
    """A table that moved before the count would tell the hour of an organiser's act, and two numbers that contradict."""
    world = desk.world
    for number in (1, 2):
        desk.type(desk.fatou, number, {f"name-{n}": f"Geai Numéro{n}" for n in range(1, 6)})
    desk.slot()
    world.clock.forward(24 * 3600)

    def told() -> tuple[int, int, int]:
        with world.house.db.read() as tx:
            shown = figures(tx, desk.petition.id, world.clock().today)
            return shown.sheets, shown.signed, counts(tx, desk.petition.id).total

    assert told() == (2, 10, 10)
    assert world.act(world.olga, f"{desk.base}/1/annulation", reason="duplicate", sure="1") == 303
    asked = world.browser(world.olga).get(f"{desk.base}/1")
    assert "est annulée" in asked.words and not asked.all("input", name="reason")
    assert world.act(world.olga, f"{desk.base}/1/annulation", reason="paper", sure="1") == 409
    assert told() == (2, 10, 10)
    world.slot()
    assert told() == (1, 5, 5) and desk.sheet().state == "void"
    assert world.rows(Pending) == []


def test_the_night_waits_for_a_void_sheet_and_after_it_none_can_be_made_void(desk: Desk) -> None:
    """Its lines are known by nullifiers, which go with the names: what was asked before counts first."""
    world = desk.world
    desk.type(desk.fatou)
    desk.type(desk.fatou, 2, {"name-1": "Yann Pic"})
    desk.slot()
    with world.house.db.write() as tx:
        petition = tx.get_one(Petition, desk.petition.id)
        actions.close(tx, petition, world.clock())
        delivered(tx, petition, world.clock().today, world.clock().today)
    world.clock.forward(29 * 24 * 3600)
    assert world.act(world.olga, f"{desk.base}/1/annulation", reason="duplicate", sure="1") == 303
    world.clock.forward(24 * 3600)
    assert erase_names(world.house.db, world.clock()) == 0
    world.slot()
    assert len(world.rows(Signature)) == 1
    assert erase_names(world.house.db, world.clock()) == 1
    assert world.act(world.olga, f"{desk.base}/2/annulation", reason="duplicate", sure="1") == 409


def test_when_the_petition_ends_what_waits_on_paper_goes_by_night(desk: Desk) -> None:
    """Addresses for the *suivi* are in those lines: they were promised to go at the end."""
    world = desk.world
    desk.type(desk.fatou, 1, desk.names() | {"contact-2": "samir@example.org"}, drawn=True)
    desk.type(desk.fatou, 2, {"name-1": "Yann Pic"})
    with world.house.db.write() as tx:
        tx.get_one(Petition, desk.petition.id).state = "abandoned"
    assert len(world.rows(PaperLine)) == 4
    maintain(world.house)
    assert world.rows(PaperLine) == []
    sheets = {row.number: (row.state, row.keyer) for row in world.rows(PaperSheet)}
    assert (sheets[1], sheets[2]) == (("void", b""), ("counted", b""))


def test_what_waits_of_a_void_sheet_goes_at_once(desk: Desk) -> None:
    world = desk.world
    desk.type(desk.fatou, drawn=True)
    desk.type(desk.fatou, 2, {"name-1": "Yann Pic"})
    for number in (1, 2):
        assert world.act(world.olga, f"{desk.base}/{number}/annulation", reason="paper", sure="1") == 303
    assert world.rows(PaperLine) == world.rows(PendingSignature) == world.rows(Pending) == []
    assert desk.slot() == 0 and desk.sheet().keyer == b""


def test_the_last_day_s_sheets_are_typed_after_it_until_the_delivery(desk: Desk) -> None:
    world = desk.world
    world.clock.forward(80 * 24 * 3600)
    publish_signatures(world.house)
    assert "comptées" in desk.type(desk.fatou).words
    assert desk.slot() == 3
    assert (
        world.act(world.olga, f"{desk.base}/feuilles", sheets="1", lines="10") == 409
    )  # none is printed any more
    with world.house.db.write() as tx:
        petition = tx.get_one(Petition, desk.petition.id)
        delivered(tx, petition, world.clock().today, world.clock().today)
    assert world.act(desk.fatou, f"{desk.base}/2/saisie", **{"collected": "market", "name-1": "X Y"}) == 409


def test_a_sheet_is_typed_once_however_often_it_is_sent(desk: Desk) -> None:
    world = desk.world
    pages = [world.browser(who) for who in (desk.fatou, desk.gil)]
    for browser in pages:
        browser.get(f"{desk.base}/1/saisie")
    typed = {"collected": "door", "name-1": "Yann Pic"}
    with lot(drawn=False):
        assert pages[0].send("Enregistrer la feuille", **typed).status == 200
    late = pages[1].send("Enregistrer la feuille", **(typed | {"name-1": "Rose Geai"}))
    assert (late.status == 409 and "déjà comptée" in late.words) or "déjà saisie" in late.words
    assert "Rose Geai" in late.text  # what was typed comes back
    assert desk.slot() == 1


BAD = [
    ({"name-3": "A\u202eB"}, "name-3", "invisibles"),
    ({"name-3": "é" * 130}, "name-3", "120 signes"),
    ({"name-3": "a" + "\u0301" * 300}, "name-3", "accents"),
    ({"name-3": "Yann", "contact-3": "pas une adresse"}, "contact-3", "n’est pas complète"),
    ({"name-3": "Yann", "college-3": "patron"}, "college-3", "réponses proposées"),
    ({"commune-3": "Lorne"}, "name-3", "illisible"),
    ({"name-3": "Yann", "illegible-3": "1"}, "name-3", "effacez"),
    ({"name-1": ""}, "name-1", "au moins une ligne"),
    ({"name-3": "Yann", "collected": "Madame Dupont"}, "collected", "réponses proposées"),
]


@pytest.mark.parametrize(("typed", "field", "said"), BAD)
def test_a_wrong_line_is_named_and_nothing_typed_is_lost(
    desk: Desk, typed: dict[str, str], field: str, said: str
) -> None:
    browser = desk.world.browser(desk.fatou)
    browser.get(f"{desk.base}/1/saisie")
    page = browser.post(
        f"{desk.base}/1/saisie",
        {
            "collected": "market",
            **({} if field == "name-1" else {"name-7": "Rose Geai"}),
            **typed,
            "_csrf": str(browser.page.all("input", name="_csrf")[0].get("value")),
        },
        origin="http://testserver",
    )
    assert page.status == 422 and said in page.error(field), page.words[:500]
    if field != "name-1":
        assert page.one("input", name="name-7").get("value") == "Rose Geai"
        assert "Ligne 3" in page.words
    assert desk.sheet().state == "printed" and desk.world.rows(PendingSignature) == []


def test_a_name_like_a_formula_is_kept_and_harmless_in_the_list(desk: Desk) -> None:
    desk.type(desk.fatou, 1, {"name-1": '=HYPERLINK("http://x")', "name-2": "<b>Gras</b>"})
    desk.slot()
    browser = desk.world.browser(desk.world.olga)
    browser.get(f"{desk.team}/equipe")
    listed = browser.send("Télécharger les noms", _passphrase=PHRASE).text
    assert "'=HYPERLINK" in listed and "<b>Gras</b>" in listed


def test_who_may_do_what(desk: Desk) -> None:
    world = desk.world
    for who in (None, world.alice, world.charlie, world.maud, world.harold):
        for address in ("", "/1", "/1/saisie"):
            assert world.browser(who).get(desk.base + address).status in (401, 403), who
    for who in (desk.fatou, world.maud):
        assert world.act(who, f"{desk.base}/feuilles", sheets="1", lines="10") == 403
        assert world.act(who, f"{desk.base}/1/annulation", reason="paper") == 403
    assert world.act(world.maud, f"{desk.base}/1/saisie", **{"collected": "market", "name-1": "X"}) == 403
    draft = Scene(world, opened=False)
    for end in ("papier", "aide", "papier/feuilles.pdf"):
        assert world.browser(desk.fatou).get(f"{draft.team}/{end}").status in (403, 404)
    assert world.act(world.olga, f"{draft.team}/papier/feuilles", sheets="1", lines="10") == 409
    other = Scene(world, collective=world.other_collective("cercle"))
    assert world.act(desk.fatou, f"/c/lorne/petitions/{other.code}/papier/1/saisie", **{"name-1": "X"}) == 404


@pytest.mark.parametrize(
    "typed", [{"sheets": "0"}, {"sheets": "101"}, {"sheets": "dix"}, {"lines": "9"}, {"lines": "21"}]
)
def test_a_print_that_is_too_large_is_refused(desk: Desk, typed: dict[str, str]) -> None:
    browser = desk.world.browser(desk.world.olga)
    browser.get(desk.base)
    assert browser.send("Préparer ces feuilles", **typed).status == 422
    assert len(desk.world.rows(PaperSheet)) == 3


def test_the_public_page_tells_paper_apart_and_who_looked_twice(desk: Desk) -> None:
    world = desk.world
    six = {f"name-{n}": f"Personne {sign}" for n, sign in enumerate("ABCDEF", 1)}
    desk.type(desk.fatou, 1, six, drawn=True)
    desk.again(desk.gil, 1, six)
    desk.type(desk.fatou, 2, six | {"illegible-7": "1"})
    desk.slot()
    assert (
        "comptées par deux personnes" not in world.browser().get(desk.url).words
    )  # of the days before today
    world.clock.forward(24 * 3600)
    words = world.browser().get(desk.url).words
    assert "Sur une feuille de papier12" in words
    assert "dont comptées par deux personnes6" in words
    assert "1 feuille saisie deux fois" in words and "0 % des lignes différaient" in words
    assert "1 ligne illisible" in words


def test_what_waits_says_who_signed_to_nobody_without_the_key_file(desk: Desk) -> None:
    """Database and pepper, in the window between two keyings: no name, and no answer to « did X sign? »."""
    from forum.core.crypto import mac
    from forum.petitions.paper.rules import alike

    desk.type(desk.fatou, drawn=True)
    line = next(row for row in desk.world.rows(PaperLine) if row.n == 1)
    guessed = {
        mac(key, desk.code, "1", "1", "name", alike(PEOPLE[0]))[:8]
        for key in (desk.world.house.keys.pepper, desk.world.house.keys.mail, b"")
    }
    assert line.marks[:8] not in guessed
    assert (
        mac(desk.world.house.keys.paper, desk.code, "1", "1", "name", alike(PEOPLE[0]))[:8] == line.marks[:8]
    )
    assert sum(row.n for row in desk.world.rows(SignatureCount)) == 0


def test_pressed_twice_a_sheet_gives_the_same_slips_and_counts_once(desk: Desk) -> None:
    """The browser drops the first answer, which alone shows the codes: people would leave with nothing in hand."""
    world = desk.world
    for number, drawn in ((1, False), (2, True)):
        browser = world.browser(desk.fatou)
        page = browser.get(f"{desk.base}/{number}/saisie")
        values = {name: found[0] for name, found in controls(page.form("Enregistrer")).items() if found}
        typed = {**values, "collected": "market", "name-1": "Yann Pic", "slip-1": "1", "name-2": "Rose Geai"}
        with lot(drawn):
            first = browser.post(f"{desk.base}/{number}/saisie", typed)
        again = browser.post(f"{desk.base}/{number}/saisie", typed)
        shown = [
            code for page in (first, again) for code in page.all("strong") if code.get("class") == "code"
        ]
        codes = [words(code) for code in shown]
        assert (first.status, again.status, len(codes), len({*codes})) == (200, 200, 2, 1)
        other = browser.post(f"{desk.base}/{number}/saisie", typed | {"seed": "x" * 26})
        assert other.status == 409 and not any(code in other.words for code in codes)
    assert desk.slot() == 2
