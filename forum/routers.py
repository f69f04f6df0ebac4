"""Every router of the house, in the order its routes are tried. A new room adds its line here, then `make addresses`.

Only `python -m tests.addresses` and the tests import this: a server knows the addresses without what answers there.
"""

from collections.abc import Sequence

from forum.challenges import routes as challenges
from forum.challenges.invited import routes as invited
from forum.challenges.syntheses import routes as syntheses
from forum.collectives import routes as collectives
from forum.collectives.codes import routes as codes
from forum.collectives.team import routes as teams
from forum.deliberation.amendments import routes as proposals
from forum.deliberation.draws import routes as draws
from forum.deliberation.merging import routes as merging
from forum.deliberation.rebuttals import routes as rebuttals
from forum.deliberation.settling import routes as settling
from forum.demands import routes as demands
from forum.demands.causes import routes as causes
from forum.demands.consultations import routes as consultations
from forum.demands.consultations.cahier import routes as composing
from forum.demands.imports import routes as imports
from forum.demands.merging import routes as joined_demands
from forum.demands.objectives import routes as objectives
from forum.demands.platforms import routes as platforms
from forum.demands.votes import routes as vote_pages
from forum.exports import routes as exports
from forum.exports.cards import routes as memo
from forum.exports.carrying import names_routes
from forum.exports.carrying import routes as carrying
from forum.exports.carrying.long import routes as long_cahiers
from forum.exports.kits import routes as kits
from forum.exports.letters import routes as letters
from forum.exports.open_data import feed, open_data
from forum.exports.paper import routes as sheets
from forum.exports.participation import routes as participation
from forum.exports.participation.reference import routes as reference
from forum.exports.shares import routes as key_sheets
from forum.followups import routes as followups
from forum.followups.board import routes as boards
from forum.followups.claims import routes as claims
from forum.followups.letters import routes as reminders
from forum.grievances import routes as grievances
from forum.grievances.listing import routes as listed_grievances
from forum.grievances.merging import routes as joined_grievances
from forum.grievances.reading import routes as read_grievances
from forum.grievances.stages import routes as stages
from forum.http import static
from forum.http.routing import Branch, Router
from forum.identity import routes as identity
from forum.identity.staff import routes as staff
from forum.identity.staff.departure import routes as departure
from forum.identity.staff.doors import mail_link, new_password, oidc, password, recovery
from forum.identity.staff.doors.passkeys import routes as passkeys
from forum.leaving import routes as leaving
from forum.moderation import routes as moderation
from forum.moderation.cases import routes as cases
from forum.moderation.removals import routes as removals
from forum.moderation.reports import routes as reports
from forum.moderation.reviews import routes as reviews
from forum.notifications import routes as notifications
from forum.notifications.letter import routes as letter
from forum.notifications.quarter import routes as quarter
from forum.opinion_map import routes as opinion_map
from forum.opinion_map.conversations import routes as conversations
from forum.opinion_map.conversations.proposals import routes as phrases
from forum.petitions import mail_routes
from forum.petitions import routes as petitions
from forum.petitions import team_routes as petition_team
from forum.petitions.closing import routes as closing
from forum.petitions.employers import routes as employers
from forum.petitions.journal import routes as journal
from forum.petitions.journal.held import routes as held_receipts
from forum.petitions.keyring import routes as keyring
from forum.petitions.lifecycle import routes as lifecycle
from forum.petitions.news import routes as news
from forum.petitions.official import routes as official
from forum.petitions.paper import routes as paper
from forum.petitions.paper.slips import routes as slips
from forum.petitions.paper.vouched import routes as vouched
from forum.petitions.shown import routes as shown
from forum.petitions.told import routes as suivi
from forum.petitions.waves import routes as waves
from forum.petitions.withdrawal import routes as withdrawal
from forum.protection import routes as protection
from forum.registers import routes as registers
from forum.texts.amendments import routes as amendments
from forum.texts.authors import routes as authors
from forum.texts.pictures import routes as pictures
from forum.texts.similar import routes as similar
from forum.texts.sources import routes as sources
from forum.texts.versions import routes as versions
from forum.workshops import routes as workshops
from forum.workshops.cards import routes as spoken
from forum.workshops.stages import routes as facilitating
from forum.workshops.statements import routes as statements

ROUTERS: Sequence[Router | Branch] = (
    static.router,
    withdrawal.router,
    petitions.router,  # early: routes are tried one after the other, and this is where crowds come
    mail_routes.router,
    employers.router,
    waves.router,
    journal.router,
    held_receipts.router,
    journal.own,
    shown.router,
    news.router,
    suivi.router,
    memo.router,
    kits.router,
    letters.router,
    sheets.router,
    names_routes.router,
    carrying.router,
    long_cahiers.router,
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
    spoken.router,  # before the codes: `parole` is none
    codes.router,
    protection.router,
    teams.router,
    amendments.router,
    proposals.router,
    proposals.answers,
    settling.router,
    rebuttals.router,
    versions.router,
    authors.router,
    authors.own,
    authors.coming,
    pictures.router,
    pictures.joining,
    pictures.waiting,
    sources.router,
    objectives.router,
    causes.router,  # before the mechanisms: `carte` is no reference
    similar.router,
    registers.router,
    stages.router,
    listed_grievances.router,
    grievances.router,
    read_grievances.router,
    joined_grievances.router,
    merging.router,
    challenges.router,
    syntheses.router,
    invited.router,
    invited.door,
    imports.router,  # before the demands: `importation` is no reference
    demands.router,
    joined_demands.router,
    vote_pages.router,
    draws.router,
    platforms.router,
    consultations.router,
    composing.router,
    petition_team.router,
    closing.router,
    keyring.router,
    key_sheets.router,
    official.router,
    lifecycle.router,
    paper.router,
    vouched.router,
    slips.own,
    reminders.router,
    claims.link,
    claims.router,
    boards.router,  # before the suites: `institutions` is no code
    followups.router,
    conversations.router,
    phrases.router,
    opinion_map.router,
    Branch("/api/v1", open_data),
    feed.router,
    participation.router,
    reference.router,
    facilitating.router,
    statements.router,  # before the workshops: `parole` is no reference
    workshops.router,
    reports.router,
    cases.router,
    removals.router,
    reviews.router,
    moderation.router,
    leaving.router,
    notifications.router,
    quarter.router,
    letter.router,
)


def routers() -> Sequence[Router | Branch]:
    return ROUTERS
