"""A petition with sheets, two facilitators, and how they type."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff
from forum.petitions.paper.models import PaperSheet
from forum.petitions.paper.rules import shown_number
from tests.browser_lite import Page, Values
from tests.petitions.scene import Scene
from tests.world import World

PEOPLE = ("Léa Canari", "Samir Merle", "Rose Geai")


def facilitator(world: World, name: str) -> Viewer:
    with world.house.db.write() as tx:
        made = staff.create(tx, world.clock(), f"{name.lower()}@example.org", name)
        staff.give_role(tx, made, world.collective.id, "facilitator")
        return Viewer(staff_id=made.id, staff_name=name)


class Desk(Scene):
    """`chance`: what the next draws fall on; 0 draws the sheet."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.fatou, self.gil = facilitator(world, "Fatou"), facilitator(world, "Gil")
        self.base = f"/c/lorne/petitions/{self.code}/papier"

    def print(self, sheets: int = 3, lines: int = 10) -> Page:
        browser = self.world.browser(self.world.olga)
        browser.get(self.base)
        return browser.send("Préparer ces feuilles", sheets=str(sheets), lines=str(lines))

    def shown(self, number: int) -> str:
        return shown_number(self.code, number)

    def type(self, who: Viewer, number: int = 1, typed: Values | None = None, *, drawn: bool = False) -> Page:
        """The first keying, from the number on; `drawn` says how the lot falls."""
        browser = self.world.browser(who)
        browser.get(self.base)
        browser.send("Ouvrir la feuille", numero=self.shown(number))
        with lot(drawn):
            return browser.send(
                "Enregistrer la feuille", **{"collected": "market", **(typed or self.names())}
            )

    def again(self, who: Viewer, number: int = 1, typed: Values | None = None) -> Page:
        browser = self.world.browser(who)
        browser.get(f"{self.base}/{number}/ressaisie")
        return browser.send("Comparer", **(typed or self.names()))

    def names(self) -> dict[str, str]:
        typed = {f"name-{n}": name for n, name in enumerate(PEOPLE, 1)}
        return typed | {"college-1": "concerned", "commune-1": "Lorne Nord", "illegible-5": "1"}

    def sheet(self, number: int = 1) -> PaperSheet:
        (found,) = self.world.rows(PaperSheet, PaperSheet.number == number)
        return found  # type: ignore[no-any-return]


@contextmanager
def lot(drawn: bool) -> Iterator[None]:
    with patch("forum.petitions.paper.routes.secrets.randbelow", lambda most: 0 if drawn else most - 1):
        yield
