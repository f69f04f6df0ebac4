"""What the moderation tests begin with: a grievance, a testimony and a proposal, all public; and Maud's gestures."""

from forum.core.viewer import Viewer
from forum.texts.models import Amendment, Document
from tests.browser_lite import Page, controls
from tests.texts.amending import FIRST, amend
from tests.world import World

HERE = "/c/lorne/moderation"
TEXT = "La chambre du fond reste fermée. Les enfants dorment dans le couloir."
GROUND, REASON = "Article 3 de la charte", "On peut reconnaître une maison à ce détail."


def grievance(world: World, who: Viewer | None = None, body: str = TEXT) -> str:
    """A public grievance of Alice's, or of `who`."""
    browser = world.browser(who or world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send(
        "Envoyer", body=body, territory="nord", since="toujours", title=body.split(".", maxsplit=1)[0]
    )
    world.slot()
    return next(str(d.ref) for d in world.rows(Document) if d.title == body.split(".", maxsplit=1)[0])


def witness(world: World, ref: str, who: Viewer, body: str) -> str:
    browser = world.browser(who)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony=body)
    world.slot()
    return next(str(d.ref) for d in world.rows(Document) if d.kind == "testimony")


def proposal(world: World, ref: str, who: Viewer, reason: str) -> str:
    browser = world.browser(who)
    amend(browser, ref, {FIRST: "Une autre phrase, plus douce."}, reason)
    world.slot()
    return next(str(a.ref) for a in world.rows(Amendment))


def report(world: World, ref: str, **more: str) -> Page:
    return report_as(world, None, ref, **more)


def report_as(world: World, who: Viewer | None, ref: str, **more: str) -> Page:
    browser = world.browser(who)
    page = browser.get(f"{HERE}/signalements/nouveau?objet={ref}")
    values = {name: found[0] for name, found in controls(page.form("Envoyer")).items() if found}
    said = {"reason": "identifiable", "explanation": "Le détail de la chambre.", **more}
    return browser.post(f"{HERE}/signalements/nouveau", {**values, **said}, origin="http://testserver")


def moderate(world: World, url: str, **typed: str) -> Page:
    """Fill in the moderator's form at `url`, with a ground and a reason unless told otherwise."""
    browser = world.browser(world.maud)
    form = browser.get(url).form("Décider" if "suspension" not in url else "Mettre en retrait")
    values = {name: found[0] for name, found in controls(form).items() if found}
    said = {"ground": GROUND, "reason": REASON, **typed}
    return browser.post(form.get("action", ""), {**values, **said}, origin="http://testserver")


def hide(world: World, ref: str, **typed: str) -> Page:
    return moderate(world, f"{HERE}/objets/{ref}", measure="hide", **typed)
