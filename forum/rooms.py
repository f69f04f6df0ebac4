"""The list of rooms: their tables, hooks and jobs. A new room adds its line here, and its routes in `routers.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from forum.addresses import ADDRESSES
from forum.challenges import rules as of_challenges
from forum.collectives.queries import ALIVE, BACKLOG, ident_of, place_name
from forum.core.hooks import hooks
from forum.deliberation import rules as of_debates
from forum.demands import rules as of_demands
from forum.grievances import rules as of_grievances
from forum.http import drafts, rereading
from forum.http.house import House
from forum.http.routing import Table, known
from forum.registers import rules as of_registers

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
    "forum.deliberation.merging.models",
    "forum.deliberation.draws.models",
    "forum.registers.models",
    "forum.registers.paths.models",
    "forum.registers.calendar.models",
    "forum.grievances.models",
    "forum.grievances.merging.models",
    "forum.challenges.models",
    "forum.challenges.syntheses.models",
    "forum.challenges.invited.models",
    "forum.demands.models",
    "forum.demands.consultations.models",
    "forum.petitions.models",
    "forum.petitions.employers.models",
    "forum.petitions.waves.models",
    "forum.petitions.official.models",
    "forum.petitions.journal.models",
    "forum.petitions.paper.models",
    "forum.petitions.keyring.models",
    "forum.petitions.told.models",
    "forum.petitions.lifecycle.models",
    "forum.petitions.shown.models",
    "forum.petitions.news.models",
    "forum.followups.models",
    "forum.followups.claims.models",
    "forum.moderation.models",
    "forum.moderation.cases.models",
    "forum.moderation.reports.models",
    "forum.opinion_map.conversations.models",
    "forum.workshops.models",
    "forum.exports.participation.reference.models",
    "forum.notifications.letter.models",
)


# What declares kinds of texts: pages, searches and lists ask for all of them. Rules alone: tables come with their rooms.
KINDS = (of_debates, of_registers, of_grievances, of_challenges, of_demands)
# What a slot publishes: a slot comes whether or not somebody asked for these rooms' pages before.
PUBLISHING = (
    "forum.deliberation.argument_actions",
    "forum.registers.actions",
    "forum.grievances.actions",
    "forum.challenges.actions",
    "forum.demands.actions",
    "forum.deliberation.settling.actions",
    "forum.texts.authors.together.actions",
    "forum.texts.authors.links.actions",
    "forum.texts.authors.rescue.actions",
    "forum.texts.revisions.actions",
    "forum.texts.pictures.actions",
    "forum.texts.versions.actions",
    "forum.deliberation.merging.actions",
    "forum.deliberation.merging.joined.actions",
    "forum.deliberation.merging.papers.actions",
    "forum.grievances.merging.actions",
    "forum.challenges.syntheses.actions",
    "forum.challenges.invited.actions",
    "forum.demands.consultations.actions",
    "forum.demands.votes.actions",
    "forum.demands.merging.actions",
    "forum.petitions.withdrawal.publication",
    "forum.petitions.paper.actions",
    "forum.followups.actions",
    "forum.followups.board.terms",
    "forum.followups.claims.actions",
    "forum.followups.letters.actions",
    "forum.moderation.actions",
    "forum.moderation.reviews.actions",
    "forum.opinion_map.conversations.actions",
    "forum.opinion_map.conversations.proposals.actions",
    "forum.workshops.cards.actions",
    "forum.leaving.actions",
    "forum.leaving.authorships.actions",
)


# Tables whose rows leave before long: what was deleted must not stay in a file.
EPHEMERAL = [
    "pending_signature",
    "outbox",
    "petition",
    "petition_key",
    "key_holder",
    "key_wrap",
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
    "conversation_proposal",
    "subscription_paper",
    "subscription",
    "paper_line",
    "signature_refusal",
    "report",
    "report_box",
]


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
    hooks("slot.inspectors")[:] = [Late("forum.guard.actions", "inspect")]
    hooks("slot.publishers")[:] = [publishing]
    hooks("slot.swept")[:] = EPHEMERAL
    rereading.WARNED[:] = [Late("forum.collectives.publication.actions", "warned")]
    rereading.SEEN[:] = [Late("forum.guard.actions", "seen")]
    rereading.MENDED[:] = [Late("forum.guard.actions", "mended")]
    drafts.NAMED.update(territory=place_name, institution=Late("forum.registers.queries", "institution_name"))
    hooks("carnet.card")[:] = [Late("forum.collectives.codes.jobs", "at_the_door")]
    BACKLOG[:] = [Late("forum.moderation.queries", "backlog")]
    ALIVE[:] = [Late("forum.notifications.lately.queries", "alive")]
    hooks("text.closed")[:] = [Late("forum.demands.actions", "closed")]
    hooks("text.standing")[:] = [
        Late("forum.deliberation.reopening.actions", "standing"),
        Late("forum.demands.votes.actions", "stays_whole"),
    ]
    hooks("text.revised")[:] = [Late("forum.deliberation.reopening.actions", "follow")]
    hooks("authors.disagree")[:] = [Late("forum.deliberation.settling.actions", "disagreed")]
    hooks("card.redeemed")[:] = [Late("forum.workshops.cards.jobs", "along")]
    hooks("collective.ident")[:] = [ident_of]
    hooks("ballot.decided")[:] = [Late("forum.demands.votes.actions", "follow")]
    hooks("petition.erased")[:] = [
        Late("forum.petitions.paper.waiting", "erased"),
        Late("forum.petitions.waves.actions", "erased"),
        Late("forum.petitions.keyring.actions", "let_go"),
    ]
    hooks("petition.boxes")[:] = [Late("forum.petitions.paper.waiting", "boxes")]
    hooks("petition.answers")[:] = [Late("forum.followups.subjects.queries", "answers_to")]
    hooks("staff.reminders")[:] = [Late("forum.petitions.lifecycle.queries", "reminders")]
    hooks("petition.opened")[:] = [Late("forum.followups.subjects.actions", "follow_petition")]
    _merging()
    hooks("moderation.destroy")[:] = [Late("forum.leaving.actions", "forget")]
    hooks("text.decisions")[:] = [Late("forum.moderation.queries", "verdicts")]
    # Rooms with small acts of their own: `notifications/quarter/acts/queries.py` says how.
    hooks("mail.dead")[:] = [
        Late("forum.notifications.letter.actions", "drop"),
        Late("forum.petitions.told.actions", "drop"),
    ]
    hooks("quarter.acts")[:] = [Late("forum.opinion_map.conversations.queries", "to_answer")]
    hooks("demand.afterwards")[:] = [Late("forum.followups.queries", "beside")]
    # First what is decided: what it makes of a text is found under its new words.
    hooks("slot.after")[:] = [
        Late("forum.texts.authors.together.jobs", "close_due"),
        Late("forum.deliberation.settling.actions", "close_due"),
        Late("forum.texts.search", "rebuild"),
        Late("forum.deliberation.ballot_actions", "close_due"),
        Late("forum.demands.consultations.counting.actions", "close_due"),
        Late("forum.opinion_map.conversations.drawing.actions", "after_slot"),
    ]


def _merging() -> None:
    """What each kind of text brings to a merge, and who keeps demands apart."""
    hooks("merging.grievance")[:] = [Late("forum.grievances.merging.actions", "way")]
    hooks("merging.demand")[:] = [Late("forum.demands.merging.actions", "way")]
    hooks("demand.bound")[:] = [
        Late("forum.petitions.carried.queries", "why_bound"),
        Late("forum.followups.subjects.queries", "why_bound"),
    ]


def jobs() -> Sequence[Callable[[House], object]]:
    """What the worker does in turn; imported by whoever works, since a start waits for none of it."""
    from forum.collectives.codes.jobs import sweep_codes
    from forum.collectives.publication.jobs import publish_slot, stir_waiting
    from forum.core.outbox import send_mail
    from forum.deliberation.ballot_jobs import close_ballots
    from forum.deliberation.merging.joined.jobs import close_merges
    from forum.deliberation.settling.jobs import close_settlings
    from forum.demands.consultations.counting.jobs import close_consultations
    from forum.exports.shares.jobs import draw_pictures
    from forum.followups.jobs import notice_overdue
    from forum.maintenance.actions import keep_house
    from forum.moderation.cases.jobs import end_cases
    from forum.notifications.letter.jobs import send_letters
    from forum.opinion_map.conversations.drawing.jobs import (
        close_conversations,
        draw_aside,
        erase_papers,
    )
    from forum.petitions.publication import publish_signatures
    from forum.petitions.told.jobs import keep_told, tell_news
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
        keep_told,
        notice_overdue,
        end_cases,
        tell_news,
        sweep_codes,
        send_letters,
        send_mail,
        draw_pictures,
        keep_house,
    ]
