"""What the tests of this room begin from: institutions, a demand, people of both colleges, a ballot."""

from forum.collectives.models import Collective
from forum.core.clock import at
from forum.core.viewer import Viewer
from forum.deliberation.models import Ballot
from forum.registers.models import Institution
from forum.texts.models import Document
from tests.browser_lite import Page
from tests.world import World

URL = "/c/lorne/revendications"
BODY = "Nous demandons une visite à domicile proposée après chaque naissance."
FILLED: dict[str, str | list[str]] = {
    "title": "Une visite à chaque naissance",
    "body": BODY,
    "kind": "condition",
    "responsible": "La vice-présidence à l’enfance",
    "deadline": "2026-12-31",
    "criteria": "180 visites sur douze mois\nLa liste des postes vacants publiée chaque mois",
    "equity": "Celles et ceux qui déménagent.",
}


def institution(world: World, name: str = "Le département", collective: Collective | None = None) -> str:
    made = Institution(collective_id=(collective or world.collective).id, name=name)
    with world.house.db.write() as tx:
        tx.add(made)
    return made.ref


def write(world: World, who: Viewer | None, place: str, **changes: str | list[str]) -> Page:
    browser = world.browser(who)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", **{**FILLED, "institution": place, **changes})
    # Demands of a test differ by a word: whoever writes one is shown the other, and sends it all the same.
    return browser.send("Envoyer") if "Rien n’est envoyé encore" in page.words else page


def demand(world: World, **changes: str) -> str:
    """A public draft; returns its reference."""
    page = write(world, world.alice, institution(world), **changes)
    assert page.status == 200, page.words[:500]
    world.slot()
    title = changes.get("title", FILLED["title"])
    return str(next(d.ref for d in world.rows(Document, Document.kind == "demand") if d.title == title))


def opened(world: World, ref: str, **rules: str) -> Ballot:
    """An organiser opens the vote from the demand's page."""
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}")
    page = browser.send(
        "Ouvrir le vote", **{"quorum": "50", "threshold": "50", "closes": "2026-03-20", **rules}
    )
    assert page.status == 200, page.words[:500]
    found: Ballot = world.rows(Ballot, Ballot.state == "open")[0]
    return found


def vote(world: World, who: Viewer | None, ref: str, choice: str, reason: str = "") -> Page:
    browser = world.browser(who)
    browser.get(f"{URL}/{ref}/vote")
    return browser.send("Voter", choice=choice, reason=reason)


def cast(world: World, who: Viewer, ref: str, choice: str, reason: str = "") -> None:
    """One of many papers, accepted: `vote` goes through the page."""
    (ballot,) = world.rows(Ballot, Ballot.state == "open")
    address = f"{URL}/{ref}/vote/bulletins"
    assert (
        world.act(who, address, ballot=ballot.ref, version=str(ballot.version), choice=choice, reason=reason)
        == 303
    )


def crowd(world: World, college: str, count: int, name: str = "") -> list[Viewer]:
    return [world.carnet(f"{name or college} {n}", college) for n in range(count)]


def after_last_day(world: World) -> None:
    """The day after 20 March, at noon: every slot of the last day is past."""
    world.clock.now = at("2026-03-21T12:00")


def adopted(world: World, colleges: tuple[str, ...] = ("professional", "concerned"), **changes: str) -> str:
    """A demand voted by one person of each of `colleges` (Alice and Bob hold the other grants)."""
    ref = demand(world, **changes)
    opened(world, ref, quorum="1")
    for college in colleges:
        vote(world, world.alice if college == "professional" else world.bob, ref, "for")
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}/vote")
    browser.send("Mettre fin au vote", why="Tout le monde a voté.")
    world.slot()
    return ref
