"""Institutions and official objectives: everyone reads, organisers keep them, and answer for it."""

from forum.identity.staff.models import StaffLog
from forum.registers.models import Institution, Objective
from tests.world import World

INSTITUTIONS, OBJECTIVES = "/c/lorne/institutions", "/c/lorne/objectifs"


def add(world: World, name: str = "Département de la Lorne") -> None:
    browser = world.browser(world.olga)
    browser.get(INSTITUTIONS)
    browser.send("Ajouter", name=name, kind="département", address="1 place d’Armes")


def test_an_organiser_adds_and_corrects_an_institution(world: World) -> None:
    add(world)
    assert "Département de la Lorne" in world.browser().get(INSTITUTIONS).words
    browser = world.browser(world.olga)
    browser.get(INSTITUTIONS)
    browser.follow("Corriger")
    page = browser.send("Enregistrer", name="Conseil départemental")
    assert page.url == INSTITUTIONS
    assert "Conseil départemental" in page.words
    assert [i.address for i in world.rows(Institution)] == ["1 place d’Armes"]
    logged = sorted((row.action, row.subject, row.staff_name) for row in world.rows(StaffLog))
    assert logged == [
        ("institution.added", "Département de la Lorne", "Olga"),
        ("institution.edited", "Conseil départemental", "Olga"),
    ]


def test_the_same_institution_twice_is_once(world: World) -> None:
    for _ in range(2):
        add(world)
    assert len(world.rows(Institution)) == 1
    add(world, "Préfecture")
    browser = world.browser(world.olga)
    browser.get(INSTITUTIONS)
    page = browser.send("Ajouter", name="Préfecture", kind="", address="")
    assert page.status == 422
    assert "déjà ce nom" in page.error("name")
    other = next(i for i in world.rows(Institution) if i.name == "Préfecture")
    browser.get(f"{INSTITUTIONS}/{other.ref}")
    page = browser.send("Enregistrer", name="Département de la Lorne")
    assert page.status == 422
    assert page.one("input", name="name").get("value") == "Département de la Lorne"


def test_an_organiser_adds_an_objective(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(OBJECTIVES)
    typed = {"code": "3.2", "title": "Des visites pour tous", "source": "Stratégie, page 7"}
    browser.send("Ajouter", **typed, url="https://exemple.fr/strategie")
    reader = world.browser()
    assert "Stratégie, page 7" in reader.get(OBJECTIVES).words
    page = reader.follow("Des visites pour tous")
    assert page.link("Stratégie, page 7") == "https://exemple.fr/strategie"
    page = browser.send("Ajouter", **typed)
    assert page.status == 422
    assert "déjà ce numéro" in page.error("code")
    assert len(world.rows(Objective)) == 1
    assert [row.action for row in world.rows(StaffLog)] == ["objective.added"]


def test_bad_lines_are_refused_field_by_field(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(INSTITUTIONS)
    page = browser.send("Ajouter", name="", kind="x" * 81, address="a\x00b")
    assert page.status == 422
    assert "nécessaire" in page.error("name")
    assert "trop long : 80 signes" in page.error("kind")
    assert "signes invisibles" in page.error("address")
    browser.get(OBJECTIVES)
    page = browser.send("Ajouter", code="", title="", source="", url="ftp://exemple.fr")
    assert {"code", "title", "source", "url"} <= {
        e.get("name") for e in page.root.iter() if e.get("aria-invalid") == "true"
    }
    assert world.rows(Institution) == world.rows(Objective) == world.rows(StaffLog) == []


def test_only_organisers_keep_the_lists(world: World) -> None:
    add(world)
    ref = world.rows(Institution)[0].ref
    typed = {"name": "Intruse", "code": "9", "title": "t", "source": "s"}
    for who, status in (
        (world.alice, 403),
        (world.charlie, 403),
        (world.maud, 403),
        (world.harold, 403),
        (None, 401),
    ):
        browser = world.browser(who)
        assert "Ajouter" not in browser.get(INSTITUTIONS).words
        assert "Ajouter" not in browser.get(OBJECTIVES).words
        assert browser.get(f"{INSTITUTIONS}/{ref}").status == status
        mark = {i.get("name", ""): i.get("value", "") for i in browser.page.all("input", name="_csrf")[:1]}
        for url in (INSTITUTIONS, f"{INSTITUTIONS}/{ref}", OBJECTIVES):
            assert browser.post(url, {**typed, **mark}, origin="http://testserver").status == status
    assert [i.name for i in world.rows(Institution)] == ["Département de la Lorne"]
    assert world.rows(Objective) == []


def test_an_institution_of_another_collective_is_not_found(world: World) -> None:
    other = world.other_collective("autre")
    with world.house.db.write() as tx:
        made = Institution(collective_id=other.id, name="Ailleurs")
        tx.add(made)
    browser = world.browser(world.olga)
    assert browser.get(f"{INSTITUTIONS}/{made.ref}").status == 404
    assert "Ailleurs" not in browser.get(INSTITUTIONS).words
    assert browser.get("/c/autre/institutions").status == 200
    assert "Ajouter" not in browser.page.words
