"""The list of rooms: their tables, hooks and jobs. A new room adds its line here, and its routes in `routers.py`."""

from collections.abc import Callable, Sequence
from importlib import import_module

from sqlmodel import Session
from starlette.routing import BaseRoute

from forum.addresses import ADDRESSES
from forum.challenges import actions as challenge_acts
from forum.challenges import models as challenge_tables
from forum.collectives.codes import models as code_tables
from forum.collectives.codes.jobs import REDEEMED, at_the_door
from forum.collectives.publication.actions import AFTER_SLOT, PUBLISHERS, warned
from forum.collectives.publication.jobs import SWEPT
from forum.collectives.queries import ALIVE, BACKLOG, ident_of, place_name
from forum.core import models as core_tables
from forum.core.clock import Now
from forum.core.viewer import Viewer
from forum.deliberation import argument_actions as argument_acts
from forum.deliberation import ballot_actions as ballots
from forum.deliberation import models as deliberation_tables
from forum.deliberation.settling import models as settling_tables
from forum.demands import actions as demand_acts
from forum.demands import models as demand_tables
from forum.demands.actions import closed
from forum.demands.votes import actions as votes
from forum.followups import models as followup_tables
from forum.followups import queries as followed
from forum.followups.subjects import actions as follow_subjects
from forum.grievances import actions as grievance_acts
from forum.guard import actions as guard
from forum.http import drafts, rereading
from forum.http.house import House
from forum.http.routing import known
from forum.identity.carnets import WITH_CARD
from forum.identity.staff.doors import oidc_actions
from forum.moderation import models as moderation_tables
from forum.moderation import queries as decisions
from forum.notifications.lately import queries as lately
from forum.petitions import models as petition_tables
from forum.registers import actions as register_acts
from forum.registers import models as register_tables
from forum.registers.queries import institution_name
from forum.texts import hidden, search
from forum.texts.amendments import actions as changes
from forum.texts.similar import models as similar_tables
from forum.texts.sources import models as source_tables
from forum.workshops import models as workshop_tables

# Every room's tables must be known before the first query, whichever room asks it (foreign keys cross rooms).
TABLES = (
    core_tables,
    code_tables,
    similar_tables,
    source_tables,
    register_tables,
    deliberation_tables,
    settling_tables,
    challenge_tables,
    demand_tables,
    petition_tables,
    followup_tables,
    moderation_tables,
    workshop_tables,
)


# What declares kinds of texts: pages, searches and lists ask for all of them.
KINDS = (argument_acts, register_acts, grievance_acts, challenge_acts, demand_acts)
# What else a slot publishes: a slot comes whether or not somebody asked for these rooms' pages before.
PUBLISHING = (
    "forum.deliberation.settling.actions",
    "forum.texts.revisions.actions",
    "forum.texts.pictures.actions",
    "forum.texts.versions.actions",
    "forum.grievances.merging.actions",
    "forum.grievances.merging.joined.actions",
    "forum.petitions.withdrawal.publication",
    "forum.followups.actions",
    "forum.moderation.actions",
    "forum.workshops.cards.actions",
    "forum.leaving.actions",
)


def publishing() -> None:
    for name in PUBLISHING:
        import_module(name)


def routes() -> Sequence[BaseRoute]:
    """Every address of the house, in order; what answers there is imported when somebody first asks for it."""
    return [known(*address) for address in ADDRESSES]


def install() -> None:
    """Fill the hooks of lower rooms with what higher ones do."""
    guard.install()
    PUBLISHERS.rest = publishing
    rereading.WARNED[:], rereading.SEEN[:], rereading.MENDED[:] = [warned], [guard.seen], [guard.mended]
    drafts.NAMED.update(territory=place_name, institution=institution_name)
    WITH_CARD[:] = [at_the_door]
    REDEEMED[:] = [_along]
    oidc_actions.PLACES[:] = [ident_of]
    SWEPT[:] = [
        "pending_signature",
        "outbox",
        "petition",
        "text_search",
        "root_count",
        "root_text",
        "source_verdict",
    ]
    BACKLOG[:] = [decisions.backlog]
    ALIVE[:] = [lately.alive]
    votes.install()
    changes.CLOSED[:] = [closed]
    if decisions.verdicts not in hidden.DECISIONS:
        hidden.DECISIONS.append(decisions.verdicts)
    follow_subjects.install()
    followed.install()
    if _settle not in AFTER_SLOT:  # first: what it makes of a text is found under its new words
        AFTER_SLOT.append(_settle)
    if search.rebuild not in AFTER_SLOT:
        AFTER_SLOT.append(search.rebuild)
    if ballots.close_due not in AFTER_SLOT:
        AFTER_SLOT.append(ballots.close_due)


def _along(tx: Session, house: House, code: str, viewer: Viewer) -> None:
    """What was said with a card goes where its card goes; imported when somebody has one."""
    from forum.workshops.cards.jobs import along

    along(tx, house, code, viewer)


def _settle(tx: Session, now: Now) -> None:
    from forum.deliberation.settling.actions import close_due

    close_due(tx, now)


def jobs() -> Sequence[Callable[[House], object]]:
    """What the worker does in turn; imported by whoever works, since a start waits for none of it."""
    from forum.collectives.codes.jobs import sweep_codes
    from forum.collectives.publication.jobs import publish_slot, stir_waiting
    from forum.core.outbox import send_mail
    from forum.deliberation.ballot_jobs import close_ballots
    from forum.deliberation.settling.jobs import close_settlings
    from forum.grievances.merging.joined.jobs import close_merges
    from forum.maintenance.actions import keep_house
    from forum.petitions.publication import publish_signatures

    return [
        publish_slot,
        stir_waiting,
        close_ballots,
        close_settlings,
        close_merges,
        publish_signatures,
        sweep_codes,
        send_mail,
        keep_house,
    ]
