"""Wide tables on a narrow screen: the keyboard scrolls them, and an edge says that more lies there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = re.compile(r'<div class="scroll" tabindex="0" role="region" aria-label="[^"]+">\s*$')
NARROW = 2  # columns that fit anywhere


def test_every_table_of_more_than_two_columns_scrolls_in_a_named_region() -> None:
    seen = 0
    for path in sorted((ROOT / "templates").rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        for found in re.finditer(r"<table\b.*?</thead>", page, re.DOTALL):
            seen += 1
            columns = len(re.findall(r"<th\b", found[0]))
            assert columns <= NARROW or REGION.search(page[: found.start()]), (path.name, columns)
        assert len(re.findall(r"<table\b", page)) == len(re.findall(r"</thead>", page)), path.name
    assert seen > 10


def test_a_region_that_scrolls_shows_its_edge() -> None:
    """Two covers move with what is read (`local`), the two edges below them do not."""
    css = (ROOT / "static" / "site.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^\.scroll \{(.*?)\}", css, re.DOTALL | re.MULTILINE)
    assert "overflow-x: auto" in rule
    assert rule.count("local") == 2 and rule.count("linear-gradient(") == 4
