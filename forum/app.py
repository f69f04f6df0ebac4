"""create_app: the only place where the rooms are put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlmodel import Session, select

from forum import rooms
from forum.collectives.models import Collective
from forum.core import keys
from forum.core.clock import Now
from forum.core.clock import now as machine_now
from forum.core.db import Database
from forum.core.ids import new_ref
from forum.core.models import InstanceFact
from forum.core.settings import Settings
from forum.http.front_cache import FrontCache
from forum.http.house import House
from forum.http.lean import Lean
from forum.http.limits import Limits
from forum.http.pages import install_handlers
from forum.http.rendering import compile_everything, environments, keep_compiled
from forum.http.security import SecurityHeaders
from forum.http.sessions import Sessions

# Addresses hold codes and tokens: no exporter may be told them, whatever the machine's environment says.
UNWATCHED: TelemetryConfig = {"auto_configure": False, "tracing": False, "metrics": False, "logs": False}
STARTED = 60  # seconds after which a start is over


def open_house(settings: Settings, clock: Callable[[], Now] = machine_now) -> House:
    """Everything a process needs, without the web: for the server, the commands and the tests."""
    rooms.install()
    db = Database(settings.url, settings.threads + 4)
    with db.write() as tx:
        instance = instance_id(tx)
        demo = tx.exec(select(Collective.id).where(Collective.demo)).first() is not None
    stores = (
        {"sessions": Sessions(), "limits": Limits()}
        if not settings.shared_url
        else _shared(settings, instance)
    )
    return House(
        settings, db, keys.load(settings.keys), instance, environments(), demo=demo, clock=clock, **stores
    )


def _shared(settings: Settings, instance: str) -> dict[str, Any]:
    from forum.http import shared

    line = shared.Line(shared.connect(settings.shared_url))
    return {
        "sessions": Sessions(shared.SharedSessions(line, instance)),
        "limits": Limits(shared.SharedCounts(line, instance)),
    }


def instance_id(tx: Session) -> str:
    """The instance's identifier, part of every carnet's salt: made once, kept by backups."""
    fact = tx.get(InstanceFact, "instance")
    if fact is None:
        fact = InstanceFact(name="instance", value=new_ref(20))
        tx.add(fact)
    return fact.value


def create_app(settings: Settings, house: House | None = None) -> Any:
    """The ASGI application: front cache → security headers → FastAPI."""
    house = house or open_house(settings)
    keep_compiled(settings.data_dir / "cache")

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.threads  # fewer than connections
        worker = asyncio.create_task(_worker(house)) if settings.embedded_worker else None
        compiling = asyncio.create_task(_compile_pages())
        yield
        compiling.cancel()
        if worker:
            worker.cancel()
        lean.close()
        house.close()

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=UNWATCHED,
    )
    app.state.house = house
    install_handlers(app)
    app.router.routes.append(rooms.routes())
    lean = Lean(house, rooms.routes(), app)
    return FrontCache(SecurityHeaders(app), house, lean)


async def _compile_pages() -> None:
    """Once an installation, when the start is over: the first visitors wait for nothing else."""
    await asyncio.sleep(STARTED)
    await asyncio.to_thread(compile_everything)


async def _worker(house: House) -> None:
    """Slots, signatures' slots and mail, in this process; `forum worker` does the same apart."""
    while True:
        await asyncio.sleep(1)
        for job in rooms.jobs():
            await _do(job, house)


async def _do(job: Callable[[House], object], house: House) -> None:
    """One job that fails stops neither the others nor the next round; the log says which, and no value."""
    try:
        async with house.gate():
            await asyncio.to_thread(job, house)
    except Exception as error:  # a job has a hundred ways to fail, and the slots must be published
        logging.getLogger("forum").error("job %s: %s", getattr(job, "__name__", "?"), type(error).__name__)
