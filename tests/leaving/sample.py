"""What the tests of leaving share: erase one thing, erase everything, and look where a word is still kept."""

from sqlmodel import SQLModel

from forum.core.viewer import Viewer
from forum.texts.actions import tell
from forum.texts.models import Document
from forum.texts.search import search
from tests.browser_lite import Page
from tests.world import World

MARK = "zigotomarqueur"
BODY = f"La chambre {MARK} reste fermée. Les enfants dorment dans le couloir."


def erasing(world: World, who: Viewer, what: str, key: str) -> str:
    return f"/carnet/effacement/{world.alias(who, what, key)}"


def erase(world: World, who: Viewer, what: str, key: str) -> Page:
    browser = world.browser(who)
    page = browser.get(erasing(world, who, what, key))
    return browser.send("Effacer au prochain créneau") if page.status == 200 else page


def at_once(world: World, who: Viewer) -> None:
    browser = world.browser(who)
    browser.get("/carnet/effacement")
    assert browser.send("Tout effacer", pace="next", sure="1").url == "/carnet"


def left(world: World, marker: str = MARK) -> set[str]:
    """The tables that still hold the word, whatever the column; and the index."""
    found = set()
    with world.house.db.read() as tx:
        for table in SQLModel.metadata.sorted_tables:
            rows = tx.connection().execute(table.select()).all()
            if any(marker in str(value) for row in rows for value in row):
                found.add(table.name)
        if search(tx, world.collective.id, marker):
            found.add("search")
    return found


def document(world: World, ref: str) -> Document:
    found: Document = next(d for d in world.rows(Document) if d.ref == ref)
    return found


def write_to(world: World, ref: str, words: str) -> None:
    """A message for whoever wrote a text."""
    found = document(world, ref)
    with world.house.db.write() as tx:
        tell(tx, found.thread, found.box, "Modération", words, world.clock().today)


def mark_of(page: Page) -> str:
    return str(page.all("input", name="_csrf")[0].get("value", ""))
