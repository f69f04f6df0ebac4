"""Which commune: said once, asked when it could be two, kept as typed for whoever wants it. All without JavaScript."""

import json

import pytest

from forum.collectives.actions import set_territories
from forum.core.crypto import unseal
from forum.core.models import Outbox
from forum.petitions.models import PendingSignature, Signature
from forum.petitions.paper.models import PaperLine
from forum.petitions.towns.rules import Found
from tests.browser_lite import Browser, Page, words
from tests.petitions.paper.desk import Desk
from tests.petitions.scene import Scene
from tests.petitions.test_employers import WORK, listing
from tests.petitions.test_signing import _every_byte
from tests.world import World

TYPED = {
    "name": "Léa Canari",
    "email": "lea@example.org",
    "quality": "concerned",
    "role": "éducatrice",
    "message": "Trois mois\nd’attente.",
    "suivi": "1",
    "shown": "1",
}


def of_departments(world: World) -> Scene:
    """A petition of a collective of two departments, and of a place that is none."""
    with world.house.db.write() as tx:
        places = [("59", "Nord"), ("974", "La Réunion"), ("pays", "Pays de Lorne")]
        set_territories(tx, tx.merge(world.collective), places)
    return Scene(world)


@pytest.fixture
def scene(world: World) -> Scene:
    return of_departments(world)


@pytest.fixture
def elsewhere(world: World) -> Scene:
    """Its places are no departments: what a commune is tells nothing of them."""
    return Scene(world)


def signing(scene: Scene, **typed: str) -> tuple[Browser, Page]:
    browser = scene.world.browser()
    browser.get(scene.url)
    return browser, browser.send("Signer", **(TYPED | typed))


def signed(scene: Scene) -> tuple[str, str]:
    """(the commune in the box, the territory in clear) of the one signature that waits."""
    (row,) = scene.world.rows(PendingSignature)
    box = json.loads(unseal(scene.opened().privates[1], row.sealed))
    assert (box["name"], box["role"], box["message"]) == (
        "Léa Canari",
        "éducatrice",
        "Trois mois\nd’attente.",
    )
    return str(box.get("commune", "")), row.territory


def nothing_taken(scene: Scene) -> None:
    assert scene.world.rows(PendingSignature) == scene.world.rows(Outbox) == []


def kept(page: Page) -> dict[str, str]:
    return {
        str(one.get("name")): str(one.get("value"))
        for one in page.form("Signer").iter("input")
        if one.get("type") == "hidden"
    }


def choices(page: Page) -> dict[str, str]:
    """What stands beside each button of « Laquelle ? » → what it sends."""
    found = {}
    for label in page.root.iter("label"):
        for one in label.iter("input"):
            if one.get("name") == "town" and one.get("value"):
                found[words(label)] = str(one.get("value"))
    return found


@pytest.mark.parametrize("typed", ["lille", "59000", "LILLE, nord"])
def test_one_is_sealed_as_it_is_named_and_its_department_is_counted(scene: Scene, typed: str) -> None:
    _browser, page = signing(scene, commune=typed)
    assert page.url == f"{scene.url}/courriel"
    assert signed(scene) == ("Lille (Nord)", "59")
    assert "lille" not in _every_byte(scene.world).decode("latin-1").lower()


def test_the_form_asks_once_where_the_commune_says_it(scene: Scene) -> None:
    form = scene.world.browser().get(scene.url).form("Signer")
    names = [one.get("name") for one in form.iter()]
    assert [name for name in names if name in ("commune", "territory")] == ["commune", "territory"]
    (first, *_others) = form.iter("option")
    assert first.text == "Le département de ma commune"


@pytest.mark.parametrize(
    ("commune", "territory", "counted"),
    [
        ("lille", "", ""),  # would rather not say
        ("lille", "pays", "pays"),
        ("lille", "974", "974"),  # where one works, and where one lives
        ("Marseille", "|", ""),  # no place of this collective
        ("", "|", ""),
        ("", "59", "59"),
    ],
)
def test_what_is_in_clear_is_what_was_chosen(
    scene: Scene, commune: str, territory: str, counted: str
) -> None:
    _browser, page = signing(scene, commune=commune, territory=territory)
    assert page.url == f"{scene.url}/courriel"
    assert signed(scene)[1] == counted


