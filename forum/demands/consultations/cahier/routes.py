"""From a consultation to a cahier: looked at first, changed with a reason, published."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.demands.consultations import queries
from forum.demands.consultations.cahier.actions import check_chosen, compose
from forum.demands.consultations.cahier.queries import expected
from forum.demands.consultations.counting.choice import choice_of
from forum.demands.consultations.models import Consultation
from forum.demands.platforms.forms import PREFIX, PlatformForm, ranks
from forum.demands.platforms.queries import eligible
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.hidden import check_shown

router = Router(prefix="/c/{slug}/consultations/{ref}/cahier")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Consultation]:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    found = queries.find(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, ref, found.hidden, "consultation")
    check_chosen(found)
    return place, found


@router.get("")
def preview(ctx: Ctx, slug: str, ref: str) -> Response:
    place, consultation = _at(ctx, slug, ref)
    rows = eligible(ctx.tx, place.collective)
    taken = {demand: rank for rank, demand in enumerate(expected(consultation, rows), 1)}
    return page(
        ctx,
        "demands/consultations/cahier.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        consultation=consultation,
        choice=choice_of(consultation, queries.options(ctx.tx, consultation), place.collective),
        rows=sorted(rows, key=lambda row: taken.get(row.ref, len(rows) + 1)),
        taken=taken,
        prefix=PREFIX,
    )


@router.post("")
@refill(preview)
def create(ctx: Ctx, slug: str, ref: str) -> Response:
    place, consultation = _at(ctx, slug, ref)
    form, refs = PlatformForm.read(ctx.body), ranks(ctx.body)
    words = (form.title, form.introduction)
    made = compose(ctx.tx, place, consultation, words, refs, form.reason, ctx.now, relaxed=form.relaxed)
    ctx.say(_("Le cahier est publié."))
    return see_other(f"/c/{slug}/cahiers/{made.ref}")
