"""The words of the command line that are not ours: usage, headings, notes and refusals, said in French.

Typer has no catalogue. What it shows is written again here, and what it refuses is told again from its sentence;
a sentence nobody foresaw is told in general rather than in English.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

KINDS = (
    (r"<[^>]*path[^>]*>", "<fichier>"),
    (r"<[^>]*str[^>]*>", "<texte>"),
    (r"<[^>]*(int|float)[^>]*>", "<nombre>"),
)
NOTES = ((r"\[required\]$", "[obligatoire]"), (r"\[default: (.*)\]$", r"[sinon : \1]"))
HELP = "Montre cette page et s’arrête."
COMMAND = "COMMANDE [MOTS]..."
Verb = TypeVar("Verb", bound=Callable[..., Any])

REFUSALS = (
    (r"No such command '(.*)'\. Did you mean (.*)\?", r"il n’y a pas de commande « \1 » ; peut-être \2."),
    (r"No such command '(.*?)'\.?", r"il n’y a pas de commande « \1 »."),
    (r"Missing command\.", "il manque la commande."),
    (r"Missing (?:argument|option) '(.*)'\.", r"il manque \1."),
    (r"No such option: (\S+) \(Possible options: (.*)\)", r"il n’y a pas d’option \1 ; peut-être \2."),
    (r"No such option: (\S+)", r"il n’y a pas d’option \1."),
    (r"Option '(.*)' requires .*", r"il manque ce qui suit \1."),
    (r"Option '(.*)' does not take a value\.", r"\1 s’écrit seule, sans rien après."),
    (r"Got unexpected extra argument\(s\) \((.*)\)", r"ces mots sont en trop : \1."),
    (r"Invalid value for '(.*?)': .*integer.*", r"\1 veut un nombre entier."),
    (r"Invalid value for '(.*?)': .*", r"\1 n’a pas la forme voulue."),
)


def told_again(sentence: str) -> str:
    """A refusal of Typer's, in French."""
    for pattern, said in REFUSALS:
        if re.fullmatch(pattern, sentence, re.DOTALL):
            return re.sub(pattern, said, sentence, count=1, flags=re.DOTALL).replace("'", "")
    return "ces mots ne sont pas compris."


def _row(row: tuple[str, str]) -> tuple[str, str]:
    """An option or an argument as the help shows it."""
    names, note = row
    for pattern, ours in KINDS:
        names = re.sub(pattern, ours, names, flags=re.IGNORECASE)
    for pattern, ours in NOTES:
        note = re.sub(pattern, ours, note)
    return names, note


def _written(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        formatter.write(f"\n{title} :\n")
        with formatter.indentation():
            formatter.write_dl(rows)


def _usage(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    pieces = command.collect_usage_pieces(ctx)
    formatter.write_usage(ctx.command_path, " ".join(pieces), "Utilisation : ")


def _options(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            rows[param.param_type_name].append(_row(record))
    _written(formatter, "Mots", rows["argument"])
    _written(formatter, "Options", rows["option"])


class Command(TyperCommand):
    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _options(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        return _helped(super().get_help_option(ctx))


class Group(TyperGroup):
    def __init__(self, **attrs: Any) -> None:
        super().__init__(**{**attrs, "subcommand_metavar": COMMAND})

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _options(self, ctx, formatter)
        _written(formatter, "Commandes", list(self._lines()))

    def _lines(self) -> Iterator[tuple[str, str]]:
        """Each command and its one line, whole: what is cut says nothing."""
        for name, command in self.commands.items():
            yield name, command.get_short_help_str(1000)

    def get_help_option(self, ctx: Any) -> Any:
        return _helped(super().get_help_option(ctx))

    def main(self, *args: Any, **extra: Any) -> Any:
        alone, extra["standalone_mode"] = extra.pop("standalone_mode", True), False
        if not alone:
            return super().main(*args, **extra)
        try:
            sys.exit(super().main(*args, **extra) or 0)
        except TyperException as error:
            typer.echo(_refusal(error), err=True)
            sys.exit(error.exit_code)
        except typer.Abort:
            typer.echo("\nforum : abandonné, rien de plus n’a été fait.", err=True)
            sys.exit(1)


def _helped(option: Any) -> Any:
    if option is not None:
        option.help = HELP
    return option


def _refusal(error: TyperException) -> str:
    """The sentence, how the command is written, and where to read more; or the help, when nothing was asked."""
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return f"forum : {told_again(error.format_message())}"
    if error.message == ctx.get_help():
        return error.message
    more = f"Pour en savoir plus : {ctx.command_path} --help"
    return f"forum : {told_again(error.format_message())}\n{ctx.get_usage()}\n{more}"


class Commands(typer.Typer):
    """A family of commands that speaks French in its help and its refusals."""

    def __init__(self, help: str) -> None:
        super().__init__(
            cls=Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
            help=help,
        )

    def command(self, *args: Any, **settings: Any) -> Callable[[Verb], Verb]:
        return super().command(*args, **{"cls": Command, **settings})
