"""« Regrouper »: propose it, agree to it, say where one's voice goes, undo it; and what each kind's addresses stand on."""

from secrets import randbelow
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.deliberation.merging import actions, queries
from forum.deliberation.merging.forms import AnswerForm, ChoiceForm, ProposalForm, UndoForm
from forum.deliberation.merging.joined import actions as joined
from forum.deliberation.merging.papers import actions as papers
from forum.deliberation.merging.queries import Pair
from forum.deliberation.merging.rules import BACK_DAYS, DELAY_DAYS, JOINED, SIDES
from forum.deliberation.merging.ways import way_of
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.authors import queries as authors
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.kinds import KINDS, address
from forum.texts.models import Document
from forum.texts.queries import Reading

router = Router(prefix="/c/{slug}")


def _pair(ctx: Ctx, place: Place, ref: str) -> Pair:
    pair = queries.find(ctx.tx, place.collective.id, ref)
    check_shown(ctx.tx, place, ref, pair.merge.hidden)
    return pair


def form(ctx: Ctx, slug: str, ref: str, kind: str) -> Response:
    """The page on which one proposes it; each kind gives it an address."""
    place, document = at(ctx, slug, ref, kind)
    return page(
        ctx,
        "deliberation/merging/new.html",
        has_form=True,
        collective=place.collective,
        stage=KINDS[kind].stage,
        document=document,
        here=address(slug, document),
        words=way_of(kind).words,
        near=[(d.ref, d.title) for d in queries.look_alikes(ctx.tx, place.collective, document)],
        named=ctx.query("avec")[:20],
        days=DELAY_DAYS,
    )


def send(ctx: Ctx, slug: str, ref: str, kind: str) -> Response:
    place, document = at(ctx, slug, ref, kind)
    form = ProposalForm.read(ctx.body)
    actions.check_pair(ctx.tx, place, document, form.chosen, form.keep, ctx.now.today)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (form.chosen, form.keep, form.reason)
    made = actions.propose(ctx.tx, place, document, *said, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre proposition sera publiée au prochain créneau."))
    return see_other("/carnet" if ctx.viewer.key else f"/c/{slug}/regroupements/{made}")


def at(ctx: Ctx, slug: str, ref: str, kind: str) -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, kind)
    check_shown(ctx.tx, place, ref, document.hidden)
    return place, document


@router.get("/regroupements/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    pair = _pair(ctx, place, ref)
    return page(
        ctx,
        "deliberation/merging/show.html",
        has_form=True,
        collective=place.collective,
        stage=KINDS[pair.absorbed.kind].stage,
        pair=pair,
        merge=pair.merge,
        words=pair.way.words,
        **_theirs(ctx, place, pair),
    )


def _theirs(ctx: Ctx, place: Place, pair: Pair) -> dict[str, Any]:
    """The two texts, and what this viewer may do about them."""
    merge, today = pair.merge, ctx.now.today
    answering = actions.open_to_answers(merge, today)
    shown = [d for d in (pair.absorbed, pair.survivor) if not d.hidden]
    own = pair.way.papers(ctx.tx, place, pair) if papers.taking(merge, today) else ()
    sides = [side for side, _college in own]
    return {
        "readings": {r.document.id: r for r in texts.read_many(ctx.tx, shown)},
        "address": {d.id: address(place.collective.slug, d) for d in shown},
        "open": answering,
        "owns": [s for s in SIDES if answering and actions.may_answer(ctx.tx, place, pair.side(s))],
        "left": [s for s in SIDES if not authors.of(ctx.tx, pair.side(s))],
        "papers": bool(own),
        "voted": bool(own) and queries.has_voted(ctx.tx, ctx.viewer, merge, *sides),
        "undoes": joined.can_be_undone(merge, today) and joined.undoer(ctx.tx, place, pair) is not None,
        "partable": joined.partable(ctx.tx, pair, today),
        "votes_here": place.may("vote"),
        "joined": merge.state in JOINED,
        "back": BACK_DAYS,
        **pair.way.shown(ctx.tx, place, pair, today),
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
    papers.vote(ctx.tx, enter(ctx.tx, slug, ctx.viewer, pair.way.votes), pair, form.choice, ctx.now)
    ctx.say(_("Votre avis est noté. Il est secret, et compté à la fin du délai."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


@router.post("/regroupements/{ref}/confirmation")
@refill(show)
def confirm(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = ChoiceForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "echo")
    pair.way.confirm(ctx.tx, place, pair, form.choice, ctx.now, randbelow)
    no = _("C’est noté. Votre voix reste comptée à part.")
    ctx.say(_(pair.way.words["confirmed"]) if form.choice == "yes" else no)
    return see_other("/carnet")


@router.post("/regroupements/{ref}/annulation")
@refill(show)
def undo(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = UndoForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    joined.undo(ctx.tx, place, pair, form.reason, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Les deux textes seront séparés au prochain créneau."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


@router.post("/regroupements/{ref}/annulation/vote")
@refill(show)
def ask_to_part(ctx: Ctx, slug: str, ref: str) -> Response:
    pair = _pair(ctx, enter(ctx.tx, slug, ctx.viewer), ref)
    form = UndoForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "vote")
    joined.ask_to_part(ctx.tx, place, pair, form.reason, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Le vote s’ouvre au prochain créneau, pour sept jours."))
    return see_other(f"/c/{slug}/regroupements/{ref}")


def old_text(ctx: Ctx, slug: str, ref: str, number: str, kind: str) -> tuple[Place, Document, Reading]:
    """A text as it was, whatever became of it: what stands at the address of one that went on in another."""
    place, document = at(ctx, slug, ref, kind)
    if not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= document.number):
        raise NotFound
    return place, document, texts.read(ctx.tx, document, int(number[:9]))
