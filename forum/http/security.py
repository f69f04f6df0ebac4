"""CSRF, and the headers of every answer (PSEUDONYMITY.md, property 9). Pure ASGI: BaseHTTPMiddleware costs 221 µs."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.core.crypto import mark, same
from forum.core.errors import Forbidden
from forum.core.settings import Settings
from forum.core.viewer import Viewer
from forum.http.body import Body
from forum.http.house import House

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
HEADERS: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", CSP.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
]


def dressed(own: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's headers and the house's that it does not set itself; one that it sets to nothing is not sent at all."""
    mine = list(own)
    ours = _others(tuple([name for name, _ in mine]))
    return [*[header for header in mine if header[1]], *ours]


@lru_cache(maxsize=256)
def _others(present: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
    return [header for header in HEADERS if header[0] not in present]


# Leaving fast must never be refused by a page that grew old, and closing a carnet takes no authority.
NO_AUTHORITY = frozenset({"/quitter"})


class NotOurForm(Forbidden):
    """The page offers to send again what was typed, with a fresh mark."""

    message = "Ce formulaire ne porte plus la marque de votre session. Vérifiez le texte et renvoyez-le."


def csrf_token(house: House, token: str) -> str:
    """Bound to the session; somebody without a session has no authority to steal."""
    return mark(house.keys.forms, "csrf", token)


def check_csrf(request: Request, house: House, viewer: Viewer, token: str, body: Body) -> None:
    """A foreign Origin is refused; whoever is signed in must also send the mark of their session back."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Forbidden("Ce formulaire vient d’un autre site : rien n’a été enregistré.")
    if request.scope["path"] in NO_AUTHORITY:
        return
    if viewer.signed_in and not same(body.get("_csrf"), csrf_token(house, token)):
        raise NotOurForm


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def at_this_machine(request: Request, settings: Settings) -> bool:
    """Whether the browser runs on the server itself: no proxy before us, the address and the name of loopback."""
    return (
        settings.loopback
        and not settings.base_url
        and request.client is not None
        and request.client.host in LOOPBACK
        and request.url.hostname in LOOPBACK
        and not any(name in request.headers for name in PROXIED)
    )


class SecurityHeaders:
    """Adds HEADERS to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = dressed(message["headers"])
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
