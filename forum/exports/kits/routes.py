"""What a workshop prints. Cards are drawn by a POST, as they are a batch that counts; the rest is read."""

import secrets

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.exports.kits import sheets
from forum.http.deps import Ctx
from forum.http.pages import refill
from forum.http.routing import Router
from forum.workshops import actions, queries
from forum.workshops import routes as workshops
from forum.workshops.forms import CardsForm

router = Router(prefix="/c/{slug}/ateliers/{ref}")


@router.get("/kit.pdf")
def kit(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "see the team's pages")
    return _pdf(sheets.kit_pdf(queries.find(ctx.tx, place.collective, ref)), f"atelier-{ref}.pdf")


@router.post("/cartes.pdf")
@refill(workshops.show)
def cards(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "see the team's pages")
    place.require("prepare a workshop")
    queries.find(ctx.tx, place.collective, ref)
    form = CardsForm.read(ctx.body)
    codes = actions.draw_cards(ctx.tx, place, form.college, form.count, secrets.randbelow, ctx.now)
    name = place.collective.college_name(form.college)
    house = ctx.house
    return _pdf(sheets.cards_pdf(codes, name, house.settings.public_url, house.keys.pepper), "cartes.pdf")


@router.get("/compte-rendu.pdf")
def account(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    told = queries.account(ctx.tx, place, ref)
    pdf = sheets.account_pdf(told, place.collective.name, ctx.house.settings.public_url + _page(place, ref))
    return _pdf(pdf, f"compte-rendu-{ref}.pdf")


def _page(place: Place, ref: str) -> str:
    return f"/c/{place.collective.slug}/ateliers/{ref}/compte-rendu"


def _pdf(body: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/pdf", headers=headers)
