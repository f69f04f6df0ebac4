"""The room Suivre: the public board and pages, what organisers record, what both colleges judge."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.core.markdown import render
from forum.followups import actions, queries
from forum.followups.forms import AssessmentForm, CommitmentForm, DeliveryForm, ReplyForm
from forum.followups.rules import LABELS, LEAST, STATES
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions.models import Petition
from forum.texts.hidden import check_shown

router = Router(prefix="/c/{slug}/suites")
WORDS: dict[str, Any] = {"labels": LABELS, "states": STATES, "least": LEAST}


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "followups/index.html",
        shared=place.public,
        collective=place.collective,
        stage="suivre",
        boards=queries.boards(ctx.tx, place.collective, ctx.now.today),
        **WORDS,
    )


@router.get("/{code}")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _at(ctx, slug, code)
    followed = queries.follow_up(ctx.tx, petition, ctx.now.today)
    return page(
        ctx,
        "followups/show.html",
        shared=place.public and not petition.hidden,
        has_form=bool(followed.promises),
        collective=place.collective,
        stage="suivre",
        followed=followed,
        measures=queries.measures(ctx.tx, petition),
        answers={reply.id: render(reply.text) for reply in followed.replies},
        organising=place.may("organise"),
        **WORDS,
    )


def _at(ctx: Ctx, slug: str, code: str, act: str = "read") -> tuple[Place, Petition]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    petition = queries.find_petition(ctx.tx, place.collective, code)
    check_shown(ctx.tx, place, code, petition.hidden, "petition")
    return place, petition


def _form(ctx: Ctx, slug: str, code: str, template: str) -> Response:
    place, petition = _at(ctx, slug, code, "organise")
    followed = queries.follow_up(ctx.tx, petition, ctx.now.today)
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "followed": followed}
    return page(ctx, template, has_form=True, today=ctx.now.today, **data, **WORDS)


def _done(ctx: Ctx, slug: str, code: str, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/suites/{code}")


@router.get("/{code}/remise")
def new_delivery(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/delivery.html")


@router.post("/{code}/remise")
@refill(new_delivery)
def deliver(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _at(ctx, slug, code, "organise")
    form = DeliveryForm.read(ctx.body)
    actions.deliver(
        ctx.tx, place, petition, form.day, form.recipient, form.how, ctx.now, relaxed=form.relaxed
    )
    return _done(ctx, slug, code, _("La remise est notée. Le compte des jours a commencé."))


@router.get("/{code}/reponse")
def new_reply(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/reply.html")


@router.post("/{code}/reponse")
@refill(new_reply)
def reply(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _at(ctx, slug, code, "organise")
    form = ReplyForm.read(ctx.body)
    said = (form.delivery, form.day, form.label, form.text, form.source)
    actions.reply(ctx.tx, place, petition, *said, ctx.now, relaxed=form.relaxed)
    return _done(ctx, slug, code, _("La réponse est notée, et publique."))


@router.get("/{code}/engagements")
def new_commitment(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/commitment.html")


@router.post("/{code}/engagements")
@refill(new_commitment)
def commit(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _at(ctx, slug, code, "organise")
    form = CommitmentForm.read(ctx.body)
    said = (form.reply, form.owner, form.what, form.due, form.evidence, form.source)
    actions.commit(ctx.tx, place, petition, *said, ctx.now, relaxed=form.relaxed)
    return _done(ctx, slug, code, _("L’engagement est noté. Les deux collèges peuvent l’évaluer."))


def _show_again(ctx: Ctx, slug: str, code: str, ref: str) -> Response:  # noqa: ARG001  # as the route below
    return show(ctx, slug, code)


@router.post("/{code}/engagements/{ref}/evaluation")
@refill(_show_again)
def assess(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    _place, petition = _at(ctx, slug, code)
    commitment = queries.find_commitment(ctx.tx, petition, ref)
    form = AssessmentForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "assess")
    actions.assess(ctx.tx, place, commitment, form.verdict, ctx.now)
    return _done(ctx, slug, code, _("C’est noté. Votre évaluation sera comptée au prochain créneau."))
