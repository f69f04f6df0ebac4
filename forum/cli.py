"""The command `forum`."""

import sys
from typing import Annotated

import typer

from forum.core.settings import Settings, SettingsError, load

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


def fail(line: str) -> None:
    """One clear line, exit 1."""
    print(f"forum : {line}", file=sys.stderr)
    raise typer.Exit(1)


def settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        fail(str(error))
        raise


@app.command()
def migrate() -> None:
    """Met la base de données à jour."""
    from forum.core import migrate as migrations
    from forum.core.db import Database

    config = settings()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(Database(config.url))


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="charge la démonstration si la base est neuve")] = False,
) -> None:
    """Sert le forum."""
    import uvicorn

    from forum.app import create_app

    config = settings()
    uvicorn.run(create_app(config), host=config.host, port=config.port, access_log=False, server_header=False)


def main() -> None:
    app()
