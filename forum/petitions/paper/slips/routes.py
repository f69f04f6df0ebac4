"""The slip that somebody leaves with: a code to type, which names neither them nor the petition."""

from collections.abc import Sequence

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx, Peek
from forum.http.limits import client_of
from forum.http.pages import page, refill
from forum.http.routing import Router
from forum.identity.codes import CodeError, read_code, shown
from forum.petitions.models import Petition
from forum.petitions.paper.actions import Desk
from forum.petitions.paper.rules import Line
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


def codes_of(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(_("Ligne {n}").format(n=one.n), shown(one.slip)) for one in lines if one.slip]


def once_more(ctx: Bare, tx: Session, at: Desk, lines: Sequence[Line], said: str) -> Response | None:
    """To the very page that typed a sheet, and to no other: its seed makes the codes, and the sheet knows them."""
    codes = [one.slip for one in lines if one.slip]
    if not codes or not queries.all_known(tx, at.petition, codes):
        return None
    return slips(ctx, at.place, at.petition, codes_of(lines), said)


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
