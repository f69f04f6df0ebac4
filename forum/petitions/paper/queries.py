"""Reads of paper: the sheets of a petition, one of them, what is public of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from forum.collectives.models import Pending
from forum.collectives.queries import Place, place_choices
from forum.core.crypto import mac, same
from forum.core.errors import Closed, Invalid, NotFound
from forum.core.i18n import _, long_date, ngettext
from forum.core.viewer import Viewer
from forum.petitions.models import Petition
from forum.petitions.paper.models import PaperLine, PaperSheet
from forum.petitions.paper.rules import ALONE_DAYS, LEAST, alike, check_signs, read_number, shown_number
from forum.petitions.shown.rules import by_department

WAITING = ("entered", "settle")
LEAVING = (
    "void.sheet"  # the act that waits for the slot at which a counted sheet is void, with what it counts
)
MANY = 300
TOLD = {
    "printed": "Cette feuille n’est pas encore saisie.",
    "entered": "Cette feuille est déjà saisie : elle attend une deuxième saisie.",
    "settle": "Cette feuille est saisie deux fois : il reste à départager des lignes.",
    "counted": "Cette feuille est déjà comptée : elle ne se saisit pas deux fois.",
    "void": "Cette feuille est annulée : elle ne compte pas.",
    "leaving": "Cette feuille est annulée : ses signatures sortent du compte au prochain créneau.",
}


def takes_paper(petition: Petition) -> bool:
    """Until it is handed over: what was signed on the last day is typed after it."""
    return petition.state in ("open", "closed") and not petition.hidden


def check_takes_paper(petition: Petition) -> None:
    if petition.hidden:
        raise Closed(
            _("La modération a masqué cette pétition : elle ne prend pas de signature pendant ce temps.")
        )
    if petition.state == "draft":
        raise Closed(_("Ouvrez d’abord la pétition : une feuille porte l’empreinte du texte figé."))
    if not takes_paper(petition):
        raise Closed(_("Cette pétition est remise : plus aucune feuille n’y est comptée."))


# -- sheets -----------------------------------------------------------------


def sheet(tx: Session, petition: Petition, number: str, *, lock: bool = False) -> PaperSheet:
    """NotFound for a number that was never printed."""
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise NotFound
    query = select(PaperSheet).where(PaperSheet.petition_id == petition.id, PaperSheet.number == int(number))
    found = tx.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound(_("Aucune feuille de cette pétition n’a ce numéro."))
    return found


def leaves(tx: Session, petition: Petition, found: PaperSheet) -> bool:
    """Whether it was made void, and its slot has not come: until then it is counted, as its lines are. For the team."""
    waits = (Pending.kind == LEAVING, Pending.scope == petition.code, Pending.once == str(found.number))
    return tx.exec(select(Pending.id).where(*waits)).first() is not None


def typed_number(tx: Session, place: Place, petition: Petition, typed: str) -> PaperSheet:
    """The sheet of a number copied from paper; Invalid says plainly what is wrong with it."""
    try:
        number, check = read_number(typed)
    except ValueError:
        said = _("Un numéro de feuille a des chiffres, puis deux signes, comme {example}.")
        raise Invalid({"numero": said.format(example=shown_number(petition.code, 12))}) from None
    if check != check_signs(petition.code, number):
        raise Invalid({"numero": _foreign(tx, place, petition, number, check)})
    try:
        return sheet(tx, petition, str(number))
    except NotFound:
        raise Invalid(
            {"numero": _("Aucune feuille de cette pétition n’a été imprimée avec ce numéro.")}
        ) from None


def _foreign(tx: Session, place: Place, petition: Petition, number: int, check: str) -> str:
    query = select(Petition.code, Petition.title).where(
        Petition.collective_id == place.collective.id, Petition.id != petition.id, Petition.state != "draft"
    )
    for code, title in tx.exec(query).all():
        if check_signs(code, number) == check:
            return _("Cette feuille est d’une autre pétition : « {title} ».").format(title=title)
    return _("Ce numéro n’est pas d’une feuille de cette pétition. Relisez-le : un signe est peut-être faux.")


def listed(tx: Session, petition: Petition, *states: str) -> Sequence[PaperSheet]:
    query = select(PaperSheet).where(PaperSheet.petition_id == petition.id, col(PaperSheet.state).in_(states))
    return tx.exec(query.order_by(col(PaperSheet.number)).limit(MANY)).all()


def by_state(tx: Session, petition: Petition) -> dict[str, int]:
    query = select(PaperSheet.state, func.count()).where(PaperSheet.petition_id == petition.id)
    return dict(tx.exec(query.group_by(PaperSheet.state)).all())


def blank(tx: Session, petition: Petition, first: int, last: int) -> Sequence[PaperSheet]:
    """The sheets between two numbers that nobody has entered yet: those may be printed again."""
    query = select(PaperSheet).where(
        PaperSheet.petition_id == petition.id,
        PaperSheet.state == "printed",
        col(PaperSheet.number).between(first, last),
    )
    return tx.exec(query.order_by(col(PaperSheet.number))).all()


def last_number(tx: Session, petition: Petition) -> int:
    query = select(func.coalesce(func.max(PaperSheet.number), 0))
    return int(tx.exec(query.where(PaperSheet.petition_id == petition.id)).one())


def before(tx: Session, petition: Petition) -> tuple[int, int]:
    """(how many of its sheets were entered, how many of the unfinished block of ten were drawn to be keyed twice)."""
    mine = (PaperSheet.petition_id == petition.id, col(PaperSheet.place).is_not(None))
    entered = int(tx.exec(select(func.count()).select_from(PaperSheet).where(*mine)).one())
    block = entered - entered % 10
    drawn = (  # a void one is no longer looked at twice: another of the block is
        select(func.count())
        .select_from(PaperSheet)
        .where(
            *mine, PaperSheet.state != "void", col(PaperSheet.place) >= block, col(PaperSheet.drawn).is_(True)
        )
    )
    return entered, int(tx.exec(drawn).one())


def lines_of(tx: Session, found: PaperSheet) -> Sequence[PaperLine]:
    return tx.exec(select(PaperLine).where(PaperLine.sheet_id == found.id).order_by(col(PaperLine.n))).all()


@dataclass(frozen=True)
class Places:
    """A collective's places by their names, and by the departments that some of them are."""

    named: Mapping[str, str]
    departments: Mapping[str, str]

    def said(self, commune: str, department: str) -> str:
        """The code of the place that has the commune's name, or is its department; "" where there is none."""
        return self.named.get(alike(commune)) or self.departments.get(department, "")


