"""A table of who is concerned where, line by line: every line is judged before the first is kept. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forum.collectives.rules import plain_ascii
from forum.core.i18n import _
from forum.registers.objectives.rules import Rows

SOURCE, MOST, LARGEST = 160, 1000, 10**8
COLUMNS = ("college", "lieu", "nombre", "source", "date")
WHOLE = ("", "tout", "tous", "ensemble", "total")
_NUMBER = re.compile(r"\d{1,3}([ \u00a0\u202f]\d{3})+|\d+")
_YEAR = re.compile(r"(19|20)\d\d")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class TableError(ValueError):
    """What is wrong, line by line, in one text."""


@dataclass(frozen=True)
class Known:
    """What a line may name, in plain letters: colleges, places; and under how many people a number points at some."""

    colleges: Mapping[str, str]
    places: Mapping[str, str]
    k: int


@dataclass(frozen=True)
class Line:
    college: str
    territory: str
    n: int
    source: str
    dated: str


def decoded(sent: bytes) -> str:
    """A spreadsheet writes UTF-8, or what Windows had before; TableError for anything else."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = sent.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError(
        _("Ce fichier n’est pas un tableau en CSV. Enregistrez-le en CSV, ou collez ses lignes.")
    )


def read(text: str, known: Known) -> list[Line]:
    """All of it, or TableError that names each wrong line."""
    rows = Rows(text.lstrip("\ufeff"))
    head = [plain_ascii(cell) for cell in next(rows, (1, []))[1]]
    if missing := [name for name in COLUMNS if name not in head]:
        raise TableError(_("Ligne 1 : il manque la colonne {names}.").format(names=", ".join(missing)))
    good: dict[tuple[str, str], Line] = {}
    wrong: list[str] = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            _take(good, wrong, number, dict(zip(head, cells, strict=False)), known)
    if not good and not wrong:
        wrong.append(_("Il n’y a aucune ligne sous les titres des colonnes."))
    if len(good) > MOST:
        wrong.append(_("Plus de {n} lignes : gardez les lieux qui comptent.").format(n=MOST))
    if wrong:
        raise TableError(" ".join(wrong[:12]) + (" …" if len(wrong) > 12 else ""))
    return list(good.values())


def _take(
    good: dict[tuple[str, str], Line], wrong: list[str], number: int, cells: Mapping[str, str], known: Known
) -> None:
    try:
        line = _judge({name: " ".join(cells.get(name, "").split()) for name in COLUMNS}, known)
        if (line.college, line.territory) in good:
            raise ValueError(_("ce collège est déjà dit pour ce lieu"))
    except ValueError as why:
        wrong.append(_("Ligne {n} : {why}.").format(n=number, why=why))
    else:
        good[line.college, line.territory] = line


def _judge(said: Mapping[str, str], known: Known) -> Line:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for value in said.values() for c in value):
        raise ValueError(_("des signes invisibles"))
    college = known.colleges.get(plain_ascii(said["college"]))
    if college is None:
        raise ValueError(_("ce collège n’est pas un de ceux d’ici"))
    place = plain_ascii(said["lieu"])
    if place not in WHOLE and place not in known.places:
        raise ValueError(_("ce lieu n’est pas dans la liste du collectif"))
    if not said["source"]:
        raise ValueError(_("dites d’où vient ce nombre"))
    if len(said["source"]) > SOURCE:
        raise ValueError(_("la source a plus de {n} signes").format(n=SOURCE))
    territory = known.places.get(place, "")
    return Line(college, territory, _number(said["nombre"], known.k), said["source"], _dated(said["date"]))


def _number(said: str, k: int) -> int:
    if not _NUMBER.fullmatch(said) or len(said) > 15:
        raise ValueError(_("le nombre s’écrit en chiffres, par exemple 1200"))
    n = int(re.sub(r"\D", "", said))
    if n < k:
        raise ValueError(_("moins de {k} personnes : regroupez ce lieu avec un autre").format(k=k))
    if n > LARGEST:
        raise ValueError(_("ce nombre est trop grand"))
    return n


def _dated(said: str) -> str:
    """A year, or a day."""
    if _YEAR.fullmatch(said):
        return said
    found = _DAY.fullmatch(said)
    try:
        return date.fromisoformat(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else said).isoformat()
    except ValueError:
        raise ValueError(_("la date s’écrit 2024 ou 31/12/2024")) from None
