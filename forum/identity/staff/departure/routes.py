"""« Supprimer mon compte », for somebody of the staff."""

from starlette.responses import Response

from forum.http.cookies import end_session
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.identity.staff.departure import actions

router = Router(prefix="/equipe/depart")


@router.get("")
def show(ctx: Ctx) -> Response:
    staff = actions.account(ctx.tx, ctx.viewer)
    return page(ctx, "identity/departure.html", has_form=True, email=staff.email)


@router.post("")
@refill(show)
def leave(ctx: Ctx) -> Response:
    actions.leave(ctx.tx, ctx.viewer, ctx.body.get("email")[:254], ctx.now)
    response = see_other("/")
    end_session(ctx, response)
    return response
