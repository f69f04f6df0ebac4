"""An ODT's text: OpenDocument says in so many words what is a heading, a list or a note: no library is needed."""

import re
from xml.etree import ElementTree

from forum.core.apart import Refused
from forum.demands.imports.documents.gathered import Gathered, Listing, marker
from forum.demands.imports.documents.packed import LOCKED, Parts

MIME = b"application/vnd.oasis.opendocument.text"


def text_of(parts: Parts) -> str:
    if parts.packed("META-INF/manifest.xml") and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise Refused(LOCKED)
    trees = [_tree(parts.xml(name)) for name in ("content.xml", "styles.xml") if parts.packed(name)]
    reader = _OpenDocument(trees)
    for body in trees[0].iter():
        if _name(body) == "text" and body.tag.endswith("office:1.0}text"):
            reader.blocks(body, [])
    return reader.gathered.text()


def _tree(checked: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(checked)  # noqa: S314  # `Parts.xml` refused document types, depth and number


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _told(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


class _OpenDocument:
    UNREAD = frozenset(
        {"tracked-changes", "annotation", "forms", "table-of-content", "hidden-text", "hidden-paragraph"}
        | {"note-citation", "ruby-text", "object", "image", "title", "desc", "sequence-decls"}
    )

    def __init__(self, trees: list[ElementTree.Element]) -> None:
        self.gathered = Gathered()
        self.aside: list[ElementTree.Element] = []  # boxes and notes that hang on the paragraph being read
        styles = [e for tree in trees for e in tree.iter() if _name(e) in ("style", "list-style")]
        self.bold = {_told(e, "name") for e in styles if _name(e) == "style" and _is_bold(e)}
        self.numbered = {_told(e, "name") for e in styles if _name(e) == "list-style" and _is_numbered(e)}

    def blocks(self, parent: ElementTree.Element, lists: list[Listing], before: str = "") -> None:
        for element in parent:
            name = _name(element)
            if name in self.UNREAD:
                continue
            if name in ("h", "p"):
                level = _told(element, "outline-level")
                mark = "#" * min(max(int(level) if level.isdecimal() else 1, 1), 6) + " "
                self.paragraph(element, mark if name == "h" else before)
                before = ""
            elif name == "list":
                self.items(element, lists)
            else:
                self.blocks(element, lists)

    def items(self, element: ElementTree.Element, lists: list[Listing]) -> None:
        style = _told(element, "style-name")
        numbered = style in self.numbered if style or not lists else lists[-1].numbered
        inner = [*lists, Listing(numbered)]
        for item in element:
            head = next(iter(item), None)
            shown = head is not None and _name(head) == "p" and _name(item) == "list-item"
            self.blocks(item, inner, marker(inner) if shown else "")

    def paragraph(self, element: ElementTree.Element, before: str) -> None:
        self.gathered.begin(before)
        self.inside(element, _told(element, "style-name") in self.bold)
        self.gathered.end()
        aside, self.aside = self.aside, []
        noting = self.gathered.noting
        for one in aside:
            self.gathered.noting = noting or _name(one) == "note-body"
            self.blocks(one, [])
        self.gathered.noting = noting

    def inside(self, element: ElementTree.Element, bold: bool) -> None:
        self.gathered.say(" ".join(re.split(r"\s+", element.text or "")), bold)
        for child in element:
            name = _name(child)
            if name in ("s", "tab"):
                self.gathered.say(" ", bold)
            elif name == "line-break":
                self.gathered.say("\n")
            elif name in ("frame", "note-body", "custom-shape"):
                self.aside.append(child)
            elif name not in self.UNREAD:
                self.inside(child, bold or _told(child, "style-name") in self.bold)
            self.gathered.say(" ".join(re.split(r"\s+", child.tail or "")), bold)


def _is_bold(style: ElementTree.Element) -> bool:
    return any(_told(e, "font-weight") == "bold" for e in style)


def _is_numbered(style: ElementTree.Element) -> bool:
    """Of its first level: a list that begins with numbers is one."""
    return next((_name(e) == "list-level-style-number" for e in style), False)
