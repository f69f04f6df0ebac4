"""`make ruler`: the house measured by its own ruler. It prints and never fails; what must hold is in tests/test_house.py."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench import source
from bench.source import ROOT

LAYERS = re.compile(r"(\d+) kept, (\d+) broken")


@dataclass(frozen=True)
class Figure:
    what: str
    target: str
    found: str
    good: bool | None


def main() -> None:
    for figure in figures():
        sign = {True: "ok", False: "NO", None: "·"}[figure.good]
        print(f"{sign:2}  {figure.what:44} {figure.found:34} ({figure.target})")


def figures() -> Iterator[Figure]:
    yield from of_code()
    yield from of_walls()
    yield from of_pages()
    yield from of_tests()


def of_code() -> Iterator[Figure]:
    found = [
        (n, f"{path.name}:{f.name}") for path in source.modules("forum") for f, n in source.functions(path)
    ]
    lengths = [length for length, _ in found]
    middle, long = median(lengths), quantiles(lengths, n=10)[-1]
    over = [name for length, name in found if length > 50]
    yield Figure(
        "function lines, median / 90th percentile",
        "≤ 7 / ≤ 20",
        f"{middle:g} / {long:g}",
        middle <= 7 and long <= 20,
    )
    yield Figure("functions over 50 lines", "none", ", ".join(over) or "none", not over)
    size, name = max((source.lines(p), str(p.relative_to(ROOT))) for p in source.modules("forum"))
    yield Figure("biggest source file", "≤ 300", f"{size} {name}", size <= 300)
    counts = {folder: len(list(folder.glob("*.py"))) - 1 for folder in _rooms()}
    folder, most = max(counts.items(), key=lambda pair: pair[1])
    yield Figure("files of a room, at most", "six, as a rule", f"{most} in {folder.name}", None)


def _rooms() -> list[Path]:
    beside = {"core", "http", "cli", "demo"}
    return [p for p in (ROOT / "forum").iterdir() if (p / "__init__.py").is_file() and p.name not in beside]


def of_walls() -> Iterator[Figure]:
    kept, broken = _import_linter()
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignores = len(re.findall(r'^\s*"[\w.]+ -> [\w.]+"', config, re.MULTILINE))
    yield Figure(
        "import rules kept / broken / ignored",
        "all / 0 / 0",
        f"{kept} / {broken} / {ignores}",
        not (broken or ignores),
    )
    commits, queries = source.commits(), source.sql_in_routes()
    yield Figure("commits outside core/db, http/deps, core/writer", "0", _listed(commits), not commits)
    yield Figure("SQL in routes", "0", _listed(queries), not queries)
    needed = (ROOT / "requirements/run.in").read_text(encoding="utf-8").split("\n")
    direct = len([line for line in needed if line.strip() and not line.startswith("#")])
    yield Figure("direct runtime dependencies", "few", str(direct), None)


def _import_linter() -> tuple[str, int]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found = LAYERS.search(output)
    return (found[1], int(found[2])) if found else ("?", 1)


def _listed(places: list[source.Place]) -> str:
    return f"{len(places)}: {', '.join(map(str, places[:3]))}" if places else "0"


def of_pages() -> Iterator[Figure]:
    readers = source.readers_of("HX-Request")
    yield Figure("modules that read HX-Request", "≤ 1", str(len(readers)), len(readers) <= 1)
    partials, silent = source.partials(), source.undeclared()
    yield Figure(
        "partials that say what they need",
        "all",
        f"{len(partials) - len(silent)} of {len(partials)}",
        not silent,
    )
    size, name = max((source.lines(p), p.name) for p in partials if p.name != "_macros.html")
    yield Figure("longest partial (_macros.html, a library, apart)", "≤ 60", f"{size} {name}", size <= 60)
    uncovered = without_outsider()
    yield Figure(
        "routes that no test on strangers reaches",
        "0",
        f"{len(uncovered)} {', '.join(uncovered[:2])}",
        not uncovered,
    )


def without_outsider() -> list[str]:
    """Routes that no test asks for as somebody who is not of the place.

    A heuristic: `tests/test_every_route.py` walks the table of all routes as a stranger; it counts for all of them as long
    as it does. Without it, a route counts as tested when its path is a string of some test.
    """
    text = "\n".join(p.read_text(encoding="utf-8") for p in source.modules("tests"))
    if "for router in routers()" in text:
        return []
    return [f"{m.upper()} {path}" for _, m, path in source.routes() if not re.search(_reached(path), text)]


def _reached(path: str) -> str:
    return re.sub(r"\\\{[^}]*\\\}", r"[^\\s/\"]+", re.escape(path)) + r"[\"?#]"


def of_tests() -> Iterator[Figure]:
    code = sum(source.lines(p) for p in source.modules("forum"))
    tests = sum(source.lines(p) for p in source.modules("tests"))
    yield Figure(
        "test lines a code line", "1–1.5", f"{tests / code:.2f} ({tests} / {code})", 1 <= tests / code <= 1.5
    )


if __name__ == "__main__":
    main()
