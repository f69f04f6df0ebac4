"""The organisers' side: a draft, its opening, errata, closing, the names; and who may not."""

import csv
import hashlib
import io
import json

import pytest
from sqlalchemy import update
from sqlmodel import select

from forum.collectives.queries import enter
from forum.core.errors import Closed
from forum.core.models import Event
from forum.demands.models import Demand
from forum.identity.staff.models import StaffLog
from forum.petitions.actions import close, delete_draft
from forum.petitions.lifecycle.actions import delivered
from forum.petitions.models import Petition, PetitionDemand
from forum.petitions.official.models import PetitionPath
from forum.texts.models import Document
from tests import rows
from tests.browser_lite import Page
from tests.petitions.scene import PHRASE, Scene
from tests.world import World

URL = "/c/lorne/petitions"
TYPED: dict[str, str | list[str]] = {
    "title": "Une visite pour chaque naissance",
    "institution_name": "Conseil départemental",
    "body": "Nous demandons **deux postes**.",
    "opens": "2026-03-02",
    "closes": "2026-05-02",
    "goal": "300",
    "_passphrase": PHRASE,
    "_passphrase_again": PHRASE,
}
OWN: dict[str, str | list[str]] = {**TYPED, "organisation": "Les Lendemains"}


def prepare(world: World, **typed: str | list[str]) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouvelle")
    return browser.send("Enregistrer le brouillon", **typed)


def demand(world: World, title: str, state: str = "shared", carried_by: str = "") -> str:
    with world.house.db.write() as tx:
        document = rows.demand(
            tx, world.collective, rows.institution(tx, world.collective), title, state=state
        )
        tx.get_one(Demand, document.id).carried_by = carried_by
        return document.ref


# -- from a draft to a frozen text


def test_an_organisation_s_own_text_is_labelled_frozen_and_hashed(world: World) -> None:
    page = prepare(world, **OWN)
    assert page.status == 200
    assert "Changer le brouillon" in page.words
    assert "Une visite" not in world.browser().get(URL).words
    browser = world.browser(world.olga)
    browser.get(page.url)
    public = browser.send("Figer le texte et ouvrir")
    petition = world.rows(Petition)[0]
    frozen = {
        "title": petition.title,
        "body": petition.body,
        "addressee": "Conseil départemental",
        "code": petition.code,
    }
    canonical = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert petition.sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    assert public.url == f"/p/{petition.code}"
    reader = world.browser().get(public.url)
    for words in (petition.sha256, "non adoptée par les collèges", "Conseil départemental", "sur 300"):
        assert words in reader.words, words
    assert "Une visite" in world.browser().get(URL).words
    assert [e.kind for e in world.rows(Event)] == ["petition.opened"]
    assert (world.house.keys.folder / f"petition-{petition.code}.key").exists()


def test_a_petition_carries_the_words_of_adopted_demands(world: World) -> None:
    shared = demand(world, "Deux postes de puéricultrice")
    alone = demand(world, "Un plafond de familles", "single", "professional")
    prepare(world, **{**TYPED, "body": "", "demands": [shared, alone]})
    petition = world.rows(Petition)[0]
    assert "Nous demandons" in petition.body
    assert "Deux postes de puéricultrice" in petition.body
    assert len(world.rows(PetitionDemand)) == 2
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{petition.code}/equipe")
    browser.send("Figer")
    page = world.browser().get(f"/p/{petition.code}")
    assert "portée par un seul collège : professionnel·les" in page.words
    assert "adoptée par les deux collèges" in page.words
    assert "non adoptée" not in page.words


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "a\x07"}, "title"),
        ({"body": ""}, "body"),
        ({"organisation": ""}, "organisation"),
        ({"institution_name": ""}, "institution"),
        ({"closes": "2026-03-01"}, "closes"),
        ({"closes": "2036-03-01"}, "closes"),
        ({"opens": "demain"}, "opens"),
        ({"goal": "beaucoup"}, "goal"),
        ({"goal": "-1"}, "goal"),
        ({"_passphrase": "court", "_passphrase_again": "court"}, "_passphrase"),
        ({"_passphrase_again": "une autre phrase"}, "_passphrase_again"),
    ],
)
def test_a_draft_that_cannot_be_is_given_back(world: World, changed: dict[str, str], field: str) -> None:
    page = prepare(world, **{**OWN, **changed})
    assert page.status == 422
    wanted = "demands" if field == "organisation" and page.all("input", name="demands") else field
    assert wanted in page.text
    assert page.all("p", class_="error") or "Choisissez des revendications" in page.words
    assert PHRASE not in page.text
    assert world.rows(Petition) == []


def test_a_demand_nobody_adopted_cannot_be_carried(world: World) -> None:
    ref = demand(world, "Pas encore votée", "draft")
    adopted = demand(world, "Votée")
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Enregistrer", **{**TYPED, "demands": [ref, adopted]})
    assert page.status == 422
    boxes = {box.get("value"): box.get("checked") is not None for box in page.all("input", name="demands")}
    assert boxes == {adopted: True}
    browser.get(f"{URL}/nouvelle")
    assert browser.send("Enregistrer", **{**OWN, "demands": [adopted]}).status == 422


