"""Static files: few and small, held in memory, ready compressed, kept by browsers for ever under their hash."""

from functools import lru_cache

from fastapi import Request
from starlette.responses import Response

from forum.core.assets import asset_dir
from forum.core.errors import NotFound
from forum.http.front_cache import compress
from forum.http.routing import Router

router = Router()
TEXT = ("text/", "image/svg+xml")
# Of our own files, said here: the library would read the machine's list of thousands, which differs from one to the next.
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml; charset=utf-8",
    ".md": "text/markdown",
}


@lru_cache(maxsize=256)
def _file(name: str, encoding: str) -> tuple[bytes, str]:
    root = asset_dir("static").resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return compress(path.read_bytes(), encoding if kind.startswith(TEXT) else ""), kind


@router.get("/static/{name:path}")
async def static(name: str, request: Request) -> Response:
    accept = request.headers.get("accept-encoding", "")
    encoding = "br" if "br" in accept else "gzip" if "gzip" in accept else ""
    body, kind = _file(name, encoding)
    kept = "public, max-age=31536000, immutable" if request.url.query else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if encoding and kind.startswith(TEXT):
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=kind, headers=headers)
