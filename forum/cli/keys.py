"""`forum keys`: the instance's keys on paper, and the key pair of the backups."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forum.cli.common import fail, house, make_folder, say, settings
from forum.core.keysheets import SheetError, keys_of, sheets

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Les clés, sur papier : backup, restore, offline."
)
INSTRUCTIONS = """PORTE-VOIX : CLÉS DE L’INSTANCE « {name} »
Feuille {number} sur 3, imprimée le {day}

Deux feuilles sur les trois suffisent à remettre les clés ; une seule ne dit rien.
Donnez-les à trois personnes qui ne les gardent pas au même endroit. Ne les photographiez pas.
Sans ces clés, une sauvegarde de la base ne rouvre aucun carnet.

Pour les remettre : recopiez deux feuilles dans deux fichiers de texte (seules les lignes
qui commencent par K ou P comptent), puis
    forum keys restore FEUILLE FEUILLE

{lines}

Les clés des pétitions en cours n’y sont pas : elles doivent pouvoir être détruites.
"""


@app.command()
def offline() -> None:
    """Fait la paire de clés des sauvegardes, et ne la garde pas."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    say("Moitié privée, à garder hors de cette machine (un fichier sur une clé USB, un papier) :")
    say(str(identity))
    say("\nMoitié publique, à mettre dans les réglages :")
    say(f"FORUM_BACKUP_RECIPIENT={identity.to_public()}")


@app.command()
def backup(
    pdf: Annotated[Path | None, typer.Option(help="écrire un PDF à imprimer plutôt que le texte")] = None,
) -> None:
    """Imprime les clés sur trois feuilles, dont deux suffisent."""
    from forum.core.keys import NAMES
    from forum.core.models import InstanceFact
    from forum.core.upgrade import key_mark

    with house() as opened:
        keys = {name: getattr(opened.keys, name) for name in NAMES}
        pages = [
            INSTRUCTIONS.format(
                name=opened.settings.instance_name,
                number=number,
                day=opened.clock().today,
                lines="\n".join(lines),
            )
            for number, lines in enumerate(sheets(keys, secrets.token_bytes), 1)
        ]
        _print(pages, pdf, opened.clock().today)
        with opened.db.write() as tx:
            tx.merge(InstanceFact(name=DONE, value=key_mark(opened.keys.pepper)))


DONE = "keys_backup"


def _print(pages: list[str], pdf: Path | None, today: date) -> None:
    if pdf is None:
        say("\f\n".join(pages))
        return
    from forum.cli.keep import write_new
    from forum.exports.plain import plain_pdf

    write_new(pdf, plain_pdf("Clés de l’instance", pages, today))
    say(f"{pdf} : imprimez-le, puis effacez-le.")


@app.command()
def restore(
    files: Annotated[list[Path], typer.Argument(help="deux des trois feuilles, recopiées en texte")],
) -> None:
    """Remet les clés à partir de deux feuilles."""
    from forum.core.keys import NAMES

    config = settings()
    make_folder(config)
    try:
        keys = keys_of([path.read_text(encoding="utf-8") for path in files], NAMES)
    except SheetError as error:
        fail(str(error))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"on ne peut pas lire une des feuilles ({error}).")
    put(config.keys, keys)
    say(f"{len(keys)} clés remises dans {config.keys}.")


def put(folder: Path, keys: dict[str, bytes]) -> None:
    """Write the key files, none of which may exist: a key is never overwritten."""
    present = [name for name in keys if (folder / f"{name}.key").exists()]
    if present:
        fail(f"il y a déjà des clés dans {folder} ({', '.join(sorted(present))}) : rien n’a été changé.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, key in keys.items():
        handle = os.open(folder / f"{name}.key", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key.hex() + "\n")
