"""Maps of opinions: opening one, answering phrase by phrase, what it shows, ending it early."""

import secrets
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.opinion_map.conversations import actions, queries
from forum.opinion_map.conversations.drawing.actions import close_early, erased_on
from forum.opinion_map.conversations.forms import AnswerForm, ClosingForm, OpenForm
from forum.opinion_map.conversations.models import Conversation
from forum.opinion_map.conversations.proposals import queries as proposals
from forum.opinion_map.conversations.rules import ANSWERS
from forum.opinion_map.telling.files import as_csv, polis_comments_csv
from forum.texts.hidden import check_shown, verdicts

router = Router(prefix="/c/{slug}/carte")


def entered(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Conversation]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    found = queries.find(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, ref, found.hidden, "conversation")
    return place, found


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    demands, grievances = queries.offers(ctx.tx, place.collective)
    chosen = {name: ctx.body.all(name) for name in ("demands", "grievances")}
    return page(
        ctx,
        "opinion_map/conversations/new.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        demands=demands,
        grievances=grievances,
        values={**ctx.values, **chosen} if ctx.values else {},
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = OpenForm.read(ctx.body)
    asking = actions.Asking(form.title, form.question, form.typed, form.refs, form.closes, form.keep_days)
    made = actions.open_conversation(ctx.tx, place, asking, ctx.now, secrets.randbelow, relaxed=form.relaxed)
    ctx.say(_("La carte est ouverte aux réponses. Ni ces phrases, ni les règles ne changent jusqu’à la fin."))
    return see_other(f"/c/{slug}/carte/{made.ref}")


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref)
    return page(
        ctx,
        "opinion_map/conversations/show.html",
        shared=place.public and not conversation.hidden and not ctx.viewer.key,
        has_form=conversation.state == "open",
        collective=place.collective,
        stage="revendiquer",
        conversation=conversation,
        verdicts=verdicts(ctx.tx, ref) if place.may("organise") else [],
        may_organise=place.may("organise"),
        may_prepare=place.may("prepare a workshop"),
        **_told(ctx, place, conversation),
        **_proposing(ctx, place, conversation),
    )


def _told(ctx: Ctx, place: Place, conversation: Conversation) -> dict[str, Any]:
    phrases = queries.phrases(ctx.tx, conversation, place.collective.slug)
    return {
        "count": sum(not phrase.hidden for phrase in phrases),
        "taking": queries.taking(conversation, ctx.now),
        "answered": queries.has_answered(ctx.tx, conversation, ctx.viewer),
        "told": queries.told_of(ctx.tx, conversation),
        "phrases": phrases,
        "erased_on": erased_on(conversation),
    }


def _proposing(ctx: Ctx, place: Place, conversation: Conversation) -> dict[str, Any]:
    """What the form for one phrase more needs, and what waits for the team."""
    votes = place.may("vote")
    return {
        "may_answer": votes,
        "left": proposals.left(ctx.tx, conversation, place.viewer) if votes else 0,
        "near": proposals.near(ctx.tx, conversation, place.collective.slug, ctx.values.get("proposed", "")),
        "waiting": proposals.how_many_wait(ctx.tx, conversation) if place.may("organise") else 0,
    }


@router.get("/{ref}/repondre")
def ask(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref)
    actions.check_open(conversation, ctx.now)
    wanted = ctx.body.get("phrase") or ctx.query("phrase")
    return page(
        ctx,
        "opinion_map/conversations/ask.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        conversation=conversation,
        turn=queries.turn_of(ctx.tx, place, conversation, wanted),
        may_answer=place.may("vote"),
        erased_on=erased_on(conversation),
    )


@router.post("/{ref}/reponses")
@refill(ask)
def answer(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref)
    actions.check_open(conversation, ctx.now)
    form = AnswerForm.read(ctx.body)
    place.require("vote")
    actions.answer(ctx.tx, place, conversation, form.phrase, ANSWERS[form.says], ctx.now)
    return see_other(f"/c/{slug}/carte/{ref}/repondre")


@router.post("/{ref}/fermeture")
@refill(show)
def close(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref, "organise")
    form = ClosingForm.read(ctx.body)
    close_early(ctx.tx, place, conversation, form.why, ctx.now, relaxed=form.relaxed)
    ctx.say(_("La carte est close. Le dernier dessin vient dans quelques instants."))
    return see_other(f"/c/{slug}/carte/{ref}")


@router.get("/{ref}/tableau.csv")
def table(ctx: Ctx, slug: str, ref: str) -> Response:
    """What the page tells, phrase by phrase: nothing that is not on it."""
    place, conversation = entered(ctx, slug, ref)
    phrases = queries.phrases(ctx.tx, conversation, slug)
    told = queries.told_of(ctx.tx, conversation)
    return _file(ctx, as_csv(told, phrases, place.collective), f"carte-{ref}.csv")


@router.get("/{ref}/comments.csv")
def comments(ctx: Ctx, slug: str, ref: str) -> Response:
    """Of Polis' three files the one that names nobody: the two others are people's answers, line by line."""
    _place, conversation = entered(ctx, slug, ref)
    phrases = queries.phrases(ctx.tx, conversation, slug)
    return _file(ctx, polis_comments_csv(queries.told_of(ctx.tx, conversation), phrases), "comments.csv")


def _file(ctx: Ctx, text: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store" if ctx.viewer.signed_in else "no-cache",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
