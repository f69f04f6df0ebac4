"""The list of rooms: their routers, their hooks, the jobs of the worker. A new room adds its line here."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter

from forum.challenges import models as challenge_tables
from forum.challenges import routes as challenges
from forum.collectives import routes as collectives
from forum.collectives.codes import models as code_tables
from forum.collectives.codes import routes as codes
from forum.collectives.codes.jobs import at_the_door, sweep_codes
from forum.collectives.publication.actions import AFTER_SLOT, warned
from forum.collectives.publication.jobs import SWEPT, publish_slot, stir_waiting
from forum.collectives.queries import ALIVE, BACKLOG, ident_of, place_name
from forum.collectives.team import routes as teams
from forum.core import models as core_tables
from forum.core.outbox import send_mail
from forum.deliberation import ballot_actions as ballots
from forum.deliberation import models as deliberation_tables
from forum.deliberation.amendments import routes as proposals
from forum.deliberation.ballot_jobs import close_ballots
from forum.demands import models as demand_tables
from forum.demands import routes as demands
from forum.demands.actions import closed
from forum.demands.causes import routes as causes
from forum.demands.platforms import routes as platforms
from forum.demands.votes import actions as votes
from forum.demands.votes import routes as vote_pages
from forum.exports import routes as exports
from forum.exports.cards import routes as memo
from forum.exports.open_data import feed
from forum.exports.participation import routes as participation
from forum.followups import models as followup_tables
from forum.followups import queries as followed
from forum.followups import routes as followups
from forum.followups.subjects import actions as follow_subjects
from forum.grievances import routes as grievances
from forum.grievances.merging import routes as merging
from forum.grievances.merging.joined.jobs import close_merges
from forum.grievances.stages import routes as stages
from forum.guard import actions as guard
from forum.http import drafts, rereading, static
from forum.http.house import House
from forum.http.routing import Branch, Router
from forum.identity import routes as identity
from forum.identity.carnets import WITH_CARD
from forum.identity.staff import routes as staff
from forum.identity.staff.departure import routes as departure
from forum.identity.staff.doors import mail_link, new_password, oidc, oidc_actions, password, recovery
from forum.identity.staff.doors.passkeys import routes as passkeys
from forum.leaving import routes as leaving
from forum.maintenance.actions import keep_house
from forum.moderation import models as moderation_tables
from forum.moderation import queries as decisions
from forum.moderation import routes as moderation
from forum.notifications import routes as notifications
from forum.notifications.lately import queries as lately
from forum.notifications.quarter import routes as quarter
from forum.opinion_map import routes as opinion_map
from forum.petitions import models as petition_tables
from forum.petitions import routes as petitions
from forum.petitions import team_routes as petition_team
from forum.petitions.publication import publish_signatures
from forum.petitions.withdrawal import routes as withdrawal
from forum.protection import routes as protection
from forum.registers import models as register_tables
from forum.registers import routes as registers
from forum.registers.queries import institution_name
from forum.texts import hidden, search
from forum.texts.amendments import actions as changes
from forum.texts.amendments import routes as amendments
from forum.texts.pictures import routes as pictures
from forum.texts.similar import models as similar_tables
from forum.texts.similar import routes as similar
from forum.texts.versions import routes as versions
from forum.workshops import models as workshop_tables
from forum.workshops import routes as workshops

# Every room's tables must be known before the first query, whichever room asks it (foreign keys cross rooms).
TABLES = (
    core_tables,
    code_tables,
    similar_tables,
    register_tables,
    deliberation_tables,
    challenge_tables,
    demand_tables,
    petition_tables,
    followup_tables,
    moderation_tables,
    workshop_tables,
)


def _open_data() -> APIRouter:
    from forum.exports.open_data.routes import router

    return router


def routers() -> Sequence[Router | Branch]:
    return [
        static.router,
        withdrawal.router,
        petitions.router,  # early: routes are tried one after the other, and this is where crowds come
        memo.router,
        exports.router,  # before the rooms: an address ending in .md is a document, not a reference
        identity.router,
        staff.router,
        departure.router,
        password.router,
        new_password.router,
        mail_link.router,
        recovery.router,
        passkeys.door,
        passkeys.router,
        oidc.router,
        collectives.router,
        codes.router,
        protection.router,
        teams.router,
        amendments.router,
        proposals.router,
        proposals.answers,
        versions.router,
        pictures.router,
        pictures.joining,
        pictures.waiting,
        causes.router,  # before the mechanisms: `carte` is no reference
        similar.router,
        registers.router,
        stages.router,
        grievances.router,
        merging.router,
        challenges.router,
        demands.router,
        vote_pages.router,
        platforms.router,
        petition_team.router,
        followups.router,
        opinion_map.router,
        Branch("/api/v1", _open_data),
        feed.router,
        participation.router,
        workshops.router,
        moderation.router,
        leaving.router,
        notifications.router,
        quarter.router,
    ]


def install() -> None:
    """Fill the hooks of lower rooms with what higher ones do."""
    guard.install()
    rereading.WARNED[:], rereading.SEEN[:], rereading.MENDED[:] = [warned], [guard.seen], [guard.mended]
    drafts.NAMED.update(territory=place_name, institution=institution_name)
    WITH_CARD[:] = [at_the_door]
    oidc_actions.PLACES[:] = [ident_of]
    SWEPT[:] = ["pending_signature", "outbox", "petition", "text_search", "root_count", "root_text"]
    BACKLOG[:] = [decisions.backlog]
    ALIVE[:] = [lately.alive]
    votes.install()
    changes.CLOSED[:] = [closed]
    if decisions.verdicts not in hidden.DECISIONS:
        hidden.DECISIONS.append(decisions.verdicts)
    follow_subjects.install()
    followed.install()
    if search.rebuild not in AFTER_SLOT:
        AFTER_SLOT.append(search.rebuild)
    if ballots.close_due not in AFTER_SLOT:
        AFTER_SLOT.append(ballots.close_due)


def jobs() -> Sequence[Callable[[House], object]]:
    return [
        publish_slot,
        stir_waiting,
        close_ballots,
        close_merges,
        publish_signatures,
        sweep_codes,
        send_mail,
        keep_house,
    ]
