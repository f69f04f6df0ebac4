"""What the tests of authors share: a text of Alice's, a link, somebody who comes by it, two who answer."""

import re

from forum.core.viewer import Viewer
from forum.texts.authors.models import TextAuthor
from forum.texts.models import Amendment, Document
from tests.browser_lite import Browser, Page
from tests.texts.test_amendments import propose, publish
from tests.world import World

DAY = 86_400
NEW = "Les visites sont supprimées depuis le 3 mars."
LINK = re.compile(r"/c/lorne/co-ecrire/[\w-]{43}")


def authors_url(ref: str) -> str:
    return f"/c/lorne/textes/{ref}/auteurs"


def inside(world: World, who: Viewer, ref: str) -> Browser:
    browser = world.browser(who)
    browser.get(authors_url(ref))
    browser.follow("Inviter quelqu’un, ou se retirer")
    return browser


def link(world: World, who: Viewer, ref: str) -> str:
    """The address that a link of this author's is."""
    page = inside(world, who, ref).send("Faire un lien")
    assert page.status == 200, page.words
    (found,) = set(LINK.findall(page.text))
    return str(found)


def come(world: World, who: Viewer, address: str) -> Page:
    browser = world.browser(who)
    page = browser.get(address)
    if page.status != 200:
        return page
    knowing = {"aware": "1"} if page.all("input", name="aware") else {}
    return browser.send("Devenir auteur·rice", **knowing)


def together(world: World, body: str | None = None) -> str:
    """A grievance of Alice's that Bob writes with her."""
    ref = publish(world, body) if body else publish(world)
    assert come(world, world.bob, link(world, world.alice, ref)).status == 200
    world.slot()
    assert len(world.rows(TextAuthor)) == 1
    return ref


def proposed(world: World, ref: str, said: str = NEW) -> str:
    """The reference of a proposal of Charlie's, public."""
    known = {a.ref for a in world.rows(Amendment)}
    propose(world, ref, world.charlie, {"body-replace-0": said})
    world.slot()
    (made,) = [a.ref for a in world.rows(Amendment) if a.ref not in known]
    return str(made)


def answer(world: World, who: Viewer, ref: str, amendment: str, verdict: str, reason: str = "Oui.") -> Page:
    browser = world.browser(who)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{amendment}")
    return browser.send("Répondre", verdict=verdict, reason=reason)


def text(world: World, ref: str) -> Document:
    (found,) = world.rows(Document, Document.ref == ref)
    return found  # type: ignore[no-any-return]


def proposal(world: World, ref: str) -> Amendment:
    (found,) = world.rows(Amendment, Amendment.ref == ref)
    return found  # type: ignore[no-any-return]
