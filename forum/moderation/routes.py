"""The room Modérer: the moderators' queue, decisions, the public journal."""

from typing import Any

from starlette.responses import Response

from forum.collectives.publication.queries import held
from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation import actions, queries
from forum.moderation.cases import queries as cases
from forum.moderation.cases.actions import why_not
from forum.moderation.cases.rules import STATES
from forum.moderation.cases.statements import template
from forum.moderation.forms import DecisionForm, SuspensionForm, VerdictForm
from forum.moderation.reviews.queries import answered
from forum.moderation.reviews.rules import OUTCOMES
from forum.moderation.rules import MEASURES, REASONS, choices
from forum.moderation.subjects import queries as subjects
from forum.moderation.subjects.subject import kind_label
from forum.moderation.subjects.team import phrases_of
from forum.texts.similar.queries import pairs

router = Router(prefix="/c/{slug}/moderation")


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
        answered=answered(ctx.tx, [d.ref for d in decisions]),
        outcomes=OUTCOMES,
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if ctx.query("apres") else "",
    )


@router.get("")
def queue(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    loads = cases.loads(ctx.tx, place.collective.id)
    return _page(
        ctx,
        place,
        "moderation/queue.html",
        desks=queries.queue(ctx.tx, place.collective, {load.staff_id: load.name for load in loads}),
        held=[queries.as_held(ctx.tx, place.collective, row) for row in held(ctx.tx, place.collective.id)],
        hidden=subjects.hidden(ctx.tx, place.collective),
        loads=loads,
    )


@router.get("/objets/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    desk, decisions = queries.desk(ctx.tx, place.collective, ref)
    pictures = subjects.pictures_of(ctx.tx, place.collective, desk.subject)
    data = {"desk": desk, "decisions": decisions, "pictures": pictures}
    data["phrases"] = phrases_of(ctx.tx, place.collective, desk.subject)
    return _page(ctx, place, "moderation/case.html", has_form=True, **data, **_beside(ctx, place, desk))


def _beside(ctx: Ctx, place: Place, desk: queries.Desk) -> dict[str, Any]:
    """What stands beside a decision: measures, words to begin with, who else moderates, what was decided of the like."""
    case, ref = desk.case, desk.subject.ref
    reason = ctx.query("modele") or (case.reason if case else "")
    offered = choices(desk.subject.row.hidden, bool(case and case.precaution))
    loads = cases.loads(ctx.tx, place.collective.id)
    return {
        "offered": [(code, MEASURES[code]) for code in offered],
        "begin": template(reason),
        "model": reason if reason in REASONS else "",
        "likes": cases.alike(ctx.tx, place.collective, ref, reason),
        "others": [load for load in loads if load.staff_id != ctx.viewer.staff_id],
        "handler": next((load.name for load in loads if case and load.staff_id == case.handler), ""),
        "bound": why_not(ctx.tx, place, desk.subject),
        "former": cases.former(ctx.tx, ref),
        "states": STATES,
    }


@router.post("/objets/{ref}/decisions")
@refill(show)
def decide(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    form = DecisionForm.read(ctx.body)
    actions.decide(
        ctx.tx, place, subject, form.measure, form.ground, form.reason, ctx.now,
        relaxed=form.relaxed, facts=form.facts, law=form.law, case_ref=ctx.body.get("dossier"),
    )  # fmt: skip
    return _done(ctx, slug, _("La décision est prise. Son auteur·rice en lira le motif."))


def _done(ctx: Ctx, slug: str, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/moderation")


@router.get("/objets/{ref}/suspension")
def new_suspension(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    return _page(ctx, place, "moderation/suspension.html", has_form=True, subject=subject, begin=template(""))


@router.post("/objets/{ref}/suspension")
@refill(new_suspension)
def suspend(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    form = SuspensionForm.read(ctx.body)
    actions.suspend(
        ctx.tx, place, subject, form.until, form.ground, form.reason, ctx.now,
        relaxed=form.relaxed, facts=form.facts, law=form.law,
    )  # fmt: skip
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
