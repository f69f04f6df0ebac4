"""The parts of a DOCX that do not change with the text: what is in the package, its styles, its numbers, its margins."""

from collections.abc import Sequence

from forum.exports.office.packed import words

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = f'xmlns:w="{MAIN}" xmlns:r="{LINKS}"'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
PARTS = ("document.main", "styles", "settings", "numbering", "header", "footer")
FILES = {"document.main": "document", "header": "header1", "footer": "footer1"}
PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{FILES.get(name, name)}.xml" ContentType="{WORD}.{name}+xml"/>'
        for name in PARTS
    )
    + f'<Override PartName="/docProps/core.xml" ContentType="{CORE}"/></Types>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="document" Type="{LINKS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)


def _field(code: str) -> str:
    """A number that the word processor keeps right."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


FOOTER = (
    f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_field("PAGE")}'
    f'<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}</w:p></w:ftr>'
)


def header(lines: Sequence[str]) -> str:
    inner = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t>{words(line)}</w:t></w:r></w:p>'
        for line in lines
    )
    return f"<w:hdr {W}>{inner}</w:hdr>"


def document(body: str) -> str:
    return f"<w:document {W}><w:body>{body}{PAGE}</w:body></w:document>"


def core(title: str, organiser: str, kind: str, lang: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{words(title)}</dc:title><dc:subject>{words(kind)}</dc:subject>"
        f"<dc:creator>{words(organiser)}</dc:creator><dc:language>{lang}</dc:language></cp:coreProperties>"
    )


def settings(lang: str) -> str:
    return f'<w:settings {W}><w:autoHyphenation/><w:themeFontLang w:val="{lang}"/></w:settings>'


def relations(links: Sequence[str]) -> str:
    own = "".join(
        f'<Relationship Id="{name}" Type="{LINKS}/{name}" Target="{FILES.get(name, name)}.xml"/>'
        for name in PARTS[1:]
    )
    out = "".join(
        f'<Relationship Id="lien{n}" Type="{LINKS}/hyperlink" Target="{words(href)}" TargetMode="External"/>'
        for n, href in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{own}{out}</Relationships>'


def table(caption: str, grid: str, rows: str) -> str:
    told = '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1" w:val="0020"/>'
    told += f'<w:tblCaption w:val="{words(caption)}"/>'
    return f"<w:tbl><w:tblPr>{told}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


# -- lists


def numbering(starts: Sequence[int], first: int) -> str:
    """One numbering for all bullets, and one for each numbered list, so that each begins where it was told to."""
    bullets = "".join(_level(n, "bullet", "–•◦"[n % 3]) for n in range(9))
    numbers = "".join(_level(n, "decimal", f"%{n + 1}.") for n in range(9))
    lists = "".join(
        f'<w:num w:numId="{first + n}"><w:abstractNumId w:val="2"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{min(start, 32767)}"/></w:lvlOverride>'
            for level in range(9)
        )
        + "</w:num>"
        for n, start in enumerate(starts)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{bullets}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="multilevel"/>{numbers}'
        f'</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>{lists}</w:numbering>'
    )


def _level(n: int, kind: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{360 * (n + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )


# -- styles

HEADINGS = ((32, 360), (28, 280), (24, 240), (22, 200), (22, 200), (22, 200))
SERIF, SANS = "Source Serif 4", "Source Sans 3"


def _style(
    ident: str, name: str, told: str = "", run: str = "", *, base: str = "Normal", more: str = ""
) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph" {more}w:styleId="{ident}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{told}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(halves: int) -> str:
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'


def _line(where: str) -> str:
    return f'<w:pBdr><w:{where} w:val="single" w:sz="4" w:space="1" w:color="C3C8D0"/></w:pBdr>'


def styles(lang: str) -> str:
    """The names are those that every word processor knows, so that a house's own model takes their place."""
    fonts = f'<w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:cs="DejaVu Sans" w:eastAsia="DejaVu Sans"/>'
    sans = f'<w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}"/>'
    default = f'{fonts}<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{lang}" w:eastAsia="{lang}" w:bidi="ar-SA"/>'
    headings = "".join(
        _style(
            f"Heading{n}",
            f"heading {n}",
            f'<w:keepNext/><w:keepLines/>{_space(before, 120)}<w:outlineLvl w:val="{n - 1}"/>',
            f'<w:b/><w:color w:val="22314A"/>{_size(size)}',
            more="",
        )
        for n, (size, before) in enumerate(HEADINGS, 1)
    )
    small = f'{sans}<w:color w:val="545B66"/>{_size(16)}'
    own = (
        _style("Normal", "Normal", _space(0, 140), base="", more='w:default="1" ')
        + _style("Title", "Title", _space(0, 240), f'<w:b/><w:color w:val="22314A"/>{_size(44)}')
        + headings
        + _style("ListParagraph", "List Paragraph", "<w:contextualSpacing/>")
        + _style("Quote", "Quote", f'{_space(120, 120)}<w:ind w:left="567"/>', "<w:i/>")
        + _style("Code", "HTML Preformatted", "", f"{sans}{_size(20)}")
        + _style("Fait", "Fait", _space(0, 60))
        + _style("Chapeau", "Chapeau", _space(120, 200), "<w:b/>")
        + _style("Mention", "Mention", _space(120, 120), f"{sans}{_size(18)}")
        + _style("ARemplir", "À remplir", _space(200, 200))
        + _style("Coupe", "Coupe", _space(360, 360), _size(18))
        + _style("Filet", "Filet", _line("bottom"))
        + _style("TableContents", "Table Contents", _space(40, 40), f"{sans}{_size(18)}")
        + _style("TableHeading", "Table Heading", "", "<w:b/>", base="TableContents")
        + _style("Header", "header", "", small)
        + _style("Footer", "footer", '<w:jc w:val="right"/>', small)
    )
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8D95A1"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{default}</w:rPr></w:rPrDefault></w:docDefaults>{own}"
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="22314A"/>'
        '<w:u w:val="single"/></w:rPr></w:style><w:style w:type="character" w:styleId="CodeCar"><w:name w:val="HTML Code"/>'
        f'<w:rPr>{sans}</w:rPr></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f"<w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )
