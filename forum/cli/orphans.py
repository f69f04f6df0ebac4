"""`forum petitions`: those that nobody carries any more, and somebody who will."""

from typing import TYPE_CHECKING, Annotated

import typer

from forum.cli.admin import TERMINAL, _account, _give, _link
from forum.cli.common import fail, house, say
from forum.cli.french import Commands

if TYPE_CHECKING:
    from sqlmodel import Session

    from forum.collectives.models import Collective
    from forum.core.clock import Now
    from forum.petitions.models import Petition

app = Commands(help="Les pétitions que personne ne porte : list, give.")


@app.command("list")
def list_() -> None:
    """Dit, par collectif, ce qui presse et s’il reste quelqu’un."""
    from forum.petitions.lifecycle.queries import left_alone

    with house() as opened, opened.db.read() as tx:
        lines = left_alone(tx, opened.clock().today)
    for slug, organisers, line in lines:
        left = "personne n’organise" if not organisers else f"{organisers} pour organiser"
        say(f"{line.code} · {slug} ({left}) · {line.title} : {line.what}")
    if not lines:
        say("Aucune : chaque pétition est portée.")


@app.command()
def give(
    code: Annotated[str, typer.Argument(metavar="CODE", help="les signes qui finissent son adresse /p/…")],
    email: Annotated[str, typer.Argument(metavar="ADRESSE", help="adresse électronique de qui la reprend")],
    name: Annotated[str, typer.Option(help="son nom, tel que l’équipe le verra")] = "",
) -> None:
    """Fait organiser son collectif par quelqu’un qui la reprend."""
    with house() as opened, opened.db.write() as tx:
        petition, collective = _named(tx, code)
        staff, known = _account(tx, opened, email, name)
        _give(tx, opened.clock(), staff, "organiser", collective.slug)
        _carried(tx, petition, collective, opened.clock())
        lines = _link(tx, opened, staff, known)
    for line in lines:
        say(line)
    say(
        "Cela n’ouvre aucun nom : il y faut la phrase d’une personne qui a la clé, ou deux des feuilles de secours."
    )
    say("Le compte et le journal des signatures restent bons.")


def _named(tx: "Session", code: str) -> tuple["Petition", "Collective"]:
    from sqlmodel import select

    from forum.collectives.queries import by_id
    from forum.petitions.lifecycle.rules import ENDED
    from forum.petitions.models import Petition

    found = tx.exec(select(Petition).where(Petition.code == code.strip().lower())).first()
    if found is None:
        fail(f"aucune pétition n’a le code {code} : ce sont les signes qui finissent son adresse /p/…")
    if found.state in ENDED:
        fail("cette pétition est finie : il n’y a plus rien à porter. Sa page reste.")
    return found, by_id(tx, found.collective_id)


def _carried(tx: "Session", petition: "Petition", collective: "Collective", now: "Now") -> None:
    from forum.collectives.queries import place_of
    from forum.petitions.lifecycle.actions import take_up
    from forum.petitions.lifecycle.rules import SILENCES

    if petition.state in SILENCES:
        take_up(tx, place_of(tx, collective, TERMINAL), petition, now)
