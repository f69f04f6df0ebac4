"""The room Modérer: report, the moderators' queue, decisions, the public journal."""

from typing import Any

from starlette.responses import Response

from forum.collectives.publication.queries import held
from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.limits import client_of
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation import actions, queries
from forum.moderation.forms import DecisionForm, ReportForm, SuspensionForm, VerdictForm
from forum.moderation.rules import MEASURES, REASONS, choices
from forum.moderation.subjects import queries as subjects
from forum.moderation.subjects.subject import kind_label
from forum.moderation.subjects.team import phrases_of
from forum.texts.similar.queries import pairs

router = Router(prefix="/c/{slug}/moderation")
REPORTS, WINDOW = 20, 3600


def _page(ctx: Ctx, place: Place, template: str, **data: Any) -> Response:
    return page(ctx, template, collective=place.collective, measures=MEASURES, reasons=REASONS, **data)


@router.get("/journal")
def journal(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    decisions, following = queries.journal(ctx.tx, place.collective, ctx.query("apres"))
    return _page(
        ctx,
        place,
        "moderation/journal.html",
        shared=place.public,
        decisions=[(d, kind_label(d.subject_kind)) for d in decisions],
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if ctx.query("apres") else "",
    )


@router.get("/signalements/nouveau")
def new_report(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    ref = ctx.body.get("objet") or ctx.query("objet")
    subject = subjects.find_visible(ctx.tx, place.collective, ref)
    return _page(ctx, place, "moderation/report.html", has_form=True, subject=subject)


@router.post("/signalements/nouveau")
@refill(new_report)
def report(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    ref = ctx.body.get("objet") or ctx.query("objet")
    subject = subjects.find_visible(ctx.tx, place.collective, ref)
    form = ReportForm.read(ctx.body)
    ctx.house.limits.count("report", client_of(ctx.request), REPORTS, WINDOW, ctx.now)
    actions.report(ctx.tx, place.collective, subject, form.reason, form.explanation, ctx.now)
    return see_other(f"/c/{slug}/moderation/signalements/merci")


@router.get("/signalements/merci")
def thanks(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return _page(ctx, place, "moderation/thanks.html", shared=place.public)


@router.get("")
def queue(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    return _page(
        ctx,
        place,
        "moderation/queue.html",
        cases=queries.queue(ctx.tx, place.collective),
        held=[queries.as_held(ctx.tx, place.collective, row) for row in held(ctx.tx, place.collective.id)],
        hidden=subjects.hidden(ctx.tx, place.collective),
    )


@router.get("/objets/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    case, decisions = queries.case(ctx.tx, place.collective, ref)
    offered = [(code, MEASURES[code]) for code in choices(case.subject.row.hidden)]
    pictures = subjects.pictures_of(ctx.tx, place.collective, case.subject)
    data = {"case": case, "decisions": decisions, "offered": offered, "pictures": pictures}
    data["phrases"] = phrases_of(ctx.tx, place.collective, case.subject)
    return _page(ctx, place, "moderation/case.html", has_form=True, **data)


@router.post("/objets/{ref}/decisions")
@refill(show)
def decide(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    form = DecisionForm.read(ctx.body)
    actions.decide(
        ctx.tx, place, subject, form.measure, form.ground, form.reason, ctx.now, relaxed=form.relaxed
    )
    return _done(ctx, slug, _("La décision est prise. Son auteur·rice en lira le motif."))


def _done(ctx: Ctx, slug: str, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/moderation")


@router.get("/objets/{ref}/suspension")
def new_suspension(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    return _page(ctx, place, "moderation/suspension.html", has_form=True, subject=subject)


@router.post("/objets/{ref}/suspension")
@refill(new_suspension)
def suspend(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    form = SuspensionForm.read(ctx.body)
    actions.suspend(
        ctx.tx, place, subject, form.until, form.ground, form.reason, ctx.now, relaxed=form.relaxed
    )
    return _done(
        ctx, slug, _("Cette voix est mise en retrait. Vous ne saurez pas qui c’est, et nous non plus.")
    )


@router.get("/proches")
def alike(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    return _page(ctx, place, "moderation/alike.html", pairs=pairs(ctx.tx, place.collective))


@router.get("/attente")
def waiting(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    found = queries.waiting(ctx.tx, place.collective, ctx.now)
    shown, public = queries.next_batch(place.collective, ctx.now)
    return _page(ctx, place, "moderation/waiting.html", waiting=found, shown=shown.local, public=public.local)


@router.get("/attente/{ref}")
def pending(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    found = queries.find_pending(ctx.tx, place.collective, ref, ctx.now)
    return _page(ctx, place, "moderation/pending.html", has_form=True, held=found)


@router.post("/attente/{ref}/decision")
@refill(pending)
def settle(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    found = queries.find_pending(ctx.tx, place.collective, ref, ctx.now)
    form = VerdictForm.read(ctx.body)
    actions.settle(
        ctx.tx, place, found, form.verdict, form.ground, form.reason, ctx.now, relaxed=form.relaxed
    )
    return _done(ctx, slug, _("C’est fait. Son auteur·rice en lira le motif dans son carnet."))
