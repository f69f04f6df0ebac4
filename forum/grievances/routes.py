"""The room Nommer: write, « je le vis aussi »; what is read is in `listing/` and `reading/`."""

from starlette.responses import Response

from forum.collectives.queries import enter, place_choices
from forum.core.i18n import _
from forum.grievances import actions
from forum.grievances.forms import EchoForm, GrievanceForm
from forum.grievances.reading.routes import show
from forum.grievances.stages import routes as stages
from forum.http.deps import Ctx, Peek
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers import queries as registers
from forum.registers.actions import check_refs
from forum.texts import queries as texts
from forum.texts.forms import chosen_voice, look, say_taken

router = Router(prefix="/c/{slug}/doleances")


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    named = ctx.body.all("mechanisms") or [ctx.query("mecanisme")]
    return page(
        ctx,
        "grievances/new.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        stage="nommer",
        territories=place_choices(ctx.tx, place.collective.id),
        values=ctx.values and {**ctx.values, "mechanisms": named},
        **look(ctx, place).page,
        named=named,
        mechanisms=registers.choices(ctx.tx, place.collective.id, "mechanism", named),
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    form = GrievanceForm.read(ctx.body)
    actions.territory_of(ctx.tx, place, form.territory)
    check_refs(ctx.tx, place, form.mechanisms, "mechanism", "mechanisms")
    if look(ctx, place).stopped:
        return new(ctx, slug)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    written = (form.fields, form.territory, form.sources)
    ref = actions.submit_grievance(
        ctx.tx, place, *written, ctx.now, mechanisms=form.mechanisms, relaxed=form.relaxed
    )
    say_taken(ctx, _("C’est noté. Votre doléance sera publiée au prochain créneau."))
    return see_other(form.next(ctx, slug, ref, _onward(ctx, slug, ref)))


def _onward(ctx: Ctx, slug: str, ref: str) -> str:
    """To the questions that complete it; what the team writes is public already."""
    return stages.first(ctx, slug, ref) if ctx.viewer.key else f"/c/{slug}/doleances"


@router.get("/proches")
def begin(ctx: Ctx, slug: str) -> Response:
    """Where the address of what was asked is opened again."""
    return new(ctx, slug)


@router.post("/proches")
def look_around(ctx: Peek, slug: str) -> Response:
    return new(ctx, slug)


@router.post("/{ref}/echos")
@refill(show)
def echo(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "grievance")
    form = EchoForm.read(ctx.body)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "echo"))
    actions.submit_echo(ctx.tx, place, document, form.testimony, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre « je le vis aussi » sera compté au prochain créneau."))
    return see_other(f"/c/{slug}/doleances/{ref}")
