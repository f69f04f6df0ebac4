"""`forum keys`: the instance's keys on paper, and the key pair of the backups."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from forum.cli.common import database, fail, house, make_folder, say, settings, stand, told
from forum.cli.french import Commands
from forum.core.errors import why
from forum.core.keys import held, waiting
from forum.core.keysheets import SheetError, keys_of, sheets
from forum.core.settings import Settings

if TYPE_CHECKING:
    from forum.core.db import Database

app = Commands(
    help="Les clés : offline, backup, restore, rotate, renounce.",
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
    from forum.core.upgrade import BUNDLE, bundle_mark

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
            tx.merge(InstanceFact(name=BUNDLE, value=bundle_mark(opened.keys.folder)))


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
    files: Annotated[
        list[Path], typer.Argument(metavar="FEUILLE", help="deux des trois feuilles, recopiées en texte")
    ],
    only: Annotated[str, typer.Option(help="une seule clé : pepper, forms, staff, mail ou journal")] = "",
) -> None:
    """Remet les clés qui manquent, sans en écraser, avec deux feuilles."""
    from forum.core.keys import NAMES

    if only and only not in NAMES:
        fail(f"pas de clé de ce nom : {only}. Il y a : {', '.join(NAMES)}.")

    config = settings()
    make_folder(config)
    try:
        keys = keys_of([path.read_text(encoding="utf-8") for path in files], NAMES)
    except SheetError as error:
        fail(str(error))
    except OSError as error:
        fail(f"on ne peut pas lire {error.filename} ({why(error)}).")
    except UnicodeDecodeError:
        fail("on ne peut pas lire une des feuilles (des fichiers de texte en UTF-8).")
    put_back = put(config.keys, {only: keys[only]} if only else keys)
    if not put_back:
        say(f"Rien à remettre : les clés de {config.keys} sont celles des feuilles.")
        return
    names = ", ".join(f"{name}.key" for name in put_back)
    say(f"Remises dans {config.keys} : {names}. Ce qui était déjà là n’a pas changé.")


def put(folder: Path, keys: dict[str, bytes]) -> list[str]:
    """Write the key files that are missing; returns their names. A key is never overwritten."""
    present = [name for name in keys if (folder / f"{name}.key").exists()]
    differ = [name for name in present if not _same(folder / f"{name}.key", keys[name])]
    missing = sorted(keys.keys() - set(present))
    if differ:
        _refuse(folder, sorted(differ), missing)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in missing:
        _write(folder / f"{name}.key", keys[name])
    return missing


def _same(path: Path, key: bytes) -> bool:
    from forum.core.crypto import same
    from forum.core.keys import DamagedKey, read

    try:
        return same(read(path), key)
    except DamagedKey as damaged:
        fail(f"{damaged}. Rien n’a été changé.")


def _refuse(folder: Path, differ: list[str], missing: list[str]) -> NoReturn:
    """Two ways on, for two causes: the sheets are older than a change of keys, or the files are not this instance's."""
    files = ", ".join(f"{name}.key" for name in differ)
    old = "prenez les feuilles imprimées depuis"
    for name in missing[:1]:
        old += f", ou remettez la seule qui manque : forum keys restore --only {name} FEUILLE FEUILLE"
    fail(
        f"dans {folder}, ces fichiers ne disent pas la même clé que les feuilles : {files} ; rien n’a été changé. "
        f"Si les clés ont été changées après l’impression, {old}. "
        "Si ces fichiers viennent d’ailleurs, écartez-les (renommez-les), puis relancez."
    )


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all, whatever stops us."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key.hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(partial, path)
    finally:
        partial.unlink()


PEPPER = (
    "pepper.key ne se change pas : chaque carnet est calculé avec elle. Une autre, et plus personne ne retrouve ses textes, "
    "ses attestations ni ses bulletins ; rien ne permettrait de les refaire, puisque rien ne dit de qui ils sont."
)
CHANGED = {
    "forms": "les pages restées ouvertes devront être envoyées deux fois",
    "mail": "les courriels en attente sont scellés de nouveau",
    "staff": "les codes à six chiffres de l’équipe sont scellés de nouveau",
    "journal": "l’ancienne signe la nouvelle, et les deux sont publiées (/journal/cle)",
}
BY_NAME = ("journal",)  # people have noted it on paper: it is changed only when it is asked for


@app.command()
def rotate(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="CLÉ", help="forms, mail, staff, journal ; rien : les trois premières"),
    ] = None,
) -> None:
    """Change les clés qui peuvent l’être, le forum arrêté."""
    from forum.maintenance.rotation import rotate as change

    config = settings()
    chosen = list(dict.fromkeys(names or [name for name in CHANGED if name not in BY_NAME]))
    if "pepper" in chosen:
        fail(PEPPER)
    if unknown := [name for name in chosen if name not in CHANGED]:
        fail(f"pas de clé de ce nom : {', '.join(unknown)}. Il y a : {', '.join(CHANGED)}.")
    with stopped(config) as db:
        for name in dict.fromkeys([*waiting(config.keys), *chosen]):
            lost = change(db, config.keys, name)
            say(
                f"{name} : changée ; {CHANGED[name]}"
                + (f" ({lost} illisibles, laissés tels quels)" if lost else "")
            )
    say("Les feuilles imprimées ne sont plus les bonnes : forum keys backup, puis détruisez les anciennes.")


@contextmanager
def stopped(config: Settings) -> Iterator["Database"]:
    """The database as a server would open it, with the keys that are its own, while no server runs."""
    stand(config)
    with told(), held(config.keys, alone=True), database(config) as db:
        yield db


RENOUNCE = "tous les carnets sont perdus"


@app.command()
def renounce() -> None:
    """Repart sans les carnets, quand pepper.key est perdue."""
    from forum.core import upgrade
    from forum.maintenance.rotation import renounce as give_up

    config = settings()
    with told(), held(config.keys, alone=True), database(config) as db:
        try:
            upgrade.check_keys(config, db)
        except upgrade.Refused:
            pass
        else:
            fail("la clé de cette base est là : il n’y a rien à abandonner.")
        for line in LOST:
            say(line)
        if typer.prompt(f"Pour continuer, tapez « {RENOUNCE} »", default="", show_default=False) != RENOUNCE:
            fail("rien n’a été changé.")
        give_up(db)
    say("C’est fait. forum serve fera une autre clé : imprimez-la aussitôt (forum keys backup).")


LOST = (
    "Avez-vous deux des trois feuilles ? Alors : forum keys restore, et rien n’est perdu.",
    "Sinon plus aucun carnet ne s’ouvrira, et cela ne se défait pas :",
    "  restent : les textes, les votes clos, les pétitions et leurs signatures, les suites, l’équipe ;",
    "  partent : les attestations, les sanctions, ce qui attend un créneau, les mots scellés, et les bulletins",
    "            des votes encore ouverts ;",
    "  personne ne pourra plus répondre d’un texte déjà publié, ni l’effacer depuis son carnet ;",
    "  une personne qui revient avec un autre carnet peut redire « je le vis aussi » ou signer une seconde fois.",
)
