"""Bringing the database up at start: a copy first if it is of an older version, nothing at all if it is of a newer one."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from forum.core import keys, migrate
from forum.core.clock import Now
from forum.core.crypto import mac, same
from forum.core.db import Database
from forum.core.models import InstanceFact
from forum.core.settings import Settings

MARK = "keys_mark"
BUNDLE = "keys_backup"  # which keys were printed
COST = "carnet_cost"  # Argon2's memory and passes, with which every carnet of this instance is found


class Refused(Exception):
    """One clear line for the host; nothing was changed."""


def stand_up(settings: Settings, db: Database, now: Now, *, backup: bool = True) -> str:
    """Make the database current; returns what was done, in one line, or "" when there was nothing to do."""
    standing = migrate.standing(db)
    if standing == "newer":
        raise Refused(
            f"la base de données est d’une version plus récente ({migrate.current(db)}) que ce programme "
            f"({migrate.revisions()[-1]}). Installez la version récente ; rien n’a été changé."
        )
    if standing == "current":
        return ""
    before = migrate.current(db)
    kept = keep_copy(settings, db, now) if standing == "older" and backup else None
    migrate.upgrade(db)
    done = f"base de données mise à jour ({before or 'neuve'} → {migrate.current(db)})"
    return f"{done}, copie gardée dans {kept}" if kept else done


def keep_copy(settings: Settings, db: Database, now: Now) -> Path:
    """A copy of the database as it is, readable by its owner alone, in `<data_dir>/backups`."""
    sealed = bool(settings.backup_recipient)
    kind = "age" if sealed else "sqlite3" if db.sqlite else "jsonl.gz"
    stem = f"avant-mise-a-jour-{migrate.current(db)}-{now.local:%Y-%m-%d-%H%M%S}"
    target = settings.data_dir / "backups" / f"{stem}.{kind}"
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        if db.sqlite and not sealed:
            _copy_sqlite(db, target)
        else:
            _copy_rows(settings, db, now, target)
    except BaseException as error:  # Ctrl-C too must leave no half copy
        with suppress(OSError):
            target.unlink()
        if isinstance(error, (OSError, sqlite3.Error, SQLAlchemyError)):
            raise Refused(_NO_COPY.format(folder=target.parent, why=error)) from None
        raise
    return target


def _copy_sqlite(db: Database, target: Path) -> None:
    """SQLite's own backup: consistent even while somebody writes."""
    source = make_url(db.url).database or ""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def _copy_rows(settings: Settings, db: Database, now: Now, target: Path) -> None:
    """Our own dump, not pg_dump: a container has none, and one older than the server refuses to work."""
    from forum.core import backup

    with target.open("wb") as file:
        backup.write(db, settings.backup_recipient, now.today, file)
        file.flush()
        os.fsync(file.fileno())


_NO_COPY = (
    "la base est d’une version plus ancienne et n’a pas pu être copiée dans {folder} avant sa mise à jour ({why}). "
    "Faites de la place, ou sauvegardez-la vous-même puis lancez : forum migrate --no-backup"
)


def check_keys(settings: Settings, db: Database) -> None:
    """Refuse a pepper that is not this database's: starting with another one would kill every carnet, in silence."""
    path = settings.keys / "pepper.key"
    with db.read() as tx:
        fact = tx.get(InstanceFact, MARK)
    if fact is None:
        return
    if not path.is_file() or not same(key_mark(keys.read(path)), fact.value):
        raise Refused(
            f"la clé {path} manque ou n’est pas celle de cette base : tous les carnets seraient perdus. "
            "Remettez les clés avec : forum keys restore"
        )


def check_cost(settings: Settings, db: Database) -> None:
    """Refuse another cost of Argon2: the same words would open other carnets, empty, and each person could count twice."""
    with db.read() as tx:
        fact = tx.get(InstanceFact, COST)
    if fact is not None and fact.value != _cost(settings):
        memory, passes = fact.value.split(":")
        raise Refused(
            f"les carnets de ce forum sont faits avec FORUM_ARGON2_MEMORY_KIB={memory} et FORUM_ARGON2_TIME={passes} : "
            "avec d’autres valeurs, leurs mots ouvriraient des carnets vides. Remettez celles-là"
        )


def _cost(settings: Settings) -> str:
    return f"{settings.argon2_memory_kib}:{settings.argon2_time}"


def mark_keys(db: Database, pepper: bytes, settings: Settings) -> None:
    """Note, once, what every carnet of this database is found with: its pepper, and the cost of its words."""
    wanted = {MARK: key_mark(pepper), COST: _cost(settings)}
    with db.read() as tx:
        missing = [name for name in wanted if tx.get(InstanceFact, name) is None]
    if missing:
        with db.write() as tx:
            for name in missing:
                tx.merge(InstanceFact(name=name, value=wanted[name]))


def key_mark(pepper: bytes) -> str:
    """Tells one pepper from another, and nothing about it."""
    return mac(pepper, "keys mark v1").hex()[:16]


def bundle_mark(folder: Path) -> str:
    """Tells whether the keys are still those that were printed; "" if one is missing or damaged."""
    try:
        found = [keys.read(folder / f"{name}.key") for name in keys.NAMES]
    except (keys.DamagedKey, FileNotFoundError):
        return ""
    return mac(found[0], "keys bundle v1", *found[1:]).hex()[:16]
