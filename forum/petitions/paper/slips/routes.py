"""The slip that somebody leaves with: a code to type, which names neither them nor the petition."""

from starlette.responses import Response

from forum.collectives.queries import Place
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx, Peek
from forum.http.limits import client_of
from forum.http.pages import page, refill
from forum.http.routing import Router
from forum.identity.codes import CodeError, read_code
from forum.petitions.models import Petition
from forum.petitions.paper.slips import queries
from forum.petitions.withdrawal.actions import receipt_token

own = Router()
TRIES, WINDOW = 60, 600


def slips(
    ctx: Bare, place: Place, petition: Petition, codes: list[tuple[str, str]], said: str = ""
) -> Response:
    """(of which line, code) of each slip: this answer alone shows them."""
    ctx.values = {}
    return page(
        ctx,
        "petitions/paper/slips.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        codes=codes,
        said=said,
        address=ctx.house.settings.public_url.partition("://")[2] + "/recu",
    )


# -- with the slip in hand --------------------------------------------------


@own.get("/recu")
def door(ctx: Ctx) -> Response:
    return page(ctx, "petitions/paper/door.html", has_form=True)


@own.post("/recu")
@refill(door)
def open_slip(ctx: Peek) -> Response:
    """No address holds the code, and no session is opened: the person may be on somebody else's machine."""
    try:
        code = read_code(ctx.body.get("code"))
    except CodeError as wrong:
        raise Invalid({"code": str(wrong)}) from None
    try:
        petition = queries.of_code(ctx.tx, code)
    except NotFound:
        ctx.house.limits.count("slip", client_of(ctx.request), TRIES, WINDOW, ctx.now)
        said = _("Ce code n’est pas, ou n’est plus, celui d’une signature. Relisez-le.")
        raise Invalid({"code": said}) from None
    receipt = receipt_token(code)
    return page(ctx, "petitions/paper/held.html", has_form=True, signed=petition, code=code, receipt=receipt)
