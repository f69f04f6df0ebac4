"""What the page tests act with: a house on a real database, browsers without JavaScript, and people.

Alice is a professional, Bob a concerned person, Charlie holds an open carnet and is an outsider to what they do;
Olga organises, Maud moderates, Harold hosts (and has no right inside the collective).
"""

import atexit
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import Request
from sqlmodel import Session, select
from starlette.testclient import TestClient

from forum.app import create_app, open_house
from forum.collectives import actions as collectives
from forum.collectives.models import Collective, Grant
from forum.collectives.publication.jobs import publish_slot
from forum.core.clock import Now, at
from forum.core.crypto import sha256
from forum.core.settings import Settings
from forum.core.viewer import Viewer
from forum.http.aliases import alias
from forum.http.deps import BareCtx
from forum.http.house import House
from forum.http.security import csrf_token
from forum.identity.staff import actions as staff
from tests.browser_lite import Browser

SLUG = "lorne"
ORIGIN = "http://testserver"
PEOPLE = ("Alice", "Bob", "Charlie")


@lru_cache(maxsize=1)
def portal() -> BlockingPortal:
    """One event loop for all browsers, as a server has: by itself a client makes one, and its threads, at each request."""
    opened = start_blocking_portal()
    made = opened.__enter__()
    atexit.register(opened.__exit__, None, None, None)
    return made


class Clock:
    """Set by hand: `clock.to("2026-03-02T09:00")`."""

    def __init__(self) -> None:
        self.now = at("2026-03-02T09:05")

    def __call__(self) -> Now:
        return self.now

    def forward(self, seconds: int) -> None:
        self.now = Now(self.now.epoch + seconds)


@dataclass(frozen=True)
class Kept:
    """A world on SQLite, to begin another one with."""

    rows: bytes
    keys: dict[str, bytes]
    staff: tuple[Viewer, Viewer, Viewer]

    def put(self, settings: Settings) -> None:
        file_of(settings).write_bytes(self.rows)
        settings.keys.mkdir(mode=0o700)
        for name, key in self.keys.items():
            (settings.keys / name).write_bytes(key)
            (settings.keys / name).chmod(0o600)


def file_of(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))


class World:
    """One instance and its people."""

    def __init__(self, settings: Settings, kept: "Kept | None" = None, **options: Any) -> None:
        self.settings = settings
        if kept:
            kept.put(settings)
        self._prepare()
        if kept:
            self.olga, self.maud, self.harold = kept.staff
            self.collective = self.rows(Collective)[0]
            self.alice, self.bob, self.charlie = map(self.carnet, PEOPLE, [""] * 3)  # their grants are rows
            return
        with self.house.db.write() as tx:
            self.collective = self._collective(tx, SLUG, **options)
            self.olga = self._staff(tx, "Olga", "organiser")
            self.maud = self._staff(tx, "Maud", "moderator")
            self.harold = self._staff(tx, "Harold", "host")
        colleges = ("professional", "concerned", "")
        self.alice, self.bob, self.charlie = map(self.carnet, PEOPLE, colleges)

    def keep(self) -> "Kept":
        """As it is now, for the tests that begin with the same: copying rows costs a fraction of writing them."""
        with self.house.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        keys = {path.name: path.read_bytes() for path in self.settings.keys.iterdir()}
        return Kept(file_of(self.settings).read_bytes(), keys, (self.olga, self.maud, self.harold))

    def _prepare(self) -> None:
        self.clock = Clock()
        self.house: House = open_house(self.settings, self.clock)
        self.app = create_app(self.settings, self.house)
        self._clients: list[TestClient] = []

    def _collective(self, tx: Session, slug: str, **options: Any) -> Collective:
        made = collectives.found(
            tx,
            self.clock(),
            slug=slug,
            name="Collectif de la Lorne",
            purpose="Dire ce qui ne va pas.",
            charter="# Charte\n\n1. On parle de faits.",
            **options,
        )
        collectives.add_territories(tx, made, [("nord", "Lorne Nord"), ("sud", "Lorne Sud")])
        return made

    def other_collective(self, slug: str, **options: Any) -> Collective:
        with self.house.db.write() as tx:
            return self._collective(tx, slug, **options)

    def _staff(self, tx: Session, name: str, role: str) -> Viewer:
        made = staff.create(tx, self.clock(), f"{name.lower()}@example.org", name)
        staff.give_role(tx, made, None if role == "host" else self.collective.id, role)
        return Viewer(staff_id=made.id, staff_name=name)

    def carnet(self, name: str, college: str, collective: Collective | None = None) -> Viewer:
        """A carnet, with a grant if a college is named. Its key is drawn from the name: no Argon2 in most tests."""
        viewer = Viewer(key=sha256(f"test carnet {name}"))
        if college:
            self.grant(viewer, college, collective)
        return viewer

    def grant(self, viewer: Viewer, college: str, collective: Collective | None = None) -> None:
        place = collective or self.collective
        with self.house.db.write() as tx:
            nul = viewer.nul("grant", place.slug)
            tx.add(Grant(collective_id=place.id, nul=nul, college=college, tier="link"))

    def browser(self, viewer: Viewer | None = None, *, raising: bool = True) -> Browser:
        """A browser without JavaScript; with a viewer it is signed in."""
        client = TestClient(self.app, base_url=ORIGIN, raise_server_exceptions=raising)
        client.portal = portal()
        self._clients.append(client)
        if viewer is not None:
            token = self.house.sessions.open(viewer, self.clock(), own_device=True)
            client.cookies.set("s", token)
        return Browser(client)

    def act(self, viewer: Viewer, url: str, **typed: str) -> int:
        """What the page's form would send, without loading the page: for crowds, and for whoever is shown no form."""
        client = self.browser(viewer).client
        values = {**typed, "_csrf": csrf_token(self.house, client.cookies["s"])}
        return client.post(url, data=values, headers={"origin": ORIGIN}, follow_redirects=False).status_code

    def alias(self, viewer: Viewer, *parts: str) -> str:
        """What stands for `parts` in an address that only this viewer opens."""
        return alias(BareCtx(self.house, Request({"type": "http"}), self.clock(), viewer, "", "fr"), *parts)

    def slot(self) -> int:
        """Move to the next slot and publish."""
        self.clock.forward(self.collective.slot_minutes * 60 + 61)
        return publish_slot(self.house)

    def rows(self, model: type[Any], *where: Any) -> list[Any]:
        with self.house.db.read() as tx:
            return list(tx.exec(select(model).where(*where)).all())

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.house.close()