def test_a_place_that_is_none_is_refused(scene: Scene) -> None:
    _browser, page = signing(scene, commune="lille", territory="||")
    assert page.status == 422 and page.error("territory")
    assert page.one("input", name="commune").get("value") == "lille"
    nothing_taken(scene)


def test_namesakes_are_asked_and_nothing_typed_is_lost(scene: Scene) -> None:
    browser, page = signing(scene, commune="st denis")
    assert (page.status, page.title) == (422, "Quelle commune ?")
    nothing_taken(scene)
    assert kept(page).items() >= (TYPED | {"territory": "|", "asked": "st denis"}).items()
    offered = choices(page)
    assert [said.split(")")[0] + ")" for said in offered][:2] == [
        "Saint-Denis (La Réunion)",
        "Saint-Denis (Seine-Saint-Denis)",
    ]
    assert list(offered.values())[-1] == "keep"
    assert page.one("input", name="commune").get("value") == "st denis"
    answer = browser.send("Signer", town=next(iter(offered.values())))
    assert answer.url == f"{scene.url}/courriel"
    assert signed(scene) == ("Saint-Denis (La Réunion)", "974")
    (mail,) = scene.mails()
    assert "denis" not in mail[2].lower()


def test_no_answer_is_asked_again_and_said(scene: Scene) -> None:
    browser, page = signing(scene, commune="st denis")
    assert "Dites laquelle" not in page.text
    page = browser.send("Signer")
    assert page.status == 422 and "Dites laquelle" in page.words
    assert kept(page).items() >= TYPED.items()
    nothing_taken(scene)


def test_what_was_written_is_kept_for_whoever_wants_it(scene: Scene) -> None:
    for commune in ("st denis", "Bruges (Belgique)", "Lieu-dit <b>Ker</b>", "Москва", "=1+1"):
        browser, page = signing(scene, commune=commune)
        assert page.status == 422
        assert browser.send("Signer", town="keep").url == f"{scene.url}/courriel"
        assert signed(scene) == (commune, "")


def test_written_otherwise_it_is_looked_up_again_whatever_was_answered(scene: Scene) -> None:
    browser, page = signing(scene, commune="Lile")
    assert "Lille (Nord)" in page.words and "n’est pas dans la liste" in page.words
    page = browser.send("Signer", commune="st denis", town="keep")
    assert page.status == 422 and kept(page)["asked"] == "st denis"
    nothing_taken(scene)
    assert browser.send("Signer", commune="st denis 93", town="keep").url == f"{scene.url}/courriel"
    assert signed(scene) == ("Saint-Denis (Seine-Saint-Denis)", "")


def test_an_answer_that_was_not_offered_is_none(scene: Scene) -> None:
    browser, _page = signing(scene, commune="st denis")
    assert browser.send("Signer", town="59350").status == 422
    nothing_taken(scene)


def test_an_employer_s_address_is_asked_after_with_the_answer(scene: Scene) -> None:
    listing(scene, "chu-exemple.fr")
    browser, page = signing(scene, commune="st denis", email=WORK)
    answer = next(ref for said, ref in choices(page).items() if "Réunion" in said)
    page = browser.send("Signer", town=answer)
    assert page.status == 422 and "messagerie d’employeur" in page.words
    nothing_taken(scene)
    assert browser.send("Je signe quand même").url == f"{scene.url}/courriel"
    assert signed(scene) == ("Saint-Denis (La Réunion)", "974")


@pytest.mark.parametrize(
    "commune", ["x" * 81, "\u202eellil", "Li\x00lle", "a" + "\u0301" * 300, "y" * 60_000]
)
def test_what_is_wrong_is_said_on_the_form_that_is_kept(scene: Scene, commune: str) -> None:
    _browser, page = signing(scene, commune=commune)
    assert page.status == 422 and page.error("commune")
    assert page.one("input", name="name").get("value") == "Léa Canari"
    nothing_taken(scene)


def test_a_megabyte_is_refused_whole(scene: Scene) -> None:
    _browser, page = signing(scene, commune="x" * 1_000_000)
    assert page.status == 413
    nothing_taken(scene)


def test_where_places_are_no_departments_the_commune_is_sealed_and_says_nothing_else(
    elsewhere: Scene,
) -> None:
    form = elsewhere.world.browser().get(elsewhere.url).form("Signer")
    assert "Le département de ma commune" not in "".join(form.itertext())
    signing(elsewhere, commune="lille", territory="nord")
    assert signed(elsewhere) == ("Lille (Nord)", "nord")


