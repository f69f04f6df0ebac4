"""`forum forget`: the words that a court, or somebody who is named in them, asks to have erased."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forum.cli.common import fail, house, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from forum.core.db import Database
    from forum.http.house import House

SURE = "effacer"
FATES = {
    "gone": "Effacé en entier, avec ses versions, ses sources et les changements proposés.",
    "emptied": "Les mots et le titre sont effacés ; la place reste, parce que d’autres y ont répondu ou l’ont voté.",
    "unsigned": "Les mots de cette proposition sont effacés ; la version du texte qu’elle a faite reste "
    "(donnez aussi la référence du texte s’il le faut).",
}


def forget(
    ref: Annotated[
        str, typer.Argument(metavar="RÉFÉRENCE", help="la référence : les dix signes à la fin de l’adresse")
    ],
    reason: Annotated[
        str,
        typer.Option(help="ce qui l’exige, en quelques mots et sans nom ; l’équipe le lit dans son journal"),
    ],
) -> None:
    """Efface un texte, une proposition ou une objection, pour de bon."""
    if not reason.strip():
        fail("dites ce qui l’exige, en quelques mots et sans nom (--reason).")
    with house() as opened:
        ref = ref.strip().lower()
        _find(opened, ref)
        say(
            "Cela ne se défait pas, et se verra : un texte voté ou porté par une pétition perd aussi ses mots."
        )
        if typer.prompt(f"Pour le faire, tapez « {SURE} »", default="", show_default=False) != SURE:
            fail("rien n’a été effacé.")
        with opened.db.write() as tx:
            done = _erase(tx, opened, ref, reason)
        sweep(opened.db)
        say(FATES[done])
        _what_remains(opened.settings.data_dir / "backups", opened.clock().today)


def _find(opened: "House", ref: str) -> None:
    """Asked first: nobody types a word to erase what is not there."""
    from forum.core.errors import NotFound
    from forum.leaving.queries import check_forgettable

    try:
        with opened.db.read() as tx:
            check_forgettable(tx, ref)
    except NotFound:
        fail(f"rien n’a la référence {ref} ici : ni texte, ni proposition, ni objection.")


def _erase(tx: "Session", opened: "House", ref: str, reason: str) -> str:
    from forum.identity.staff.models import StaffLog
    from forum.leaving.actions import forget as erase
    from forum.texts.search import rebuild

    today = opened.clock().today
    collective_id, done = erase(tx, ref, today)
    subject = f"{ref} : {reason.strip()}"[:300]
    entry = StaffLog(
        staff_name="Hébergement",
        collective_id=collective_id,
        action="host.forget",
        subject=subject,
        day=today,
    )
    tx.add(entry)
    rebuild(tx)
    return done


def sweep(db: "Database") -> None:
    """What the files keep of deleted rows: written afresh, and SQLite's log cut to nothing."""
    with closing(db.engine.raw_connection()) as connection:
        if not db.sqlite:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # VACUUM wants no transaction
        cursor = connection.cursor()
        for statement in ("VACUUM", *(("PRAGMA wal_checkpoint(TRUNCATE)",) if db.sqlite else ())):
            cursor.execute(statement)
        cursor.close()


def _what_remains(folder: Path, today: date) -> None:
    copies = sorted(folder.glob("*")) if folder.is_dir() else []
    say(
        f"Ce qui a été sauvegardé ou copié avant le {today} le contient encore ; une restauration le ramènerait."
    )
    if copies:
        say(f"Dans {folder} : {', '.join(path.name for path in copies)}.")
    say(
        "Ce que quelqu’un a lui-même écrit en le citant reste, comme les messages scellés que seul leur destinataire lit."
    )
    say(
        "Refaites une sauvegarde, détruisez les précédentes, et refaites cet effacement si vous en restaurez une."
    )
