"""A yardstick: what a server does without a writer of its own. One POST, one form, one row, one commit, one answer.

Bare Starlette, our driver with its pragmas, the same table with its indexes; nothing checked, nothing sealed, no mail, and
no counter moved.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from sqlalchemy import insert
from sqlmodel import select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from forum.core.db import Database
from forum.petitions.models import PendingSignature, Petition
from forum.petitions.signing import Signing

THREADS = 16
SEALED = 560  # a name and an address, padded and sealed


def app(url: str) -> Any:
    db = Database(url, THREADS + 4)
    with db.read() as tx:
        petition = tx.exec(select(Petition.id)).one()
    writing = db.engine.execution_options(write=True)

    def commit(typed: dict[str, str]) -> None:
        nul = sha256(typed["email"].encode()).digest()
        row = Signing(petition, nul, "email", typed["quality"], "", b"x" * SEALED, nul, 1)
        with writing.begin() as connection:
            connection.execute(insert(PendingSignature), row.columns)

    async def sign(request: Request) -> RedirectResponse:
        await run_in_threadpool(commit, dict(parse_qsl((await request.body()).decode())))
        return RedirectResponse(f"{request.url.path}/merci", 303)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        db.close()

    return Starlette(routes=[Route("/p/{code}/signatures", sign, methods=["POST"])], lifespan=lifespan)
