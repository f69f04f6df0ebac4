"""Posting, after signing in, what was being sent before: the same request, inside the process, with the new session."""

import asyncio
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.responses import Response
from starlette.types import Message

from forum.core.errors import HouseError
from forum.http.deps import BareCtx, cookie_name, language_cookie
from forum.http.security import csrf_token

FORBIDDEN = ("/carnet", "/equipe", "/static")


def own_path(path: str) -> bool:
    """A path of ours: « //elsewhere » is another site; browsers read « \\ » as « / », and skip tabs and line breaks."""
    plain = not any(c == "\\" or c < " " or c == "\x7f" for c in path)
    return plain and path.startswith("/") and not path.startswith("//")


def local_path(path: str) -> bool:
    """A path of ours, and never the sign-in itself."""
    return own_path(path) and not path.startswith(FORBIDDEN)


async def replay(ctx: BareCtx, path: str, draft: str, token: str) -> Response:
    """POST `draft` (an encoded form) to `path` as the holder of `token`; returns that answer."""
    if not local_path(path):
        raise HouseError
    pairs = [*parse_qsl(draft, keep_blank_values=True), ("_csrf", csrf_token(ctx.house, token))]
    body = urlencode(pairs).encode()
    answer = _Answer()
    await ctx.request.app(_scope(ctx.request, path, body, _cookie(ctx, token)), _once(body), answer)
    return answer.response()


def _cookie(ctx: BareCtx, token: str) -> str:
    secure = ctx.house.settings.secure
    return f"{cookie_name(secure)}={token}; {language_cookie(secure)}={ctx.lang}"


def _scope(request: Request, path: str, body: bytes, cookie: str) -> dict[str, object]:
    kept = [(name, value) for name, value in request.scope["headers"] if name in (b"host", b"origin")]
    headers = [
        *kept,
        (b"cookie", cookie.encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(body)).encode()),
    ]
    kept_keys = ("type", "asgi", "http_version", "scheme", "server", "client", "app")
    fresh = {key: request.scope[key] for key in kept_keys if key in request.scope}
    return {
        **fresh,
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "state": {},
    }


def _once(body: bytes):  # type: ignore[no-untyped-def]  # an ASGI receive, typed by its caller
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive


class _Answer:
    def __init__(self) -> None:
        self.status, self.headers, self.body = 500, [], b""  # type: ignore[var-annotated]

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def response(self) -> Response:
        response = Response(self.body, self.status)
        kept = [(n, v) for n, v in self.headers if n not in (b"content-length",)]
        response.raw_headers = [*kept, (b"content-length", str(len(self.body)).encode())]
        return response
