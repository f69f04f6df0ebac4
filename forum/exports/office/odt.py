"""A document as ODT (OpenDocument 1.2), written by hand like the DOCX: the same nodes, the same styles, other names."""

import re
from collections.abc import Sequence

from forum.exports.blocks import Node, typeset
from forum.exports.content import Document
from forum.exports.flow import kind_of
from forum.exports.office import odt_parts as fixed
from forum.exports.office.packed import DECLARED, packed, rows_of, words
from forum.exports.office.tree import LINE, head_of, language, linkable, one_line, pair, title_of, tree

BLANKS = re.compile(r"(?<= ) +|^ +| +$|\t")
MARKS = {"strong": "Strong", "em": "Emphasis", "s": "Barre", "code": "Code_car"}
LINES = {"": "Standard", "lead": "Chapeau", "note": "Mention"}


def render_odt(doc: Document) -> bytes:
    title = title_of(doc)
    body = _paragraph(_text(title), "Title") + "".join(map(_block, tree(doc)))
    told = fixed.meta(title, doc.organiser, kind_of(doc), language())
    return packed(
        {
            "mimetype": fixed.MIME,
            "META-INF/manifest.xml": DECLARED + fixed.MANIFEST,
            "meta.xml": DECLARED + told,
            "styles.xml": DECLARED + fixed.styles(language(), head_of(doc)),
            "content.xml": DECLARED + fixed.content(body),
        },
        stored="mimetype",
    )


# -- inside a line


def _text(text: str) -> str:
    return "<text:line-break/>".join(map(_row, rows_of(text)))


def _row(text: str) -> str:
    """Blanks that follow a blank, or stand at an end, are only kept when they are written as such."""
    made, at = "", 0
    for found in BLANKS.finditer(text):
        blank = "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'
        made, at = made + words(text[at : found.start()]) + blank, found.end()
    return made + words(text[at:])


def _inlines(nodes: Sequence[Node]) -> str:
    return "".join(map(_inline, nodes))


def _inline(node: Node) -> str:
    match node["t"]:
        case "text":
            return _text(node["s"])
        case "code":
            return _span("code", _text(node["s"]))
        case "br":
            return "<text:line-break/>"
        case "link":
            shown = _text(f" ({node['shown']})") if node["shown"] else ""
            if not linkable(node["href"]):
                return _inlines(node["c"]) + shown
            inner = _inlines(node["c"])
            return f'<text:a xlink:type="simple" xlink:href="{words(node["href"])}">{inner}</text:a>{shown}'
        case kind:
            return _span(kind, _inlines(node["c"]))


def _span(kind: str, inner: str) -> str:
    style = MARKS.get(kind)
    return f'<text:span text:style-name="{style}">{inner}</text:span>' if style else inner


# -- lines


def _paragraph(inner: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def _block(node: Node, style: str = "Standard") -> str:  # noqa: PLR0911  # one line for each kind
    match node["t"]:
        case "h":
            level = min(node["level"], 6)
            inner = _inlines(node["c"])
            return (
                f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{inner}</text:h>'
            )
        case "p":
            return _paragraph(_inlines(node["c"]), f"{style}_rtl" if node.get("rtl") else style)
        case "line":
            return _paragraph(_inlines(node["c"]), LINES[node["style"]])
        case "fact":
            return _paragraph(_span("strong", _text(pair(node["label"], ""))) + _inlines(node["c"]), "Fait")
        case "blank":
            return _paragraph(_text(pair(node["label"], LINE)), "A_remplir")
        case "ul" | "ol":
            return _items(node)
        case "quote":
            return "".join(_block(one, "Quotations") for one in node["c"])
        case "code":
            return _paragraph(_text("\n".join(node["lines"])), "Preformatted_20_Text")
        case "table":
            return _table(node)
        case "cut":
            return _paragraph(_text("✂ " + "– " * 40), "Coupe")
        case _:
            return _paragraph("", "Horizontal_20_Line")


def _items(node: Node) -> str:
    numbered = node["t"] == "ol"
    begins = f' text:start-value="{node["start"]}"' if numbered and node["start"] != 1 else ""
    made = ""
    for n, item in enumerate(node["items"]):
        inner = "".join(_block(one, "List_20_Contents") for one in item) or _paragraph("", "List_20_Contents")
        made += f"<text:list-item{begins if n == 0 else ''}>{inner}</text:list-item>"
    return f'<text:list text:style-name="{"Numeros" if numbered else "Puces"}">{made}</text:list>'


def _table(node: Node) -> str:
    header, *rows = node["rows"]
    first = f"<table:table-header-rows>{_cells(header, 'Table_20_Heading')}</table:table-header-rows>"
    rest = "".join(_cells(row, "Table_20_Contents") for row in rows)
    columns = f'<table:table-column table:number-columns-repeated="{len(header)}"/>'
    named = f'table:name="{words(node["caption"])}" table:style-name="Tableau"'
    return f"<table:table {named}><table:title>{words(node['caption'])}</table:title>{columns}{first}{rest}</table:table>"


def _cells(row: Sequence[str], style: str) -> str:
    inner = "".join(
        '<table:table-cell table:style-name="Case" office:value-type="string">'
        f"{_paragraph(_text(typeset(one_line(cell))), style)}</table:table-cell>"
        for cell in row
    )
    return f"<table:table-row>{inner}</table:table-row>"
