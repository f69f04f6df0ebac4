"""Markdown to safe HTML, rendered once on write."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from forum.core.typography import french

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "code", "hr", "s"}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("strikethrough")


def render(source: str) -> str:
    """HTML of a member's text: raw HTML stays text, headings begin at h3, links carry no referrer."""
    html = _parser().render(french(source))
    for level in (4, 3, 2, 1):
        shown = min(level + 2, 4)
        html = html.replace(f"<h{level}>", f"<h{shown}>").replace(f"</h{level}>", f"</h{shown}>")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        link_rel="nofollow noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel"},
    )


def excerpt(source: str, length: int = 200) -> str:
    """The first words, without marks, for lists."""
    text = nh3.clean(_parser().render(source), tags=set())
    flat = " ".join(text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())
    return flat if len(flat) <= length else flat[: length - 1].rsplit(" ", 1)[0] + "…"
