"""The passages of a petition, taken one at a time; and what those who organise say of its life."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, update

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.queries import check_names, life_of, stage
from forum.petitions.lifecycle.rules import ENDED, HANDED, SILENCES, passage
from forum.petitions.models import Petition
from forum.petitions.told import actions as told

DATED = ("delivered", "answered", "followed")


def take(tx: Session, petition: Petition, act: str, today: date, **changes: Any) -> bool:
    """One passage, with what else changes of the petition. False if it was taken already; Closed if it leads nowhere.

    Of two at once the second finds the state changed: no passage begins where another one ended.
    """
    target = passage(petition.state, act)
    if not target:
        return False
    tx.add(petition)
    tx.flush()
    here = (col(Petition.id) == petition.id, col(Petition.state) == petition.state)
    if tx.exec(update(Petition).where(*here).values(state=target, **changes)).rowcount != 1:
        raise Closed(_("Cette pétition vient de changer d’état : rechargez la page."))
    tx.refresh(petition)
    life = sign_of_life(tx, petition, today)
    if target in DATED:
        setattr(life, target, getattr(life, target) or today)
    elif target in ENDED:
        life.ended = today
    if target == "delivered" or target in ENDED:
        life.kept_from = life.kept_from or today
    tx.add(life)
    tx.flush()
    return True


def sign_of_life(tx: Session, petition: Petition, today: date) -> PetitionLife:
    """Somebody who organises did something with it: silence begins again from here, and any notice goes."""
    life = life_of(tx, petition.id)
    life.seen, life.warned = today, None
    tx.add(life)
    tx.flush()
    return life


# -- what the suites record ----------------------------------------------------


def delivered(tx: Session, petition: Petition, day: date, today: date) -> None:
    """The first time it was handed over is `day`: names are kept from there. What comes again is a sign of life."""
    life = life_of(tx, petition.id)
    if petition.state in ENDED and life.delivered:
        return
    if take(tx, petition, "deliver", today):
        life = life_of(tx, petition.id)
        life.delivered = day
        tx.add(life)
        tx.flush()
    else:
        sign_of_life(tx, petition, today)


def answered(tx: Session, petition: Petition, today: date) -> None:
    _noted(tx, petition, "answer", today)


def followed(tx: Session, petition: Petition, today: date) -> None:
    _noted(tx, petition, "follow", today)


def _noted(tx: Session, petition: Petition, act: str, today: date) -> None:
    """An answer is a fact, whatever became of the petition: where no passage leads, it is recorded and moves nothing."""
    if petition.state in HANDED and petition.state not in ENDED and not take(tx, petition, act, today):
        sign_of_life(tx, petition, today)


# -- what organisers say ---------------------------------------------------------


def end(
    tx: Session, place: Place, petition: Petition, act: str, reason: str, now: Now, *, relaxed: bool = False
) -> None:
    """*Settled* or *abandoned*, for a public reason. Those who asked get a last letter, and their addresses go."""
    if not passage(petition.state, act):
        return
    if not reason.strip():
        raise Invalid({"reason": _("Dites pourquoi : c’est ce que la page dira, et elle reste.")})
    beware([reason], relaxed=relaxed)
    take(tx, petition, act, now.today)
    life = life_of(tx, petition.id)
    life.reason = reason.strip()
    tx.add(life)
    _ended(tx, petition, life.reason, now.today)
    log(tx, place.viewer, petition.collective_id, f"petition.{act}", petition.title, now)


def lapse(tx: Session, petition: Petition, today: date) -> None:
    """Ended by a long silence: there is no reason but that."""
    if take(tx, petition, "lapse", today):
        _ended(tx, petition, _("Plus personne ne la portait."), today)


def _ended(tx: Session, petition: Petition, words: str, today: date) -> None:
    record(tx, f"petition.{petition.state}", petition.collective_id, petition.code, petition.title, today)
    told.tell(tx, petition.id, petition.state, petition.state, words, today)
    told.end(tx, today)


def take_up(tx: Session, place: Place, petition: Petition, now: Now) -> None:
    """Whoever organises says that they carry it: silence begins again. Public only where the page said nobody did."""
    if petition.state not in SILENCES:
        passage(petition.state, "abandon")  # says, in words, why not
        return
    silent = stage(tx, petition, now.today).silence
    life = sign_of_life(tx, petition, now.today)
    if silent.public or silent.noticed:
        life.adopted = now.today
        tx.add(life)
        record(tx, "petition.adopted", petition.collective_id, petition.code, petition.title, now.today)
    log(tx, place.viewer, petition.collective_id, "petition.adopt", petition.title, now)


def keep_for(tx: Session, place: Place, petition: Petition, days: int, now: Now) -> None:
    """How many days names are kept once it is delivered. Open, it may be shortened alone: people signed on that word."""
    life = life_of(tx, petition.id)
    if petition.state != "draft":
        check_names(tx, petition, now.today)
        if days > life.kept_days:
            raise Invalid(
                {
                    "kept_days": _(
                        "Depuis l’ouverture, ce délai ne s’allonge plus : des gens ont signé avec lui."
                    )
                }
            )
    if days != life.kept_days:
        life.kept_days = days
        tx.add(life)
        log(tx, place.viewer, petition.collective_id, "petition.keep", petition.title, now)


def names_taken(tx: Session, petition: Petition, now: Now) -> None:
    """The hand-over file, or the table: what was to be kept of the names is with those who carry them."""
    check_names(tx, petition, now.today)
    if petition.state in HANDED:
        life = life_of(tx, petition.id)
        life.handed = life.handed or now.today
        tx.add(life)
        tx.flush()
