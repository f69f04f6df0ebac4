"""What the commands share: one clear line when something is wrong, and the house opened without the web."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from forum.core.errors import HouseError, Invalid, why
from forum.core.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from sqlmodel import Session

    from forum.collectives.models import Collective
    from forum.core.db import Database
    from forum.http.house import House


def say(text: str = "") -> None:
    typer.echo(text)


def fail(line: str) -> NoReturn:
    """One clear line, exit 1."""
    typer.echo(f"forum : {line}", err=True)
    raise typer.Exit(1)


def settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        fail(str(error))


def make_folder(config: Settings) -> None:
    """The data folder exists and can be written in, or one line says why not."""
    try:
        config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.data_dir):
            pass
    except OSError as error:
        fail(f"on ne peut pas écrire dans le dossier {config.data_dir} ({why(error)}). Voyez FORUM_DATA_DIR.")


def _in_french(error: OSError) -> str:
    known = {PermissionError: "accès refusé", NotADirectoryError: "ce n’est pas un dossier"}
    return known.get(
        type(error), "c’est un fichier" if isinstance(error, FileExistsError) else f"erreur {error.errno}"
    )


# Fields of a form that are no option of a command: their names would say nothing to whoever typed it.
_NAMELESS = ("", "file", "guard")


@contextmanager
def told() -> Iterator[None]:
    """Whatever may go wrong around the database is said in one line."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    from forum.core.envelope import BackupError
    from forum.core.keys import DamagedKey
    from forum.core.upgrade import Refused

    try:
        yield
    except (Refused, BackupError, DamagedKey) as error:
        fail(str(error))
    except Invalid as error:
        fail(
            " ; ".join(
                text if name in _NAMELESS else f"{name} : {text}" for name, text in error.errors.items()
            )
        )
    except HouseError as error:
        fail(error.message)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        fail("FORUM_DATABASE_URL doit commencer par sqlite:/// ou postgresql+psycopg://.")
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()
        fail(f"la base de données ne répond pas, ou refuse : {reason[0] if reason else type(error).__name__}")


@contextmanager
def database(config: Settings) -> Iterator["Database"]:
    """The database as it is, whatever its version."""
    from forum import rooms
    from forum.core.db import Database

    rooms.install()
    with told():
        db = Database(config.url)
        try:
            yield db
        finally:
            db.close()


def stand(config: Settings, *, backup: bool = True) -> None:
    """The database brought up and the keys checked, before anything is opened."""
    from forum.core import upgrade
    from forum.core.clock import now

    make_folder(config)
    with database(config) as db:
        done = upgrade.stand_up(config, db, now(), backup=backup)
        upgrade.check_keys(config, db)
        upgrade.check_cost(config, db)
        if done:
            _index_again(db)
            _sweep(db)
    if done:
        say(done[0].upper() + done[1:] + ".")


def _index_again(db: "Database") -> None:
    """What a migration leaves empty because it is made from the rest: search and look-alikes."""
    from forum.texts.search import rebuild

    with db.write() as tx:
        rebuild(tx)


def _sweep(db: "Database") -> None:
    """What a migration took out of the tables from which rows go is in no file of the database either."""
    from forum.core.remains import forget
    from forum.rooms import EPHEMERAL

    forget(db, (), EPHEMERAL)


@contextmanager
def house(config: Settings | None = None) -> Iterator["House"]:
    """Everything but the web, on a database that is up to date."""
    from forum.core.start import loading

    with loading():
        from forum.app import open_house
        from forum.core.keys import held
        from forum.core.upgrade import mark_keys

    config = config or settings()
    stand(config)
    with told(), held(config.keys):
        opened = open_house(config)
        mark_keys(opened.db, opened.keys.pepper, config)
        try:
            yield opened
        finally:
            opened.close()


def collective_named(tx: "Session", slug: str) -> "Collective":
    """The collective behind `slug`, or the only one when none is named."""
    from sqlmodel import select

    from forum.collectives.models import Collective

    every = tx.exec(select(Collective).order_by(Collective.slug)).all()
    found = [c for c in every if c.slug == slug] if slug else every
    if len(found) == 1:
        return found[0]
    names = ", ".join(c.slug for c in every) or "aucun"
    fail(f"nommez le collectif avec --collective (il y a : {names}).")


def ask_twice(question: str) -> str:
    """A secret, typed twice alike."""
    while True:
        typed = str(typer.prompt(question, hide_input=True))
        if typed == typer.prompt("Le même, une seconde fois", hide_input=True):
            return typed
        say("Les deux ne sont pas les mêmes : recommencez.")


def interactive() -> bool:
    return sys.stdin.isatty()
