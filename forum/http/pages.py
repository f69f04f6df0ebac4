"""From data to an answer: pages, redirections, refusals. The only place that renders."""

import asyncio
import re
import secrets
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from forum.core.errors import (
    Busy,
    Closed,
    Done,
    Gone,
    HouseError,
    Invalid,
    NotFound,
    Over,
    SignInNeeded,
    StaffNeeded,
    TooMany,
)
from forum.core.i18n import _
from forum.http import holes, rereading
from forum.http.deps import BareCtx, bare
from forum.http.drafts import draft, nothing
from forum.http.holes import Holed, Part, Shared
from forum.http.left import FIELD
from forum.http.once import once_mark
from forum.http.security import NotOurForm

P = ParamSpec("P")
NO_ROOM = (
    "textes",
    "arguments",
    "images-a-joindre",
    "completer",
    "reponses",
    "auteurs",
    "co-ecrire",
    "regroupements",
    "sources",
)  # their addresses have no list above them
# Whoever holds the last part of such an address comes in by it: the browser keeps nothing of its page, for a "back" on a
# machine that others use. `tests/http/test_unkept.py` finds those that would be missing here.
COMING_IN = re.compile(
    r"/(?:c/[^/]+/(?:co-ecrire|petitions/[^/]+/documents/noms)|institution|recu|invitation|carte|lettre|suivi|equipe/lien|p/[^/]+/(?:confirmation|retrait|pas-moi|contestation))/"
)
NOT_BY_ADDRESS = "Cette adresse n’accepte pas ce type de demande."
HTML = (b"content-type", b"text/html; charset=utf-8")
VARY = (b"vary", b"Accept-Encoding, Cookie")
NO_CACHE, NO_STORE = (b"cache-control", b"no-cache"), (b"cache-control", b"no-store")
PACKED = (b"content-encoding", b"gzip")
STAGES = ("", "nommer", "contester", "revendiquer", "petitionner", "suivre")


def render(ctx: BareCtx, template: str, **data: Any) -> Holed:
    """A page with its holes (`csrf`, `account`) still open, so that everyone's copy can be kept."""
    pieces: list[Sequence[Part]] = []
    common = {
        "viewer": ctx.viewer,
        "collective": None,
        "stage": "",
        "here": ctx.path,
        "notice": "",
        "errors": ctx.errors,
        "fields": {},  # filled by the form macros while they are rendered, read by the summary of errors
        "values": ctx.values,
        "blank": [],  # by them too: the secrets that are to be typed again
        "labels": {},  # of every field, likewise, read where the guard says in which one it saw something
        "seen": rereading.seen(ctx) if "guard" in ctx.errors else None,
        "has_form": False,
        "trail": ctx.trail,
        "demo": ctx.house.demo,
        "instance_name": ctx.house.settings.instance_name,
        "providers": ctx.house.settings.providers,
        "once": partial(once_mark, ctx.house, ctx.now),
        "pieces": pieces,
    }
    html = ctx.house.environments[ctx.lang].get_template(template).render({**common, **data})
    return Holed(html, pieces)


def page(
    ctx: BareCtx, template: str, status: int = 200, *, shared: bool = False, alike: bool = False, **data: Any
) -> Response:
    """A whole page. `shared`: the same for every visitor but for its holes, so the front cache may keep it;
    `alike` as well: the same for every carnet too, whatever its college and whatever it wrote."""
    if ctx.said and "notice" not in data:
        data["notice"] = ctx.hear()
    holed = render(ctx, template, **data)
    if shared and not data.get("notice") and status == 200 and not ctx.viewer.staff_id:
        ctx.request.scope["front_cache"] = Shared(holed, alike)
    response = _answer(ctx, holed, 422 if ctx.errors and status == 200 else status)
    if getattr(data.get("collective"), "reading", "everyone") != "everyone":
        response.headers["X-Robots-Tag"] = "noindex"  # unlisted is listed nowhere, search engines included
    return response


def other(ctx: BareCtx, made: Holed, headers: dict[str, str]) -> Response:
    """What is made for everybody and is no page of the house (a drawing, a page for other sites); the front cache keeps it.

    `headers` stand in the place of ours, its type and how long it keeps among them; see `security.dressed`.
    """
    response = Response(made.plain({}), headers={**headers, "Vary": "Accept-Encoding, Cookie"})
    own = tuple(header for header in response.raw_headers if header[0] != b"content-length")
    ctx.request.scope["front_cache"] = Shared(made, False, own)
    return response


def _answer(ctx: BareCtx, holed: Holed, status: int) -> Response:
    encoding = holes.accepted(dict(ctx.request.scope["headers"]).get(b"accept-encoding", b""))
    own = holes.own(ctx.house, ctx.lang, ctx.viewer, ctx.token, ctx.recognised)
    if ctx.trail:
        own["csrf"] = own.get("csrf", b"") + holes.hidden(FIELD, ctx.trail)
    everybody = encoding and not ctx.viewer.signed_in and not ctx.trail
    body = holed.whole(own) if everybody else holed.encoded(own, encoding)
    # An answer to a form may hold a draft or the words of a carnet: on a shared machine, "back" must not show it.
    fleeting = ctx.viewer.signed_in or ctx.request.method == "POST" or COMING_IN.match(ctx.path)
    headers = [NO_STORE if fleeting else NO_CACHE, VARY]
    return Rendered(body, status, [*headers, PACKED] if encoding else headers)


