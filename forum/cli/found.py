"""`forum init`: a collective from the terminal, under the same rules as the first page of a new instance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forum.cli.common import fail, house, interactive, say

if TYPE_CHECKING:
    from forum.collectives.forms import NewCollective

READING = {"tout-le-monde": "everyone", "membres": "members", "non-listé": "unlisted"}
JOINING = {"ouvert": "open", "attestation": "granted"}


def init(
    slug: Annotated[str, typer.Option(help="adresse courte, par exemple val-de-lorne")] = "",
    name: Annotated[str, typer.Option(help="nom du collectif")] = "",
    purpose: Annotated[str, typer.Option(help="à quoi il sert, en une phrase")] = "",
    charter: Annotated[Path | None, typer.Option(help="fichier de la charte, en Markdown")] = None,
    territories: Annotated[Path | None, typer.Option(help="fichier des lieux, un par ligne")] = None,
    professional: Annotated[
        str, typer.Option(help="nom du collège des professionnel·les")
    ] = "professionnel·les",
    concerned: Annotated[
        str, typer.Option(help="nom du collège des personnes concernées")
    ] = "personnes concernées",
    ally: Annotated[str, typer.Option(help="nom du collège des allié·es")] = "allié·es",
    reading: Annotated[str, typer.Option(help=f"qui peut lire : {', '.join(READING)}")] = "tout-le-monde",
    joining: Annotated[str, typer.Option(help=f"qui peut écrire : {', '.join(JOINING)}")] = "ouvert",
    k: Annotated[int, typer.Option(help="plus petit groupe décrit (5 à 100)")] = 10,
    slot: Annotated[int, typer.Option(help="minutes entre deux publications (1 à 1440)")] = 360,
    read: Annotated[bool, typer.Option("--read", help="quelqu’un a relu ce que la garde a vu")] = False,
) -> None:
    """Fonde un collectif, en demandant ce qui manque."""
    from forum.collectives.forms import CHARTER_TO_BEGIN

    values = {
        "slug": slug or _ask("Adresse courte", "--slug"),
        "name": name or _ask("Nom du collectif", "--name"),
        "purpose": purpose or _ask("À quoi sert-il ?", "--purpose"),
        "charter": _text(charter) if charter else CHARTER_TO_BEGIN,
        "territories": _text(territories) if territories else _ask_places(),
        "name_professional": professional,
        "name_concerned": concerned,
        "name_ally": ally,
        "reading": READING.get(reading, reading),
        "joining": JOINING.get(joining, joining),
        "k": str(k),
        "slot_minutes": str(slot),
        "relaxed": str(read),
    }
    make(values)


def make(values: dict[str, str]) -> None:
    from forum.collectives import actions
    from forum.collectives.forms import NewCollective
    from forum.http.body import Body

    with house() as opened, opened.db.write() as tx:
        form = NewCollective.read(Body(tuple(values.items())))
        _beware(form)
        collective = actions.found(tx, opened.clock(), slug=form.slug, **form.options)
        actions.add_territories(tx, collective, form.places)
        url = f"{opened.settings.public_url}/c/{form.slug}"
    say(f"Le collectif est fondé : {url}")
    say(f"Nommez qui l’organise : forum admin add ADRESSE --name NOM --collective {form.slug}")


def _beware(form: "NewCollective") -> None:
    """What field holds what kind of thing; never the thing."""
    from forum.collectives.publication.actions import warned

    seen = {name: warned([text]).get("guard", "") for name, text in form.words.items()}
    told = " ; ".join(f"{name} : {said}" for name, said in seen.items() if said)
    if told and not form.relaxed:
        fail(f"{told} Pour garder tel quel : --read.")


def _ask(question: str, option: str) -> str:
    if not interactive():
        fail(f"il manque {option}.")
    return str(typer.prompt(question))


def _ask_places() -> str:
    if not interactive():
        fail("il manque --territories (un fichier, un lieu par ligne).")
    say("Les lieux, un par ligne ; une ligne vide pour finir.")
    lines = list(iter(lambda: str(typer.prompt("Lieu", default="", show_default=False)), ""))
    return "\n".join(lines)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fail(f"on ne peut pas lire {path} (un fichier de texte en UTF-8).")
