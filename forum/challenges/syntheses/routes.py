"""The page on which the team writes the synthesis of a question, with the arguments before its eyes."""

from starlette.responses import Response

from forum.challenges.rules import questions
from forum.challenges.syntheses import actions, queries
from forum.challenges.syntheses.forms import SynthesisForm
from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.hidden import check_shown
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/contestations/{ref}/synthese/{question}")


def _at(ctx: Ctx, slug: str, ref: str, question: str) -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer, "write a synthesis")
    document = texts.find(ctx.tx, place.collective.id, ref, "challenge")
    check_shown(ctx.tx, place, ref, document.hidden)
    if question not in questions():
        raise NotFound
    return place, document


@router.get("")
def show(ctx: Ctx, slug: str, ref: str, question: str) -> Response:
    place, document = _at(ctx, slug, ref, question)
    sheet = queries.sheet(ctx.tx, document, question)
    return page(
        ctx,
        "challenges/synthesis.html",
        has_form=True,
        collective=place.collective,
        stage="contester",
        document=document,
        question=question,
        asked=questions()[question],
        sheet=sheet,
        ticked=ctx.body.all("taken") if ctx.values else sheet.taken,
    )


@router.post("")
@refill(show)
def write(ctx: Ctx, slug: str, ref: str, question: str) -> Response:
    place, document = _at(ctx, slug, ref, question)
    form = SynthesisForm.read(ctx.body)
    said = (question, form.body, form.taken, form.seen, ctx.now)
    actions.write_synthesis(ctx.tx, place, document, *said, relaxed=form.relaxed)
    ctx.say(_("La synthèse est publiée, en tête de sa question."))
    return see_other(f"/c/{slug}/contestations/{ref}#q-{question}")
