"""« Supprimer mon compte », for somebody of the staff: whoever is at the screen shows again that they are who came in."""

from functools import partial

from sqlmodel import Session
from starlette.responses import Response

from forum.core.errors import Invalid
from forum.http.cookies import end_session
from forum.http.deps import Bare, BareCtx, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.departure import actions
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.proof import Asked, asked, prove, standing
from forum.identity.staff.models import Staff

router = Router(prefix="/equipe/depart")


@router.get("")
def show(ctx: Ctx) -> Response:
    staff = actions.account(ctx.tx, ctx.viewer)
    return _form(ctx, staff, asked(ctx, ctx.tx, staff))


def _form(ctx: BareCtx, staff: Staff, wanted: Asked) -> Response:
    return page(ctx, "identity/departure.html", has_form=True, email=staff.email, asked=wanted)


@router.post("")
async def leave(ctx: Bare) -> Response:
    staff, wanted = await standing(ctx)
    typed = ctx.body.get("email")[:254]
    try:
        actions.check_address(staff, typed)  # first: a recovery code must not be spent on a slip
        await prove(ctx, staff, wanted)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {"email": typed}
        return _form(ctx, staff, wanted)
    await corridor.write(ctx, partial(_leave, ctx=ctx))
    response = see_other("/")
    end_session(ctx, response)
    return response


def _leave(tx: Session, ctx: BareCtx) -> None:
    actions.leave(tx, ctx.viewer, ctx.now)
