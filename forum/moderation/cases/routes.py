"""A case: its history and its statement; taking it, handing it over, standing aside."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.moderation.cases import actions, queries
from forum.moderation.cases.forms import HandForm
from forum.moderation.cases.models import Case
from forum.moderation.cases.rules import STATES
from forum.moderation.rules import MEASURES, REASONS
from forum.moderation.subjects import queries as subjects

router = Router(prefix="/c/{slug}/moderation/dossiers")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Case]:
    place = enter(ctx.tx, slug, ctx.viewer, "moderate")
    return place, queries.find(ctx.tx, place.collective, ref)


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case = _at(ctx, slug, ref)
    loads = queries.loads(ctx.tx, place.collective.id)
    return page(
        ctx,
        "moderation/cases/show.html",
        has_form=True,
        collective=place.collective,
        case=case,
        steps=queries.steps(ctx.tx, case),
        statements=queries.statements(ctx.tx, case),
        others=[load for load in loads if load.staff_id != ctx.viewer.staff_id],
        handler=next((load.name for load in loads if load.staff_id == case.handler), ""),
        states=STATES,
        measures=MEASURES,
        reasons=REASONS,
    )


def _back(ctx: Ctx, slug: str, case: Case, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/moderation/objets/{case.subject}")


@router.post("/{ref}/prise")
def take(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case = _at(ctx, slug, ref)
    actions.take(ctx.tx, place, case, subjects.find(ctx.tx, place.collective, case.subject), ctx.now)
    return _back(ctx, slug, case, _("Ce dossier est à vous."))


@router.post("/{ref}/relais")
@refill(show)
def hand_over(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case = _at(ctx, slug, ref)
    form = HandForm.read(ctx.body)
    actions.hand_over(ctx.tx, place, case, form.to, form.note, ctx.now)
    ctx.say(_("C’est confié. La personne le trouve dans sa file, avec ce que vous en dites."))
    return see_other(f"/c/{slug}/moderation")


@router.post("/{ref}/retrait")
def stand_aside(ctx: Ctx, slug: str, ref: str) -> Response:
    place, case = _at(ctx, slug, ref)
    actions.stand_aside(ctx.tx, place, case, ctx.now)
    return _back(ctx, slug, case, _("C’est noté : quelqu’un d’autre décidera de ce texte."))
