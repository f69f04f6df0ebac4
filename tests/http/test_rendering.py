"""Sentences are put in when a template is compiled, per language; what is kept compiled changes with them."""

from pathlib import Path

import pytest
from jinja2 import Environment

from forum.http import rendering
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
