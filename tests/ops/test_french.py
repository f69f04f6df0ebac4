"""The command line speaks French: help, refusals, prompts, and what the system answers."""

import errno
import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from forum.cli import app, common
from forum.cli.french import told_again
from forum.core.errors import why
from tests.ops.conftest import Forum

ENGLISH = re.compile(
    r"\b(usage|error|try|for help|command|arguments?|show this|exit|required|default|missing|invalid|value|such|"
    r"did you mean|possible|unexpected|extra|aborted|repeat|input|integer|str|path|int|file|directory)\b",
    re.IGNORECASE,
)
ROOT = typer.main.get_command(app)


def words(command: object = ROOT, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from words(inner, (*path, name))


def without_names(text: str) -> str:
    """Options, commands and settings keep their names, and the lines of files theirs."""
    return re.sub(r"--[\w-]+|FORUM_\w+|porte-voix\S*|\.md", "", text)


def run(*given: str, typed: str = "", columns: str = "80") -> tuple[int, str]:
    result = CliRunner().invoke(app, given, input=typed, prog_name="forum", env={"COLUMNS": columns})
    return result.exit_code, result.output


@pytest.mark.parametrize("path", list(words()), ids=" ".join)
def test_every_help_is_in_french(path: tuple[str, ...]) -> None:
    code, said = run(*path, "--help")
    assert code == 0
    assert said.startswith("Utilisation : forum")
    assert "--help  " in said and "Montre cette page et s’arrête." in said
    assert ENGLISH.findall(without_names(said)) == []


@pytest.mark.parametrize("path", [path for path in words() if len(path) < 2], ids=" ".join)
def test_each_command_has_one_line_of_its_own(path: tuple[str, ...]) -> None:
    names = [below[-1] for below in words() if len(below) == len(path) + 1 and below[:-1] == path]
    listed = run(*path, "--help")[1].partition("Commandes :\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == names
    assert all(line.startswith("  ") and line[2] != " " and line.endswith(".") for line in listed)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["codez"], "il n’y a pas de commande « codez » ; peut-être codes."),
        (["xyz"], "il n’y a pas de commande « xyz »."),
        (["import", "text"], "il manque FICHIER."),
        (["codes", "make"], "il manque --collective."),
        (["serve", "--dem"], "il n’y a pas d’option --dem ; peut-être --demo."),
        (["serve", "-q"], "il n’y a pas d’option -q."),
        (["init", "--name"], "il manque ce qui suit --name."),
        (["serve", "--demo=oui"], "--demo s’écrit seule, sans rien après."),
        (["doctor", "x", "y"], "ces mots sont en trop : x y."),
        (["init", "--k", "dix"], "--k veut un nombre entier."),
    ],
)
def test_words_that_cannot_be_taken_are_told_with_the_way_to_the_help(given: list[str], says: str) -> None:
    code, said = run(*given)
    assert code == 2
    assert said.splitlines()[0] == f"forum : {says}"
    assert ENGLISH.findall(without_names(said)) == []


def test_without_a_word_the_help_comes_at_the_status_of_a_refusal() -> None:
    assert run() == (2, run("--help")[1])
    assert run("keys") == (2, run("keys", "--help")[1])


def test_a_sentence_nobody_foresaw_is_not_told_in_english() -> None:
    assert told_again("Something new is wrong with 'x'") == "ces mots ne sont pas compris."


def test_an_end_of_typing_gives_up_in_french(founded: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.cli.found.interactive", lambda: True)
    result = founded("init", typed="")
    assert result.exit_code == 1
    assert result.output.strip().splitlines()[-1] == "forum : abandonné, rien de plus n’a été fait."


def test_a_secret_is_typed_twice_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    typed = iter(["un", "deux", "trois", "trois"])

    def prompt(said: str, hide_input: bool) -> str:
        asked.append(said)
        assert hide_input
        return next(typed)

    monkeypatch.setattr(typer, "prompt", prompt)
    assert common.ask_twice("Mot de passe") == "trois"
    assert asked == ["Mot de passe", "Le même, une seconde fois"] * 2


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.ELOOP])
def test_what_the_system_refuses_is_told_in_french(number: int) -> None:
    said = why(OSError(number, "words of the machine"))
    assert "words" not in said
    assert said


def test_a_file_that_is_not_there_is_told_in_french(founded: Forum) -> None:
    assert "(il n’existe pas)" in founded.line("restore", "/nulle/part.age")
