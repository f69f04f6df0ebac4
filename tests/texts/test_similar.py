"""Look-alikes on the pages: as one writes, before one sends, for moderators; and the list of words of a collective."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from forum.identity.staff.models import StaffLog
from forum.texts.models import Document
from forum.texts.search import rebuild
from forum.texts.similar.index import queries as index
from forum.texts.similar.models import RootCount, RootText, Synonyms
from forum.texts.similar.queries import closest, pairs
from forum.texts.similar.words import senses
from tests import rows
from tests.browser_lite import words
from tests.demands.scene import FILLED, institution
from tests.world import World

NEW, LIST = "/c/lorne/doleances/nouvelle", "/c/lorne/synonymes"
STOPPED = "Rien n’est envoyé encore"
BODY = "Les puéricultrices ne passent plus à la maison au retour de la maternité."
TYPED = {"body": "Ma nounou est malade et personne ne la remplace.", "territory": "nord", "since": "mai"}
OTHERS = {
    "Plus de visite à domicile après la naissance": BODY,
    "L’assistante maternelle n’est pas remplacée": "Elle est en arrêt depuis avril, la crèche est pleine.",
    "Le car ne passe que deux fois par jour": "Sans voiture on n’arrive pas à la permanence.",
}


@pytest.fixture
def filled(world: World) -> World:
    with world.house.db.write() as tx:
        for title, body in OTHERS.items():
            rows.grievance(tx, world.collective, rows.territory(world), title, fields={"body": body})
        rebuild(tx)
    return world


def found(world: World, typed: str) -> list[str]:
    with world.house.db.read() as tx:
        return [close.title for close in closest(tx, world.collective, typed)]


def test_the_button_shows_what_resembles_and_why_and_keeps_what_was_typed(filled: World) -> None:
    browser = filled.browser()
    page = browser.get(NEW)
    assert "assistante maternelle" not in page.words
    page = browser.send("Voir ce qui ressemble", **TYPED, title="Ma nounou", concerned="Nous")
    assert page.status == 200
    assert "L’assistante maternelle n’est pas remplacée" in page.words
    assert "« nounou » et « assistante maternelle »" in page.words.lower()
    assert "remplacée" in page.words
    assert (page.one("textarea", id="f-body").text or "").strip() == TYPED["body"]
    assert page.one("input", name="title").get("value") == "Ma nounou"
    assert (page.one("textarea", name="concerned").text or "").strip() == "Nous"
    assert page.headers["cache-control"] == "no-cache" or page.headers["cache-control"] == "no-store"


def test_nothing_asked_is_kept(filled: World) -> None:
    before = {table.__name__: len(filled.rows(table)) for table in (Document, RootCount, RootText)}
    canary = "zyxwvucanari"
    filled.browser(filled.alice).get(NEW)
    for who in (None, filled.alice):
        browser = filled.browser(who)
        browser.get(NEW)
        browser.send("Voir ce qui ressemble", **{**TYPED, "body": f"Une nounou {canary} malade"})
    assert {table.__name__: len(filled.rows(table)) for table in (Document, RootCount, RootText)} == before
    files = [path for path in filled.settings.data_dir.rglob("*") if path.is_file()]
    assert not [path for path in files if canary.encode() in path.read_bytes()]


def test_what_is_very_close_is_shown_before_sending_and_only_once(filled: World) -> None:
    browser = filled.browser(filled.alice)
    browser.get(NEW)
    typed = {**TYPED, "body": BODY}
    page = browser.send("Envoyer", **typed)
    assert STOPPED in page.words
    assert "très proche" in page.words
    page = browser.send("Envoyer")
    assert STOPPED not in page.words
    assert "/completer/" in page.url
    assert filled.slot() == 1


def test_what_is_not_close_goes_at_once(filled: World) -> None:
    browser = filled.browser(filled.alice)
    browser.get(NEW)
    page = browser.send(
        "Envoyer", **{**TYPED, "body": "Le logement est humide et le bailleur ne répond pas."}
    )
    assert "/completer/" in page.url


def test_a_demand_is_compared_too(filled: World) -> None:
    browser = filled.browser(filled.alice)
    browser.get("/c/lorne/revendications/nouvelle")
    page = browser.send(
        "Voir ce qui ressemble",
        **{**FILLED, "institution": institution(filled), "title": "Une visite à domicile"},
    )
    assert page.status == 200
    assert "Plus de visite à domicile après la naissance" in page.words
    assert page.one("input", name="responsible").get("value") == FILLED["responsible"]


def test_a_refused_form_shows_it_as_well_and_stops_for_one_thing_at_a_time(filled: World) -> None:
    browser = filled.browser(filled.alice)
    browser.get(NEW)
    page = browser.send("Envoyer", **{**TYPED, "body": BODY, "since": ""})
    assert page.status == 422
    assert STOPPED not in page.words
    assert "Plus de visite à domicile après la naissance" in page.words


@pytest.mark.parametrize(
    "body", ["", "de la", "\x00", "💥" * 50, "a" * 50_000, "مرحبا بالعالم " * 20, "'\"*(OR {"]
)
def test_odd_texts_break_nothing(filled: World, body: str) -> None:
    page = filled.browser().post("/c/lorne/doleances/proches", {"body": body})
    assert page.status == 200
    assert filled.browser().get("/c/lorne/doleances/proches").status == 200


@pytest.mark.parametrize(
    ("typed", "title", "pair"),
    [
        (
            "Une infirmière venait me voir avec mon nourrisson, on l’a supprimée",
            "Plus de visite",
            "nourrisson",
        ),
        (
            "Sans bagnole je ne peux pas aller au guichet, il y a si peu de bus",
            "Le car ne passe",
            "« bagnole » et « voiture »",
        ),
        (
            "La garde de mon bébé est absente et il n’y a aucune suppléante",
            "L’assistante maternelle",
            "garde",
        ),
    ],
)
def test_other_words_for_the_same_thing_are_found_and_told(
    filled: World, typed: str, title: str, pair: str
) -> None:
    """No word of the one is in the other."""
    assert found(filled, typed)[0].startswith(title)
    page = filled.browser().post("/c/lorne/doleances/proches", {"body": typed})
    first = next(item for item in page.all("li") if title in words(item))
    assert pair in words(first).lower()
    assert "Les mêmes mots" not in words(first)


def test_a_text_about_the_same_thing_is_found_and_told_without_a_word_in_common(world: World) -> None:
    title, body = (
        "Moisissures jusqu’au plafond",
        "Le logement est humide et les nourrissons sont asthmatiques.",
    )
    with world.house.db.write() as tx:
        rows.grievance(tx, world.collective, rows.territory(world), title, fields={"body": body})
        rows.grievance(
            tx, world.collective, rows.territory(world), "Audience", fields={"body": "Le juge reporte."}
        )
        rebuild(tx)
    with world.house.db.read() as tx:
        close = closest(tx, world.collective, "Mon petit tousse toutes les nuits avec sa ventoline.")[0]
    assert close.title == title
    assert [reason.theirs for reason in close.reasons if reason.loose and not reason.same]
    assert not close.very


def test_a_word_of_the_list_is_read_through_its_misspelling(filled: World) -> None:
    """Nobody here wrote « puériculteur » nor what is typed: the list alone knows both."""
    assert found(filled, "la nourice nest pa la")[0].startswith("L’assistante maternelle")


def test_a_list_that_was_changed_serves_at_once_and_after_the_slot_alike(filled: World) -> None:
    browser = filled.browser(filled.olga)
    browser.get(LIST)
    browser.send("Enregistrer la liste", lines="tacot, deux fois par jour\nnid, maternité")
    asked = ("Le tacot", "Un nid")
    before = [found(filled, typed) for typed in asked]
    assert [titles[0].split()[0] for titles in before] == ["Le", "Plus"]
    with filled.house.db.write() as tx:
        rebuild(tx)
    assert [found(filled, typed) for typed in asked] == before
    assert [row.root for row in filled.rows(RootCount) if row.root.startswith("#")]


def test_what_people_type_is_in_no_memory(filled: World) -> None:
    found(filled, "Ma nounou zyxwvucanari est malade")
    kept = {key for _mark, key in index._kept._known}
    assert kept
    sides = {key for key in kept if key.startswith("~")}
    assert len(sides) == senses.SIZE  # all of them, whatever was asked
    assert all(key.startswith("#") for key in kept - sides)


def test_an_index_of_before_is_no_index(filled: World) -> None:
    """It is made again by the next slot, or by whoever upgrades."""
    with filled.house.db.write() as tx:
        tx.execute(update(RootCount).where(col(RootCount.root) == "").values(places=b""))
    assert found(filled, TYPED["body"]) == []
    assert filled.browser().post("/c/lorne/doleances/proches", {"body": TYPED["body"]}).status == 200


def test_misspelt_words_and_words_without_accents_are_found(filled: World) -> None:
    assert found(filled, "puericultrices maternitee")[0].startswith("Plus de visite")


def test_what_is_hidden_or_of_another_collective_is_not_shown(filled: World) -> None:
    other = filled.other_collective("ailleurs")
    with filled.house.db.write() as tx:
        rows.grievance(tx, other, rows.territory(filled), "Une nounou ailleurs", fields={"body": "malade"})
        hidden = next(d for d in filled.rows(Document) if d.title.startswith("L’assistante"))
        tx.get_one(Document, hidden.id).hidden = True
    assert found(filled, TYPED["body"]) == []
    with filled.house.db.write() as tx:
        rebuild(tx)
    assert found(filled, TYPED["body"]) == []


def test_places_tell_no_order_and_words_lie_in_their_own(filled: World) -> None:
    roots = [row.root for row in filled.rows(RootCount)]
    assert roots == sorted(roots)
    orders = set()
    for _ in range(12):
        with filled.house.db.write() as tx:
            rebuild(tx)
        orders.add(tuple(row.text_id for row in sorted(filled.rows(RootText), key=lambda row: row.place)))
    assert len(orders) > 1


def test_moderators_read_the_closest_pairs(filled: World) -> None:
    with filled.house.db.write() as tx:
        title = "La visite à domicile après une naissance, c’est fini"
        rows.grievance(tx, filled.collective, rows.territory(filled), title, fields={"body": BODY})
        rebuild(tx)
    browser = filled.browser(filled.maud)
    browser.get("/c/lorne/moderation")
    page = browser.follow("Les textes qui se ressemblent")
    assert page.words.count("ressemble à") == 1
    assert title in page.words
    assert "Le car ne passe" not in page.words
    assert "Les mêmes mots : " in page.words
    assert "puéricultrices" in page.words
    assert "puericult" not in page.words  # people read words, not roots
    with filled.house.db.read() as tx:
        assert len(pairs(tx, filled.collective)) == 1
    assert filled.browser(filled.alice).get("/c/lorne/moderation/proches").status == 403
    assert filled.browser().get("/c/lorne/moderation/proches").status == 401


def test_organisers_keep_their_own_list_and_come_back_to_the_house_s(filled: World) -> None:
    assert found(filled, "Le tacot ne roule plus") == []
    browser = filled.browser(filled.olga)
    page = browser.get(LIST)
    assert "se sert de la liste de la maison" in page.words
    page = browser.send("Enregistrer la liste", lines="# transports\ntacot, car, bus")
    assert "a sa propre liste" in page.words
    assert found(filled, "Le tacot ne roule plus, voiture") == ["Le car ne passe que deux fois par jour"]
    assert [row.action for row in filled.rows(StaffLog)] == ["synonyms"]
    page = browser.send("Enregistrer la liste", lines="")
    assert "se sert de la liste de la maison" in page.words
    assert filled.rows(Synonyms) == []


def test_a_wrong_line_is_told_with_its_number_and_nothing_is_lost(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(LIST)
    page = browser.send("Enregistrer la liste", lines="père, mère\nde, la")
    assert page.status == 422
    assert "Ligne 2" in page.error("lines")
    assert "père, mère" in (page.one("textarea", name="lines").text or "")
    assert world.rows(Synonyms) == []
    assert world.browser(world.alice).get(LIST).status == 403
    assert world.browser().get(LIST).status == 401
