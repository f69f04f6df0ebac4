"""An argument's own page, whatever it is about, and its rebuttals."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.deliberation.rebuttals import actions, queries
from forum.deliberation.rebuttals.forms import RebuttalForm
from forum.deliberation.rebuttals.queries import Spoken
from forum.deliberation.rules import question_names
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.kinds import KINDS

router = Router(prefix="/c/{slug}/arguments/{ref}")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Spoken]:
    place = enter(ctx.tx, slug, ctx.viewer)
    spoken = queries.spoken(ctx.tx, place.collective.id, ref, whole=bool(ctx.query("reponses")))
    check_shown(ctx.tx, place, spoken.about.ref, spoken.about.hidden)
    if spoken.proposal:
        check_shown(ctx.tx, place, spoken.proposal.ref, spoken.proposal.hidden)
    check_shown(ctx.tx, place, ref, spoken.document.hidden)
    return place, spoken


@router.get("")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, spoken = _at(ctx, slug, ref)
    about = texts.place_of(ctx.tx, slug, spoken.about)
    return page(
        ctx,
        "deliberation/argument.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        stage=KINDS[spoken.about.kind].stage,
        spoken=spoken,
        back=_proposal(slug, spoken) or about,
        question=question_names().get(spoken.argument.question, ""),
        closed=actions.closed(spoken),
    )


def _proposal(slug: str, spoken: Spoken) -> str:
    """Where the change that is argued about is read, "" if it is the text itself."""
    proposal = spoken.proposal
    return f"/c/{slug}/textes/{spoken.about.ref}/amendements/{proposal.ref}" if proposal else ""


@router.post("/refutations")
@refill(show)
def rebut(ctx: Ctx, slug: str, ref: str) -> Response:
    _place, spoken = _at(ctx, slug, ref)
    actions.check(spoken)
    form = RebuttalForm.read(ctx.body)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (form.body, form.sources, ctx.now)
    written = actions.rebut(ctx.tx, place, spoken, *said, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre réfutation sera publiée au prochain créneau."))
    return see_other(form.next(ctx, slug, written, f"/c/{slug}/arguments/{ref}"))
