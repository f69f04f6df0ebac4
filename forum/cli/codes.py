"""`forum codes`: cards for people met in person. `make` works offline; `load` takes the file in."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from forum.cli.common import collective_named, fail, house, say, settings
from forum.cli.french import Commands

app = Commands(help="Les cartes à donner : make, load.")
NAMES = {"professional": "professionnel·les", "concerned": "personnes concernées", "ally": "allié·es"}


@app.command()
def make(
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")],
    college: Annotated[str, typer.Option(help=", ".join(NAMES))],
    count: Annotated[int, typer.Option(help="combien de cartes")],
    address: Annotated[str, typer.Option(help="adresse publique, https://…, imprimée dans le carré")] = "",
    name: Annotated[str, typer.Option(help="le nom à imprimer sur les cartes")] = "",
    college_name: Annotated[str, typer.Option(help="le nom du collège, s’il n’est pas l’habituel")] = "",
    out: Annotated[Path, typer.Option(help="dossier où écrire les deux fichiers")] = Path(),
) -> None:
    """Fait des cartes à imprimer et leurs empreintes, hors ligne."""
    from forum.collectives.codes.rules import batch_of, written
    from forum.exports.cards.sheets import codes_pdf
    from forum.identity.codes import make_code

    where = _address(address)
    _check(collective, college, count)
    codes = [make_code(secrets.randbelow) for _number in range(count)]
    pdf = codes_pdf(
        codes, (name or settings().instance_name)[:60], (college_name or NAMES[college])[:60], where
    )
    marks = written(batch_of(collective, college, codes)).encode()
    cards, hashes = (
        out / f"{kind}-{collective}-{college}.{end}"
        for kind, end in (("cartes", "pdf"), ("empreintes", "txt"))
    )
    _write(cards, pdf, hashes, marks)


def _check(collective: str, college: str, count: int) -> None:
    from forum.collectives.codes.rules import MOST
    from forum.collectives.forms import SLUG

    if not SLUG.fullmatch(collective) or len(collective) > 60:
        fail("--collective est l’adresse courte du collectif, par exemple val-de-lorne.")
    if college not in NAMES:
        fail(f"ce collège n’existe pas : choisissez parmi {', '.join(NAMES)}.")
    if not 1 <= count <= MOST:
        fail(f"--count va de 1 à {MOST}.")


def _address(given: str) -> str:
    """What the square leads to: paper cannot be corrected, so no guess is made."""
    address = (given or settings().base_url).rstrip("/")
    if not address.startswith(("https://", "http://")) or len(address) > 200:
        fail("dites l’adresse publique du forum, par exemple --address https://porte-voix.example.org.")
    return address


def _write(cards: Path, pdf: bytes, hashes: Path, marks: bytes) -> None:
    """Both or neither: cards without their hashes would be refused at the door."""
    from forum.cli.keep import write_new

    for file in (cards, hashes):
        if file.exists():
            fail(f"{file} existe déjà : rien n’a été écrit.")
    write_new(hashes, marks)
    try:
        write_new(cards, pdf)
    except typer.Exit:
        hashes.unlink(missing_ok=True)
        raise
    say(f"{cards} : imprimez-le, découpez, mélangez, puis effacez-le.")
    say(f"{hashes} : à charger sur le serveur (forum codes load, ou la page « Cartes à donner »).")


@app.command()
def load(file: Annotated[Path, typer.Argument(metavar="FICHIER", help="le fichier d’empreintes")]) -> None:
    """Prend les empreintes d’un fichier : ses cartes peuvent servir."""
    from forum.collectives.codes import actions, rules
    from forum.core.viewer import NOBODY

    try:
        batch = rules.read(file.read_text(encoding="utf-8"))
    except rules.FileError as wrong:
        fail(str(wrong))
    except (OSError, UnicodeDecodeError):
        fail(f"on ne peut pas lire {file}.")
    with house() as opened, opened.db.write() as tx:
        collective = collective_named(tx, batch.collective)
        made = actions.load(tx, collective, NOBODY, batch, opened.clock())
        said = f"Cartes prêtes à servir : {made.made} ({collective.slug}, {collective.college_name(made.college)})."
    say(said)
