"""What the ruler and the house's own test read of the tree: functions, calls, templates. Nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTERS = {"core/db.py", "http/deps.py", "core/writer.py"}
SQL = {"select", "insert", "update", "delete", "text"}


@dataclass(frozen=True)
class Place:
    """Something found, and where."""

    path: str
    line: int
    what: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}".strip()


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=2000)
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Each function with its length in lines, from its `def` to its end."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or 0) - node.lineno + 1


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            yield node, function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _place(path: Path, line: int, what: str = "") -> Place:
    return Place(str(path.relative_to(ROOT)), line, what)


def commits() -> list[Place]:
    """`.commit()` outside the files where transactions end (a savepoint's own commit is not one)."""
    found = []
    for path in modules("forum"):
        if str(path.relative_to(ROOT / "forum")) not in COMMITTERS:
            found += [
                _place(path, c.lineno, name) for c, name in calls(path) if name == "commit" and not c.args
            ]
    return found


def sql_in_routes() -> list[Place]:
    """Calls of select, insert… in a module of routes; the `SELECT 1` of a health check asks nothing."""
    found = []
    for path in modules("forum"):
        if path.name.endswith("routes.py"):
            imported = _imported(path)
            found += [
                _place(path, c.lineno, n) for c, n in calls(path) if n in SQL & imported and not _ping(c)
            ]
    return found


def _ping(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == "SELECT 1"


def _imported(path: Path) -> set[str]:
    """The names a module takes from the libraries of the database."""
    return {
        name.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").partition(".")[0] in ("sqlmodel", "sqlalchemy")
        for name in node.names
    }


@cache
def _above(name: str) -> frozenset[str]:
    """The modules of the house that one imports as it is loaded (not in a function)."""
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    if not path.is_file():
        return frozenset()
    found: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("forum"):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def brought(name: str) -> set[str]:
    """What is loaded with the module of that dotted name, itself among it."""
    seen: set[str] = set()
    waiting = {name}
    while waiting:
        seen |= waiting
        waiting = {other for one in waiting for other in _above(one)} - seen
    return seen


def readers_of(header: str) -> list[Path]:
    return [path for path in modules("forum") if header.lower() in path.read_text(encoding="utf-8").lower()]


def partials() -> list[Path]:
    return [path for path in templates() if path.name.startswith("_")]


def undeclared() -> list[Path]:
    """Partials that do not begin by saying what they need."""
    return [path for path in partials() if not path.read_text(encoding="utf-8").startswith("{# needs:")]


def routes() -> Iterator[tuple[Path, str, str]]:
    """(module, method, path with its router's prefix) of each route, read from its decorators."""
    for path in modules("forum"):
        if not path.name.endswith("routes.py"):
            continue
        prefix = _prefix(path)
        for function, _ in functions(path):
            for call in (d for d in function.decorator_list if isinstance(d, ast.Call)):
                if isinstance(call.func, ast.Attribute) and call.func.attr in ("get", "post") and call.args:
                    ending = call.args[0]
                    if isinstance(ending, ast.Constant):
                        yield path, call.func.attr, prefix + str(ending.value)


def _prefix(path: Path) -> str:
    for call, name in calls(path):
        if name in ("Router", "APIRouter"):
            for keyword in call.keywords:
                if keyword.arg == "prefix" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""


def waits_in_the_loop() -> list[Place]:
    """Stores of sessions and counts asked straight from an async function, where `House.aside` is the way."""
    found = []
    for path in modules("forum"):
        for function, _ in functions(path):
            if isinstance(function, ast.AsyncFunctionDef):
                found += [_place(path, c.lineno, _dotted(c.func)) for c in _own_calls(function) if _waits(c)]
    return found


def _own_calls(function: ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """Of the function itself, not of those it defines."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _waits(call: ast.Call) -> bool:
    name = _dotted(call.func)
    return name == "ctx.say" or ".house.sessions." in f".{name}" or ".house.limits." in f".{name}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
