"""A petition brought to a point of its life by the doors that people use, and days that pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlmodel import Session

from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.queries import life_of
from forum.petitions.models import Petition
from tests.browser_lite import Browser, Page
from tests.followups.sample import deliver, promise, reply
from tests.petitions.scene import Scene
from tests.world import World


class Lived(Scene):
    """An open petition of Olga's, and shortcuts to what comes after."""

    def __init__(self, world: World, state: str = "open") -> None:
        super().__init__(world, opened=state != "draft")
        self.today = world.clock().today.isoformat()
        steps = {
            "closed": self.close,
            "delivered": self.hand_over,
            "answered": self.answer,
            "followed": self.follow,
        }
        if state in steps:
            for name, step in steps.items():
                step()
                if name == state:
                    break

    @property
    def state(self) -> str:
        return str(self.row.state)

    @property
    def row(self) -> Petition:
        found: Petition = self.world.rows(Petition, Petition.id == self.petition.id)[0]
        return found

    @property
    def life(self) -> PetitionLife:
        with self.world.house.db.read() as tx:
            return life_of(tx, self.petition.id)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Petition]]:
        with self.world.house.db.write() as tx:
            yield tx, tx.get_one(Petition, self.petition.id)

    def close(self) -> None:
        self.olga("fermeture").send("Fermer la pétition")

    def hand_over(self) -> None:
        deliver(self.world, self.code, self.today)

    def answer(self) -> None:
        reply(self.world, self.code, day=self.today)

    def follow(self) -> None:
        promise(self.world, self.code)

    def olga(self, where: str = "equipe") -> Browser:
        browser = self.world.browser(self.world.olga)
        browser.get(f"{self.team}/{where}")
        return browser

    def end(self, act: str, reason: str = "Les deux postes sont pourvus.", sure: str = "1") -> Page:
        """As the form sends it, from a page that is open."""
        browser = self.olga("parcours")
        mark = browser.page.all("input", name="_csrf")[0].get("value") or ""
        values = {"act": act, "reason": reason, "_csrf": mark} | ({"sure": sure} if sure else {})
        return browser.post(f"{self.team}/parcours/fin", values)

    def days(self, n: int) -> date:
        self.world.clock.forward(n * 86_400)
        return self.world.clock().today

    def page(self) -> Page:
        return self.world.browser().get(self.url)
