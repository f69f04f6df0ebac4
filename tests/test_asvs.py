"""What docs/asvs.md names exists, and no requirement of levels 1 and 2 is left out.

Whether a « yes » is true, people judge.
"""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from bench import source

PAGE = (source.ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \(", line)]
NUMBER = re.compile(r"\b(\d+)\.\d+\.\d+ \(([12])\)")
NAMED = re.compile(
    r"(?<![\w/])((?:forum|tests|docs|deploy|static|templates|requirements|bench|checks)/[\w./-]*\w)(?:::(\w+))?"
)
# Of ASVS 5.0.0, by chapter: how many of level 1, how many of level 2.
ASKED = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3), 10: (5, 24),
    11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip


def test_every_requirement_has_its_row_once() -> None:
    found = [match for row in ROWS for match in NUMBER.finditer(row.split("|")[1])]
    assert [number for number, times in Counter(match[0] for match in found).items() if times > 1] == []
    counted = Counter((int(match[1]), int(match[2])) for match in found)
    assert {chapter: (counted[chapter, 1], counted[chapter, 2]) for chapter in ASKED} == ASKED


def test_every_row_answers_and_says_where_or_why() -> None:
    for row in ROWS:
        number, _about, answer, where, shown = (cell.strip() for cell in row.strip("|").split(" |", 4))
        assert answer in ("yes", "partly", "no", "n/a"), number
        assert where, number
        assert shown or answer in ("no", "n/a", "partly"), number


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((source.ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


@pytest.mark.parametrize("page", ["docs/asvs.md", "docs/security.md", "SECURITY.md"])
def test_every_file_and_every_test_that_is_named_exists(page: str) -> None:
    text = (source.ROOT / page).read_text(encoding="utf-8")
    named = {(match[1], match[2]) for match in NAMED.finditer(text)}
    assert named
    assert sorted(path for path, _name in named if not (source.ROOT / path).exists()) == []
    gone = [f"{path}::{name}" for path, name in named if name and name not in names_in(path)]
    assert sorted(gone) == []
