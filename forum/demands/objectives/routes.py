"""The register of official objectives: read by text, what no demand leans on, one objective; organisers keep it."""

from starlette.responses import Response

from forum.collectives.publication.actions import beware
from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.demands.objectives import queries
from forum.demands.objectives.forms import StandingForm
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers.actions import add_objective
from forum.registers.forms import ObjectiveForm
from forum.registers.objectives.actions import set_withdrawn

router = Router(prefix="/c/{slug}/objectifs")


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    filters = queries.Filters(ctx.query("texte")[:300], ctx.query("sans") == "1", ctx.query("apres"))
    rows, following = queries.page_of(ctx.tx, place.collective, filters)
    texts = queries.texts(ctx.tx, place.collective)
    return page(
        ctx,
        "registers/objectives.html",
        shared=place.public,
        alike=True,
        has_form=place.may("organise"),
        collective=place.collective,
        stage="revendiquer",
        rows=rows,
        texts=texts,
        choices=[(text.name, text.name) for text in texts],
        filters=filters,
        organises=place.may("organise"),
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if filters.after else "",
    )


@router.post("")
@refill(index)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = ObjectiveForm.read(ctx.body)
    beware([form.title, form.source], relaxed=form.relaxed)
    add_objective(ctx.tx, place, form.code, form.title, form.source, form.url, ctx.now)
    ctx.say(_("L’objectif est dans la liste."))
    return see_other(f"/c/{slug}/objectifs")


@router.get("/{ref}")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    objective = queries.one(ctx.tx, place.collective, ref)
    return page(
        ctx,
        "registers/objective.html",
        shared=place.public,
        alike=True,
        has_form=place.may("organise"),
        collective=place.collective,
        stage="revendiquer",
        objective=objective,
        demands=queries.demands(ctx.tx, objective),
        organises=place.may("organise"),
    )


@router.post("/{ref}/retrait")
@refill(show)
def withdraw(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    objective = queries.one(ctx.tx, place.collective, ref)
    gone = StandingForm.read(ctx.body).withdrawn == "yes"
    set_withdrawn(ctx.tx, place, objective, gone, ctx.now)
    ctx.say(
        _("L’objectif est retiré de la liste.") if gone else _("L’objectif est de nouveau dans la liste.")
    )
    return see_other(f"/c/{slug}/objectifs/{ref}")
