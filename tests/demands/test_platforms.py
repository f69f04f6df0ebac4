"""The cahiers: made by organisers, of what was voted, as it was voted."""

from sqlmodel import select

from forum.demands.models import Demand, Platform, PlatformItem
from forum.texts.actions import revise
from forum.texts.models import Document, Version
from tests import rows
from tests.browser_lite import Page
from tests.counting import statements
from tests.demands.scene import BODY, adopted, demand
from tests.world import World

CAHIERS = "/c/lorne/cahiers"


def make(world: World, **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{CAHIERS}/nouveau")
    return browser.send("Publier le cahier", **{"title": "Cahier de mars", **typed})


def test_a_cahier_holds_adopted_demands_in_the_order_given(world: World) -> None:
    one = adopted(world, title="Une première demande")
    two = adopted(world, ("professional",), title="Une seconde demande")
    draft = demand(world, title="Un simple brouillon")
    page = make(world, introduction="Nous *sommes* là.", **{f"rank-{one}": "2", f"rank-{two}": "1"})
    assert sorted(i.position for i in world.rows(PlatformItem)) == [1, 2]
    reader = world.browser()
    reader.get(CAHIERS)
    page = reader.follow("Cahier de mars")
    assert page.words.index("Une seconde demande") < page.words.index("Une première demande")
    assert "portée par un seul collège : professionnel·les" in page.words
    assert "Nous sommes là." in page.words
    assert draft not in page.text


def test_it_prints_the_version_that_was_voted(world: World) -> None:
    ref = adopted(world)
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == ref)[0]
        revise(
            tx,
            document,
            {**world.rows(Version)[0].fields, "title": "Autre chose"},
            "Une voix",
            world.clock().today,
        )
    make(world, **{f"rank-{ref}": "1"})
    page = world.browser().get(f"{CAHIERS}/{world.rows(Platform)[0].ref}")
    assert "Une visite à chaque naissance" in page.words
    assert "Autre chose" not in page.words


def test_what_is_missing_or_wrong_is_named(world: World) -> None:
    ref = adopted(world)
    browser = world.browser(world.olga)
    browser.get(f"{CAHIERS}/nouveau")
    assert "au moins une revendication" in browser.send("Publier le cahier", title="Cahier").words
    page = browser.send("Publier le cahier", title="Cahier", **{f"rank-{ref}": "premier"})
    assert "Écrivez un rang" in page.error(f"rank-{ref}")
    assert "nécessaire" in browser.send("Publier le cahier", title="", **{f"rank-{ref}": "1"}).error("title")
    assert page.status == 422
    assert world.rows(Platform) == []


def test_what_was_not_voted_or_is_elsewhere_does_not_enter(world: World) -> None:
    adopted(world)
    draft = demand(world, title="Un brouillon")
    browser = world.browser(world.olga)
    mark = browser.get(f"{CAHIERS}/nouveau").all("input", name="_csrf")[0].get("value", "")
    for ref in (draft, "inconnue"):
        typed = {"title": "Cahier", f"rank-{ref}": "1", "_csrf": mark}
        assert browser.post(CAHIERS, typed, origin="http://testserver").status == 422
    assert world.rows(Platform) == []


def test_only_organisers_make_one(world: World) -> None:
    for who in (world.alice, world.charlie, world.maud, world.harold):
        assert world.browser(who).get(f"{CAHIERS}/nouveau").status == 403
    assert world.browser().get(f"{CAHIERS}/nouveau").status == 401
    assert "Composer" not in world.browser(world.alice).get(CAHIERS).words
    assert world.browser().get(f"{CAHIERS}/inconnu").status == 404


def test_the_pages_ask_as_much_of_one_demand_as_of_two(world: World) -> None:
    refs = [adopted(world, title=f"Demande {n}") for n in (1, 2)]
    counted = []
    for ranks in ({f"rank-{refs[0]}": "1"}, {f"rank-{ref}": "1" for ref in refs}):
        make(world, title=f"Cahier {len(ranks)}", **ranks)
        ref = world.rows(Platform, Platform.title == f"Cahier {len(ranks)}")[0].ref
        with statements(world) as seen:
            world.browser().get(f"{CAHIERS}/{ref}")
            world.browser().get(CAHIERS)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 11


def voted_again(world: World, ref: str) -> None:
    """What one college had carried alone is adopted by both, on another text, after the cahier."""
    with world.house.db.write() as tx:
        document = tx.exec(select(Document).where(Document.ref == ref)).one()
        fields = {**world.rows(Version)[0].fields, "body": "Un autre texte."}
        revise(tx, document, fields, "Une voix", world.clock().today)
        rows.ballot(tx, document, rows.BOTH, version=2, first_version=2)
        tx.get_one(Demand, document.id).state = "shared"


def test_a_published_cahier_says_what_was_voted_then_and_that_there_was_a_vote_since(world: World) -> None:
    ref = adopted(world, ("professional",))
    make(world, **{f"rank-{ref}": "1"})
    url = f"{CAHIERS}/{world.rows(Platform)[0].ref}"
    before = world.browser().get(url).words
    assert "On a voté de nouveau" not in before
    voted_again(world, ref)
    page = world.browser().get(url)
    assert BODY in page.words and "Un autre texte." not in page.words
    assert "portée par un seul collège : professionnel·les" in page.words
    assert "On a voté de nouveau sur cette revendication, sur sa version 2" in page.words
    assert "adoptée par les deux collèges" in page.words
    printed = " ".join(world.browser().client.get(f"{url}/cahier.md").text.replace("\u202f", " ").split())
    printed = printed.replace("\u00a0", " ")
    assert "**Résultat** : Portée par un seul collège : professionnel·les" in printed
    assert (
        "**Voté de nouveau depuis** : Adoptée par les deux collèges (vote terminé le 28 février 2026"
        in printed
    )
    assert BODY in printed and "Un autre texte." not in printed
    make(world, title="Cahier de mai", **{f"rank-{ref}": "1"})
    again = world.browser().get(f"{CAHIERS}/{world.rows(Platform, Platform.title == 'Cahier de mai')[0].ref}")
    assert "Un autre texte." in again.words
    assert "On a voté de nouveau" not in again.words


def test_what_one_college_carries_alone_says_which_everywhere(world: World) -> None:
    ref = adopted(world, ("concerned",))
    said = "Portée par un seul collège : personnes concernées"
    for url in (f"/c/lorne/revendications/{ref}", f"/c/lorne/revendications/{ref}/vote"):
        assert f"{said}. L’autre ne l’a pas adoptée" in world.browser().get(url).words
    form = world.browser(world.olga).get("/c/lorne/petitions/nouvelle").words
    assert "portée par un seul collège : personnes concernées" in form
    printed = world.browser().client.get(f"/c/lorne/revendications/{ref}.md").text
    assert f"{said}" in printed.replace("\u202f", " ").replace("\u00a0", " ")
