"""`forum import`: what exists on paper enters as drafts."""

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from forum.cli.common import collective_named, fail, house, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def several() -> None:
    """Importe ce qui existe déjà : text."""


@app.command()
def text(
    file: Annotated[Path, typer.Argument(help="un tract ou une charte, en TXT ou MD")],
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
) -> None:
    """Fait des brouillons de revendications avec un texte."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fail(f"on ne peut pas lire {file} (un fichier de texte en UTF-8).")
    import_text = importlib.import_module("forum.demands.imports").import_text
    with house() as opened, opened.db.write() as tx:
        found = collective_named(tx, collective)
        table = import_text(tx, found, source, opened.clock())
    _print("Pris", ("ligne", "phrase", "référence"), ((t.line, t.sentence, t.ref) for t in table.taken))
    _print("Laissé", ("ligne", "phrase", "pourquoi"), ((o.line, o.sentence, o.reason) for o in table.left))
    say(
        f"{len(table.taken)} brouillons dans /c/{found.slug}/revendications, {len(table.left)} phrases laissées."
    )


def _print(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, title=title, show_lines=True)
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)
