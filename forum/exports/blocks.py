"""Markdown to the small tree that the templates draw. Everything in it is data: nothing is ever executed."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from forum.core.i18n import _, current
from forum.core.typography import french

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]  # the shape is that of JSON: a type "t", then what that type needs
_IN_A_LINE = {"inline", "em", "strong", "s", "link"}
_SCHEMES = {"http", "https", "mailto"}
_DEEPEST = 5  # the typesetter gives up on deeper nests: below, only the words are kept
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)")


def typeset(text: str) -> str:
    """French spaces and round apostrophes, on paper only: the text that was hashed is at its address."""
    return _APOSTROPHE.sub("’", french(text))


def ours(text: str) -> str:
    """What the house says, with names in it: gettext has set it already if it is not French."""
    return typeset(text) if current.get() == "fr" else text


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def _tree(source: str) -> "SyntaxTreeNode":
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(source))


def blocks(source: str, first_level: int = 1) -> list[Node]:
    """Headings are renumbered from `first_level` without a gap, as a tagged document wants them."""
    tree = _tree(source)
    levels: list[int] = []
    return [_block(node, first_level, levels) for node in tree.children]


def _block(node: "SyntaxTreeNode", first_level: int, levels: list[int]) -> Node:
    if node.type == "heading":
        return {"t": "h", "level": _level(node, first_level, levels), "c": _inlines(node.children[0])}
    return _inner(node)


def _level(node: "SyntaxTreeNode", first_level: int, levels: list[int]) -> int:
    wanted = int(node.tag[1:])
    while levels and levels[-1] >= wanted:
        levels.pop()
    levels.append(wanted)
    return min(first_level + len(levels) - 1, 6)


def _words(node: "SyntaxTreeNode") -> str:
    if node.children:
        return ("" if node.type in _IN_A_LINE else " ").join(map(_words, node.children))
    return " " if node.type.endswith("break") else node.content


def _inner(node: "SyntaxTreeNode", depth: int = 0) -> Node:
    """A block inside another: a heading there is only a strong line, or it would break the outline."""
    match node.type:
        case "heading":
            return {"t": "p", "c": [{"t": "strong", "c": _inlines(node.children[0])}]}
        case "bullet_list" | "ordered_list":
            return _list(node, depth)
        case "blockquote":
            return {"t": "quote", "c": _nested(node, depth + 1)}
        case "fence" | "code_block":
            return {"t": "code", "lines": node.content.rstrip("\n").split("\n")}
        case "hr":
            return {"t": "hr"}
        case _:
            line = node.children[0]
            return {"t": "p", "rtl": _right_to_left(line.content), "c": _inlines(line)}


def _nested(node: "SyntaxTreeNode", depth: int) -> list[Node]:
    if depth > _DEEPEST:
        return [{"t": "p", "c": [_text(typeset(_words(node)))]}]
    return [_inner(child, depth) for child in node.children]


def _right_to_left(text: str) -> bool:
    """The first letter with a direction decides, as a browser does for `dir=auto`."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def _list(node: "SyntaxTreeNode", depth: int) -> Node:
    items = [_nested(item, depth + 1) for item in node.children]
    start = int(node.attrs.get("start", 1))
    return {"t": "ol" if node.type == "ordered_list" else "ul", "start": start, "items": items}


def _inlines(node: "SyntaxTreeNode", depth: int = 0) -> list[Node]:
    if depth > _DEEPEST:
        return [_text(typeset(_words(node)))]
    return [_inline(child, depth) for child in node.children]


def _inline(node: "SyntaxTreeNode", depth: int) -> Node:
    match node.type:
        case "em" | "strong" | "s":
            return {"t": node.type, "c": _inlines(node, depth + 1)}
        case "link":
            return _link(node, depth)
        case "image":
            return _text(_("[image : {what}]").format(what=node.content))
        case "softbreak" | "hardbreak":
            return {"t": "br"}
        case "code_inline":
            return {"t": "code", "s": node.content}
        case _:
            return _text(typeset(node.content))


def _link(node: "SyntaxTreeNode", depth: int) -> Node:
    """On paper a link is only worth its address: it is printed unless the words already are the address."""
    href, words = str(node.attrs.get("href", "")), _inlines(node, depth + 1)
    if urlsplit(href).scheme not in _SCHEMES:
        return {"t": "span", "c": words}
    written = "".join(word.get("s", "") for word in words)
    return {"t": "link", "href": href, "c": words, "shown": "" if written in href else href}


def _text(content: str) -> Node:
    return {"t": "text", "s": content}
