"""One server for the bench: `python -m bench.serve bare PORT`, `… house PORT FOLDER [URL]` or `… one_row PORT URL`.

Prints one JSON line once it is ready to be started (for the house: a session and its mark), then serves.
"""

import json
import os
import sys
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


def house(folder: Path, url: str = "") -> tuple[Any, dict[str, str]]:
    from forum.core.start import loading

    with loading():
        from forum.app import create_app, open_house
        from forum.core.settings import load
        from forum.core.viewer import Viewer
        from forum.http.security import csrf_token

    settings = load({}, data_dir=folder, database_url=url, embedded_worker=False)
    opened = open_house(settings)
    token = opened.sessions.open(Viewer(key=CARNET), opened.clock(), own_device=True)
    return create_app(settings, opened), {"session": token, "mark": csrf_token(opened, token)}


def made(kind: str, *where: str) -> tuple[Any, dict[str, str]]:
    if kind == "house":
        return house(Path(where[0]), *where[1:])
    if kind == "one_row":
        from bench import one_row

        return one_row.app(*where), {}
    return bare(), {}


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    pin(0)
    app, told = made(kind, *sys.argv[3:])
    print(json.dumps(told), flush=True)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
        server_header=False,
    )


def pin(core: int) -> None:
    """Server and client on a core each, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


if __name__ == "__main__":
    main()
