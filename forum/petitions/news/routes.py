"""News: for everybody who reads the petition, and the organisers' page to write one or take one back."""

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.models import Petition
from forum.petitions.news import actions, queries
from forum.petitions.news.forms import NewsForm
from forum.petitions.shown.queries import common

router = Router()


@router.get("/p/{code}/nouvelles", crowd=True)
def index(ctx: Ctx, code: str) -> Response:
    petition, place = petitions.find(ctx.tx, code, ctx.viewer)
    return page(
        ctx,
        "petitions/news/index.html",
        shared=common(petition, place),
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        news=queries.latest(ctx.tx, petition.id, queries.MOST),
    )


@router.get("/c/{slug}/petitions/{code}/nouvelles")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    return page(
        ctx,
        "petitions/news/write.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        news=queries.latest(ctx.tx, petition.id, queries.MOST),
    )


@router.post("/c/{slug}/petitions/{code}/nouvelles")
@refill(show)
def write(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    form = NewsForm.read(ctx.body)
    actions.write(ctx.tx, place, petition, form.title, form.body, ctx.now, relaxed=form.relaxed)
    ctx.say(_("La nouvelle est publiée. Les personnes qui l’ont demandé seront prévenues demain."))
    return see_other(f"/c/{slug}/petitions/{code}/nouvelles")


@router.post("/c/{slug}/petitions/{code}/nouvelles/{ref}/retrait")
def take_back(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    actions.take_back(ctx.tx, place, petition, ref, ctx.now)
    ctx.say(_("La nouvelle est retirée."))
    return see_other(f"/c/{slug}/petitions/{code}/nouvelles")


def _mine(tx: Session, ctx: Ctx, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, petitions.of_collective(tx, place, code)
