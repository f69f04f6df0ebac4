"""The way out at the foot of each letter: a GET changes nothing and tells nothing, one press erases the address."""

from starlette.responses import Response

from forum.core.errors import HouseError
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.petitions.told import actions

router = Router(prefix="/suivi")


@router.get("/{token}")
def show(ctx: Ctx, token: str) -> Response:
    """Scanners open every link of a mail: the page is the same whatever the link."""
    return page(ctx, "petitions/suivi.html", has_form=True, token=token[:60], done=False)


@router.post("/{token}")
def leave(ctx: Ctx, token: str) -> Response:
    """Also what a mailbox sends by itself (RFC 8058): no cookie, no mark, `List-Unsubscribe=One-Click`."""
    if ctx.body.get("List-Unsubscribe") != "One-Click" and ctx.body.get("do") != "out":
        raise HouseError(_("Rien n’a été changé : revenez à la page du lien, et appuyez sur le bouton."))
    actions.leave(ctx.tx, token)
    return page(ctx, "petitions/suivi.html", has_form=False, token="", done=True)
