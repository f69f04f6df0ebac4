"""`forum verify` and `forum journal`: a log checked from its file alone, and what an authority stamps of it."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forum.cli.common import fail, house, say
from forum.cli.french import Commands
from forum.core.errors import why

if TYPE_CHECKING:
    from sqlmodel import Session

    from forum.petitions.journal.notes import Point
    from forum.petitions.models import Petition

app = Commands(help="Le journal des signatures : timestamp.")


def verify(
    log: Annotated[Path, typer.Argument(metavar="JOURNAL", help="le journal, ou une preuve de cohérence")],
    receipt: Annotated[Path | None, typer.Option(metavar="REÇU", help="le reçu d’une signature")] = None,
    since: Annotated[Path | None, typer.Option(metavar="POINT", help="un point signé, gardé d’avant")] = None,
    key: Annotated[
        list[str] | None, typer.Option(metavar="CLÉ", help="la clé publique attendue, en base64")
    ] = None,
) -> None:
    """Vérifie un journal de signatures, sans réseau."""
    from forum.petitions.journal.checker.verify import run

    raise typer.Exit(run(str(log), str(receipt or ""), str(since or ""), key or [], say))


@app.command()
def timestamp(
    code: Annotated[str, typer.Argument(metavar="CODE", help="les huit signes de l’adresse de la pétition")],
    request: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="écrire la demande (.tsq) dans ce fichier")
    ] = None,
    reply: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="joindre la réponse (.tsr) de l’autorité")
    ] = None,
) -> None:
    """Horodate un point signé, sans réseau."""
    if (request is None) == (reply is None):
        fail("donnez --request FICHIER pour faire la demande, ou --reply FICHIER pour joindre la réponse.")
    with house() as opened:
        if request:
            with opened.db.read() as tx:
                _petition, point = _last(tx, code)
            _ask(point, request)
        elif reply:
            with opened.db.write() as tx:
                _attach(tx, code, reply)


def _last(tx: "Session", code: str) -> "tuple[Petition, Point]":
    from sqlmodel import select

    from forum.petitions.journal.queries import latest
    from forum.petitions.models import Petition

    petition = tx.exec(select(Petition).where(Petition.code == code.strip().lower())).first()
    if petition is None:
        fail("aucune pétition n’a ce code.")
    point = latest(tx, petition)
    if point is None:
        fail("le journal de cette pétition n’a pas encore de point signé.")
    return petition, point


def _ask(point: "Point", target: Path) -> None:
    from forum.cli.keep import write_new
    from forum.petitions.journal import stamps

    write_new(target, stamps.request(point.note, secrets.token_bytes(8)))
    say(
        f"{target} : demande pour le dernier point (lignes : {point.size}). Envoyez-la à une autorité d’horodatage, puis :"
    )
    say("    forum journal timestamp CODE --reply RÉPONSE.tsr")


def _attach(tx: "Session", code: str, source: Path) -> None:
    from forum.petitions.journal import stamps
    from forum.petitions.journal.actions import attach

    petition, _point = _last(tx, code)
    try:
        with source.open("rb") as file:
            reply = file.read(stamps.LONGEST + 1)
        point, stamp = attach(tx, petition, reply)
    except OSError as error:
        fail(f"on ne peut pas lire {source} ({why(error)}).")
    except stamps.BadStamp as error:
        fail(str(error))
    say(f"Joint au point (lignes : {point.size}) : horodaté le {stamp.moment:%d/%m/%Y}.")
