"""`forum backup` and `forum restore`: the database, encrypted to a key that is not on this machine."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Annotated

import typer

from forum.cli.common import database, fail, house, make_folder, say, settings
from forum.core.errors import why

NO_RECIPIENT = (
    "aucune clé de sauvegarde n’est réglée. Faites-en une, sur une autre machine si possible, avec : "
    "forum keys offline ; puis donnez la moitié publique (age1…) dans FORUM_BACKUP_RECIPIENT"
)


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="où l’écrire ; sinon dans le dossier des données")
    ] = None,
) -> None:
    """Sauvegarde la base, chiffrée ; jamais les clés."""
    from forum.core import backup as core

    config = settings()
    if not config.backup_recipient:
        fail(NO_RECIPIENT)
    with house(config) as opened:
        today = opened.clock().today
        target = file or _free(config.data_dir / "backups", today)
        write_out(target, partial(core.write, opened.db, config.backup_recipient, today))
    say(f"Sauvegarde écrite : {target}")
    say("Copiez-la ailleurs. Les clés n’y sont pas : elles se gardent avec forum keys backup.")


def _free(folder: Path, today: date) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = (f"porte-voix-{today}{mark}.age" for mark in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def write_new(target: Path, data: bytes) -> None:
    write_out(target, lambda out: out.write(data))


def write_out(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """A file that did not exist, whole or not at all, readable by its owner alone."""
    half = target.with_name(target.name + ".partiel")
    try:
        if target.exists():
            fail(f"{target} existe déjà : rien n’a été écrit.")
        handle = os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        half.rename(target)
    except BaseException as error:  # Ctrl-C too must leave no half copy
        with suppress(OSError):
            half.unlink()
        if not isinstance(error, OSError):
            raise
        fail(f"on ne peut pas écrire {target} ({why(error)}).")


def restore(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="la sauvegarde (.age), ou la copie d’avant une mise à jour (.jsonl.gz)"
        ),
    ],
    identity: Annotated[
        Path | None, typer.Option(help="fichier de la clé privée age, si la sauvegarde est chiffrée")
    ] = None,
) -> None:
    """Remet une sauvegarde dans une base vide."""
    from forum.core import backup as core
    from forum.texts.search import rebuild

    config = settings()
    make_folder(config)
    with database(config) as db:
        key = _read(identity).decode("utf-8", "replace") if identity else ""
        with _opened(file) as sealed:
            count = core.restore(db, sealed, key, rebuild)
    say(f"{count} lignes remises dans la base.")
    if not (config.keys / "pepper.key").is_file():
        say("Il manque les clés : remettez-les avec forum keys restore, avant forum serve.")


def _read(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read()


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        fail(f"on ne peut pas lire {path} ({why(error)}).")