class Rendered(Response):
    """A page whose headers are bytes already: Starlette would write them as letters, and encode and sort them each time."""

    def __init__(self, body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.body, self.status_code, self.background = body, status, None
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body)), HTML]


def see_other(url: str) -> Response:
    """303: the answer to every accepted form."""
    response = RedirectResponse(url, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def refill(show: Callable[..., Response]) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Below `@router.post`: a refused form is shown again by `show`, filled in, at 422, with nothing stored.

    A button of the guard's replaces what it saw, and takes nothing in.
    What the guard would refuse is said before anybody is asked for a carnet: eight words come after the last mend.
    """

    def decorate(route: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(route)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            ctx = cast(Any, kwargs["ctx"])
            if rereading.mend(ctx):
                return show(**kwargs)
            try:
                return route(*args, **kwargs)
            except Invalid as refused:
                errors = refused.errors
            except SignInNeeded:
                errors = {} if ctx.body.get("relaxed") else rereading.warned(ctx)
                if not errors:
                    raise
            ctx.tx.rollback()
            ctx.errors = errors
            return show(**kwargs)

        return wrapped

    return decorate


def install_handlers(app: FastAPI) -> None:
    """Every refusal and every fault becomes a page in French; a fault of ours carries a reference and leaks nothing."""

    @app.exception_handler(HouseError)
    async def refused(request: Request, error: HouseError) -> Response:
        ctx = await _late(request)
        error = await _told_once(ctx, error)
        if isinstance(error, SignInNeeded | StaffNeeded):  # a door's page asks the database for names
            return await asyncio.to_thread(refusal, ctx, error)
        return refusal(ctx, error)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        ctx = await _late(request)
        wrong = HouseError({404: NotFound.message, 405: NOT_BY_ADDRESS}.get(error.status_code, ""))
        if error.status_code == 405 and ctx.path.startswith("/c/"):
            wrong = Over("", NOT_BY_ADDRESS, (_room(ctx.path), _("Continuer")))
        wrong.status = error.status_code
        response = refusal(ctx, wrong)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, _error: RequestValidationError) -> Response:
        return refusal(await _late(request), NotFound())

    @app.exception_handler(Exception)
    async def fault(request: Request, _error: Exception) -> Response:
        # The traceback goes to the server's log by uvicorn; it shows no local value and no form.
        ctx = await _late(request)
        data = {"reference": secrets.token_hex(4), "said": draft(ctx)["said"]}
        response = _answer(ctx, render(ctx, "errors/fault.html", **data), 500)
        response.headers["Cache-Control"] = "no-store"
        return response


async def _late(request: Request) -> BareCtx:
    if hasattr(request.state, "ctx"):
        return cast(BareCtx, request.state.ctx)
    scope = {**request.scope, "method": "GET"}
    return await bare(Request(scope, request.receive))


async def _told_once(ctx: BareCtx, error: HouseError) -> HouseError:
    """Of two clicks at the same moment, the second may find its work done: it is no refusal."""
    if isinstance(error, Closed | NotFound):
        try:
            await ctx.check_again()
        except Done as done:
            return done
    return error


def _room(path: str) -> str:
    """Of `/c/slug/room/…`, the room; the collective for texts of any room; elsewhere, the team's own page."""
    parts = path.split("/")[1:4]
    if parts[0] != "c":
        return "/equipe"
    return "/" + "/".join(parts[:2] if parts[-1] in NO_ROOM else parts)


def _around(ctx: BareCtx, error: HouseError) -> dict[str, Any]:
    """The title, and where one may go on: a refusal that says more than « that did not pass »."""
    told: dict[str, Any] = {"title": "", "lead_to": ()}
    if isinstance(error, Done):
        return {**told, "title": _("C’est fait"), "lead_to": (_room(ctx.path), _("Continuer"))}
    if isinstance(error, Gone):
        return {**told, "title": error.title, "collective": error.collective}
    return {**told, "title": error.title, "lead_to": error.way} if isinstance(error, Over) else told


def refusal(ctx: BareCtx, error: HouseError) -> Response:
    """What was typed always comes back: in the sign-in page, in a form to confirm, or to copy."""
    usual = error.message == type(error).message  # a msgid, said before anybody's language was known
    message = _(error.message) if usual else error.message
    if isinstance(error, SignInNeeded):
        return page(
            ctx,
            "identity/carnet.html",
            error.status,
            has_form=True,
            **draft(ctx, named=True),
            message=message,
        )
    if isinstance(error, StaffNeeded):
        return page(
            ctx,
            "identity/staff.html",
            error.status,
            has_form=True,
            sent=False,
            **draft(ctx, named=True),
            message=message,
        )
    typed = nothing() if isinstance(error, Done) else draft(ctx)
    again = isinstance(error, NotOurForm | TooMany | Busy) and ctx.request.method == "POST"
    more = {
        "confirm": again,
        "mark": ctx.body.get("_csrf") if ctx.away else "",
        **_around(ctx, error),
        **typed,
    }
    response = page(ctx, "errors/refusal.html", error.status, message=message, **more)
    if error.status in (429, 503):
        response.headers["Retry-After"] = "60"
        response.headers["Cache-Control"] = "no-store"
    return response
