"""The same documents as plain text, for a mail or a screen that shows nothing else."""

from collections.abc import Sequence

from forum.exports.blocks import Node
from forum.exports.content import Document
from forum.exports.flow import kind_of
from forum.exports.office.tree import LINE, pair, title_of, tree

UNDER = {1: "=", 2: "-"}


def render_text(doc: Document) -> str:
    """Paragraphs with an empty line between; titles are underlined, lists have their marks."""
    title = title_of(doc)
    parts = [f"{kind_of(doc).upper()}\n\n{title}\n{'=' * min(len(title), 78)}"]
    facts: list[str] = []
    for node in tree(doc):
        if node["t"] in ("fact", "blank"):
            facts.append(_fact(node))
            continue
        if facts:
            parts, facts = [*parts, "\n".join(facts)], []
        parts.append(_block(node))
    return "\n\n".join([*parts, "\n".join(facts)]).rstrip() + "\n"


def _fact(node: Node) -> str:
    return pair(node["label"], _words(node["c"]) if node["t"] == "fact" else LINE)


def _words(nodes: Sequence[Node]) -> str:
    return "".join(map(_inline, nodes))


def _inline(node: Node) -> str:
    match node["t"]:
        case "text" | "code":
            return str(node["s"])
        case "br":
            return "\n"
        case "link":
            return _words(node["c"]) + (f" ({node['shown']})" if node["shown"] else "")
        case _:
            return _words(node["c"])


def _block(node: Node) -> str:  # noqa: PLR0911  # one line for each kind
    match node["t"]:
        case "h":
            text = _words(node["c"]).replace("\n", " ")
            return f"{text}\n{UNDER.get(node['level'], '-') * min(len(text), 78)}"
        case "p" | "line":
            return _words(node["c"])
        case "ul" | "ol":
            return "\n".join(_item(node, at, item) for at, item in enumerate(node["items"]))
        case "quote":
            return _under("> ", "\n\n".join(map(_block, node["c"])), "> ")
        case "code":
            return _under("    ", "\n".join(node["lines"]), "    ")
        case "table":
            return "\n".join(" | ".join(row) for row in node["rows"])
        case "cut":
            return "8< " + "- " * 37
        case _:
            return "* * *"


def _item(node: Node, at: int, item: Sequence[Node]) -> str:
    mark = "- " if node["t"] == "ul" else f"{node['start'] + at}. "
    return _under(mark, "\n".join(map(_block, item)), " " * len(mark))


def _under(first: str, text: str, rest: str) -> str:
    return first + text.replace("\n", f"\n{rest}")
