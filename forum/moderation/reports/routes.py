"""Reporting, by anybody, and reading the answer: with a carnet in the carnet, without one by eight words shown once."""

import secrets
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.crypto import key_pair
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.limits import client_of
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation import actions
from forum.moderation.cases.models import Case
from forum.moderation.reports import actions as reports
from forum.moderation.reports import queries
from forum.moderation.reports.forms import ReportForm
from forum.moderation.reports.rules import draw, seed
from forum.moderation.rules import REASONS
from forum.moderation.subjects import queries as subjects
from forum.moderation.subjects.subject import Subject

router = Router(prefix="/c/{slug}/moderation/signalements")
REPORTS, WINDOW = 20, 3600


def _subject(ctx: Ctx, place: Place) -> Subject:
    ref = ctx.body.get("objet") or ctx.query("objet")
    reports.check_reportable(ctx.tx, place.collective, ref)
    return subjects.find_visible(ctx.tx, place.collective, ref)


@router.get("/nouveau")
def new_report(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    data: dict[str, Any] = {
        "subject": _subject(ctx, place),
        "reasons": REASONS,
        "collective": place.collective,
    }
    return page(ctx, "moderation/report.html", has_form=True, **data)


@router.post("/nouveau")
@refill(new_report)
def report(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    subject, form = _subject(ctx, place), ReportForm.read(ctx.body)
    reports.check_passage(subject, form.passage)
    ctx.house.limits.count("report", client_of(ctx.request), REPORTS, WINDOW, ctx.now)
    case = actions.report(
        ctx.tx, place.collective, subject, form.reason, form.explanation, ctx.now, form.passage
    )
    return _await(ctx, place, subject, case) if form.answer else _thanks(slug)


def _thanks(slug: str) -> Response:
    return see_other(f"/c/{slug}/moderation/signalements/merci")


def _await(ctx: Ctx, place: Place, subject: Subject, case: Case) -> Response:
    """A carnet's box, or that of eight words, which this one answer shows and nothing keeps."""
    pepper, words = ctx.house.keys.pepper, ""
    if ctx.viewer.key:
        box = ctx.viewer.box(reports.scope(subject.ref))[1]
    else:
        words = draw(secrets.randbelow, pepper)
        box = key_pair(seed(words, pepper))[1]
    kept = reports.await_answer(ctx.tx, case, box, ctx.now)
    data: dict[str, Any] = {
        "words": words.split() if kept else [],
        "kept": kept,
        "collective": place.collective,
    }
    return page(ctx, "moderation/awaited.html", **data)


@router.get("/merci")
def thanks(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(ctx, "moderation/thanks.html", shared=place.public, collective=place.collective)


@router.get("/reponse")
def ask(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(ctx, "moderation/answer.html", has_form=True, collective=place.collective, said=None)


@router.post("/reponse")
@refill(ask)
def answer(ctx: Ctx, slug: str) -> Response:
    """Words that are wrong and words that nothing answers yet read alike."""
    place = enter(ctx.tx, slug, ctx.viewer)
    ctx.house.limits.count("report answer", client_of(ctx.request), REPORTS, WINDOW, ctx.now)
    said = queries.answer(ctx.tx, ctx.body.get("mots"), ctx.house.keys.pepper)
    if said is None:
        raise Invalid({"mots": _(NOTHING)})
    return page(ctx, "moderation/answer.html", collective=place.collective, said=said)


NOTHING = (
    "Rien ne s’ouvre avec ces mots. L’un d’eux est peut-être mal tapé, ou la décision n’est pas encore prise : revenez dans "
    "quelques jours."
)
