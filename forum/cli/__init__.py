"""La commande `forum` : servir, fonder, garder, vérifier."""

import os
import sys

import typer

from forum.cli import (
    admin,
    bounce,
    codes,
    demo,
    doctor,
    forget,
    found,
    imports,
    journal,
    keep,
    keys,
    maintain,
    orphans,
    serve,
)
from forum.cli.french import Commands
from forum.core.quiet import told

FAULT = 70  # EX_SOFTWARE of sysexits.h

app = Commands(help=__doc__)

for command in (
    serve.serve,
    serve.worker,
    serve.publish,
    serve.migrate,
    found.init,
    keep.backup,
    keep.restore,
    maintain.maintain,
    doctor.doctor,
    forget.forget,
    bounce.bounce,
    journal.verify,
):
    app.command()(command)
app.add_typer(admin.app, name="admin")
app.add_typer(codes.app, name="codes")
app.add_typer(keys.app, name="keys")
app.add_typer(demo.app, name="demo")
app.add_typer(imports.app, name="import")
app.add_typer(journal.app, name="journal")
app.add_typer(orphans.app, name="petitions")


def main() -> None:
    # Whatever we write (database, mails, copies) is for the forum's own account alone.
    os.umask(0o077)
    try:
        app()
    except Exception as error:  # as the server tells it: a message may quote a row or a key
        typer.echo(told(error), err=True)
        typer.echo(
            "forum : une faute du logiciel l’a arrêté. Rien de ce qui précède ne cite une donnée.", err=True
        )
        sys.exit(FAULT)
