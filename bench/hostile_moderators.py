"""Two simulated moderators: bounded attention, right about what they read, using what the pages offer and nothing else.

What a page offers is found in its HTML: cards that lead to a case, forms with their choices. A new page of the house is
used by one more function here (`TOOLS`), off until a run asks for it; what no function knows is counted and told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench.hostile_texts import bare
from bench.hostile_town import ROOM, Item, Town
from forum.core.viewer import Viewer
from tests.browser_lite import Page, controls

ROOT = f"{ROOM}/moderation"
SITTINGS = (9.0, 12.7, 14.0, 18.7, 22.0)  # hours of Paris; two while a batch is read before it is public
GROUND = "Article 1 de la charte"
WHY = {
    "look-alike": "Le même texte envoyé sous plusieurs voix, pour tromper.",
    "third person": "On y reconnaît quelqu’un qui n’a rien demandé.",
    "insult": "On y insulte au lieu de parler de faits.",
    "": "Rien dans ce texte n’est contraire à la charte.",
}
GRAVE = ("third person", "insult")  # whose voice is held back as well, for a month
UNTIL = "2026-04-03"
NEITHER = re.compile(r"/(journal|proches)(\?|$)")  # pages to read, where nothing is decided


@dataclass(frozen=True)
class Form:
    """A form as it is on the page: where it goes, what it would send untouched, what can be chosen for each name."""

    action: str
    values: dict[str, list[str]]
    choices: dict[str, list[str]]


def forms(page: Page) -> Iterator[Form]:
    """Those of the page itself that change something."""
    for main in page.all("main"):
        for element in main.iter("form"):
            if element.get("method", "get").lower() != "post":
                continue
            choices: dict[str, list[str]] = {}
            for control in element.iter():
                if control.tag not in ("input", "option", "button"):
                    continue
                holder = control if control.tag != "option" else control.getparent()  # type: ignore[attr-defined]
                if control.tag != "input" or control.get("type") in ("radio", "checkbox"):
                    choices.setdefault(holder.get("name") or "", []).append(control.get("value") or "")
            yield Form(urljoin(page.url, element.get("action") or page.url), controls(element), choices)


@dataclass
class Sitting:
    """One moderator for an hour or so. `left`: decisions before they are tired."""

    town: Town
    viewer: Viewer
    left: int
    tally: "Tally"
    done: set[str] = field(default_factory=set)

    def read(self, url: str) -> Page:
        answer = self.town.get(url, self.viewer)
        self.tally.pages += 1
        return Page(answer.status, url, answer.text, {})

    def truth(self, page: Page) -> Item | None:
        """What this page quotes, if it is something that was written on the day or before it."""
        marks = (bare("".join(quote.itertext())) for quote in page.all("blockquote"))
        found = next((self.town.marks[mark] for mark in marks if mark in self.town.marks), None)
        self.tally.strange += found is None
        return found

    def decide(self, form: Form, wanted: tuple[str, str], tactic: str, **more: str | list[str]) -> bool:
        """Send it with what is wanted, if that is offered. A refusal of the house is told, and tires as much."""
        name, choice = wanted
        if choice not in form.choices.get(name, [choice]):
            return False
        typed = {**form.values, "ground": GROUND, "reason": WHY[tactic], name: choice, **more}
        status = self.town.staff_post(self.viewer, form.action, typed).status
        self.left -= 1
        said = "suspend" if name == "until" else choice
        self.tally.decided[said if status == 303 else f"{said}: {status}"] += 1
        return status == 303


@dataclass
class Tally:
    """`decided`: how many of each; `unused`: what the queue offered and no function here knows how to use; `strange`: texts
    that were read and that nobody of this simulation wrote, which would be a fault of it."""

    decided: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    strange: int = 0
    unused: Counter[str] = field(default_factory=Counter)

    @cached_property
    def known(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(ROOT + tail) for tail in (r"/objets/\w+$", r"/attente/\w+$"))


Tool = Callable[[Sitting], None]


def queue(sitting: Sitting) -> None:
    """The queue from its top, card after card, and again after each decision as it then stands."""
    while sitting.left > 0:
        page = sitting.read(ROOT)
        card = next((url for url in _cards(page, sitting.tally) if url not in sitting.done), "")
        if not card:
            return
        sitting.done.add(card)
        (_one_pending if "/attente/" in card else _one_case)(sitting, card)


def _cards(page: Page, tally: Tally) -> list[str]:
    """Where each card leads, in the order of the page; and what else is offered."""
    found = []
    for main in page.all("main"):
        for link in main.iter("a"):
            url = urlsplit(urljoin(page.url, link.get("href") or "")).path
            inside = any(parent.tag == "article" for parent in link.iterancestors())  # type: ignore[attr-defined]
            if inside and any(known.match(url) for known in tally.known):
                found.append(url)
            elif url.startswith(ROOT + "/") and not any(known.match(url) for known in tally.known):
                tally.unused[url] += not NEITHER.search(url)
    for form in forms(page):
        tally.unused[f"POST {form.action}"] += 1
    return list(dict.fromkeys(found))


def _one_case(sitting: Sitting, url: str) -> None:
    """Hide or keep; whoever named or insulted somebody is also held back, where the page offers it."""
    page = sitting.read(url)
    item = sitting.truth(page)
    tactic = item.tactic if item and item.hostile else ""
    for form in forms(page):
        if "measure" in form.choices:
            sitting.decide(form, ("measure", "hide" if tactic else "keep"), tactic)
    suspension = f"{url}/suspension"
    if tactic in GRAVE and sitting.left > 0 and any(a.get("href") == suspension for a in page.all("a")):
        for form in forms(sitting.read(suspension)):
            sitting.decide(form, ("until", UNTIL), tactic)


def _one_pending(sitting: Sitting, url: str) -> None:
    page = sitting.read(url)
    item = sitting.truth(page)
    tactic = item.tactic if item and item.hostile else ""
    for form in forms(page):
        if "verdict" in form.choices:
            sitting.decide(form, ("verdict", "refuse" if tactic else "release"), tactic)


def waiting(sitting: Sitting) -> None:
    """The batch that is complete and not public yet: what names somebody, by its title; the page asks to stop no other."""
    page = sitting.read(f"{ROOT}/attente")
    for link in [a.get("href") or "" for card in page.all("article") for a in card.iter("a")]:
        if sitting.left > 0 and link not in sitting.done:
            sitting.done.add(link)
            item = sitting.truth(shown := sitting.read(link))
            for form in forms(shown) if item and item.tactic == "third person" else ():
                sitting.decide(form, ("verdict", "refuse"), "third person")


# What a run may use, in the order in which a moderator does. A defence that comes with a page brings a function.
TOOLS: dict[str, Tool] = {"waiting": waiting, "queue": queue}


def sit(town: Town, left: dict[str, int], sittings: int, tally: Tally) -> None:
    """Both come, one after the other, with an even share of what is left for as many sittings as are left."""
    for viewer in town.moderators:
        allowed = -(-left[viewer.staff_name] // sittings)
        sitting = Sitting(town, viewer, allowed, tally)
        for name, tool in TOOLS.items():
            if name in town.plan.tools:
                tool(sitting)
        left[viewer.staff_name] -= allowed - sitting.left


def readable(town: Town, item: Item) -> bool:
    """Whether a visitor reads these words at their own address."""
    if not item.ref:
        return False
    answer = town.get(item.url)
    if answer.status != 200:
        return False
    mains: list[Any] = Page(200, item.url, answer.text, {}).all("main")
    return any(item.mark in bare("".join(main.itertext())) for main in mains)
