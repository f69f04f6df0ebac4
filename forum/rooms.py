"""The list of rooms: their tables, hooks and jobs. A new room adds its line here, and its routes in `routers.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from forum.addresses import ADDRESSES
from forum.challenges import actions as challenge_acts
from forum.collectives.publication.actions import AFTER_SLOT, PUBLISHERS, warned
from forum.collectives.publication.jobs import SWEPT
from forum.collectives.queries import ALIVE, BACKLOG, ident_of, place_name
from forum.core.hooks import hooks
from forum.deliberation import argument_actions as argument_acts
from forum.demands import actions as demand_acts
from forum.demands import queries as demands
from forum.demands.actions import closed
from forum.grievances import actions as grievance_acts
from forum.guard import actions as guard
from forum.http import drafts, rereading
from forum.http.house import House
from forum.http.routing import Table, known
from forum.identity.carnets import WITH_CARD
from forum.registers import actions as register_acts
from forum.registers.queries import institution_name
from forum.texts import hidden, search
from forum.texts.amendments import actions as changes

# Where tables are declared. One is known when its room is first asked; whoever walks all of them asks `tables()`.
TABLES = (
    "forum.core.models",
    "forum.collectives.models",
    "forum.collectives.codes.models",
    "forum.identity.staff.models",
    "forum.texts.models",
    "forum.texts.authors.models",
    "forum.texts.similar.models",
    "forum.texts.sources.models",
    "forum.texts.spoken.models",
    "forum.deliberation.models",
    "forum.deliberation.settling.models",
    "forum.deliberation.draws.models",
    "forum.registers.models",
    "forum.grievances.models",
    "forum.grievances.merging.models",
    "forum.challenges.models",
    "forum.challenges.syntheses.models",
    "forum.challenges.invited.models",
    "forum.demands.models",
    "forum.demands.consultations.models",
    "forum.petitions.models",
    "forum.followups.models",
    "forum.moderation.models",
    "forum.opinion_map.conversations.models",
    "forum.workshops.models",
    "forum.exports.participation.reference.models",
    "forum.notifications.letter.models",
)


# What declares kinds of texts: pages, searches and lists ask for all of them.
KINDS = (argument_acts, register_acts, grievance_acts, challenge_acts, demand_acts)
# What else a slot publishes: a slot comes whether or not somebody asked for these rooms' pages before.
PUBLISHING = (
    "forum.deliberation.settling.actions",
    "forum.texts.authors.together.actions",
    "forum.texts.authors.links.actions",
    "forum.texts.authors.rescue.actions",
    "forum.texts.revisions.actions",
    "forum.texts.pictures.actions",
    "forum.texts.versions.actions",
    "forum.grievances.merging.actions",
    "forum.grievances.merging.joined.actions",
    "forum.challenges.syntheses.actions",
    "forum.challenges.invited.actions",
    "forum.demands.consultations.actions",
    "forum.demands.votes.actions",
    "forum.petitions.withdrawal.publication",
    "forum.followups.actions",
    "forum.moderation.actions",
    "forum.opinion_map.conversations.actions",
    "forum.workshops.cards.actions",
    "forum.leaving.actions",
    "forum.leaving.authorships.actions",
)


def publishing() -> None:
    for name in PUBLISHING:
        import_module(name)


def tables() -> MetaData:
    """All tables of the house."""
    for name in TABLES:
        import_module(name)
    return SQLModel.metadata


@dataclass(frozen=True)
class Late:
    """A hook of a room that is imported when somebody first pulls it: a start waits for none of them."""

    module: str
    name: str

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(import_module(self.module), self.name)(*given, **named)


@lru_cache(maxsize=1)
def routes() -> Table:
    """Every address of the house, in order; what answers there is imported when somebody first asks for it.

    One table a process: routes know nothing of the instance they answer for, and each is made once.
    """
    return Table([known(*address) for address in ADDRESSES])


def install() -> None:
    """Fill the hooks of lower rooms with what higher ones do."""
    guard.install()
    PUBLISHERS.rest = publishing
    rereading.WARNED[:], rereading.SEEN[:], rereading.MENDED[:] = [warned], [guard.seen], [guard.mended]
    drafts.NAMED.update(territory=place_name, institution=institution_name)
    WITH_CARD[:] = [Late("forum.collectives.codes.jobs", "at_the_door")]
    SWEPT[:] = [
        "pending_signature",
        "outbox",
        "petition",
        "text_search",
        "root_count",
        "root_text",
        "source_verdict",
        "author_invitation",
        "amendment_paper",
        "ballot_paper",
        "consultation_paper",
        "conversation_paper",
        "merge_paper",
        "letter_address",
    ]
    BACKLOG[:] = [Late("forum.moderation.queries", "backlog")]
    ALIVE[:] = [Late("forum.notifications.lately.queries", "alive")]
    changes.CLOSED[:] = [closed]
    hooks("text.standing")[:] = [
        Late("forum.deliberation.reopening.actions", "standing"),
        Late("forum.demands.votes.actions", "stays_whole"),
    ]
    hooks("text.revised")[:] = [Late("forum.deliberation.reopening.actions", "follow")]
    hooks("authors.disagree")[:] = [Late("forum.deliberation.settling.actions", "disagreed")]
    hooks("card.redeemed")[:] = [Late("forum.workshops.cards.jobs", "along")]
    hooks("collective.ident")[:] = [ident_of]
    hooks("ballot.decided")[:] = [Late("forum.demands.votes.actions", "follow")]
    hooks("petition.opened")[:] = [Late("forum.followups.subjects.actions", "follow_petition")]
    hidden.DECISIONS[:] = [Late("forum.moderation.queries", "verdicts")]
    # Rooms with small acts of their own: `notifications/quarter/acts/queries.py` says how.
    hooks("quarter.acts")[:] = [Late("forum.opinion_map.conversations.queries", "to_answer")]
    demands.AFTERWARDS[:] = [Late("forum.followups.queries", "beside")]
    # First what is decided: what it makes of a text is found under its new words.
    AFTER_SLOT[:] = [
        Late("forum.texts.authors.together.jobs", "close_due"),
        Late("forum.deliberation.settling.actions", "close_due"),
        search.rebuild,
        Late("forum.deliberation.ballot_actions", "close_due"),
        Late("forum.demands.consultations.counting.actions", "close_due"),
        Late("forum.opinion_map.conversations.drawing.actions", "after_slot"),
    ]


def jobs() -> Sequence[Callable[[House], object]]:
    """What the worker does in turn; imported by whoever works, since a start waits for none of it."""
    from forum.collectives.codes.jobs import sweep_codes
    from forum.collectives.publication.jobs import publish_slot, stir_waiting
    from forum.core.outbox import send_mail
    from forum.deliberation.ballot_jobs import close_ballots
    from forum.deliberation.settling.jobs import close_settlings
    from forum.demands.consultations.counting.jobs import close_consultations
    from forum.grievances.merging.joined.jobs import close_merges
    from forum.maintenance.actions import keep_house
    from forum.notifications.letter.jobs import send_letters
    from forum.opinion_map.conversations.drawing.jobs import (
        close_conversations,
        draw_aside,
        erase_papers,
    )
    from forum.petitions.publication import publish_signatures
    from forum.texts.authors.together.jobs import close_authors

    return [
        publish_slot,
        stir_waiting,
        close_ballots,
        close_authors,
        close_settlings,
        close_consultations,
        close_merges,
        close_conversations,
        draw_aside,
        erase_papers,
        publish_signatures,
        sweep_codes,
        send_letters,
        send_mail,
        keep_house,
    ]
