"""Where a petition stands: its days, its silence, the names it still keeps, and what a page says of all that."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.collectives.queries import Reminder
from forum.core.errors import Closed
from forum.core.hooks import hooks
from forum.core.i18n import _, long_date
from forum.identity.staff.models import StaffRole
from forum.petitions.carried.queries import moved
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.rules import (
    ENDED,
    HANDED,
    REMINDED,
    SILENCES,
    Dates,
    Standing,
    Step,
    erasure_day,
    lacking,
    path,
    standing,
)
from forum.petitions.models import Petition

# (what it is, the day, where to read it) of each answer to a petition: told by the room that records them.
ANSWERS = hooks("petition.answers")


def life_of(tx: Session, petition_id: int) -> PetitionLife:
    """Its row; for what was opened before there were any, one that nobody has stored yet."""
    return tx.get(PetitionLife, petition_id) or PetitionLife(petition_id=petition_id)


def dates(petition: Petition, life: PetitionLife) -> Dates:
    days = (life.delivered, life.answered, life.followed, life.ended)
    return Dates(petition.opens, petition.closes, *days)


def since(petition: Petition, life: PetitionLife) -> date:
    """The last sign of those who organise, as far as anything tells it."""
    last = (life.seen, life.followed, life.answered, life.delivered)
    return next((day for day in last if day), petition.closes)


@dataclass(frozen=True)
class Stage:
    """What pages say of a petition's life. `erases` is None while nothing was delivered nor ended."""

    state: str
    steps: list[Step]
    silence: Standing
    kept_days: int
    erases: date | None
    erased: date | None
    handed: date | None
    adopted: date | None
    delivered: date | None
    ended: date | None
    reason: str
    today: date

    @property
    def over(self) -> bool:
        return self.state in ENDED

    @property
    def names_gone(self) -> bool:
        """Erased, or past the day that was told: what is no more to be read is not read while it waits for the night."""
        return self.erased is not None or (self.erases is not None and self.erases <= self.today)

    @property
    def erases_soon(self) -> bool:
        return not self.names_gone and self.erases is not None and self.erases - REMINDED <= self.today


def stage(tx: Session, petition: Petition, today: date) -> Stage:
    life = life_of(tx, petition.id)
    at = dates(petition, life)
    return Stage(
        petition.state,
        path(petition.state, at),
        standing(petition.state, since(petition, life), today, life.warned),
        life.kept_days,
        erasure_day(life.kept_from, life.kept_days),
        life.erased,
        life.handed,
        life.adopted,
        life.delivered,
        life.ended,
        life.reason,
        today,
    )


def lacks(tx: Session, petition: Petition, today: date) -> list[str]:
    """What this draft lacks before it may be opened, ready to read."""
    gone = moved(tx, petition)
    return lacking(
        closes=petition.closes, today=today, body=petition.body, key=petition.public_key, moved=gone
    )


def names_gone(tx: Session, petition_id: int) -> bool:
    """Whether nothing is left that could know a signer again: no withdrawal, no receipt, no contest any more."""
    return life_of(tx, petition_id).erased is not None


def check_names(tx: Session, petition: Petition, today: date) -> None:
    """Closed, and since when, for whoever asks for names that are erased."""
    now = stage(tx, petition, today)
    if now.names_gone:
        day = long_date(now.erased or now.erases or today)
        raise Closed(
            _("Les noms sont effacés depuis le {day}. Le compte et le journal restent.").format(day=day)
        )


def answers(tx: Session, petition: Petition) -> list[tuple[str, date, str]]:
    return [line for told in ANSWERS for line in told(tx, petition)]


def shown(tx: Session, petition: Petition, today: date) -> dict[str, Any]:
    """What the public page needs of it."""
    said = answers(tx, petition) if petition.state in HANDED else []
    return {"life": stage(tx, petition, today), "answers": said}


def reminders(tx: Session, collective_id: int, today: date) -> list[Reminder]:
    """By petition, the most pressing thing: names that will go, or nobody who carries it."""
    running = (*SILENCES, *ENDED)
    query = select(Petition).where(Petition.collective_id == collective_id, col(Petition.state).in_(running))
    lines = [
        (petition, stage(tx, petition, today)) for petition in tx.exec(query.order_by(Petition.title)).all()
    ]
    return [Reminder(p.code, p.title, said) for p, now in lines if (said := _pressing(now))]


def left_alone(tx: Session, today: date) -> list[tuple[str, int, Reminder]]:
    """For the host: (collective, how many organise there, what presses) of all that presses, everywhere."""
    found = []
    for collective in tx.exec(select(Collective).order_by(Collective.slug)).all():
        roles = select(func.count()).where(
            StaffRole.collective_id == collective.id, StaffRole.role == "organiser"
        )
        n = tx.exec(roles).one()
        found += [(collective.slug, n, line) for line in reminders(tx, collective.id, today)]
    return found


def _pressing(now: Stage) -> str:
    if now.erases_soon and now.erases:
        said = _("Les noms seront effacés le {day}.").format(day=long_date(now.erases))
        return said if now.handed else f"{said} {_('Prenez avant cela le fichier à remettre.')}"
    if now.silence.noticed and now.silence.ends:
        return _("Sans nouvelle, elle sera classée abandonnée le {day}.").format(
            day=long_date(now.silence.ends)
        )
    if now.silence.reminded and now.state == "closed":
        return _("Personne ne l’a encore remise.")
    return _("Rien n’y est noté depuis longtemps.") if now.silence.reminded else ""
