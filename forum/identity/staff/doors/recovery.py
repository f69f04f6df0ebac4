"""Ten codes on paper, for the day the telephone is lost. Where the second factor is typed, one of them will do."""

from starlette.responses import Response

from forum.core.errors import Forbidden
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.staff.account import account
from forum.identity.staff.actions import log_everywhere
from forum.identity.staff.doors.actions import codes_left, make_codes

router = Router(prefix="/equipe/secours")


@router.get("")
def show(ctx: Ctx) -> Response:
    left = codes_left(ctx.tx, account(ctx))
    return page(ctx, "identity/recovery.html", has_form=False, codes=[], left=left)


@router.post("")
def make(ctx: Ctx) -> Response:
    """The codes are in the answer and nowhere else."""
    staff = account(ctx)
    if not staff.totp_sealed:
        raise Forbidden(_("Choisissez d’abord un mot de passe et son code à six chiffres."))
    codes = make_codes(ctx.tx, ctx.house.keys, staff)
    log_everywhere(ctx.tx, ctx.viewer, "account.codes", "", ctx.now)
    return page(ctx, "identity/recovery.html", has_form=False, codes=codes, left=len(codes))
