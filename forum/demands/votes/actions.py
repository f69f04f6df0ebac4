"""Putting a demand to the vote, and what becomes of it when the vote ends."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from forum.collectives.publication.actions import Act, beware, publishes, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation import ballot_actions
from forum.deliberation import ballot_queries as ballots
from forum.deliberation.models import Ballot, Objection
from forum.deliberation.objections import actions as objections
from forum.deliberation.reopening.actions import check_may_end
from forum.deliberation.rules import Outcome, Rule
from forum.demands import queries, rules
from forum.demands.models import Demand
from forum.demands.votes.queries import may_open, obstacles
from forum.identity.staff.actions import log
from forum.texts import queries as texts
from forum.texts.authors import queries as authors
from forum.texts.models import Document
from forum.texts.voices import as_author, voice_for

EVENTS = {"shared": "demand.adopted", "single": "demand.single", "rejected": "demand.rejected"}


def open_vote(
    tx: Session, place: Place, document: Document, number: int, rule: Rule, closes: date, now: Now
) -> Ballot:
    """Freeze the current version and let people vote on it until `closes`."""
    demand, institution = queries.get(tx, document)
    if not may_open(demand, document, ballots.latest(tx, document.id)):
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


def follow(tx: Session, ballot: Ballot, outcome: Outcome, today: date) -> None:
    """The hook called when a result is pronounced: the demand takes its state, and the event says so."""
    demand = tx.exec(select(Demand).where(Demand.text_id == ballot.text_id)).first()
    if demand is None:
        return
    document = tx.exec(select(Document).where(Document.id == ballot.text_id)).one()
    _move(tx, demand, outcome.name, outcome.carried_by)
    record(tx, EVENTS[outcome.name], ballot.collective_id, document.ref, document.title, today)


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
    """An organiser ends the vote before its day, at the next slot; the reason stays on the page."""
    check_may_end(tx, ballot, now.today)
    beware([reason], relaxed=relaxed)
    ballot_actions.end_early(tx, place, ballot, now, reason)
    log(tx, place.viewer, place.collective.id, "vote.closed", document.title, now)


def stays_whole(tx: Session, document: Document, fields: Mapping[str, str] | None, today: date) -> str:
    """The hook called before a new version: what people are voting on keeps all that a vote needs."""
    if fields is None or document.kind != "demand":
        return ""
    demand = tx.get(Demand, document.id)
    missing = rules.missing(fields, today) if demand is not None and demand.state == "ballot" else {}
    if not missing:
        return ""
    return " ".join([_("On vote sur ce texte : il doit rester complet."), *missing.values()])


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
    """By the team, at once; by a voice that writes the demand, at the next slot."""
    if objection.answer and (place.viewer.key or objection.answered_by):
        raise Closed(_("Cette objection a déjà une réponse."))
    if not place.viewer.key:
        beware([text], relaxed=relaxed)
        _answer(tx, document, objection, text, "", now.today)
        log(tx, place.viewer, place.collective.id, "objection.answered", document.title, now)
        return
    author = authors.mine(place, document, authors.of(tx, document))
    if author is None:
        raise Forbidden(_("Seules les voix qui écrivent ce texte, ou l’équipe, répondent aux objections."))
    payload = {"text": document.ref, "objection": objection.ref, "body": text}
    place = as_author(place, document, author.nul)
    title = document.title
    submit(tx, place, now, "objection.answer", document.thread, payload, title=title, relaxed=relaxed)


def _answer(
    tx: Session, document: Document, objection: Objection, text: str, voice: str, today: date
) -> None:
    ballot = ballots.of_objection(tx, objection)
    objections.answer(tx, ballot, objection, text, voice, document.title, today)
    record(tx, "objection.answered", document.collective_id, document.ref, document.title, today)


@publishes("objection.answer")
def _publish_answer(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    document = texts.find(tx, act.collective.id, said["text"], "demand")
    objection = ballots.objection_of(tx, document.id, said["objection"])
    if document.hidden or act.nul not in authors.nuls(tx, document):
        raise Closed(
            _("Vous n’écrivez plus ce texte, ou la modération l’a masqué : la réponse n’est pas publiée.")
        )
    voice = voice_for(tx, act, document.thread)
    _answer(tx, document, objection, said["body"], voice, today)
