"""Proposing that something be destroyed; confirming it or setting it aside, by somebody else."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation.actions import Words
from forum.moderation.cases import queries as cases
from forum.moderation.cases.actions import why_not
from forum.moderation.cases.models import Case
from forum.moderation.cases.statements import template
from forum.moderation.removals import actions
from forum.moderation.removals.forms import DeclineForm, RemovalForm
from forum.moderation.removals.queries import draft
from forum.moderation.subjects import queries as subjects
from forum.moderation.subjects.subject import Subject

router = Router(prefix="/c/{slug}/moderation")


@router.get("/objets/{ref}/suppression")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject = subjects.find(ctx.tx, place.collective, ref)
    case = cases.current(ctx.tx, ref) or cases.before(ctx.tx, ref)
    data: dict[str, Any] = {
        "begin": template(case.reason if case else ""),
        "bound": why_not(ctx.tx, place, subject),
    }
    return page(
        ctx,
        "moderation/removals/new.html",
        has_form=True,
        collective=place.collective,
        subject=subject,
        **data,
    )


@router.post("/objets/{ref}/suppression")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    subject, form = subjects.find(ctx.tx, place.collective, ref), RemovalForm.read(ctx.body)
    words = Words(form.ground, form.reason, form.facts, form.law, form.relaxed)
    actions.propose(ctx.tx, place, subject, words, ctx.now)
    ctx.say(_("C’est proposé : une seconde personne doit confirmer. Si c’est urgent, masquez-le d’ici là."))
    return see_other(f"/c/{slug}/moderation/objets/{ref}")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Case, Subject]:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    case = cases.find(ctx.tx, place.collective, ref)
    return place, case, subjects.find(ctx.tx, place.collective, case.subject)


@router.get("/dossiers/{ref}/suppression")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    data: dict[str, Any] = {
        "subject": subject,
        "case": case,
        "written": draft(ctx.tx, case),
        "bound": why_not(ctx.tx, place, subject),
    }
    return page(ctx, "moderation/removals/show.html", has_form=True, collective=place.collective, **data)


@router.post("/dossiers/{ref}/suppression")
def confirm(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    actions.confirm(ctx.tx, place, case, subject, ctx.now)
    ctx.say(_("C’est décidé. Son auteur·rice en lira le motif."))
    return see_other(f"/c/{slug}/moderation")


@router.post("/dossiers/{ref}/suppression/refus")
@refill(show)
def decline(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case, subject = _at(ctx, slug, ref)
    form = DeclineForm.read(ctx.body)
    actions.decline(ctx.tx, place, case, subject, form.why, ctx.now)
    ctx.say(_("C’est écarté : le dossier revient à l’examen."))
    return see_other(f"/c/{slug}/moderation/objets/{case.subject}")
