"""What the pages say of the vote on a demand: whether one may open, is open, or how it ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.i18n import _
from forum.deliberation import ballot_queries as ballots
from forum.deliberation.ballot_actions import voting
from forum.deliberation.models import Ballot
from forum.deliberation.objections.queries import unanswered
from forum.deliberation.reopening.queries import changed_on
from forum.deliberation.rules import common, lacking
from forum.demands import queries, rules
from forum.demands.models import Demand
from forum.registers.models import Institution
from forum.registers.rules import UNSET
from forum.texts import queries as texts
from forum.texts.authors import queries as authors
from forum.texts.models import Document


def vote_of(tx: Session, place: Place, document: Document, now: Now) -> dict[str, Any]:
    """All that the partials of a vote need; nothing of it depends on which carnet reads."""
    demand, institution = queries.get(tx, document)
    ballot = ballots.latest(tx, document.id)
    fields = texts.read(tx, document).fields
    told = ballot if ballot and ballot.state == "closed" else None
    opens = place.may("organise") and may_open(demand, document, ballot)
    return {
        "demand": demand,
        "institution": institution,
        "ballot": ballot,
        "voting": voting(ballot, now),
        "figures": ballots.figures(told, place.collective) if told else [],
        "apart": ballots.apart(told, place.collective) if told else [],
        "badged": ballots.badged(told) if told else [],
        "common": common(told.result) if told else None,
        "lacking": [place.collective.college_name(c) for c in lacking(told.result)] if told else [],
        "changed": changed_on(tx, ballot) if ballot else None,
        "unanswered": unanswered(tx, ballot) if ballot and ballot.state == "counted" else 0,
        "may_organise": place.may("organise"),
        "may_prepare": place.may("prepare a workshop"),
        "may_open": opens,
        "obstacles": obstacles(fields, institution, now.today) if opens else {},
    }


def may_open(demand: Demand, document: Document, ballot: Ballot | None) -> bool:
    there = not (document.hidden or document.elsewhere)
    return there and rules.may_open(demand.state, document.number, ballot.version if ballot else 0)


def obstacles(fields: Mapping[str, str], institution: Institution, today: date) -> dict[str, str]:
    """What keeps a vote from opening, as sentences."""
    errors = rules.missing(fields, today)
    if institution.name == UNSET:
        errors["institution"] = _("Dites à quelle institution la revendication s’adresse.")
    return errors


def may_answer(tx: Session, place: Place, document: Document) -> bool:
    """Who may answer objections: the team, and the voices that write the demand."""
    if place.may("organise"):
        return True
    return bool(place.viewer.key) and authors.mine(place, document, authors.of(tx, document)) is not None
