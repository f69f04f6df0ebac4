"""`forum demo`: a collective to look at, the ways into it, and taking it away."""

import asyncio
import importlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from forum.cli.common import fail, house, say
from forum.cli.french import Commands

if TYPE_CHECKING:
    from sqlmodel import Session

    from forum.core.settings import Settings
    from forum.http.house import House
    from forum.identity.staff.models import Staff

app = Commands(help="La démonstration : load, remove.")
LINK_SECONDS = 24 * 3600
SLUG = "val-de-lorne"


@app.command()
def load() -> None:
    """Charge la démonstration, si aucun collectif n’existe encore."""
    from forum.collectives.queries import any_collective

    with house() as opened:
        with opened.db.read() as tx:
            if any_collective(tx):
                fail("il y a déjà un collectif : la démonstration ne se charge que dans une base neuve.")
        if not opened.settings.loopback:
            fail("la démonstration ne se charge que sur une machine qui n’écoute qu’elle-même (FORUM_HOST).")
        load_into(opened)
        say("La démonstration est chargée. Pour la voir : forum serve")


@app.command()
def remove() -> None:
    """Enlève la démonstration, ses comptes et ses textes."""
    from forum.demo import removal

    with house() as opened:
        with opened.db.write() as tx:
            count = removal.remove(tx, opened.keys)
        _phrase_file(opened.settings).unlink(missing_ok=True)
        _forget_deleted(opened)
        say(f"La démonstration est enlevée ({count} lignes).")
        say("Un serveur déjà lancé l’annonce encore en haut de ses pages : arrêtez-le, puis relancez-le.")


def _forget_deleted(opened: "House") -> None:
    """SQLite keeps deleted words in its free pages and its journal until it is told not to."""
    if opened.db.sqlite:
        with opened.db.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def present(opened: "House") -> bool:
    from forum.demo import removal

    with opened.db.read() as tx:
        return removal.present(tx)


def load_into(opened: "House") -> None:
    """The whole demonstration where its loader is there; otherwise an empty collective."""
    if importlib.util.find_spec("forum.demo.load"):
        importlib.import_module("forum.demo.load").load_demo(opened, opened.clock())
    else:
        _small(opened)
    opened.demo = True


def _small(opened: "House") -> None:
    from forum.collectives import actions
    from forum.collectives.forms import CHARTER_TO_BEGIN

    with opened.db.write() as tx:
        made = actions.found(
            tx,
            opened.clock(),
            slug=SLUG,
            name="Collectif du Val-de-Lorne",
            purpose="Dire ce qui ne va pas en protection de l’enfance et en PMI, et porter ce qui doit changer.",
            charter=CHARTER_TO_BEGIN,
            slot_minutes=1,
            demo=True,
        )
        actions.add_territories(tx, made, [("nord", "Lorne Nord"), ("sud", "Lorne Sud")])


def ways_in(opened: "House") -> list[tuple[str, str]]:
    """A one-time link for the demo's organiser, and a carnet of its first college."""
    from forum.identity.staff import actions

    with opened.db.write() as tx:
        token = actions.make_link(tx, _organiser(tx, opened), opened.clock(), LINK_SECONDS)
    link = f"{opened.settings.public_url}/equipe/lien/{token}"
    return [("équipe (une seule fois)", link), ("carnet de démonstration", _phrase(opened))]


def _organiser(tx: "Session", opened: "House") -> "Staff":
    from sqlmodel import select

    from forum.collectives.models import Collective
    from forum.identity.staff import actions
    from forum.identity.staff.models import Staff, StaffRole

    collective = tx.exec(select(Collective.id).where(Collective.demo).order_by(Collective.slug)).first()
    query = select(Staff).join(StaffRole).where(Staff.demo, StaffRole.role == "organiser")
    known = tx.exec(query.order_by(Staff.email)).first()
    if known is not None or collective is None:
        return known or tx.exec(select(Staff).where(Staff.demo).order_by(Staff.email)).one()
    made = actions.create(tx, opened.clock(), "demo@example.org", "Camille (démonstration)", demo=True)
    actions.give_role(tx, made, collective, "organiser")
    return made


def _phrase_file(config: "Settings") -> Path:
    return config.data_dir / "demo" / "carnet.txt"


def _phrase(opened: "House") -> str:
    """The same carnet at each start, so that what one wrote with it is found again. Only a demo may keep a phrase."""
    path = _phrase_file(opened.settings)
    phrase = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if not phrase:
        phrase = _make_carnet(opened)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(phrase + "\n")
    return phrase


def _make_carnet(opened: "House") -> str:
    from sqlmodel import select

    from forum.collectives.models import Collective, Grant
    from forum.identity.carnets import new_phrase, open_carnet, recognise

    phrase = new_phrase(opened)
    viewer = asyncio.run(open_carnet(opened, recognise(opened, phrase)[0]))
    with opened.db.write() as tx:
        for collective in tx.exec(select(Collective).where(Collective.demo)).all():
            nul = viewer.nul("grant", collective.slug)
            tx.add(Grant(collective_id=collective.id, nul=nul, college="professional", tier="link"))
    return phrase
