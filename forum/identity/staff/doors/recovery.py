"""Ten codes on paper, for the day the telephone is lost. Where the second factor is typed, one of them will do."""

import asyncio

from sqlmodel import Session
from starlette.responses import Response

from forum.core.errors import Forbidden, Invalid
from forum.core.i18n import _
from forum.http.deps import Bare, BareCtx, Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.staff import actions
from forum.identity.staff.account import account
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.actions import codes_left, make_codes
from forum.identity.staff.doors.proof import Asked, asked, prove, standing
from forum.identity.staff.models import Staff
from forum.identity.staff.told import tell

router = Router(prefix="/equipe/secours")


@router.get("")
def show(ctx: Ctx) -> Response:
    staff = account(ctx)
    return _form(ctx, codes_left(ctx.tx, staff), asked(ctx, ctx.tx, staff))


def _form(ctx: BareCtx, left: int, wanted: Asked) -> Response:
    return page(ctx, "identity/recovery.html", has_form=False, codes=[], left=left, asked=wanted)


def _left(ctx: BareCtx, staff: Staff) -> int:
    with ctx.house.db.read() as tx:
        return codes_left(tx, staff)


def _of_use(ctx: BareCtx, staff: Staff) -> bool:
    with ctx.house.db.read() as tx:
        return actions.second_factor_set(tx, staff)


@router.post("")
async def make(ctx: Bare) -> Response:
    """The codes are in the answer and nowhere else."""
    staff, wanted = await standing(ctx)
    if not await asyncio.to_thread(_of_use, ctx, staff):
        raise Forbidden(
            _("Choisissez d’abord un mot de passe et son code à six chiffres, ou une clé d’accès.")
        )
    try:
        await prove(ctx, staff, wanted)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {}
        return _form(ctx, await asyncio.to_thread(_left, ctx, staff), wanted)

    def job(tx: Session) -> list[str]:
        actions.log_everywhere(tx, ctx.viewer, "account.codes", "", ctx.now)
        tell(tx, ctx.house, staff, "codes")
        return list(make_codes(tx, ctx.house.keys, staff))

    codes = await corridor.write(ctx, job)
    return page(ctx, "identity/recovery.html", has_form=False, codes=codes, left=len(codes), asked=Asked())
