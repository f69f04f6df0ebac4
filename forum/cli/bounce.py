"""`forum bounce`: a letter that came back, as the mail server hands it over."""

import sys

import typer

from forum.cli.common import house, say


def bounce() -> None:
    """Retire des listes une adresse qui n’existe plus.

    Un courriel revenu se lit sur l’entrée. À brancher sur l’adresse de FORUM_MAIL_RETURNS
    (« |/opt/porte-voix/.venv/bin/forum bounce » dans aliases). Ce qui n’est pas un avis d’adresse morte, ou ne répond
    pas à un de nos courriels, est laissé de côté.
    """
    from forum.core import bounces

    raw = sys.stdin.buffer.read(2 * bounces.MOST)
    with house() as opened, opened.db.write() as tx:
        believed = bounces.take(tx, opened.keys, raw)
    say("une adresse retirée des listes." if believed else "rien à retirer.")
    raise typer.Exit(0)  # a mail server must not send it back once more
