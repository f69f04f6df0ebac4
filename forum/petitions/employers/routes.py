"""The list of employers' mail domains: everybody who reads the collective sees it, organisers keep it."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions.employers import actions, queries
from forum.petitions.employers.forms import DomainForm

router = Router(prefix="/c/{slug}/employeurs")


@router.get("")
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "petitions/employers/index.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        domains=queries.domains(ctx.tx, place.collective.id),
        organiser=place.may("organise"),
    )


@router.post("")
@refill(index)
def add(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    domain = actions.add(ctx.tx, place, DomainForm.read(ctx.body).domain, ctx.now)
    ctx.say(
        _("{domain} est dans la liste : qui signe avec une adresse de là est prévenu.").format(domain=domain)
    )
    return see_other(f"/c/{slug}/employeurs")


@router.post("/{domain}/retrait")
def remove(ctx: Ctx, slug: str, domain: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    actions.remove(ctx.tx, place, domain, ctx.now)
    ctx.say(_("{domain} n’est plus dans la liste.").format(domain=domain))
    return see_other(f"/c/{slug}/employeurs")
