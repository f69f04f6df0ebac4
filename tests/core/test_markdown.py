"""Members' Markdown: safe, and walkable by its headings."""

import re

from hypothesis import given
from hypothesis import strategies as st

from forum.core.markdown import excerpt, render


def test_raw_html_stays_text_and_scripts_never_pass() -> None:
    html = render("<script>alert(1)</script> [lien](javascript:alert(1)) <img src=x onerror=y> **gras**")
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html.replace("[lien](javascript:", "")
    assert "<strong>gras</strong>" in html


def test_links_carry_no_referrer() -> None:
    assert 'rel="nofollow noopener noreferrer"' in render("[ici](https://example.org)")


@given(st.lists(st.integers(1, 6), max_size=12))
def test_no_level_of_heading_is_skipped(levels: list[int]) -> None:
    source = "\n\n".join(f"{'#' * level} titre {n}" for n, level in enumerate(levels))
    shown = [int(level) for level in re.findall(r"<h(\d)>", render(source))]
    assert len(shown) == len(levels)
    assert all(2 <= level <= 4 for level in shown)
    assert all(after <= before + 1 for before, after in zip([1, *shown], shown, strict=False))
    assert len(re.findall(r"</h\d>", render(source))) == len(levels)


def test_an_excerpt_is_words_without_marks() -> None:
    assert excerpt("# Titre\n\nUn **mot** & <b>deux</b>.") == "Titre Un mot & <b>deux</b>."
    assert excerpt("mot " * 100, 20) == "mot mot mot mot…"
