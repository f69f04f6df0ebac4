"""Markdown to safe HTML, rendered once on write."""

from functools import lru_cache
from typing import TYPE_CHECKING

from forum.core.typography import french

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ENDS = tuple(".!?…:;,")
LISTS = ("bullet_list_close", "ordered_list_close")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4", "code", "hr", "s"}


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # a twentieth of a cold start, and readers never need it

    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("strikethrough")


def render(source: str) -> str:
    """HTML of a member's text: raw HTML stays text, headings follow each other from h2, links carry no referrer."""
    import nh3

    parser = _parser()
    tokens = parser.parse(french(source))
    _order_headings(tokens)
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}},
        link_rel="nofollow noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _order_headings(tokens: "list[Token]") -> None:
    """Whatever levels were typed, none is skipped: the page has its h1, and screen readers walk by levels."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    ranks = {tag: rank for rank, tag in enumerate(sorted({token.tag for token in headings}), 2)}
    above = 1
    for token in headings:
        if token.type == "heading_open":
            above = min(ranks[token.tag], above + 1, 4)
        token.tag = f"h{above}"


def plain(source: str) -> str:
    """The words alone, on one line. What its place set apart (a heading, an item) ends by a sign instead."""
    said: list[str] = []
    stack: list[str] = []
    for token in _parser().parse(source):
        if token.nesting > 0:
            stack.append(token.type)
        elif token.nesting < 0:
            stack.pop()
            if said and token.type in LISTS and "list_item_open" not in stack:
                said[-1] = said[-1].removesuffix(" ;") + ("." if said[-1].endswith(" ;") else "")
        elif words := " ".join(_words(token).split()):
            said.append(words + _end(words, stack))
    return " ".join(said)


def _end(words: str, stack: list[str]) -> str:
    if words.endswith(ENDS):
        return ""
    return "." if "heading_open" in stack else " ;" if "list_item_open" in stack else ""


def _words(token: "Token") -> str:
    if token.children is None:
        return token.content if token.type in ("fence", "code_block") else ""
    return "".join(" " if part.type.endswith("break") else part.content for part in token.children)


def excerpt(source: str, length: int = 200) -> str:
    """The first words, without marks, for lists."""
    flat = plain(source)
    return flat if len(flat) <= length else flat[: length - 1].rsplit(" ", 1)[0].rstrip(" .,;:!?…«") + "…"
