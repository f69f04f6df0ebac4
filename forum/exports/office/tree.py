"""A document as one list of nodes, members' texts and ours alike: what the two word processors' formats are written from.

The nodes are those of `exports/blocks.py`, and a few more: `line`, `fact`, `table`, `blank`, `cut`.
"""

import re

from forum.core.i18n import _, current
from forum.exports.blocks import Node, blocks, typeset
from forum.exports.content import Document
from forum.exports.flow import flow, kind_of
from forum.exports.parts import Blank, Cut, Fact, Heading, Items, Line, Part, Said, Table

# What XML 1.0 has no way to write; and the signs that turn a line around: on a text that people sign, they could show
# another order than was hashed. Nothing else is taken out.
UNWRITTEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")

# What a relation of a package may lead to: a word processor calls the whole file damaged for one address that is none.
ADDRESS = re.compile(
    r"(https?://[\w.:@-]+(/[!#-;=?-Z_a-z~]*)?([?#][!#-;=?-Z_a-z~]*)?|mailto:[!#-;=?-Z_a-z~]+)", re.ASCII
)
LINE = "…" * 40  # to write on


def clean(text: str) -> str:
    return UNWRITTEN.sub("", text)


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def linkable(href: str) -> bool:
    return ADDRESS.fullmatch(href) is not None


def pair(label: str, value: str) -> str:
    if label.endswith("?"):
        return f"{label} {value}"
    return typeset(_("{label} : {value}").format(label=label, value=value))


def title_of(doc: Document) -> str:
    return typeset(one_line(doc.title)) or kind_of(doc)


def head_of(doc: Document) -> list[str]:
    """What each page carries: what it is, where it is read, and the hash of what was frozen."""
    return [line for line in (f"{kind_of(doc)} · {one_line(doc.public_url)}", doc.text_sha256) if line]


def tree(doc: Document) -> list[Node]:
    found: list[Node] = []
    for part in flow(doc):
        found += _nodes(part)
    return found


def language() -> str:
    """The text is French, and so are most of our words; nobody knows of each sentence."""
    return "fr-FR" if current.get() == "fr" else "en-GB"


def _nodes(part: Part) -> list[Node]:  # noqa: PLR0911  # one line for each kind
    match part:
        case Heading(level, text):
            return [{"t": "h", "level": level, "c": _words(text)}]
        case Said(markdown, above):
            return blocks(clean(markdown), first_level=above + 1)
        case Line(text, style):
            return [{"t": "line", "style": style, "c": _words(text)}]
        case Fact(label, value):
            return [{"t": "fact", "label": typeset(label), "c": _words(value)}]
        case Items(lines):
            return [{"t": "ul", "start": 1, "items": [[{"t": "p", "c": _words(line)}] for line in lines]}]
        case Table(caption, header, rows):
            return [{"t": "table", "caption": caption, "rows": [header, *rows]}]
        case Blank(label):
            return [{"t": "blank", "label": typeset(label)}]
        case Cut():
            return [{"t": "cut"}]


def _words(text: str) -> list[Node]:
    return [{"t": "text", "s": typeset(one_line(text))}]
