"""The author's page to contest a decision, and the one on which somebody else reviews it."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import SignInNeeded
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation.actions import Words
from forum.moderation.cases import queries as cases
from forum.moderation.cases.models import Case
from forum.moderation.cases.statements import Template
from forum.moderation.reviews import actions, queries
from forum.moderation.reviews.forms import ContestForm, ReviewForm
from forum.moderation.reviews.rules import outcomes
from forum.moderation.rules import MEASURES
from forum.moderation.subjects import queries as subjects
from forum.moderation.subjects.subject import Subject

router = Router(prefix="/c/{slug}/moderation")


def _mine(ctx: Ctx, slug: str, ref: str) -> queries.Own:
    place = enter(ctx.tx, slug, ctx.viewer)
    if not ctx.viewer.signed_in:
        raise SignInNeeded(
            _("Seul le carnet d’où vient un texte peut contester ce qui en est décidé : ouvrez-le.")
        )
    return queries.own(ctx.tx, place, ref)


@router.get("/recours/{ref}")
def contesting(ctx: Ctx, slug: str, ref: str) -> Response:
    mine = _mine(ctx, slug, ref)
    data: dict[str, Any] = {
        "mine": mine,
        "closed": queries.why_closed(ctx.tx, mine, ctx.now.today),
        "alone": not queries.reviewers(ctx.tx, mine.case.collective_id, mine.case),
        "measures": MEASURES,
    }
    return page(
        ctx, "moderation/reviews/contest.html", has_form=True, collective=mine.place.collective, **data
    )


@router.post("/recours/{ref}")
@refill(contesting)
def contest(ctx: Ctx, slug: str, ref: str) -> Response:
    mine = _mine(ctx, slug, ref)
    actions.contest(ctx.tx, mine, ContestForm.read(ctx.body).reason, ctx.now)
    ctx.say(
        _(
            "C’est prêt : votre contestation part au prochain créneau. Quelqu’un d’autre que qui a décidé la lira."
        )
    )
    return see_other("/carnet")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Case, Subject]:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    case = cases.find(ctx.tx, place.collective, ref)
    return place, case, subjects.find(ctx.tx, place.collective, case.subject)


@router.get("/dossiers/{ref}/revue")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    first, _line = queries.first(ctx.tx, case)
    data: dict[str, Any] = {
        "case": case,
        "subject": subject,
        "first": first,
        "asked": queries.asked(ctx.tx, case),
        "waits": case.state in queries.WAITING,
        "bound": actions.why_not(ctx.tx, place, case, subject),
        "alone": not queries.reviewers(ctx.tx, case.collective_id, case),
        "offered": outcomes(first.measure),
        "begin": Template("", "", "", first.law),
        "measures": MEASURES,
    }
    return page(ctx, "moderation/reviews/show.html", has_form=True, collective=place.collective, **data)


@router.post("/dossiers/{ref}/revue/prise")
def take(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    actions.take(ctx.tx, place, case.ref, subject, ctx.now)
    ctx.say(_("Ce dossier est à vous."))
    return see_other(f"/c/{slug}/moderation/dossiers/{ref}/revue")


@router.post("/dossiers/{ref}/revue")
@refill(show)
def conclude(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    form = ReviewForm.read(ctx.body)
    words = Words(form.ground, form.reason, form.facts, form.law, form.relaxed)
    actions.conclude(ctx.tx, place, case.ref, subject, form.outcome, words, form.until, ctx.now)
    ctx.say(
        _("C’est décidé. Son auteur·rice en lira le motif, et le journal dit ce que devient la décision.")
    )
    return see_other(f"/c/{slug}/moderation")
