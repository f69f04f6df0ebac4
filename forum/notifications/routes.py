"""« Mon carnet »: what this person wrote, what waits, what was answered. All of it is recomputed, nothing is kept."""

from starlette.responses import Response

from forum.collectives.publication import actions as publication
from forum.collectives.publication import queries as pending
from forum.core.errors import SignInNeeded
from forum.core.i18n import _
from forum.http.aliases import alias
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.notifications import queries

router = Router(prefix="/carnet")


def _check_open(ctx: Ctx) -> None:
    """The door is in the answer itself: a cookie that has had its time gets 401 here as everywhere."""
    if not ctx.viewer.signed_in:
        raise SignInNeeded(_("Ce carnet est fermé : ouvrez-le avec ses mots pour voir ce qui est à vous."))


@router.get("")
def mine(ctx: Ctx) -> Response:
    if ctx.viewer.staff_id:
        return see_other("/equipe")
    _check_open(ctx)
    told = queries.carnet(ctx.tx, ctx.viewer, ctx.now.today)
    erasing = {one.erasing: alias(ctx, *one.erasing) for one in told["contributions"]}
    completing = {
        ref: f"/c/{slug}/completer/{alias(ctx, ref)}/qui" for slug, ref in told.pop("completing")
    }  # fmt: skip
    return page(
        ctx, "notifications/carnet.html", has_form=True, erasing=erasing, completing=completing, **told
    )


@router.post("/attente/{ref}/retrait")
def withdraw(ctx: Ctx, ref: str) -> Response:
    _check_open(ctx)
    row = pending.one_of_mine(ctx.tx, ctx.viewer, ref)
    publication.withdraw(ctx.tx, row)
    kept = row.kind.startswith("erase.")
    ctx.say(_("Vous y renoncez : rien ne sera effacé.") if kept else _("C’est retiré : rien n’en reste."))
    return see_other("/carnet")
