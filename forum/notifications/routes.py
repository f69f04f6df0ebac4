"""« Mon carnet »: what this person wrote, what waits, what was answered. All of it is recomputed, nothing is kept."""

from starlette.responses import Response

from forum.collectives.publication import actions as publication
from forum.collectives.publication import queries as pending
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.notifications import queries

router = Router(prefix="/carnet")


@router.get("")
def mine(ctx: Ctx) -> Response:
    if not ctx.viewer.key:
        return see_other("/equipe" if ctx.viewer.staff_id else "/carnet/ouverture")
    return page(ctx, "notifications/carnet.html", has_form=True, **queries.carnet(ctx.tx, ctx.viewer))


@router.post("/attente/{ref}/retrait")
def withdraw(ctx: Ctx, ref: str) -> Response:
    row = pending.one_of_mine(ctx.tx, ctx.viewer, ref)
    publication.withdraw(ctx.tx, row)
    kept = row.kind.startswith("erase.")
    ctx.say(_("Vous y renoncez : rien ne sera effacé.") if kept else _("C’est retiré : rien n’en reste."))
    return see_other("/carnet")
