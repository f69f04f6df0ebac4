"""`forum import`: what exists on paper enters as drafts."""

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from forum.cli.common import collective_named, fail, house, say
from forum.cli.french import Commands

app = Commands(help="Importe : text, proposals, objectives, paths, polis.")


@app.command()
def text(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="un tract ou une charte, en TXT ou MD")],
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
    read: Annotated[bool, typer.Option("--read", help="quelqu’un a relu ce que la garde a vu")] = False,
) -> None:
    """Fait des brouillons de revendications avec un texte."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fail(f"on ne peut pas lire {file} (un fichier de texte en UTF-8).")
    import_text = importlib.import_module("forum.demands.imports.actions").import_text
    with house() as opened, opened.db.write() as tx:
        found = collective_named(tx, collective)
        table = import_text(tx, found, source, opened.clock(), read=read)
    _print("Pris", ("ligne", "phrase", "référence"), ((t.line, t.sentence, t.ref) for t in table.taken))
    _print("Laissé", ("ligne", "phrase", "pourquoi"), ((o.line, o.sentence, o.reason) for o in table.left))
    _hold([(one.line, one.advice) for one in table.held])
    say(
        f"{len(table.taken)} brouillons dans /c/{found.slug}/revendications, {len(table.left)} phrases laissées."
    )


def _hold(held: list[tuple[int, str]]) -> None:
    """Which line holds what kind of thing, never the thing: a terminal is copied, and its words kept."""
    if held:
        _print("Laissé à relire", ("ligne", "ce que la garde a vu"), held)
        say(f"{len(held)} textes laissés : relisez-les, puis recommencez avec --read pour les prendre aussi.")


def _print(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, title=title, show_lines=True)
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)


@app.command()
def proposals(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="une proposition par ligne, en JSON")],
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
    into: Annotated[
        str, typer.Option("--as", help="demands (revendications) ou grievances (doléances)")
    ] = "demands",
    source: Annotated[str, typer.Option(help="d’où elles viennent ; sans rien, le nom du fichier")] = "",
    place: Annotated[str, typer.Option(help="code du lieu, pour des doléances")] = "",
    read: Annotated[bool, typer.Option("--read", help="quelqu’un a relu ce que la garde a vu")] = False,
    skip: Annotated[
        bool, typer.Option("--skip", help="laisser les lignes illisibles et prendre les autres")
    ] = False,
) -> None:
    """Fait des textes avec les propositions d’une autre consultation."""
    if into not in ("demands", "grievances"):
        fail("--as veut demands ou grievances.")
    good, bad = _proposals(file)
    _print("Illisible", ("ligne", "pourquoi"), ((wrong.line, wrong.why) for wrong in bad)) if bad else None
    if bad and not skip:
        fail(f"{len(bad)} lignes illisibles : rien n’a été importé. Corrigez-les, ou ajoutez --skip.")
    kind = {"demands": "demand", "grievances": "grievance"}[into]
    with house() as opened:
        tally = _take(opened, collective, good, kind, (source or file.stem)[:200], place, read)
    _hold(list(tally.held))
    say(f"{tally.proposals} propositions et {tally.arguments} arguments importés, {tally.known} déjà là.")


def _proposals(file: Path) -> Any:
    """Every line is read and judged before anything is stored."""
    rules = importlib.import_module("forum.demands.proposals.rules")
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            return rules.read(lines)
    except (OSError, UnicodeDecodeError):
        fail(f"on ne peut pas lire {file} (un fichier de texte en UTF-8).")


def _take(
    opened: Any, collective: str, good: list[Any], kind: str, source: str, place: str, read: bool
) -> Any:
    """In transactions of twenty, so that the forum goes on being served: begun again, it takes what is not there yet."""
    from rich.progress import track

    from forum.texts.search import rebuild

    actions = importlib.import_module("forum.demands.proposals.actions")
    with opened.db.read() as tx:
        found = collective_named(tx, collective)
        if kind == "grievance":
            actions.check_place(tx, found, place)
    into, tally = actions.Into(found, kind, source, place, read), actions.Tally()
    for start in track(range(0, len(good), 20), description="Importation"):
        with opened.db.write() as tx:
            tally += actions.take(tx, into, good[start : start + 20], opened.clock())
    with opened.db.write() as tx:
        rebuild(tx)
    return tally


@app.command()
def objectives(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="un tableau CSV : numero, intitule, texte, adresse")
    ],
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="le fichier est complet : ce qui n’y est plus est retiré")
    ] = False,
    skip: Annotated[
        bool, typer.Option("--skip", help="laisser les lignes fausses et prendre les autres")
    ] = False,
) -> None:
    """Charge des objectifs officiels depuis un tableau.

    La première ligne nomme les colonnes : numero, intitule, texte (le nom de la loi ou de la stratégie), adresse (si elle
    est en ligne). Une seconde fois ne double rien. Ce qui est retiré garde les revendications qui s’y appuient.
    """
    good, bad = importlib.import_module("forum.registers.objectives.rules").read(_table(file))
    _print("Laissé", ("ligne", "pourquoi"), ((wrong.line, wrong.why) for wrong in bad)) if bad else None
    if bad and not (skip and good):
        fail(f"{len(bad)} lignes fausses : rien n’a été chargé. Corrigez-les, ou ajoutez --skip.")
    take = importlib.import_module("forum.registers.objectives.actions").take
    with house() as opened, opened.db.write() as tx:
        found = collective_named(tx, collective)
        tally = take(tx, found, good, whole=whole)
        slug = found.slug
    _print("Pris", ("ligne", "numéro", "ce qui est fait"), tally.taken)
    _print("Retiré", ("texte", "numéro"), tally.withdrawn) if tally.withdrawn else None
    say(
        f"{len(tally.taken)} objectifs dans /c/{slug}/objectifs : {tally.count('ajouté')} ajoutés, "
        f"{len(tally.withdrawn)} retirés, {len(bad)} lignes laissées."
    )


@app.command()
def paths(
    file: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="un tableau CSV ; sans rien, il s’affiche")
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="revenir au tableau livré avec le forum")
    ] = False,
) -> None:
    """Remplace le tableau des voies officielles (/voies-officielles).

    Sans fichier, le tableau livré s’affiche : enregistrez-le, corrigez-le, rechargez-le.
    """
    queries = importlib.import_module("forum.registers.paths.queries")
    if file is None and not shipped:
        say(queries.shipped_text().rstrip())
        return
    if file is not None and shipped:
        fail("un fichier ou --shipped, pas les deux.")
    good = _paths(file) if file is not None else []
    with house() as opened, opened.db.write() as tx:
        importlib.import_module("forum.registers.paths.actions").take(tx, good)
    say(f"{len(good) or len(queries.shipped())} voies dans /voies-officielles.")


def _paths(file: Path) -> list[Any]:
    good, bad = importlib.import_module("forum.registers.paths.rules").read(_table(file))
    if bad:
        _print("Faux", ("ligne", "pourquoi"), ((wrong.line, wrong.why) for wrong in bad))
        fail(f"{len(bad)} lignes fausses : rien n’a été chargé.")
    return list(good)


@app.command()
def polis(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="participants-votes.csv, comments.csv, votes.csv")
    ],
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
    title: Annotated[str, typer.Option(help="son titre ; sans rien, le nom du dossier")] = "",
    question: Annotated[str, typer.Option(help="la question qui était posée")] = "",
    source: Annotated[str, typer.Option(help="d’où elle vient, avec sa licence")] = "",
    read: Annotated[bool, typer.Option("--read", help="quelqu’un a relu ce que la garde a vu")] = False,
) -> None:
    """Fait une carte avec des fichiers de Polis.

    Ce sont ceux que Polis publie d’une conversation. Les phrases et la carte sont gardées ; les réponses de chaque
    personne ne le sont pas.
    """
    actions = importlib.import_module("forum.opinion_map.conversations.imports.actions")
    work = importlib.import_module("forum.opinion_map.conversations.drawing.jobs")
    name = folder.resolve().name
    named = actions.Named(
        (title or name)[:200], (question or title or name)[:1000], (source or f"Polis, {name}")[:300]
    )
    with house() as opened:
        with opened.db.read() as tx:
            found = collective_named(tx, collective)
        brought = _read_polis(actions, folder, found.k)
        seen = [] if read else actions.seen_by_the_guard(brought)
        if seen:
            lines = ", ".join(map(str, seen[:20]))
            fail(
                f"la garde a vu quelque chose dans {len(seen)} phrases ({lines}) : "
                "relisez-les, puis --read. Rien n’a été importé."
            )
        made = work.worked(brought.given)
        with opened.db.write() as tx:
            talk = actions.take(tx, collective_named(tx, collective), brought, named, made, opened.clock())
            ref, slug = talk.ref, found.slug
    say(f"{len(brought.bodies)} phrases et {brought.given['people']} personnes dans /c/{slug}/carte/{ref}.")


def _read_polis(actions: Any, folder: Path, k: int) -> Any:
    """One clear line names the file and the line."""
    names = ("participants-votes.csv", "comments.csv", "votes.csv")
    try:
        files = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
        return actions.read(files, max(actions.LEAST, k))
    except OSError:
        fail(f"on ne peut pas lire {folder}.")
    except ValueError as wrong:
        fail(f"{wrong} Rien n’a été importé.")


def _table(file: Path) -> str:
    """A spreadsheet saves its tables in UTF-8, or as Windows wrote French."""
    try:
        data = file.read_bytes()
    except OSError:
        fail(f"on ne peut pas lire {file}.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
