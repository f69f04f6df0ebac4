"""`forum backup` and `forum restore`: the database, encrypted to a key that is not on this machine."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

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
        write_new(target, core.encrypted(opened.db, config.backup_recipient, today))
    say(f"Sauvegarde écrite : {target}")
    say("Copiez-la ailleurs. Les clés n’y sont pas : elles se gardent avec forum keys backup.")


def _free(folder: Path, today: date) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = (f"porte-voix-{today}{mark}.age" for mark in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def write_new(target: Path, data: bytes) -> None:
    """A file that did not exist, whole or not at all, readable by its owner alone."""
    partial = target.with_name(target.name + ".partiel")
    try:
        if target.exists():
            fail(f"{target} existe déjà : rien n’a été écrit.")
        handle = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
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
        lines = core.decrypted(_read(file), key)
        count = core.restore(db, lines, rebuild)
    say(f"{count} lignes remises dans la base.")
    if not (config.keys / "pepper.key").is_file():
        say("Il manque les clés : remettez-les avec forum keys restore, avant forum serve.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"on ne peut pas lire {path} ({why(error)}).")
