"""One server for the bench: `python -m bench.serve bare PORT`, `… one_row PORT URL`, `… house PORT FOLDER [URL [STORE]]`.

Prints one JSON line once it is ready to be started (for the house: a session, its mark, the words of a carnet), then serves.
`… doors PORT FOLDER` is a house on all cores that also tells, at `/bench`, what Argon2 alone has cost it.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import uvicorn

CARNET = b"bench carnet, thirty-two bytes.."


def bare() -> Any:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def hello(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("Hello, world!")

    return Starlette(routes=[Route("/", hello)])


def house(folder: Path, url: str = "", store: str = "") -> tuple[Any, dict[str, str]]:
    from forum.core.start import loading

    with loading():
        from forum.app import create_app, open_house
        from forum.core.settings import load
        from forum.core.viewer import Viewer
        from forum.http.security import csrf_token
        from forum.identity.carnets import new_phrase

    settings = load(
        {}, data_dir=folder, database_url=url, embedded_worker=False, mail_files=True, shared_url=store
    )
    opened = open_house(settings)
    token = opened.sessions.open(Viewer(key=CARNET), opened.clock(), own_device=True)
    told = {"session": token, "mark": csrf_token(opened, token), "words": new_phrase(opened)}
    return create_app(settings, opened), {**told, "instance": opened.instance}


def doors(folder: Path) -> tuple[Any, dict[str, str]]:
    """Argon2 is watched where it runs: what is left of a sign-in is everything else."""
    from forum.core.crypto import argon2id
    from forum.http import house as rooms

    spent = {"wall": 0.0, "cpu": 0.0, "times": 0}

    def watched(*words: Any) -> bytes:
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return argon2id(*words)
        finally:
            spent["wall"] += time.perf_counter() - wall
            spent["cpu"] += time.thread_time() - cpu
            spent["times"] += 1

    setattr(rooms, "argon2id", watched)  # noqa: B010  # a name that the module does not offer
    app, told = house(folder)

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/bench":
            await app(scope, receive, send)
            return
        body = json.dumps({**spent, "all": time.process_time()}).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return telling, told


def made(kind: str, *where: str) -> tuple[Any, dict[str, str]]:
    if kind == "house":
        return house(Path(where[0]), *where[1:])
    if kind == "doors":
        return doors(Path(where[0]))
    if kind == "one_row":
        from bench import one_row

        return one_row.app(*where), {}
    return bare(), {}


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "doors":
        everywhere()
    else:
        pin(0)
    app, told = made(kind, *sys.argv[3:])
    print(json.dumps(told), flush=True)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http=protocol(kind),
        access_log=False,
        log_level="error",
        server_header=False,
    )


def protocol(kind: str) -> Any:
    """What `forum serve` gives uvicorn for the house; uvicorn's own for the yardsticks."""
    if kind in ("house", "doors"):
        from forum.http.protocol import Protocol

        return Protocol
    return "httptools"


def pin(core: int) -> None:
    """Server and client on a core each, where there are two; a child begins with its parent's, so all are asked for."""
    cores = everywhere()
    os.sched_setaffinity(0, {cores[core % len(cores)]})


def everywhere() -> list[int]:
    """All the cores we may have."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return sorted(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
