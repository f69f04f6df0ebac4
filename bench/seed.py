"""A migrated database with synthetic grievances, put in directly: the bench measures reading, not writing."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from forum.app import open_house
from forum.collectives import actions as collectives
from forum.collectives.models import Collective, Territory
from forum.core import migrate
from forum.core.clock import at
from forum.core.db import Database
from forum.core.ids import new_id, new_ref
from forum.core.settings import load
from forum.grievances.models import Grievance
from forum.http.rendering import compile_everything, environments, keep_compiled
from forum.texts.models import Document, Version
from forum.texts.search import rebuild

SLUG = "lorne"
WORDS = [
    "visite",
    "domicile",
    "prévention",
    "enfant",
    "famille",
    "délai",
    "rendez-vous",
    "équipe",
    "secteur",
    "placement",
    "mère",
    "puéricultrice",
    "éducatrice",
    "attente",
    "école",
    "dossier",
    "juge",
    "accueil",
    "nuit",
    "transport",
    "logement",
    "fratrie",
    "audience",
    "remplacement",
    "poste",
    "fermé",
    "semaine",
    "mois",
    "seul",
    "écoute",
    "santé",
    "bilan",
    "orthophonie",
    "décision",
    "écrit",
    "information",
    "réunion",
    "mesure",
    "urgence",
]
CHUNK = 2_000


def seed(
    folder: Path,
    grievances: int,
    *,
    searchable: bool = True,
    also: Callable[[Session], None] | None = None,
    url: str = "",
) -> None:
    """A new instance in `folder` (its rows at `url`, if given) with one collective that everyone may read."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = load({}, data_dir=folder, database_url=url, embedded_worker=False, mail_files=True)
    db = Database(settings.url)
    migrate.upgrade(db)
    db.close()
    house = open_house(settings)
    with house.db.write() as tx:
        _fill(tx, grievances)
        if also:
            also(tx)
        if searchable:
            rebuild(tx)
    house.close()
    _compile(folder)


def _compile(folder: Path) -> None:
    """As an installation that has been up for a minute: its pages are compiled, and no server does it meanwhile."""
    before = {lang: env.bytecode_cache for lang, env in environments().items()}
    keep_compiled(folder / "cache")
    compile_everything()
    for lang, cache in before.items():
        environments()[lang].bytecode_cache = cache


def _fill(tx: Session, grievances: int) -> None:
    place = collectives.found(
        tx,
        at("2026-03-02T09:05"),
        slug=SLUG,
        name="Collectif de la Lorne",
        purpose="Dire ce qui ne va pas, et ce qu’il faut.",
        charter="# Charte\n\n1. On parle de faits.",
    )
    collectives.add_territories(tx, place, [(f"t{n}", f"Secteur {n}") for n in range(8)])
    tx.flush()
    add_grievances(tx, place, grievances)


def add_grievances(tx: Session, place: Collective, many: int) -> None:
    """`many` grievances over two years, the same at every run."""
    draw = Random(7)
    territories = tx.connection().execute(SQLModel.metadata.tables["territory"].select()).all()
    lands = [Territory(**row._mapping).id for row in territories if row.collective_id == place.id]
    for start in range(0, many, CHUNK):
        rows = [_one(draw, place, lands) for _ in range(min(CHUNK, many - start))]
        for position, table in enumerate((Document, Version, Grievance)):
            tx.connection().execute(insert(table), [row[position] for row in rows])


def _one(draw: Random, place: Collective, lands: list[int]) -> tuple[dict[str, object], ...]:
    title, body = " ".join(draw.choices(WORDS, k=7)).capitalize(), " ".join(draw.choices(WORDS, k=60))
    return columns(draw, place, draw.choice(lands), title, body)


def columns(
    draw: Random, place: Collective, territory: int, title: str, body: str
) -> tuple[dict[str, object], ...]:
    """The rows of one grievance: its head, its version, itself."""
    ident, day = new_id(), date(2026, 3, 1) - timedelta(days=draw.randrange(700))
    fields = {"title": title, "body": body, "since": "depuis mars 2025", "concerned": "", "service": ""}
    college = draw.choice(["professional", "concerned"])
    document = {
        "id": ident,
        "ref": (ref := new_ref()),
        "collective_id": place.id,
        "kind": "grievance",
        "thread": ref,
        "number": 1,
        "title": title,
        "excerpt": body[:160],
        "college": college,
        "voice": "Aubépine 12",
        "nul": draw.randbytes(32),
        "box": b"",
        "hidden": False,
        "day": day,
    }
    version = {
        "id": new_id(),
        "text_id": ident,
        "number": 1,
        "fields": fields,
        "html": {"body": f"<p>{body}</p>"},
        "hash": f"{draw.getrandbits(256):064x}",
        "voice": "Aubépine 12",
        "day": day,
    }
    counts = {"echo_professional": draw.randrange(40), "echo_concerned": draw.randrange(60)}
    counts |= {"echo_ally": draw.randrange(5), "echo_open": draw.randrange(9)}
    return document, version, {"text_id": ident, "territory_id": territory, **counts}