# -- for somebody else, and on paper ----------------------------------------


@pytest.fixture
def desk(scene: Scene) -> Desk:
    made = Desk(scene.world)
    made.print()
    return made


def box_of(desk: Desk, sealed: bytes) -> dict[str, str]:
    return json.loads(unseal(desk.opened().privates[1], sealed))  # type: ignore[no-any-return]


def test_a_facilitator_asks_the_person_who_stands_there(desk: Desk) -> None:
    browser = desk.world.browser(desk.fatou)
    browser.get(f"/c/lorne/petitions/{desk.code}/aide")
    typed = {"name": "Rose Geai", "quality": "concerned", "consent": "aloud"}
    page = browser.send("Signer avec elle", **typed, commune="saint-denis")
    assert page.status == 422 and "Demandez à la personne" in page.words
    assert page.one("input", name="name").get("value") == "Rose Geai"
    assert desk.world.rows(PendingSignature) == []
    answer = next(ref for said, ref in choices(page).items() if "Réunion" in said)
    assert browser.send("Signer avec elle", town=answer).status == 200
    (row,) = desk.world.rows(PendingSignature)
    assert (box_of(desk, row.sealed)["commune"], row.territory) == ("Saint-Denis (La Réunion)", "974")


@pytest.mark.parametrize(
    ("commune", "box", "counted"),
    [("Pays de Lorne", "Pays de Lorne", "pays"), ("lille", "Lille (Nord)", "59"), ("", "", "")],
)
def test_what_the_team_knows_is_not_asked(desk: Desk, commune: str, box: str, counted: str) -> None:
    browser = desk.world.browser(desk.fatou)
    browser.get(f"/c/lorne/petitions/{desk.code}/aide")
    typed = {"name": "Rose Geai", "quality": "concerned", "consent": "aloud", "commune": commune}
    assert browser.send("Signer avec elle", **typed).status == 200
    (row,) = desk.world.rows(PendingSignature)
    assert (box_of(desk, row.sealed).get("commune", ""), row.territory) == (box, counted)


def test_a_line_of_paper_is_named_where_it_is_sure_and_left_as_written_where_not(desk: Desk) -> None:
    written = {"Léa Canari": "lille", "Samir Merle": "st denis", "Rose Geai": "Pays de Lorne"}
    lines = {f"name-{n}": name for n, name in enumerate(written, 1)}
    lines |= {f"commune-{n}": town for n, town in enumerate(written.values(), 1)}
    assert desk.type(desk.fatou, 1, lines).status == 200
    assert desk.slot() == 3
    rows = [(box_of(desk, row.sealed), row.territory) for row in desk.world.rows(Signature)]
    assert {box["name"]: (box["commune"], territory) for box, territory in rows} == {
        "Léa Canari": ("Lille (Nord)", "59"),
        "Samir Merle": ("st denis", ""),
        "Rose Geai": ("Pays de Lorne", "pays"),
    }


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("lille", "Lille 59", True),
        ("Lille", "59000 LILLE", True),
        ("st denis 93", "Saint-Denis (Seine-Saint-Denis)", True),
        ("st denis 93", "Saint-Denis 974", False),
        ("Lille", "Lens", False),
    ],
)
def test_two_keyings_of_one_commune_are_alike(desk: Desk, first: str, second: str, *, alike: bool) -> None:
    desk.type(desk.fatou, 1, {"name-1": "Léa Canari", "commune-1": first}, drawn=True)
    desk.again(desk.gil, 1, {"name-1": "Léa Canari", "commune-1": second})
    assert desk.sheet().state == ("counted" if alike else "settle")
    assert [row.differs for row in desk.world.rows(PaperLine)] == ([] if alike else ["commune"])


def test_a_sheet_keyed_before_there_was_a_list_is_keyed_again_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"name-1": "Léa Canari", "commune-1": "lille"}
    with monkeypatch.context() as before:
        before.setattr("forum.petitions.paper.forms.find", lambda typed: Found())
        desk.type(desk.fatou, 1, typed, drawn=True)
    desk.again(desk.gil, 1, typed)
    assert desk.sheet().state == "counted"