def places_of(tx: Session, collective_id: int) -> Places:
    known = place_choices(tx, collective_id)
    return Places({alike(name): code for code, name in known}, by_department(known))


# -- who keys again ---------------------------------------------------------


def keyer(pepper: bytes, found: PaperSheet, viewer: Viewer) -> bytes:
    """Whose hand keyed a sheet, for that sheet alone."""
    return mac(pepper, "paper keyer", str(found.id), str(viewer.staff_id))


def again_on(found: PaperSheet) -> date:
    """The day from which the person who keyed it first may key it again."""
    return (found.entered or found.printed) + timedelta(ALONE_DAYS)


def check_second(found: PaperSheet, pepper: bytes, viewer: Viewer, today: date) -> str:
    """ "other" or "same" hand; Closed for the same one, too early."""
    if not same(found.keyer, keyer(pepper, found, viewer)):
        return "other"
    if today < again_on(found):
        said = _(
            "Vous avez saisi cette feuille vous-même. Demandez à une autre personne de l’équipe. "
            "Si vous êtes seul·e, revenez le {day} : ce sera dit sur la page publique."
        )
        raise Closed(said.format(day=long_date(again_on(found))))
    return "same"


def done(sheet: PaperSheet, number: str) -> str:
    """What a keying left, for whoever typed it."""
    if sheet.state == "entered":
        return _(
            "Feuille {number} tirée au sort : quelqu’un d’autre doit la ressaisir. Rangez-la à part."
        ).format(number=number)
    if sheet.state == "settle":
        text = ngettext(
            "Feuille {number} : {n} ligne diffère. Reprenez le papier, et retapez-la.",
            "Feuille {number} : {n} lignes diffèrent. Reprenez le papier, et retapez-les.",
            sheet.differed,
        )
        return text.format(number=number, n=sheet.differed)
    text = ngettext(
        "Feuille {number} : {n} signature comptée au prochain créneau.",
        "Feuille {number} : {n} signatures comptées au prochain créneau.",
        sheet.signed,
    )
    left = ngettext(
        "{n} ligne illisible, non comptée.", "{n} lignes illisibles, non comptées.", sheet.illegible
    )
    return text.format(number=number, n=sheet.signed) + (
        f" {left.format(n=sheet.illegible)}" if sheet.illegible else ""
    )


# -- what is public ---------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Of the sheets counted before today: the day tells nothing of who typed when.

    `two`: signatures on sheets that two people keyed; `alone`: sheets that one person keyed twice.
    """

    sheets: int
    signed: int
    two: int
    twice: int
    alone: int
    compared: int
    differed: int
    illegible: int

    @property
    def told(self) -> bool:
        """No part of the signatures on paper is small."""
        return all(n == 0 or n >= LEAST for n in (self.two, self.signed - self.two)) and self.signed >= LEAST

    @property
    def rate_shown(self) -> str:
        """Lines that differed between two keyings, in percent, as it is written."""
        rate = round(100 * self.differed / self.compared, 1) if self.compared else 0.0
        return f"{rate:g}".replace(".", ",")


def figures(tx: Session, petition_id: int, today: date) -> Figures:
    columns = (
        PaperSheet.second,
        PaperSheet.signed,
        PaperSheet.compared,
        PaperSheet.differed,
        PaperSheet.illegible,
    )
    query = select(*columns).where(  # type: ignore[call-overload]
        PaperSheet.petition_id == petition_id,
        PaperSheet.state == "counted",
        col(PaperSheet.counted) < today,
    )
    rows = tx.exec(query).all()
    return Figures(
        sheets=len(rows),
        signed=sum(row.signed for row in rows),
        two=sum(row.signed for row in rows if row.second == "other"),
        twice=sum(row.second != "" for row in rows),
        alone=sum(row.second == "same" for row in rows),
        compared=sum(row.compared for row in rows),
        differed=sum(row.differed for row in rows),
        illegible=sum(row.illegible for row in rows),
    )
