"""The link at the foot of the mail that confirmed a signature: it takes the signature back, at any time."""

from typing import Any

from starlette.responses import Response

from forum.core.errors import NotFound
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries
from forum.petitions.lifecycle.queries import names_gone
from forum.petitions.withdrawal import actions
from forum.petitions.withdrawal import publication as _publication  # noqa: F401  # its publisher

router = Router(prefix="/p/{code}")


@router.get("/retrait")
def gone(ctx: Ctx, code: str) -> Response:
    """Where the button leads: it says the same to whoever comes without having pressed it."""
    return _page(ctx, code, "petitions/withdrawn.html")


@router.get("/retrait/{token}")
def show(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail takes nothing back: only the button does."""
    petition, _place = queries.find(ctx.tx, code, ctx.viewer, hidden=True)
    try:
        actions.known(ctx.tx, petition, token)
    except NotFound:
        return _page(ctx, code, "petitions/withdraw.html", 410, known=False, token=token)
    return _page(ctx, code, "petitions/withdraw.html", known=True, token=token)


@router.post("/retrait/{token}")
def withdraw(ctx: Ctx, code: str, token: str) -> Response:
    petition, place = queries.find(ctx.tx, code, ctx.viewer, hidden=True)
    nul = actions.known(ctx.tx, petition, token)
    actions.ask(ctx.tx, petition, nul, place.collective.slot_minutes, ctx.now)
    return see_other(f"/p/{code}/retrait")


@router.get("/pas-moi")
def not_mine_any_more(ctx: Ctx, code: str) -> Response:
    """Where the button leads: it says the same to whoever comes without having pressed it."""
    return _page(ctx, code, "petitions/not_mine_done.html")


@router.get("/pas-moi/{token}")
def show_not_mine(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail changes nothing: only the button does."""
    petition, _place = queries.find(ctx.tx, code, ctx.viewer, hidden=True)
    try:
        actions.known(ctx.tx, petition, token)
    except NotFound:
        return _page(ctx, code, "petitions/not_mine.html", 410, known=False, token=token)
    return _page(ctx, code, "petitions/not_mine.html", known=True, token=token)


@router.post("/pas-moi/{token}")
def not_mine(ctx: Ctx, code: str, token: str) -> Response:
    petition, place = queries.find(ctx.tx, code, ctx.viewer, hidden=True)
    nul = actions.known(ctx.tx, petition, token)
    actions.not_mine(ctx.tx, petition, nul, place.collective.slot_minutes, ctx.now)
    return see_other(f"/p/{code}/pas-moi")


def _page(ctx: Ctx, code: str, template: str, status: int = 200, **data: Any) -> Response:
    petition, place = queries.find(ctx.tx, code, ctx.viewer, hidden=True)
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
