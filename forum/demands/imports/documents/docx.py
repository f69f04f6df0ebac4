"""A DOCX's text, by mammoth, which knows what Word means by its styles, numberings, fields, boxes and tracked changes."""

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

from forum.demands.imports.documents.gathered import Gathered, Listing, marker
from forum.demands.imports.documents.packed import Parts

WORD = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[^/]+\.rels|word/(?!comments|settings|webS|font)[^/]+\.xml"
)
STYLES = "\n".join(
    ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"]
    + [f"p[style-name='toc {n}'] => !" for n in range(1, 10)]
)


def text_of(parts: Parts) -> str:
    import mammoth

    lean = io.BytesIO()
    with zipfile.ZipFile(lean, "w") as archive:
        for name in sorted({name for name in parts.names if WORD.fullmatch(name)}):
            archive.writestr(name, parts.xml(name))
    page = _Page()
    page.feed(mammoth.convert_to_html(lean, style_map=STYLES, convert_image=_no_image).value)
    page.close()
    return page.gathered.text()


def _no_image(_image: Any) -> list[Any]:
    return []


class _Page(HTMLParser):
    """The few tags that mammoth writes."""

    def __init__(self) -> None:
        super().__init__()
        self.gathered = Gathered()
        self.lists: list[Listing] = []
        self.bold, self.mark = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("ul", "ol"):
            self.gathered.end()
            self.lists.append(Listing(tag == "ol"))
        elif tag == "li":
            note = str(told.get("id")).startswith(("footnote-", "endnote-"))
            self.gathered.begin("" if note else marker(self.lists))
            self.gathered.noting = note
        elif re.fullmatch(r"h[1-6]", tag):
            self.gathered.begin("#" * int(tag[1]) + " ")
        elif tag in ("p", "td", "th"):
            self.gathered.begin()
        elif tag == "br":
            self.gathered.say("\n")
        elif tag == "strong":
            self.bold += 1
        elif tag == "a":
            self.mark = str(told.get("href")).startswith(("#footnote-", "#endnote-"))

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch(r"h[1-6]|p|td|th|li|ul|ol", tag):
            self.gathered.end()
        if tag in ("ul", "ol"):
            self.lists.pop()
            self.gathered.noting = False
        elif tag == "strong":
            self.bold -= 1
        elif tag == "a":
            self.mark = False

    def handle_data(self, data: str) -> None:
        if not self.mark:
            self.gathered.say(data, self.bold > 0)
