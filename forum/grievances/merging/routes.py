"""« Regrouper »: propose it, agree to it, say where one's voice goes, undo it; and an old text as it was."""

from secrets import randbelow
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.grievances.merging import actions, queries
from forum.grievances.merging.forms import AnswerForm, ChoiceForm, ProposalForm, UndoForm
from forum.grievances.merging.joined import actions as joined
from forum.grievances.merging.queries import Pair
from forum.grievances.merging.rules import BACK_DAYS, DELAY_DAYS, JOINED, SIDES
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.models import Document

router = Router(prefix="/c/{slug}")


def _grievance(ctx: Ctx, place: Place, ref: str) -> Document:
    document = texts.find(ctx.tx, place.collective.id, ref, "grievance")
    check_shown(ctx.tx, place, ref, document.hidden)
    return document


def _pair(ctx: Ctx, place: Place, ref: str) -> Pair:
    pair = queries.find(ctx.tx, place.collective.id, ref)
    check_shown(ctx.tx, place, ref, pair.merge.hidden)
    return pair


@router.get("/doleances/{ref}/regroupements/nouveau")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = _grievance(ctx, place, ref)
    return page(
        ctx,
        "grievances/merging/new.html",
        has_form=True,
        collective=place.collective,
        stage="nommer",
        document=document,
        near=[(d.ref, d.title) for d in queries.look_alikes(ctx.tx, place.collective, document)],
        named=ctx.query("avec")[:20],
        days=DELAY_DAYS,
    )


@router.post("/doleances/{ref}/regroupements")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = _grievance(ctx, place, ref)
    form = ProposalForm.read(ctx.body)
    actions.check_pair(ctx.tx, place, document, form.chosen, form.keep, ctx.now.today)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (form.chosen, form.keep, form.reason)
    made = actions.propose(ctx.tx, place, document, *said, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre proposition sera publiée au prochain créneau."))
    return see_other("/carnet" if ctx.viewer.key else f"/c/{slug}/regroupements/{made}")


@router.get("/regroupements/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    pair = _pair(ctx, place, ref)
    return page(
        ctx,
        "grievances/merging/show.html",
        has_form=True,
        collective=place.collective,
        stage="nommer",
        pair=pair,
        merge=pair.merge,
        **_theirs(ctx, place, pair),
    )


def _theirs(ctx: Ctx, place: Place, pair: Pair) -> dict[str, Any]:
    """The two texts, and what this viewer may do about them."""
    merge, viewer = pair.merge, ctx.viewer
    answering = actions.open_to_answers(merge, ctx.now.today)
    lives = {side: queries.own_echo(ctx.tx, viewer, pair.side(side)) is not None for side in SIDES}
    shown = [d for d in (pair.absorbed, pair.survivor) if not d.hidden]
    return {
        "readings": {r.document.id: r for r in texts.read_many(ctx.tx, shown)},
        "open": answering,
        "owns": [s for s in SIDES if answering and actions.may_answer(ctx.tx, place, pair.side(s))],
        "lives": any(lives.values()),
        "voted": answering and viewer.kind == "carnet" and queries.has_voted(ctx.tx, viewer, pair),
        "asks": merge.state in JOINED and lives["absorbed"],
        "undoes": joined.can_be_undone(merge, ctx.now.today)
        and joined.undoer(ctx.tx, place, pair) is not None,
        "joined": merge.state in JOINED,
        "back": BACK_DAYS,
    }


@router.post("/regroupements/{ref}/reponse")
@refill(show)
def answer(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = AnswerForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    actions.answer(ctx.tx, place, pair, form.side, form.choice, ctx.now)
    ctx.say(_("Votre réponse est notée. Elle sera publiée au prochain créneau."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


@router.post("/regroupements/{ref}/avis")
@refill(show)
def vote(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = ChoiceForm.read(ctx.body)
    actions.vote(ctx.tx, enter(ctx.tx, slug, ctx.viewer, "echo"), pair, form.choice, ctx.now)
    ctx.say(_("Votre avis est noté. Il est secret, et compté à la fin du délai."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


@router.post("/regroupements/{ref}/confirmation")
@refill(show)
def confirm(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = ChoiceForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "echo")
    joined.confirm(ctx.tx, place, pair, form.choice, ctx.now, randbelow)
    yes = _(
        "C’est noté. Votre voix rejoint l’autre doléance au prochain créneau, et quitte l’ancienne dans la semaine."
    )
    ctx.say(yes if form.choice == "yes" else _("C’est noté. Votre voix reste comptée à part."))
    return see_other("/carnet")


@router.post("/regroupements/{ref}/annulation")
@refill(show)
def undo(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = UndoForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    joined.undo(ctx.tx, place, pair, form.reason, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Les deux doléances seront séparées au prochain créneau."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


@router.get("/doleances/{ref}/versions/{number}")
def version(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    """A grievance as it was, whatever became of it: the address of a text that went on in another."""
    place = enter(ctx.tx, slug, ctx.viewer)
    document = _grievance(ctx, place, ref)
    if not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= document.number):
        raise NotFound
    reading = texts.read(ctx.tx, document, int(number[:9]))
    return page(
        ctx,
        "grievances/merging/version.html",
        collective=place.collective,
        stage="nommer",
        document=document,
        reading=reading,
        sources=texts.sources(ctx.tx, [document.id])[document.id],
    )
