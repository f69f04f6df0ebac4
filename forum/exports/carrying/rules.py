"""Which documents there are, in plain words, and in which formats. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.errors import NotFound
from forum.core.i18n import later

NAMES = {"pdf": "PDF", "docx": "DOCX", "odt": "ODT", "md": "Markdown", "txt": later("texte")}
EDITED = ("docx", "odt", "md", "txt")


@dataclass(frozen=True)
class Offered:
    """`files`: (format, address under the root, what it is called); `make` is what the formats are written from."""

    name: str
    title: str
    words: str
    files: tuple[tuple[str, str, str], ...]
    make: str = ""


def _under(name: str, kinds: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, f"documents/{name}.{kind}", NAMES[kind]) for kind in kinds)


OFFERED: Sequence[Offered] = (
    Offered(
        "petition",
        later("La pétition"),
        later("Le texte figé, ses comptes, ses rectificatifs, son empreinte."),
        (
            ("pdf", "petition.pdf", "PDF"),
            *_under("petition", ("docx", "odt")),
            ("md", "petition.md", "Markdown"),
            *_under("petition", ("txt",)),
        ),
        "petition",
    ),
    Offered(
        "feuille",
        later("La feuille de signatures"),
        later("À imprimer et à faire passer : toutes les mentions sont sur chaque page."),
        (("pdf", "feuille.pdf", "PDF"), *_under("feuille", ("docx", "odt"))),
        "feuille",
    ),
    Offered(
        "tract",
        later("Le tract, recto verso"),
        later("À distribuer : ce que nous demandons devant, avec le code à scanner ; le texte derrière."),
        (
            ("pdf", "documents/tract-a4.pdf", later("PDF en A4")),
            ("pdf", "documents/tract-a5.pdf", later("PDF en A5")),
            *_under("tract-a4", EDITED),
        ),
        "tract-a4",
    ),
    Offered(
        "affiche",
        later("L’affiche"),
        later("À coller en A4 : ce que nous demandons, le code à scanner, et l’adresse à détacher en bas."),
        _under("affiche", ("pdf",)),
        "affiche",
    ),
    Offered(
        "lettre",
        later("La lettre ouverte"),
        later(
            "À publier ou à envoyer, sans les noms. Avec les noms de qui a choisi de les montrer : plus bas."
        ),
        _under("lettre", ("pdf", *EDITED)),
        "lettre",
    ),
    Offered(
        "bordereau",
        later("Le bordereau de remise"),
        later("Ce qui est remis, et un récépissé à détacher que l’institution signe et tamponne."),
        _under("bordereau", ("pdf", *EDITED)),
        "bordereau",
    ),
)
CAHIER = Offered(
    "cahier",
    later("Le cahier de revendications"),
    later("Chaque revendication numérotée : nommer, contester, revendiquer, son soutien, ses critères."),
    (
        ("pdf", "cahier.pdf", "PDF"),
        *_under("cahier", ("docx", "odt")),
        ("md", "cahier.md", "Markdown"),
        *_under("cahier", ("txt",)),
    ),
    "cahier",
)


def offered(file: str, among: Sequence[Offered]) -> tuple[str, str]:
    """(name, format) of a file that exists at this address. NotFound."""
    name, _dot, kind = file.rpartition(".")
    if not any(path == f"documents/{file}" for one in among for _kind, path, _said in one.files):
        raise NotFound
    return name, kind
