"""The words of a carnet on a sheet: made from what is posted, sent, and kept nowhere."""

from starlette.responses import Response

from forum.core.errors import HouseError
from forum.core.i18n import _
from forum.exports.cards.sheets import memo_pdf
from forum.http.deps import Bare
from forum.http.limits import client_of
from forum.http.routing import Router
from forum.identity.cards import read
from forum.identity.codes import shown, split
from forum.identity.words import PhraseError, listed_words

router = Router()
TRIES, WINDOW = 60, 600


@router.post("/carnet/memo.pdf")
def memo(ctx: Bare) -> Response:
    ctx.house.limits.count("memo", client_of(ctx.request), TRIES, WINDOW, ctx.now)
    code, words = _words(ctx)
    headers = {
        "Content-Disposition": 'attachment; filename="memo.pdf"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(memo_pdf(code, words), media_type="application/pdf", headers=headers)


def _words(ctx: Bare) -> tuple[str, list[str]]:
    """Only words that open a carnet here: this prints nothing else for anybody."""
    typed = ctx.body.get("words")[:400]
    try:
        code = read(typed, ctx.house.keys.pepper)[1]
    except PhraseError:
        raise HouseError(
            _("Ces mots ne sont pas ceux d’un carnet : revenez à la page qui les montre.")
        ) from None
    rest = split(typed)[1] if code else typed
    return (shown(code), listed_words(rest, 4)) if code else ("", listed_words(typed, 8))
