"""Phrases that members propose to a map: proposing one, and the team's yes or no."""

from starlette.responses import Response

from forum.collectives.queries import Place
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.opinion_map.conversations.models import Conversation
from forum.opinion_map.conversations.proposals import actions, queries
from forum.opinion_map.conversations.proposals.forms import ProposalForm, RefusalForm
from forum.opinion_map.conversations.routes import entered, show

router = Router(prefix="/c/{slug}/carte/{ref}/propositions")


@router.post("")
@refill(show)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref)
    actions.check_open(conversation, ctx.now)
    form = ProposalForm.read(ctx.body)
    place.require("vote")
    actions.propose(
        ctx.tx, place, conversation, form.proposed, ctx.now, other=form.other, relaxed=form.relaxed
    )
    ctx.say(
        _("Votre phrase partira au prochain créneau, sans rien qui dise de qui elle est. L’équipe la lira.")
    )
    return see_other(f"/c/{slug}/carte/{ref}#proposer")


@router.get("")
def waiting(ctx: Ctx, slug: str, ref: str) -> Response:
    place, conversation = entered(ctx, slug, ref, "organise")
    return _listed(ctx, place, conversation)


def _listed(ctx: Ctx, place: Place, conversation: Conversation, refused: str = "") -> Response:
    return page(
        ctx,
        "opinion_map/conversations/proposals.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        conversation=conversation,
        rows=queries.waiting(ctx.tx, conversation, place.collective.slug),
        refused=refused,
    )


@router.post("/{one}/accord")
def agree(ctx: Ctx, slug: str, ref: str, one: str) -> Response:
    place, conversation = entered(ctx, slug, ref, "organise")
    actions.accept(ctx.tx, place, conversation, queries.find(ctx.tx, conversation, one), ctx.now)
    ctx.say(_("La phrase est sur la carte : elle est posée dès maintenant, comme les autres."))
    return see_other(f"/c/{slug}/carte/{ref}/propositions")


def _refusing(ctx: Ctx, slug: str, ref: str, one: str) -> Response:
    place, conversation = entered(ctx, slug, ref, "organise")
    return _listed(ctx, place, conversation, one)


@router.post("/{one}/refus")
@refill(_refusing)
def refuse(ctx: Ctx, slug: str, ref: str, one: str) -> Response:
    place, conversation = entered(ctx, slug, ref, "organise")
    form = RefusalForm.read(ctx.body)
    proposal = queries.find(ctx.tx, conversation, one)
    actions.refuse(ctx.tx, place, conversation, proposal, form.why, ctx.now, relaxed=form.relaxed)
    ctx.say(_("C’est fait. Qui l’a proposée en lira le motif dans son carnet."))
    return see_other(f"/c/{slug}/carte/{ref}/propositions")