def test_a_draft_changes_and_what_is_open_does_not(world: World) -> None:
    scene = Scene(world, opened=False)
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/texte")
    browser.send("Enregistrer le brouillon", title="Deux visites")
    assert world.rows(Petition)[0].title == "Deux visites"
    browser.get(f"{scene.team}/texte")
    assert browser.send("Enregistrer le brouillon", title="").status == 422
    form = browser.get(f"{scene.team}/texte")
    opener = world.browser(world.olga)
    opener.get(f"{scene.team}/equipe")
    opener.send("Figer")
    browser.page = form
    assert browser.send("Enregistrer le brouillon", title="Trop tard").status == 409
    assert world.rows(Petition)[0].title == "Deux visites"


def test_all_that_is_wrong_is_said_at_once_and_each_sentence_names_its_field(world: World) -> None:
    wrong = {"title": "", "body": "", "institution_name": "", "opens": "demain", "closes": "un jour"}
    page = prepare(world, **{**TYPED, **wrong, "_passphrase": "court", "_passphrase_again": "autre"})
    assert page.status == 422
    fields = (
        "title",
        "institution",
        "organisation",
        "body",
        "opens",
        "closes",
        "_passphrase",
        "_passphrase_again",
    )
    summary = list(page.one("div", id="errors").iter("a"))
    assert [link.get("href") for link in summary] == [f"#f-{name}" for name in fields]
    said = ["".join(link.itertext()) for link in summary]
    assert len(set(said)) == len(said)
    assert said[0].startswith("Titre")
    assert "Début des signatures" in said[4]
    assert "Dernier jour" in said[5]
    ids = {e.get("id") for e in page.root.iter()}
    assert {f"f-{name}" for name in fields} <= ids
    assert world.rows(Petition) == []


def test_days_and_addressee_are_judged_with_the_passphrase(world: World) -> None:
    wrong = {"institution_name": "", "closes": "2026-03-01", "_passphrase_again": "une autre phrase"}
    page = prepare(world, **{**OWN, **wrong})
    assert page.status == 422
    for name in wrong:
        assert page.error(name.removesuffix("_name")), name


# -- a draft that goes


def test_a_draft_is_deleted_after_a_page_that_asks(world: World) -> None:
    scene = Scene(world, opened=False)
    carried = demand(world, "Votée")
    with world.house.db.write() as tx:
        document = tx.exec(select(Document).where(Document.ref == carried)).one()
        tx.add(PetitionDemand(petition_id=scene.petition.id, text_id=document.id, version=1))
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/equipe")
    page = browser.follow("Supprimer ce brouillon")
    assert (page.status, "Une visite pour chaque naissance" in page.words) == (200, True)
    assert len(world.rows(Petition)) == 1
    page = browser.send("Supprimer le brouillon")
    assert (page.url, "Le brouillon est supprimé." in page.text) == (URL, True)
    assert (world.rows(Petition), world.rows(PetitionDemand)) == ([], [])
    assert browser.get(f"{scene.team}/equipe").status == 404
    assert browser.get(f"{scene.team}/suppression").status == 404
    assert [row.action for row in world.rows(StaffLog)].count("petition.delete") == 1


def test_a_draft_that_takes_an_official_path_is_deleted_too(world: World) -> None:
    scene = Scene(world, opened=False)
    assert world.act(world.olga, f"{scene.team}/voie", key="cese", electors="") == 303
    assert len(world.rows(PetitionPath)) == 1
    assert world.act(world.olga, f"{scene.team}/suppression") == 303
    assert world.rows(PetitionPath) == world.rows(Petition) == []


def test_what_was_opened_is_never_deleted(world: World) -> None:
    scene = Scene(world, opened=False)
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/suppression")
    with world.house.db.write() as tx:
        tx.get_one(Petition, scene.petition.id).state = "open"
    assert browser.send("Supprimer le brouillon").status == 409
    assert browser.get(f"{scene.team}/suppression").status == 409
    assert "Supprimer" not in browser.get(f"{scene.team}/equipe").words
    assert world.rows(Petition)[0].state == "open"


def test_an_opening_that_comes_between_wins(world: World) -> None:
    scene = Scene(world, opened=False)
    with pytest.raises(Closed), world.house.db.write() as tx:
        petition = tx.get_one(Petition, scene.petition.id)
        tx.connection().execute(update(Petition).values(state="open"))
        delete_draft(tx, enter(tx, "lorne", world.olga, "organise"), petition, world.clock())
    assert len(world.rows(Petition)) == 1


def test_an_erratum_is_seen_and_the_text_stays(world: World) -> None:
    scene = Scene(world)
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/equipe")
    assert browser.send("Ajouter l’erratum", text="").status == 422
    browser.get(f"{scene.team}/equipe")
    browser.send("Ajouter l’erratum", text="Il faut lire trois postes.")
    page = world.browser().get(scene.url)
    assert "Il faut lire trois postes." in page.words
    assert "deux postes" in page.words


