"""A receipt pasted on the page « Vérifier »: the answer alone says what the log has of it, and nothing is kept."""

from starlette.responses import Response

from forum.core.errors import Invalid
from forum.http.deps import Peek
from forum.http.limits import client_of
from forum.http.routing import Router
from forum.petitions.journal.held import queries
from forum.petitions.journal.routes import verify_page
from forum.petitions.queries import find

router = Router(prefix="/p/{code}")
TRIES, WINDOW = 60, 600  # each reads a few hundred rows and checks a signature


@router.post("/verifier")
def check(ctx: Peek, code: str) -> Response:
    petition, place = find(ctx.tx, code, ctx.viewer)
    ctx.house.limits.count("receipt", client_of(ctx.request), TRIES, WINDOW, ctx.now)
    try:
        found = queries.verdict(ctx.tx, petition, ctx.body.get("receipt"))
    except Invalid as refused:
        ctx.errors, found = refused.errors, None
    else:
        ctx.values = {}
    answer = verify_page(ctx, petition, place, found)
    answer.headers["Cache-Control"] = "no-store"
    return answer
