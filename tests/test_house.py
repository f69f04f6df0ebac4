"""The walls of the house, read from its tree and its tables; `make ruler` prints the rest."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import DateTime, Integer, Table, Time
from sqlmodel import SQLModel

from bench import source
from forum import rooms
from forum.collectives.models import Pending
from forum.core.models import Outbox
from tests.world import World

TABLES = rooms.tables().sorted_tables
NEVER = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)

SAID = re.compile(r"(?<!\w)_\('([^']*)'\)")
PLURAL = re.compile(r"(?:\{\w+\}|%\(\w+\)s) (?!pas |sans |voix|inclus)[\w·]*[sx]\b")
NEVER_ONE = (
    "Votre raison sera affichée sur la carte.",
    "Vous avez proposé {n} phrases",
    "Vos réponses entrent dans la carte quand {n}",
    "Cette carte est terminée. Les dernières réponses",
    "%(count)s signes au plus",
    "Les signatures sont comptées par créneaux",
    "Un collège où moins de {n} personnes",
    "moins de {n} évaluations",
    "Rien n’est dit d’un collège, ni d’un groupe",
)

# Who somebody is, where we know it: nothing that members make may lead there.
PERSONS = {
    "staff",
    "staff_role",
    "staff_link",
    "staff_recovery",
    "staff_identity",
    "staff_passkey",
    "staff_log",
    "college_grant",
    "invitation",
    "sanction",
    "code_batch",
    "paper_code",
}
# Numbers that tell no order of acts: a counter of commits, and leaves that are public and drawn within a batch.
ORDERED = {("site_version", "id"), ("mail_pace", "id"), ("signature", "leaf"), ("log_leaf", "leaf")}


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(source.ROOT)) for path in paths]


def test_transactions_end_in_one_place() -> None:
    assert [str(place) for place in source.commits()] == []


def test_routes_hold_no_query() -> None:
    assert [str(place) for place in source.sql_in_routes()] == []


def test_partials_say_what_they_need() -> None:
    assert relative(source.undeclared()) == []


def test_nothing_asks_whether_htmx_is_there() -> None:
    assert relative(source.readers_of("HX-Request")) == []


@pytest.mark.parametrize("path", source.templates(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_templates_hold_nothing_that_the_policy_refuses(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert NEVER.findall(text) == []


def test_a_count_is_never_followed_by_a_fixed_plural() -> None:
    """« 1 carnets ouverts »: such a sentence goes through ngettext; those whose number is never one are named."""
    texts = [text for path in source.templates() for text in SAID.findall(path.read_text(encoding="utf-8"))]
    assert [text for text in texts if PLURAL.search(text) and not text.startswith(NEVER_ONE)] == []


def test_functions_and_files_stay_short() -> None:
    long = [f"{p.name}:{f.name}" for p in source.modules("forum") for f, n in source.functions(p) if n > 50]
    assert long == []
    # The list of addresses is made, one line each: nobody reads it, and it grows with the house.
    written = [p for p in source.modules("forum") if p.name != "addresses.py"]
    assert [p.name for p in written if source.lines(p) > 300] == []


def test_no_async_function_waits_for_a_shared_store() -> None:
    """Sessions and counts may be another machine's: from the loop, `await ctx.house.aside(…)`."""
    assert [str(place) for place in source.waits_in_the_loop()] == []


def test_the_list_of_tables_is_whole() -> None:
    """A room that is imported late may declare no table that the list does not name."""
    declared = {
        ".".join(path.relative_to(source.ROOT).with_suffix("").parts)
        for path in (source.ROOT / "forum").rglob("*.py")
        if "table=True" in path.read_text(encoding="utf-8")
    }
    assert declared == set(rooms.TABLES)


@pytest.mark.parametrize("name", rooms.TABLES)
def test_a_room_brings_the_tables_that_its_own_lead_to(name: str) -> None:
    """Rooms are imported when they are first asked, in any order: a foreign key must find its table all the same."""
    homes = {
        table.__tablename__: table.__module__ for table in models(SQLModel) if hasattr(table, "__table__")
    }
    own = [t for t in TABLES if homes[t.name] == name]
    wanted = {homes[key.column.table.name] for table in own for key in table.foreign_keys}
    assert wanted - source.brought(name) == set()


