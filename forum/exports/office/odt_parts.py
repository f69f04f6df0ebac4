"""The parts of an ODT that do not change with the text: its package, its styles, its page with a head and a foot."""

from collections.abc import Sequence

from forum.exports.office.packed import words

MIME = "application/vnd.oasis.opendocument.text"
NAMES = {
    "office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible",
    "svg": "svg-compatible", "meta": "meta",
}  # fmt: skip
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for name, long in NAMES.items()
)
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
VERSION = 'office:version="1.2"'
FILES = {"/": MIME, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in FILES.items()
    )
    + "</manifest:manifest>"
)
SERIF, SANS = "Source Serif 4", "Source Sans 3"
DEEP, MUTED, GREY = "#22314a", "#545b66", "#8d95a1"

# A word processor takes the looks of a table from the text's own styles alone.
TABLE = (
    '<style:style style:name="Tableau" style:family="table"><style:table-properties style:width="160mm" '
    'table:align="margins" table:border-model="collapsing"/></style:style>'
    '<style:style style:name="Case" style:family="table-cell"><style:table-cell-properties fo:padding="1.2mm" '
    f'fo:border="0.5pt solid {GREY}"/></style:style>'
)


def content(body: str) -> str:
    return (
        f"<office:document-content {SPACES} {VERSION}><office:automatic-styles>{TABLE}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def meta(title: str, organiser: str, kind: str, lang: str) -> str:
    return (
        f"<office:document-meta {SPACES} {VERSION}><office:meta><dc:title>{words(title)}</dc:title>"
        f"<dc:subject>{words(kind)}</dc:subject><dc:creator>{words(organiser)}</dc:creator>"
        f"<dc:language>{lang}</dc:language></office:meta></office:document-meta>"
    )


def styles(lang: str, head: Sequence[str]) -> str:
    return (
        f"<office:document-styles {SPACES} {VERSION}><office:styles>{_default(lang)}{_paragraphs()}{_marks()}"
        f"{_list('Puces', numbered=False)}{_list('Numeros', numbered=True)}</office:styles>"
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles>"
        f"<office:master-styles>{_master(head)}</office:master-styles></office:document-styles>"
    )


def _default(lang: str) -> str:
    language, _dash, country = lang.partition("-")
    return (
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties fo:font-family="\'{SERIF}\'" fo:font-size="11pt" fo:language="{language}" '
        f'fo:country="{country}" fo:hyphenate="true"/></style:default-style>'
        '<style:default-style style:family="table"/>'
    )


def _style(
    name: str, shown: str, para: str = "", text: str = "", parent: str = "Standard", *, level: int = 0
) -> str:
    based = f' style:parent-style-name="{parent}"' if parent else ""
    outline = f' style:default-outline-level="{level}"' if level else ""
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph"{based}{outline}>'
        f"<style:paragraph-properties {para}/><style:text-properties {text}/></style:style>"
    )


def _around(before: str, after: str) -> str:
    return f'fo:margin-top="{before}" fo:margin-bottom="{after}"'


def _paragraphs() -> str:
    sans = f"fo:font-family=\"'{SANS}'\""
    bold, small = 'fo:font-weight="bold"', f'{sans} fo:font-size="8pt" fo:color="{MUTED}"'
    turned = 'style:writing-mode="rl-tb" fo:text-align="end"'
    sizes = ("16pt", "14pt", "12pt", "11pt", "11pt", "11pt")
    headings = "".join(
        _style(
            f"Heading_20_{n}",
            f"Heading {n}",
            f'{_around("6mm", "2mm")} fo:keep-with-next="always"',
            f'{bold} fo:font-size="{size}" fo:color="{DEEP}"',
            level=n,
        )
        for n, size in enumerate(sizes, 1)
    )
    return (
        _style("Standard", "Standard", _around("0mm", "2.5mm"), parent="")
        + _style("Title", "Title", _around("0mm", "4mm"), f'{bold} fo:font-size="22pt" fo:color="{DEEP}"')
        + headings
        + _style("List_20_Contents", "List Contents", _around("0mm", "1mm"))
        + _style("Quotations", "Quotations", 'fo:margin-left="10mm"', 'fo:font-style="italic"')
        + _style("Preformatted_20_Text", "Preformatted Text", "", f'{sans} fo:font-size="10pt"')
        + _style("Fait", "Fait", _around("0mm", "1mm"))
        + _style("Chapeau", "Chapeau", _around("2mm", "3.5mm"), bold)
        + _style("Mention", "Mention", _around("2mm", "2mm"), f'{sans} fo:font-size="9pt"')
        + _style("A_remplir", "À remplir", _around("3.5mm", "3.5mm"))
        + _style("Coupe", "Coupe", _around("6mm", "6mm"), 'fo:font-size="9pt"')
        + _style("Horizontal_20_Line", "Horizontal Line", f'fo:border-bottom="0.5pt solid {GREY}"')
        + _style("Table_20_Contents", "Table Contents", _around("0mm", "0mm"), f'{sans} fo:font-size="9pt"')
        + _style("Table_20_Heading", "Table Heading", "", bold, "Table_20_Contents")
        + _style("Header", "Header", _around("0mm", "0mm"), small)
        + _style("Footer", "Footer", 'fo:text-align="end"', small)
        + "".join(
            _style(f"{name}_rtl", f"{name} rtl", turned, "", name)
            for name in ("Standard", "List_20_Contents", "Quotations")
        )
    )


def _marks() -> str:
    told = {
        "Strong": 'fo:font-weight="bold"',
        "Emphasis": 'fo:font-style="italic"',
        "Barre": 'style:text-line-through-style="solid"',
        "Code_car": f"fo:font-family=\"'{SANS}'\"",
    }
    return "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {how}/></style:style>'
        for name, how in told.items()
    )


def _list(name: str, *, numbered: bool) -> str:
    levels = ""
    for n in range(1, 11):
        place = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="{6 * n}mm" '
            'fo:text-indent="-6mm"/></style:list-level-properties>'
        )
        kind = "number" if numbered else "bullet"
        told = (
            'style:num-format="1" style:num-suffix="."'
            if numbered
            else f'text:bullet-char="{"–•◦"[(n - 1) % 3]}"'
        )
        levels += (
            f'<text:list-level-style-{kind} text:level="{n}" {told}>{place}</text:list-level-style-{kind}>'
        )
    return f'<text:list-style style:name="{name}">{levels}</text:list-style>'


_PAGE = (
    '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
    'style:print-orientation="portrait" fo:margin="20mm"/><style:header-style><style:header-footer-properties '
    'fo:min-height="8mm" fo:margin-bottom="4mm"/></style:header-style><style:footer-style>'
    '<style:header-footer-properties fo:min-height="8mm" fo:margin-top="4mm"/></style:footer-style></style:page-layout>'
)


def _master(head: Sequence[str]) -> str:
    lines = "".join(f'<text:p text:style-name="Header">{words(line)}</text:p>' for line in head)
    number = '<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count>'
    return (
        '<style:master-page style:name="Standard" style:page-layout-name="Page">'
        f'<style:header>{lines}</style:header><style:footer><text:p text:style-name="Footer">{number}</text:p>'
        "</style:footer></style:master-page>"
    )
