"""What keeps running: the server, the worker apart, one slot at once, and the migration before them."""

import errno
import logging.config
import signal
import socket
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forum.cli.common import fail, house, say, settings, stand
from forum.core.settings import Settings

if TYPE_CHECKING:
    from forum.http.house import House


def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="charge la démonstration si la base est neuve")
    ] = False,
) -> None:
    """Sert le forum, et dit où."""
    config = settings()
    if demo and not config.loopback:
        fail(_DEMO_BEYOND)
    with take_port(config) as listener, house(config) as opened:
        if demo:
            _load_demo(opened)
        _announce(opened)
        _run(config, opened, listener)


_DEMO_BEYOND = (
    "tant que la démonstration est là, le forum n’écoute que sur cette machine (FORUM_HOST=127.0.0.1). "
    "Pour l’enlever : forum demo remove"
)


def take_port(config: Settings) -> socket.socket:
    """Hold the port before anything else is touched; a port that is taken is said in one line."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
    except OSError as error:
        listener.close()
        fail(_port_refused(config, error))
    return listener


def _port_refused(config: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"le port {config.port} est déjà pris. Arrêtez le programme qui l’occupe, "
            f"ou choisissez-en un autre : FORUM_PORT={config.port + 1 if config.port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return (
            f"le port {config.port} est réservé au système : choisissez-en un au-dessus de 1024 (FORUM_PORT)."
        )
    return f"on ne peut pas écouter sur {config.host}:{config.port} ; vérifiez FORUM_HOST et FORUM_PORT."


def _load_demo(opened: "House") -> None:
    from forum.cli import demo
    from forum.collectives.queries import any_collective

    with opened.db.read() as tx:
        empty = not any_collective(tx)
    if empty:
        say("Chargement de la démonstration…")
        demo.load_into(opened)


def _announce(opened: "House") -> None:
    """The address, and the way in: the demo's, or the first page's."""
    from forum.cli import demo

    config = opened.settings
    if demo.present(opened) and not config.loopback:
        fail(_DEMO_BEYOND)
    say(f"Porte-voix : {config.public_url}")
    if demo.present(opened):
        for label, value in demo.ways_in(opened):
            say(f"  {label} : {value}")
    else:
        _offer_foundation(opened)
    say(f"  courriel : {_mail(config)}")
    say("Pour arrêter : Ctrl-C")


def _mail(config: Settings) -> str:
    return f"par {config.smtp_host}" if config.smtp_host else f"écrit dans {config.data_dir / 'mail'}"


def _offer_foundation(opened: "House") -> None:
    """A one-time address for the first collective of a new instance."""
    from forum.collectives import actions, queries

    with opened.db.read() as tx:
        if queries.any_collective(tx):
            return
    with opened.db.write() as tx:
        token = actions.make_setup_token(tx)
    say(f"  premier collectif : {opened.settings.public_url}/fondation?jeton={token}")


def _run(config: Settings, opened: "House", listener: socket.socket) -> None:
    import uvicorn

    from forum.app import create_app
    from forum.core.quiet import LOGGING
    from forum.http.protocol import Protocol

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(config, opened),
            loop="auto",
            http=Protocol,
            ws="none",
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=config.trusted_proxies,
            log_config=LOGGING,
            log_level="warning",
            timeout_graceful_shutdown=10,
        )
    )
    # uvicorn stops at SIGTERM, then sends it again: by default that would end us before the house is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def worker() -> None:
    """Publie les créneaux et envoie les courriels, à part."""
    from forum import rooms
    from forum.core.quiet import LOGGING

    logging.config.dictConfig(LOGGING)
    stop = threading.Event()
    with house() as opened:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        say("Au travail. Pour arrêter : Ctrl-C")
        while not stop.wait(1):
            for job in rooms.jobs():
                _one(job, opened)


def _one(job: Any, opened: "House") -> None:
    """A database that goes away for a minute must not end the worker."""
    from sqlalchemy.exc import OperationalError

    try:
        job(opened)
    except OperationalError:
        typer.echo("forum : la base ne répond pas, nouvel essai dans une seconde.", err=True)
    except Exception:  # as in the server: one job that fails stops neither the others nor the next round
        logging.getLogger("forum").exception("job %s", getattr(job, "__name__", "?"))


PUBLISH_ALL = "tout publier"


def publish(
    every: Annotated[
        bool, typer.Option("--all", help="aussi ce dont le créneau n’est pas venu, après confirmation")
    ] = False,
) -> None:
    """Publie ce dont le créneau est passé, dans le désordre."""
    from forum.collectives.publication.jobs import publish_now, publish_slot, waiting_now

    with house() as opened:
        count = publish_slot(opened)
        early = waiting_now(opened)
        if every and early:
            _agree(early)
            count, early = count + publish_now(opened), 0
        say(f"{_acts(count)} publié{'s' if count > 1 else ''}.")
        if early:
            say(f"{_acts(early)} : le créneau n’est pas venu (forum publish --all n’attend pas).")


def _acts(count: int) -> str:
    return f"{count} acte{'s' if count > 1 else ''}"


def _agree(early: int) -> None:
    """Typed in full: a batch before its time takes away what the slots protect, and cannot be undone."""
    say(f"{_acts(early)} : le créneau n’est pas venu. Un créneau protège parce qu’on y est plusieurs.")
    say(
        "Publier maintenant, c’est dire à peu près quand chacun a écrit ; seul à un créneau, on peut être reconnu."
    )
    say("Cela ne se défait pas.")
    if (
        typer.prompt(f"Pour le faire quand même, tapez « {PUBLISH_ALL} »", default="", show_default=False)
        != PUBLISH_ALL
    ):
        fail("rien n’a été publié avant son créneau.")


def migrate(
    backup: Annotated[bool, typer.Option(help="copie d’abord la base si elle est plus ancienne")] = True,
) -> None:
    """Met la base de données à jour, après une copie."""
    config = settings()
    stand(config, backup=backup)
    say("La base de données est à jour.")
