"""Sentences are put in when a template is compiled, per language; what is kept compiled changes with them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup

from forum.http import rendering
from forum.http.holes import Holed
from forum.http.rendering import compile_everything, environments, keep_compiled

TEMPLATE = (
    "<p title=\"{{ _('Contact') }}\">{{ _('Ouvrir un carnet') }} : {{ _(word) }}</p>{{ asset('site.css') }}"
)


def test_a_constant_sentence_is_in_the_compiled_template_in_its_language() -> None:
    french, english = (environments()[lang].compile(TEMPLATE, raw=True) for lang in ("fr", "en"))
    assert "Ouvrir un carnet" in french
    assert "Ouvrir un carnet" not in english
    assert "/static/site.css?v=" in french
    for env in environments().values():
        page = env.from_string(TEMPLATE).render(word="Contact")
        assert page.startswith('<p title="Contact">')
        assert ": Contact</p>" in page


def test_a_sentence_put_in_is_escaped_like_another() -> None:
    env = environments()["fr"]
    assert env.from_string("{{ _('a < b & c') }}").render() == "a &lt; b &amp; c"


def test_compiled_templates_are_kept_apart_by_language_and_by_what_was_put_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {lang: env.bytecode_cache for lang, env in environments().items()}
    try:
        keep_compiled(tmp_path)
        first = {folder.name for folder in tmp_path.iterdir()}
        keep_compiled(tmp_path)
        assert {folder.name for folder in tmp_path.iterdir()} == first
        assert {name.partition("-")[0] for name in first} == {"fr", "en"}
        monkeypatch.setattr(rendering, "_typography", lambda: b"other rules")
        keep_compiled(tmp_path)
        assert len(list(tmp_path.iterdir())) == 4
    finally:
        for lang, cache in before.items():
            environments()[lang].bytecode_cache = cache


@pytest.mark.slow
def test_every_page_is_compiled_before_anybody_asks_and_once(tmp_path: Path) -> None:
    """Or the age of a file would say when its page was first shown."""
    before = {lang: env.bytecode_cache for lang, env in environments().items()}
    try:
        keep_compiled(tmp_path)
        compile_everything()
        kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("__jinja2_*")}
        assert len(kept) == sum(len(env.list_templates()) for env in environments().values())
        for env in environments().values():
            load(env, "identity/words.html")
        compile_everything()
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("__jinja2_*")} == kept
    finally:
        for lang, cache in before.items():
            environments()[lang].bytecode_cache = cache


def load(env: Environment, name: str) -> None:
    assert env.loader is not None
    env.loader.load(env, name)


def test_a_row_is_rendered_once_and_every_row_is_there() -> None:
    rows = environments()["fr"].from_string("{{ fragments('_foot.html', ['', ''], 'lorne') }}").render()
    assert rows.count("<footer") == 2
    assert "/c/lorne/moderation/journal" in rows


LIST = "<ul>{{ fragments('_foot.html', rows, 'lorne') }}</ul>é{{ fragment('_foot.html', '', 'lorne') }}{{ account() }}"


@pytest.mark.parametrize("rows", [[], [""], ["", "", ""]])
def test_fragments_put_in_as_bytes_make_the_page_that_letters_make(rows: list[str]) -> None:
    template = environments()["fr"].from_string(LIST)
    letters = Holed(template.render(rows=rows))
    pieces: list[Any] = []
    short = template.render(rows=rows, pieces=pieces)
    assert "<footer" not in short
    assert len(pieces) == 2
    made = Holed(short, pieces)
    assert (made.texts, made.holes) == (letters.texts, letters.holes)
    assert made.holes == ["csrf"] * (len(rows) + 1) + ["account"]


words = st.lists(
    st.sampled_from(["a", "é", " ", "&amp;", "<b>", "</b>", "\n", "’", "mot "]), max_size=30
).map("".join)


@given(words, words)
def test_a_tab_says_what_the_filters_of_jinja_would(title: str, place: str) -> None:
    env = environments()["fr"]
    usual = env.from_string(
        "{{ title|striptags|truncate(34, false, '…') }} · "
        "{{ (place if place and place not in title|striptags else 'Forum')|truncate(22, true, '…', 0) }}"
    )
    ours = env.from_string("{{ title|tab(place, 'Forum') }}")
    told = {"title": Markup(title.strip()), "place": place}
    assert ours.render(**told) == usual.render(**told)
