"""Putting a demand to the vote, and what becomes of it when the vote ends."""

from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation import ballot_actions
from forum.deliberation import ballot_queries as ballots
from forum.deliberation.models import Ballot, Objection
from forum.deliberation.rules import Outcome, Rule
from forum.demands import queries
from forum.demands.models import Demand
from forum.demands.votes.queries import may_open, obstacles
from forum.identity.staff.actions import log
from forum.texts import queries as texts
from forum.texts.models import Document

EVENTS = {"shared": "demand.adopted", "single": "demand.single", "rejected": "demand.rejected"}


def open_vote(
    tx: Session, place: Place, document: Document, number: int, rule: Rule, closes: date, now: Now
) -> Ballot:
    """Freeze the current version and let people vote on it until `closes`."""
    demand, institution = queries.get(tx, document)
    if document.hidden or not may_open(demand, document, ballots.latest(tx, document.id)):
        raise Closed(_("Cette revendication ne peut pas être mise au vote maintenant."))
    ballot_actions.check_open_on(document, number)
    version = texts.read(tx, document).version
    missing = obstacles(version.fields, institution, now.today)
    if missing:
        raise Invalid({"version": " ".join([_("Le vote ne peut pas encore ouvrir."), *missing.values()])})
    _check_day(closes, now.today)
    _move(tx, demand, "ballot")
    record(tx, "demand.ballot", place.collective.id, document.ref, document.title, now.today)
    log(tx, place.viewer, place.collective.id, "vote.opened", document.title, now)
    return ballot_actions.open_ballot(tx, place.collective, version, rule, closes, now)


def _check_day(closes: date, today: date) -> None:
    if closes <= today:
        raise Invalid({"closes": _("Choisissez un jour à venir : il faut le temps de voter.")})
    if far := days.too_far("vote", closes, today):
        raise Invalid({"closes": far})


def _move(tx: Session, demand: Demand, state: str, carried_by: str = "") -> None:
    """From the state that was read: of two acts at once, the second finds it changed."""
    moved = (
        update(Demand)
        .where(col(Demand.text_id) == demand.text_id, col(Demand.state) == demand.state)
        .values(state=state, carried_by=carried_by)
    )
    if tx.connection().execute(moved).rowcount != 1:
        raise Closed(_("Cette revendication vient de changer d’état : rechargez la page."))
    tx.refresh(demand)


def follow(tx: Session, ballot: Ballot, outcome: Outcome, now: Now) -> None:
    """The hook called when a ballot ends: the demand takes its state, and the event says so."""
    demand = tx.exec(select(Demand).where(Demand.text_id == ballot.text_id)).first()
    if demand is None:
        return
    document = tx.exec(select(Document).where(Document.id == ballot.text_id)).one()
    _move(tx, demand, outcome.name, outcome.carried_by)
    record(tx, EVENTS[outcome.name], ballot.collective_id, document.ref, document.title, now.today)


def close_early(
    tx: Session,
    place: Place,
    document: Document,
    ballot: Ballot,
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """An organiser ends the vote before its day; the reason stays on the page."""
    beware([reason], relaxed=relaxed)
    ballot_actions.close(tx, ballot, now, reason)
    log(tx, place.viewer, place.collective.id, "vote.closed", document.title, now)


def answer(
    tx: Session,
    place: Place,
    document: Document,
    objection: Objection,
    text: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    beware([text], relaxed=relaxed)
    ballot_actions.answer(tx, objection, text)
    log(tx, place.viewer, place.collective.id, "objection.answered", document.title, now)
    record(tx, "objection.answered", document.collective_id, document.ref, document.title, now.today)