def test_opening_or_closing_twice_is_once_and_nothing_reopens(world: World) -> None:
    scene = Scene(world)
    first = world.rows(Petition)[0].sha256
    browser = world.browser(world.olga)
    page = browser.get(f"{scene.team}/equipe")
    mark = {"_csrf": page.all("input", name="_csrf")[0].get("value") or ""}
    assert browser.post(f"{scene.team}/ouverture", mark).status == 200
    for _ in range(2):
        assert browser.post(f"{scene.team}/fermeture", mark).status == 200
    assert browser.post(f"{scene.team}/ouverture", mark).status == 409
    petition = world.rows(Petition)[0]
    assert (petition.state, petition.sha256) == ("closed", first)
    assert sorted(e.kind for e in world.rows(Event)) == ["petition.closed", "petition.opened"]


def test_only_what_is_closed_is_delivered(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(Closed), world.house.db.write() as tx:
        delivered(tx, tx.get_one(Petition, scene.petition.id), world.clock().today, world.clock().today)
    with world.house.db.write() as tx:
        petition = tx.get_one(Petition, scene.petition.id)
        close(tx, petition, world.clock())
        for _again in range(2):
            delivered(tx, petition, world.clock().today, world.clock().today)
    assert world.rows(Petition)[0].state == "delivered"
    assert "Voir ce qui a suivi" in world.browser().get(scene.url).words


# -- the names


def test_names_need_the_phrase_and_it_is_noted_who_took_them(world: World) -> None:
    scene = Scene(world)
    scene.sign_and_confirm(name="=HYPERLINK(1)", territory="nord")
    scene.sign_with_carnet(world.alice, name="Zoé")
    scene.sign_with_carnet(world.charlie)
    scene.slot()
    browser = world.browser(world.olga)
    browser.get(f"{scene.team}/equipe")
    page = browser.send("Télécharger les noms", _passphrase="une phrase fausse")
    assert page.status == 422
    assert "n’ouvre pas les noms" in page.error("_passphrase")
    assert [row.action for row in world.rows(StaffLog)].count("petition.export") == 0
    browser.get(f"{scene.team}/equipe")
    answer = browser.send("Télécharger les noms", _passphrase=f"  {PHRASE} ")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["cache-control"]
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert [line[0] for line in table] == ["nom", "'=HYPERLINK(1)", "Zoé", ""]
    assert table[1] == [
        "'=HYPERLINK(1)",
        "personnes concernées",
        "Lorne Nord",
        "courriel confirmé",
        "2026-03-02",
        *("", "", "", "", ""),
    ]
    assert "example.org" not in answer.text
    assert [row.action for row in world.rows(StaffLog)].count("petition.export") == 1


def test_guessing_the_phrase_is_slowed_down(world: World) -> None:
    scene = Scene(world)
    browser = world.browser(world.olga)
    statuses = []
    for _ in range(11):
        browser.get(f"{scene.team}/equipe")
        statuses.append(browser.send("Télécharger les noms", _passphrase="non, pas celle-là").status)
    assert statuses == [422] * 10 + [429]


# -- who may not


def test_the_team_s_pages_are_for_organisers(world: World) -> None:
    scene = Scene(world)
    pages = [
        f"{URL}/nouvelle",
        *(f"{scene.team}/{p}" for p in ("equipe", "texte", "suppression", "fermeture")),
    ]
    forms = [
        URL,
        *(
            f"{scene.team}/{p}"
            for p in ("ouverture", "fermeture", "errata", "signataires", "texte", "suppression")
        ),
    ]
    for who, status in ((None, 401), (world.alice, 403), (world.maud, 403), (world.harold, 403)):
        browser = world.browser(who)
        mark = {}
        for url in pages:
            assert browser.get(url).status == status, url
            found = browser.page.all("input", name="_csrf")
            mark = {"_csrf": found[0].get("value") or ""} if found else {}
        for url in forms:
            assert browser.post(url, {**OWN, **mark}).status == status, url
            assert PHRASE not in browser.page.text
    assert world.rows(Petition)[0].state == "open"
    assert len(world.rows(Petition)) == 1


def test_another_collective_s_petition_is_unknown_here(world: World) -> None:
    scene = Scene(world)
    world.other_collective("ailleurs")
    assert world.browser().get(f"/c/ailleurs/petitions/{scene.code}").status == 404
    assert world.browser().get(f"{URL}/{scene.code}").url == scene.url
    assert world.browser(world.olga).get(f"/c/ailleurs/petitions/{scene.code}/equipe").status == 403


def test_the_list_goes_on_by_pages(world: World) -> None:
    for _ in range(22):
        Scene(world)
    browser = world.browser()
    first = browser.get(URL)
    second = browser.follow("La suite de la liste")
    codes = [a.get("href") for p in (first, second) for a in p.all("a") if "/p/" in (a.get("href") or "")]
    assert len(set(codes)) == len(codes) == 22
    assert browser.get(f"{URL}?apres=n.importe").status == 200
