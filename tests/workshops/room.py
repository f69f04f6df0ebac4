"""A workshop with its facilitator, cards drawn by the test, and what is typed of it."""

from random import Random
from typing import Any

from forum.collectives.codes import actions as codes
from forum.collectives.codes.rules import batch_of
from forum.core.viewer import Viewer
from forum.identity.codes import make_code, shown
from forum.identity.staff import actions as staff
from forum.texts.spoken.rules import mark_of, shown_mark
from forum.workshops.models import Workshop
from tests.browser_lite import Browser, Page
from tests.world import World

URL = "/c/lorne/ateliers"
SAID = {
    "grievance": "Les visites ont cessé. On reste seules avec le bébé.",
    "rule": "La règle des quinze jours nous remet dehors.",
    "principle": "Une visite pour chaque naissance, sans la demander.",
}


class Room:
    """Fatou facilitates; `cards` are codes, as if they had been printed."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.house.db.write() as tx:
            made = staff.create(tx, world.clock(), "fatou@example.org", "Fatou")
            staff.give_role(tx, made, world.collective.id, "facilitator")
            self.fatou = Viewer(staff_id=made.id, staff_name="Fatou")
            self.workshop = Workshop(
                collective_id=world.collective.id,
                place="Salle de quartier",
                theme="Les visites de PMI",
                day=world.clock().today,
                territory="nord",
            )
            tx.add(self.workshop)
            tx.flush()
            tx.expunge(self.workshop)
        self.cards = [make_code(Random(n).randrange) for n in range(6)]
        self.url = f"{URL}/{self.workshop.ref}"

    def load(self, college: str = "concerned") -> None:
        """As a sheet that was printed for them."""
        with self.world.house.db.write() as tx:
            batch = batch_of("lorne", college, self.cards)
            codes.load(tx, self.world.collective, self.fatou, batch, self.world.clock(), tier="vouched")

    def mark(self, n: int) -> str:
        return shown_mark(mark_of(self.cards[n], self.world.house.keys.pepper))

    def code(self, n: int) -> str:
        return shown(self.cards[n])

    def said(self, place: int, card: int, what: str = "grievance", **more: str) -> dict[str, str]:
        """The fields of one statement, by their names on the page."""
        one = {"what": what, "body": SAID.get(what, "On nous a tout coupé."), "since": "depuis mars"}
        one |= {"college": "concerned", "mark": self.mark(card), "consent": "aloud", **more}
        return {f"{name}-{place}": value for name, value in one.items()}

    def typing(self) -> Browser:
        browser = self.world.browser(self.fatou)
        browser.get(f"{self.url}/paroles")
        return browser

    def send(self, *statements: dict[str, str]) -> Page:
        typed: dict[str, Any] = {name: value for one in statements for name, value in one.items()}
        self.browser = self.typing()
        return self.browser.send("Envoyer", **typed)

    def holding(self, card: int, viewer: Viewer | None = None) -> Browser:
        """Somebody with the card in hand, who typed its code."""
        browser = self.world.browser(viewer)
        browser.get("/carte/parole")
        browser.send("Relire", code=self.code(card))
        return browser
