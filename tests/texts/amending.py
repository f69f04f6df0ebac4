"""Proposing a change as a person does: the page in clauses, what is typed on some of them, « Proposer »."""

from forum.texts import queries
from forum.texts.amendments.forms import name_of
from forum.texts.amendments.queries import operations_between
from forum.texts.models import Document
from tests.browser_lite import Browser, Page, Values, controls
from tests.world import World

FIRST = "body-replace-0"


def new_url(ref: str, slug: str = "lorne") -> str:
    return f"/c/{slug}/textes/{ref}/amendements/nouveau"


def amend(
    browser: Browser, ref: str, changes: dict[str, str], reason: str = "C’est plus juste.", **more: str
) -> Page:
    """Open the page, type `changes` (operation's name → text) and send."""
    browser.get(new_url(ref))
    return send(browser, {**changes, "reason": reason, **more})


def overtaken(browser: Browser, ref: str, changes: dict[str, str], base: int = 1) -> Page:
    """The same, by whoever had the page open while the text closed."""
    browser.get("/c/lorne/doleances/nouvelle")
    csrf = browser.page.all("input", name="_csrf")[0].get("value")
    form = {"_csrf": str(csrf), "base": str(base), "reason": "C’est plus juste.", **changes}
    return browser.post(new_url(ref), form, origin="http://testserver")


def send(browser: Browser, values: Values) -> Page:
    """The form of the page as it is, with these values as well."""
    form = {**controls(browser.page.form("Proposer")), **values}
    return browser.post(browser.page.url.partition("?")[0], form, origin="http://testserver")


def changes(world: World, ref: str, **fields: str) -> dict[str, str]:
    """What to type so that these fields become so."""
    with world.house.db.read() as tx:
        document = queries.find(tx, world.collective.id, ref)
        current = queries.read(tx, document).fields
    found = operations_between(document.kind, current, {**current, **fields})
    return {name_of(one): one["text"] or "1" for one in found}


def press(browser: Browser, do: str, **typed: str) -> Page:
    """One button of the form, by what it does (« do body-replace-0 »)."""
    buttons = [b.get("value") for b in browser.page.form("Proposer").iter("button")]
    assert do in buttons, f"{do}: {buttons}"
    return send(browser, {**typed, "do": do})


def first(world: World) -> str:
    return str(world.rows(Document)[0].ref)
