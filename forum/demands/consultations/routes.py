"""Consultations on several demands: their list, opening one, answering, the result, ending one early."""

import secrets
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.deliberation.draws.queries import of_ref
from forum.demands.consultations import actions, queries
from forum.demands.consultations.counting.actions import close_early
from forum.demands.consultations.counting.choice import choice_of
from forum.demands.consultations.counting.queries import level_names, result_of
from forum.demands.consultations.forms import NONE, PREFIX, ClosingForm, OpenForm, answers
from forum.demands.consultations.models import Consultation
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.hidden import check_shown, verdicts

router = Router(prefix="/c/{slug}/consultations")


def _at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Consultation]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    found = queries.find(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, ref, found.hidden, "consultation")
    return place, found


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "demands/consultations/index.html",
        shared=place.public,
        collective=place.collective,
        stage="revendiquer",
        consultations=queries.listed(ctx.tx, place),
        today=ctx.now.today,
        may_organise=place.may("organise"),
    )


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    return page(
        ctx,
        "demands/consultations/new.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        rows=queries.offers(ctx.tx, place.collective),
        values={**ctx.values, "demands": ctx.body.all("demands")} if ctx.values else {},
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = OpenForm.read(ctx.body)
    size = (form.places, form.pages)
    words = (form.title, form.question)
    asking = actions.Asking(
        *words, form.way, form.demands, *size, form.quorum, form.closes, form.source, form.due
    )
    made = actions.open_consultation(ctx.tx, place, asking, ctx.now, secrets.randbelow, relaxed=form.relaxed)
    ctx.say(_("La consultation est ouverte. Ni les textes, ni les règles ne changent jusqu’à la fin."))
    return see_other(f"/c/{slug}/consultations/{made.ref}")


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, consultation = _at(ctx, slug, ref)
    return page(
        ctx,
        "demands/consultations/show.html",
        shared=place.public and not consultation.hidden and not ctx.viewer.key,
        has_form=consultation.state == "open",
        collective=place.collective,
        stage="revendiquer",
        consultation=consultation,
        verdicts=verdicts(ctx.tx, ref) if place.may("organise") else [],
        may_organise=place.may("organise"),
        may_answer=place.may("vote"),
        may_prepare=place.may("prepare a workshop"),
        levels=level_names(consultation.way),
        **_asked(ctx, place, consultation),
    )


def _asked(ctx: Ctx, place: Place, consultation: Consultation) -> dict[str, Any]:
    options = queries.options(ctx.tx, consultation)
    closed = consultation.state == "closed"
    return {
        "options": options,
        "taking": queries.taking(consultation, ctx.now),
        "answered": queries.has_answered(ctx.tx, consultation, ctx.viewer),
        "result": result_of(consultation, options, place.collective) if closed else None,
        "choice": choice_of(consultation, options, place.collective) if closed else None,
        "lot": of_ref(ctx.tx, consultation.lot),
        "prefix": PREFIX,
        "nothing": NONE,
    }


@router.post("/{ref}/reponses")
@refill(show)
def answer(ctx: Ctx, slug: str, ref: str) -> Response:
    _place, consultation = _at(ctx, slug, ref)
    actions.check_open(consultation, ctx.now)
    known = [option.ref for option in queries.options(ctx.tx, consultation)]
    given = answers(ctx.body, consultation.way, known)
    place = enter(ctx.tx, slug, ctx.viewer, "vote")
    actions.answer(ctx.tx, place, consultation, given, ctx.now)
    ctx.say(
        _(
            "Vos réponses sont notées. Vous pouvez les refaire jusqu’au dernier jour : seules les dernières comptent."
        )
    )
    return see_other(f"/c/{slug}/consultations/{ref}")


@router.post("/{ref}/fermeture")
@refill(show)
def close(ctx: Ctx, slug: str, ref: str) -> Response:
    place, consultation = _at(ctx, slug, ref, "organise")
    form = ClosingForm.read(ctx.body)
    close_early(ctx.tx, place, consultation, form.why, ctx.now, relaxed=form.relaxed)
    ctx.say(_("La consultation est terminée. Elle sera comptée au prochain créneau."))
    return see_other(f"/c/{slug}/consultations/{ref}")
