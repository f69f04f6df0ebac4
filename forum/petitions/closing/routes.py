"""Closing a petition: what it does is said first, on a page of its own, since nothing undoes it."""

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.actions import log
from forum.petitions import actions, queries
from forum.petitions.lifecycle.rules import passage
from forum.petitions.models import Petition

router = Router(prefix="/c/{slug}/petitions/{code}/fermeture")


def _mine(ctx: Bare, tx: Session, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, queries.of_collective(tx, place, code)


@router.get("")
def ask(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    if not passage(petition.state, "close"):
        return see_other(f"/c/{slug}/petitions/{code}/equipe")
    return page(
        ctx,
        "petitions/close.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        counts=queries.counts(ctx.tx, petition.id),
    )


@router.post("")
async def close(ctx: Bare, slug: str, code: str) -> Response:
    """The key goes once the closing is written, never before."""

    def job(tx: Session) -> None:
        place, petition = _mine(ctx, tx, slug, code)
        if actions.close(tx, petition, ctx.now):
            log(tx, ctx.viewer, place.collective.id, "petition.close", petition.title, ctx.now)

    await ctx.house.writer.submit(job)
    ctx.house.keys.forget_petition(code)
    await ctx.house.aside(ctx.say, _("La pétition est close. Plus personne ne peut signer."))
    return see_other(f"/c/{slug}/petitions/{code}/equipe")
