"""Property 7: whoever kept a cookie of a session that was closed gets 401 on every personal page, and the way in."""

import pytest

from forum.core.viewer import Viewer
from tests.browser_lite import Page
from tests.test_every_route import GETS, POSTS, url
from tests.world import ORIGIN, World

# The doors themselves, and what is told to whoever has just left.
DOORS = {
    "/carnet/ouverture",
    "/carnet/nouveau",
    "/carnet/saisie",
    "/carnet/fermeture",
    "/carnet/memo.pdf",
    "/equipe/ouverture",
    "/equipe/cle-d-acces",
    "/equipe/cle-d-acces/autrement",
    "/equipe/cle-d-acces/entree",
    "/equipe/courriel",
    "/equipe/fermeture",
    "/equipe/lien",
    "/equipe/lien/{token}",
    "/equipe/oidc/{name}",
    "/equipe/oidc/{name}/retour",
}
# Only one's own: a carnet's, an account's, a team's work.
TEAM = (
    "/equipe",
    "/moderation",
    "/invitations",
    "/reglages",
    "/ateliers",
    "/cartes",
    "/texte",
    "/suppression",
)


def personal(paths: list[str], prefix: str) -> list[str]:
    return [path for path in paths if path.startswith(prefix) and path not in DOORS]


def of_team(path: str) -> bool:
    inside = path.removeprefix("/c/{slug}")
    public = ("journal" in path and "equipe" not in path) or "signalements" in path or "compte-rendu" in path
    public = public or "recours" in path  # a carnet's own
    return inside != path and not public and any(part in inside + "/" for part in (f"{t}/" for t in TEAM))


def closed(world: World, who: Viewer) -> str:
    """Olga and Alice leave; somebody kept their cookie."""
    browser = world.browser(who)
    token = browser.client.cookies["s"]
    browser.get("/equipe" if who.staff_id else "/carnet")
    browser.send("Sortir" if who.staff_id else "Fermer")
    return token


def way_in(page: Page, field: str) -> bool:
    return any(f.get("name") == field for f in page.all("input") + page.all("textarea"))


@pytest.mark.parametrize(
    ("who", "prefix", "field"), [("alice", "/carnet", "words"), ("olga", "/equipe", "password")]
)
def test_a_replayed_cookie_is_401_with_the_door_on_every_page_of_one_s_own(
    world: World, who: str, prefix: str, field: str
) -> None:
    browser = world.browser()
    browser.client.cookies.set("s", closed(world, getattr(world, who)))
    asked = personal(GETS, prefix)
    assert len(asked) >= 3
    for path in asked:
        page = browser.get(url(path))
        assert (page.status, page.url) == (401, url(path))
        assert way_in(page, field), path
        assert page.headers["cache-control"] != "public"
    for path in personal(POSTS, prefix):
        page = browser.post(url(path), {"note": "x"}, origin=ORIGIN)
        assert page.status == 401, path
        assert way_in(page, field), path


def test_a_replayed_cookie_is_401_with_the_door_on_every_page_of_a_team(world: World) -> None:
    browser = world.browser()
    browser.client.cookies.set("s", closed(world, world.olga))
    asked = [path for path in GETS if of_team(path)]
    assert len(asked) >= 12
    for path in asked:
        page = browser.get(url(path))
        assert page.status == 401, path
        assert way_in(page, "password"), path


def test_a_text_sent_with_a_replayed_cookie_is_not_lost_and_not_signed(world: World) -> None:
    browser = world.browser()
    browser.client.cookies.set("s", closed(world, world.alice))
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send("Envoyer", body="Les visites ont cessé.", territory="nord", since="mars")
    assert page.status == 401
    assert "Les visites ont cessé." in page.words
    assert way_in(page, "words")