def models(base: type[SQLModel]) -> Iterator[Any]:
    for made in base.__subclasses__():
        yield made
        yield from models(made)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_no_column_keeps_an_hour(table: Table) -> None:
    assert [c.name for c in table.columns if isinstance(c.type, DateTime | Time)] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_keys_tell_no_order(table: Table) -> None:
    keys = [c for c in table.primary_key.columns if isinstance(c.type, Integer)]
    ordered = [c.name for c in keys if c.autoincrement is not False and (table.name, c.name) not in ORDERED]
    assert ordered == []


@pytest.mark.parametrize("table", [t for t in TABLES if t.name not in PERSONS], ids=lambda t: t.name)
def test_no_path_leads_from_content_to_a_person(table: Table) -> None:
    assert reachable(table) & PERSONS == set()


def reachable(start: Table) -> set[str]:
    """Names of the tables that foreign keys lead to, from one to the next."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for key in waiting.pop().foreign_keys:
            target = key.column.table
            if target.name not in seen:
                seen.add(target.name)
                waiting.append(target)
    return seen


def test_a_moment_after_2038_has_room(world: World) -> None:
    """Seconds since 1970 outgrow 32 bits in January 2038; PostgreSQL refuses what does not fit."""
    moment = 2**31 + 7
    with world.house.db.write() as tx:
        tx.add(
            Pending(
                collective_id=world.collective.id,
                kind="grievance",
                label="voice",
                scope="x",
                nul=b"n" * 32,
                once="",
                payload="{}",
                slot=moment,
            )
        )
        tx.add(Outbox(sealed=b"x", lease=moment))
    assert [row.slot for row in world.rows(Pending)] == [moment]
    assert [row.lease for row in world.rows(Outbox)] == [moment]


def broad(tree: ast.AST) -> list[ast.ExceptHandler]:
    """Handlers of any error at all."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [h for h in handlers if h.type is None or "Exception" in {n.id for n in _names(h.type)}]


def _names(node: ast.AST) -> list[ast.Name]:
    return [
        ast.Name("Exception") if n.id == "BaseException" else n
        for n in ast.walk(node)
        if isinstance(n, ast.Name)
    ]


def _tells(handler: ast.ExceptHandler) -> bool:
    """It goes up, or the error itself is used: logged by its kind, or handed to whoever waits."""
    used = {n.id for statement in handler.body for n in ast.walk(statement) if isinstance(n, ast.Name)}
    logged = {n.attr for s in handler.body for n in ast.walk(s) if isinstance(n, ast.Attribute)}
    bare = any(isinstance(n, ast.Raise) and n.exc is None for s in handler.body for n in ast.walk(s))
    return bare or "exception" in logged or (handler.name or "") in used


def test_whoever_takes_any_error_says_why_and_loses_none() -> None:
    wrong = []
    for path in sorted((source.ROOT / "forum").rglob("*.py")):
        lines = path.read_text().splitlines()
        for handler in broad(ast.parse("\n".join(lines))):
            why = "#" in lines[handler.lineno - 1] or "#" in lines[handler.lineno]
            if not (why and _tells(handler)):
                wrong.append(f"{path.relative_to(source.ROOT)}:{handler.lineno}")
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "silent"),
    [
        ("except Exception:\n    pass", True),
        ("except BaseException as e:\n    x = 1", True),
        ("except:\n    return_ = 1", True),
        ("except Exception as e:\n    log(type(e).__name__)", False),
        ("except BaseException:\n    close()\n    raise", False),
    ],
)
def test_a_silent_handler_is_seen(code: str, silent: bool) -> None:
    (handler,) = broad(ast.parse(f"try:\n    f()\n{code}"))
    assert _tells(handler) is not silent


def test_the_readme_names_every_command_of_make() -> None:
    files = [(source.ROOT / name).read_text() for name in ("Makefile", "bench/targets.mk")]
    targets = {name for text in files for name in re.findall(r"^([a-z]+):", text, re.MULTILINE)} - {"lock"}
    assert targets >= {"run", "test", "quick", "bench", "attack", "ruler"}
    readme = (source.ROOT / "README.md").read_text()
    assert {name for name in targets if f"make {name}" not in readme} == set()
