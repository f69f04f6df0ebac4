"""A document as DOCX (ECMA-376), written by hand: real styles, lists, table headers, page numbers, French.

Some two hundred lines of XML against twelve megabytes of C: what is written is ours and small, unlike what is read.
"""

from collections.abc import Sequence

from forum.exports.blocks import Node, typeset
from forum.exports.content import Document
from forum.exports.flow import kind_of
from forum.exports.office import docx_parts as fixed
from forum.exports.office.packed import DECLARED, packed, rows_of, words
from forum.exports.office.tree import LINE, head_of, language, linkable, one_line, pair, title_of, tree

BULLETS, FIRST_NUMBERED = 1, 10
# In the order that the format wants.
MARKS = {
    "link": '<w:rStyle w:val="Hyperlink"/>',
    "code": '<w:rStyle w:val="CodeCar"/>',
    "strong": "<w:b/>",
    "em": "<w:i/>",
    "s": "<w:strike/>",
    "rtl": "<w:rtl/>",
}
Marks = frozenset[str]
PLAIN: Marks = frozenset()
LINES = {"": "", "lead": "Chapeau", "note": "Mention"}


def render_docx(doc: Document) -> bytes:
    writer = _Writer()
    title = title_of(doc)
    body = writer.paragraph(writer.run(title), "Title") + "".join(map(writer.block, tree(doc)))
    return packed(
        {
            "[Content_Types].xml": DECLARED + fixed.TYPES,
            "_rels/.rels": DECLARED + fixed.ROOT,
            "docProps/core.xml": DECLARED + fixed.core(title, doc.organiser, kind_of(doc), language()),
            "word/document.xml": DECLARED + fixed.document(body),
            "word/styles.xml": DECLARED + fixed.styles(language()),
            "word/settings.xml": DECLARED + fixed.settings(language()),
            "word/numbering.xml": DECLARED + fixed.numbering(writer.starts, FIRST_NUMBERED),
            "word/header1.xml": DECLARED + fixed.header(head_of(doc)),
            "word/footer1.xml": DECLARED + fixed.FOOTER,
            "word/_rels/document.xml.rels": DECLARED + fixed.relations(writer.links),
        }
    )


class _Writer:
    """`starts`: the first number of each numbered list; `links`: the addresses, by their order."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.links: list[str] = []

    # -- inside a line

    def run(self, text: str, marks: Marks = PLAIN) -> str:
        inner = "<w:br/>".join(
            "<w:tab/>".join(f'<w:t xml:space="preserve">{words(one)}</w:t>' for one in row.split("\t"))
            for row in rows_of(text)
        )
        return f"<w:r>{_told(marks)}{inner}</w:r>" if text else ""

    def inlines(self, nodes: Sequence[Node], marks: Marks = PLAIN) -> str:
        return "".join(self.inline(node, marks) for node in nodes)

    def inline(self, node: Node, marks: Marks) -> str:
        match node["t"]:
            case "br":
                return "<w:r><w:br/></w:r>"
            case "link" if linkable(node["href"]):
                return self.link(node, marks)
            case "text" | "code":
                return self.run(node["s"], marks | {node["t"]})
            case kind:
                return self.inlines(node["c"], marks | {kind})

    def link(self, node: Node, marks: Marks) -> str:
        """Such a document is read on a screen too: the address is behind the words, and beside them as on paper."""
        self.links.append(node["href"])
        inner = self.inlines(node["c"], marks | {"link"})
        shown = self.run(f" ({node['shown']})", marks) if node["shown"] else ""
        return f'<w:hyperlink r:id="lien{len(self.links)}">{inner}</w:hyperlink>{shown}'

    # -- lines

    def paragraph(
        self, inner: str, style: str = "", mark: str = "", indent: str = "", rtl: bool = False
    ) -> str:
        told = f'<w:pStyle w:val="{style}"/>' if style else ""
        told += mark + ("<w:bidi/>" if rtl else "") + indent
        return f"<w:p>{f'<w:pPr>{told}</w:pPr>' if told else ''}{inner}</w:p>"

    def block(self, node: Node, style: str = "", mark: str = "", indent: str = "") -> str:  # noqa: PLR0911  # one line for each kind
        match node["t"]:
            case "h":
                return self.paragraph(self.inlines(node["c"]), f"Heading{min(node['level'], 6)}")
            case "p":
                rtl = bool(node.get("rtl"))
                inner = self.inlines(node["c"], frozenset({"rtl"}) if rtl else PLAIN)
                return self.paragraph(inner, style, mark, indent, rtl)
            case "line":
                return self.paragraph(self.inlines(node["c"]), LINES[node["style"]])
            case "fact":
                label = self.run(pair(node["label"], ""), frozenset({"strong"}))
                return self.paragraph(label + self.inlines(node["c"]), "Fait")
            case "blank":
                return self.paragraph(self.run(pair(node["label"], LINE)), "ARemplir")
            case "ul" | "ol":
                return self.items(node, 0)
            case "quote":
                return "".join(self.block(one, "Quote") for one in node["c"])
            case "code":
                return self.paragraph(self.run("\n".join(node["lines"])), "Code")
            case "table":
                return self.table(node)
            case "cut":
                return self.paragraph(self.run("✂ " + "– " * 40), "Coupe")
            case _:
                return self.paragraph("", "Filet")

    def items(self, node: Node, level: int) -> str:
        number = BULLETS
        if node["t"] == "ol":
            self.starts.append(node["start"])
            number = FIRST_NUMBERED + len(self.starts) - 1
        return "".join(self.item(item, number, level) for item in node["items"])

    def item(self, item: Sequence[Node], number: int, level: int) -> str:
        """Its first paragraph has the mark, the others stand under its words."""
        deep = min(level, 8)
        mark = f'<w:numPr><w:ilvl w:val="{deep}"/><w:numId w:val="{number}"/></w:numPr>'
        under = f'<w:ind w:left="{360 * (deep + 1)}"/>'
        if not item or item[0]["t"] != "p":
            item = [{"t": "p", "c": []}, *item]
        made = [self.block(item[0], "ListParagraph", mark)]
        for one in item[1:]:
            nested = one["t"] in ("ul", "ol")
            made.append(self.items(one, level + 1) if nested else self.block(one, "ListParagraph", "", under))
        return "".join(made)

    def table(self, node: Node) -> str:
        header, *rows = node["rows"]
        lines = self.row(header, "TableHeading", "<w:cantSplit/><w:tblHeader/>")
        lines += "".join(self.row(row, "TableContents", "<w:cantSplit/>") for row in rows)
        return fixed.table(node["caption"], "<w:gridCol/>" * len(header), lines) + self.paragraph("")

    def row(self, cells: Sequence[str], style: str, told: str) -> str:
        inner = "".join(
            f"<w:tc>{self.paragraph(self.run(typeset(one_line(cell))), style)}</w:tc>" for cell in cells
        )
        return f"<w:tr><w:trPr>{told}</w:trPr>{inner}</w:tr>"


def _told(marks: Marks) -> str:
    told = [
        mark for kind, mark in MARKS.items() if kind in marks and not (kind == "code" and "link" in marks)
    ]
    return f"<w:rPr>{''.join(told)}</w:rPr>" if told else ""
