"""The vote on a demand: open it, put a paper in, end it early, answer an objection."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.deliberation import ballot_actions
from forum.deliberation import ballot_queries as ballots
from forum.deliberation.models import Ballot
from forum.deliberation.reopening.queries import standing_of
from forum.deliberation.rules import Rule
from forum.demands import rules
from forum.demands.votes import actions
from forum.demands.votes.forms import AnswerForm, ClosingForm, OpenForm, PaperForm
from forum.demands.votes.queries import may_answer, vote_of
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.forms import say_taken
from forum.texts.hidden import check_shown
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/revendications/{ref}/vote")


def _at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    document = texts.find(ctx.tx, place.collective.id, ref, "demand")
    check_shown(ctx.tx, place, ref, document.hidden)
    return place, document


def _ballot(ctx: Ctx, document: Document) -> Ballot:
    ballot = ballots.latest(ctx.tx, document.id)
    if ballot is None:
        raise NotFound
    return ballot


@router.get("")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref)
    about = vote_of(ctx.tx, place, document, ctx.now)
    ballot = about["ballot"]
    reading = texts.read(ctx.tx, document, ballot.version if ballot else 0)
    return page(
        ctx,
        "deliberation/vote.html",
        shared=place.public and not ctx.viewer.key,
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        document=document,
        reading=reading,
        criteria=rules.criteria_of(reading.fields["criteria"]),
        deadline=rules.deadline_of(reading.fields["deadline"]),
        objections=ballots.objections(ctx.tx, ballot) if ballot else [],
        standing=standing_of(ctx.tx, ballot, ctx.viewer) if ballot else "",
        may_answer=may_answer(ctx.tx, place, document),
        **about,
    )


@router.post("")
@refill(show)
def open_vote(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref, "organise")
    form = OpenForm.read(ctx.body)
    rule = Rule(form.quorum, form.threshold)
    actions.open_vote(ctx.tx, place, document, form.version, rule, form.closes, ctx.now)
    ctx.say(_("Le vote est ouvert. Ses règles ne changent plus jusqu’à la fin."))
    return see_other(f"/c/{slug}/revendications/{ref}/vote")


@router.post("/bulletins")
@refill(show)
def vote(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref)
    ballot = _ballot(ctx, document)
    form = PaperForm.read(ctx.body)
    if form.ballot != ballot.ref:
        raise Invalid({"choice": _("Un autre vote a été ouvert depuis. Relisez le texte, puis votez.")})
    ballot_actions.check_voting(ballot, ctx.now)
    place = enter(ctx.tx, slug, ctx.viewer, "vote")
    title = document.title
    ballot_actions.submit_vote(
        ctx.tx,
        place,
        ballot,
        form.version,
        form.choice,
        form.reason,
        ctx.now,
        title=title,
        relaxed=form.relaxed,
    )
    ctx.say(
        _("Votre bulletin est noté. Vous pouvez le changer jusqu’à la fin du vote : seul le dernier compte.")
    )
    return see_other(f"/c/{slug}/revendications/{ref}/vote")


@router.post("/fermeture")
@refill(show)
def close(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref, "organise")
    form = ClosingForm.read(ctx.body)
    actions.close_early(
        ctx.tx, place, document, _ballot(ctx, document), form.why, ctx.now, relaxed=form.relaxed
    )
    ctx.say(
        _(
            "Le vote est terminé. Il sera compté au prochain créneau ; s’il y a des objections, le résultat attend "
            "leurs réponses."
        )
    )
    return see_other(f"/c/{slug}/revendications/{ref}/vote")


def _answering(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Document]:
    """An author of the text is let in as well as the team; anybody else is told who is."""
    place, document = _at(ctx, slug, ref)
    return (place, document) if may_answer(ctx.tx, place, document) else _at(ctx, slug, ref, "organise")


@router.get("/objections/{objection}/reponse")
def answering(ctx: Ctx, slug: str, ref: str, objection: str) -> Response:
    place, document = _answering(ctx, slug, ref)
    return page(
        ctx,
        "deliberation/answer.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        document=document,
        objection=ballots.objection_of(ctx.tx, document.id, objection),
        speaks=bool(ctx.viewer.key),
    )


@router.post("/objections/{objection}/reponse")
@refill(answering)
def answer(ctx: Ctx, slug: str, ref: str, objection: str) -> Response:
    place, document = _answering(ctx, slug, ref)
    form = AnswerForm.read(ctx.body)
    found = ballots.objection_of(ctx.tx, document.id, objection)
    actions.answer(ctx.tx, place, document, found, form.answer, ctx.now, relaxed=form.relaxed)
    if ctx.viewer.key:
        say_taken(ctx, _("C’est noté. Votre réponse sera publiée au prochain créneau."))
        return see_other("/carnet")
    ctx.say(_("Votre réponse est publiée."))
    return see_other(f"/c/{slug}/revendications/{ref}/vote#o-{objection}")
