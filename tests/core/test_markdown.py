"""Members' Markdown: safe, and walkable by its headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.markdown import excerpt, plain, render


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
    assert (
        excerpt('# Titre\n\nUn **mot** & <b>deux</b>, « "trois" ».')
        == 'Titre. Un mot & <b>deux</b>, « "trois" ».'
    )
    assert excerpt("mot " * 100, 20) == "mot mot mot mot…"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("## Deux postes\n\nNous demandons.", "Deux postes. Nous demandons."),
        ("## Pourquoi ?\n\nParce que.", "Pourquoi ? Parce que."),
        (
            "Nous demandons :\n\n- un lieu\n- une *heure*\n\nPuis rien.",
            "Nous demandons : un lieu ; une heure. Puis rien.",
        ),
        ("1. un,\n2. deux\n   - trois\n\n# Fin", "un, deux ; trois. Fin."),
        ("une ligne\nla même\n\n> citée\n\n    du code", "une ligne la même citée du code"),
        ("[ici](https://example.org) `mot` ~~barré~~", "ici mot barré"),
        ("***\n\n#\n", ""),
    ],
)
def test_a_heading_or_an_item_does_not_run_into_what_follows(source: str, words: str) -> None:
    assert plain(source) == words
