"""The cahiers de revendications: their list, making one, reading one."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.demands.consultations.cahier.actions import compose_by_hand
from forum.demands.consultations.cahier.queries import origin
from forum.demands.platforms import queries
from forum.demands.platforms.forms import PREFIX, PlatformForm, ranks
from forum.demands.queries import afterwards
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.hidden import check_shown, verdicts

router = Router(prefix="/c/{slug}/cahiers")


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "demands/platforms.html",
        shared=place.public,
        collective=place.collective,
        stage="revendiquer",
        platforms=queries.listed(ctx.tx, place),
        may_organise=place.may("organise"),
    )


@router.get("/nouveau")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    return page(
        ctx,
        "demands/platform_new.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        prefix=PREFIX,
        rows=queries.eligible(ctx.tx, place.collective),
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form, refs = PlatformForm.read(ctx.body), ranks(ctx.body)
    words = (form.title, form.introduction)
    made = compose_by_hand(ctx.tx, place, words, refs, form.reason, ctx.now, relaxed=form.relaxed)
    ctx.say(_("Le cahier est publié."))
    return see_other(f"/c/{slug}/cahiers/{made.ref}")


@router.get("/{ref}", crowd=True)
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    platform = queries.find(ctx.tx, place.collective, ref)
    check_shown(ctx.tx, place, ref, platform.hidden, "platform")
    return page(
        ctx,
        "demands/platform.html",
        shared=place.public and not platform.hidden,
        collective=place.collective,
        stage="revendiquer",
        platform=platform,
        items=queries.items(ctx.tx, platform),
        origin=origin(ctx.tx, platform),
        verdicts=verdicts(ctx.tx, ref) if place.may("organise") else [],
        may_organise=place.may("organise"),
        afterwards=afterwards(ctx.tx, platform, ctx.now.today),
    )
