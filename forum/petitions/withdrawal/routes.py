"""The link at the foot of the mail that confirmed a signature: it takes the signature back, at any time."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, by_id, place_of
from forum.core.errors import NotFound
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries
from forum.petitions.lifecycle.queries import names_gone
from forum.petitions.models import Petition
from forum.petitions.withdrawal import actions
from forum.petitions.withdrawal import publication as _publication  # noqa: F401  # its publisher

router = Router(prefix="/p/{code}")


def _known(ctx: Ctx, code: str, token: str) -> tuple[Petition, Place, bytes]:
    """Whose link it is, by the link alone: a slip, or another phone, may not read what members alone read."""
    found = queries.by_code(ctx.tx, code)
    nul = actions.known(ctx.tx, found, token)
    return found, place_of(ctx.tx, by_id(ctx.tx, found.collective_id), ctx.viewer), nul


def _done(ctx: Ctx, code: str, place: Place, address: str, template: str) -> Response:
    """Where the button leads; whoever may not read there is told on the spot."""
    if place.collective.reading == "members" and not place.may("read members only"):
        return _page(ctx, code, template, found=place)
    return see_other(f"/p/{code}/{address}")


@router.get("/retrait")
def gone(ctx: Ctx, code: str) -> Response:
    """Where the button leads: it says the same to whoever comes without having pressed it."""
    return _page(ctx, code, "petitions/withdrawn.html")


@router.get("/retrait/{token}")
def show(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail takes nothing back: only the button does."""
    return _asked(ctx, code, token, "petitions/withdraw.html")


@router.post("/retrait/{token}")
def withdraw(ctx: Ctx, code: str, token: str) -> Response:
    petition, place, nul = _known(ctx, code, token)
    actions.ask(ctx.tx, petition, nul, place.collective.slot_minutes, ctx.now)
    return _done(ctx, code, place, "retrait", "petitions/withdrawn.html")


@router.get("/pas-moi")
def not_mine_any_more(ctx: Ctx, code: str) -> Response:
    """Where the button leads: it says the same to whoever comes without having pressed it."""
    return _page(ctx, code, "petitions/not_mine_done.html")


@router.get("/pas-moi/{token}")
def show_not_mine(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail changes nothing: only the button does."""
    return _asked(ctx, code, token, "petitions/not_mine.html")


@router.post("/pas-moi/{token}")
def not_mine(ctx: Ctx, code: str, token: str) -> Response:
    petition, place, nul = _known(ctx, code, token)
    actions.not_mine(ctx.tx, petition, nul, place.collective.slot_minutes, ctx.now)
    return _done(ctx, code, place, "pas-moi", "petitions/not_mine_done.html")


def _asked(ctx: Ctx, code: str, token: str, template: str) -> Response:
    try:
        place = _known(ctx, code, token)[1]
    except NotFound:
        return _page(ctx, code, template, 410, known=False, token=token)
    return _page(ctx, code, template, found=place, known=True, token=token)


def _page(
    ctx: Ctx, code: str, template: str, status: int = 200, *, found: Place | None = None, **data: Any
) -> Response:
    """`found`: of whoever holds a link; others see what they may read."""
    place = found or queries.find(ctx.tx, code, ctx.viewer, hidden=True)[1]
    petition = queries.of_collective(ctx.tx, place, code)
    return page(
        ctx,
        template,
        status,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        erased=names_gone(ctx.tx, petition.id),
        **data,
    )
