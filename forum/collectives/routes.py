"""The front door, a collective's page, invitations, and the pages that every instance owes its visitors."""

from fastapi import APIRouter
from sqlmodel import text
from starlette.responses import PlainTextResponse, Response

from forum.collectives import actions, queries
from forum.core.errors import SignInNeeded
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other

router = APIRouter()
LEGAL = {
    "mentions-legales": "legal/notice.html",
    "donnees-personnelles": "legal/privacy.html",
    "accessibilite": "legal/accessibility.html",
    "contact": "legal/contact.html",
}


@router.get("/")
def home(ctx: Ctx) -> Response:
    collectives = queries.readable(ctx.tx, ctx.viewer)
    return page(ctx, "collectives/home.html", shared=True, collectives=collectives)


@router.get("/c/{slug}")
def show(ctx: Ctx, slug: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "collectives/show.html",
        shared=place.public,
        collective=place.collective,
        grants=queries.grants(ctx.tx, place.collective.id),
    )


@router.get("/invitation/{code}")
def invitation(ctx: Ctx, code: str) -> Response:
    offer = actions.invitation(ctx.tx, code, ctx.now.today)
    collective = queries.by_id(ctx.tx, offer.collective_id)
    return page(ctx, "collectives/invitation.html", collective=collective, offer=offer, code=code)


@router.post("/invitation/{code}")
def accept(ctx: Ctx, code: str) -> Response:
    offer = actions.invitation(ctx.tx, code, ctx.now.today)
    collective = queries.by_id(ctx.tx, offer.collective_id)
    if not ctx.viewer.key:
        raise SignInNeeded(_("Ouvrez votre carnet, ou faites-en un : c’est lui qui recevra l’attestation."))
    actions.accept(ctx.tx, code, collective, ctx.viewer, ctx.now)
    ctx.say(_("Votre carnet compte désormais dans ce collectif."))
    return see_other(f"/c/{collective.slug}")


@router.get("/protection")
def protection(ctx: Bare) -> Response:
    return page(ctx, "legal/protection.html", shared=True, settings=ctx.house.settings)


@router.get("/healthz")
def healthz(ctx: Ctx) -> Response:
    ctx.tx.connection().execute(text("SELECT 1"))
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.get("/robots.txt")
def robots(ctx: Bare) -> Response:
    rules = "User-agent: *\nDisallow: /carnet\nDisallow: /equipe\nDisallow: /invitation\n"
    return PlainTextResponse(f"{rules}Sitemap: {ctx.house.settings.public_url}/sitemap.xml\n")


def _legal(name: str, template: str) -> None:
    @router.get(f"/{name}", name=name)
    def legal(ctx: Bare) -> Response:
        return page(ctx, template, shared=True, settings=ctx.house.settings)


for _name, _template in LEGAL.items():
    _legal(_name, _template)
