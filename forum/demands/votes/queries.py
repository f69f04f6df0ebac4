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
from forum.demands import queries, rules
from forum.demands.models import Demand
from forum.registers.models import Institution
from forum.registers.rules import UNSET
from forum.texts import queries as texts
from forum.texts.models import Document


def vote_of(tx: Session, place: Place, document: Document, now: Now) -> dict[str, Any]:
    """All that the partials of a vote need; nothing of it depends on which carnet reads."""
    demand, institution = queries.get(tx, document)
    ballot = ballots.latest(tx, document.id)
    fields = texts.read(tx, document).fields
    opens = place.may("organise") and may_open(demand, document, ballot)
    return {
        "demand": demand,
        "institution": institution,
        "ballot": ballot,
        "voting": voting(ballot, now),
        "figures": ballots.figures(ballot, place.collective) if ballot else [],
        "may_organise": place.may("organise"),
        "may_open": opens,
        "obstacles": obstacles(fields, institution, now.today) if opens else {},
    }


def may_open(demand: Demand, document: Document, ballot: Ballot | None) -> bool:
    return rules.may_open(demand.state, document.number, ballot.version if ballot else 0)


def obstacles(fields: Mapping[str, str], institution: Institution, today: date) -> dict[str, str]:
    """What keeps a vote from opening, as sentences."""
    errors = rules.missing(fields, today)
    if institution.name == UNSET:
        errors["institution"] = _("Dites à quelle institution la revendication s’adresse.")
    return errors
