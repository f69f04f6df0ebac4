"""Documents as word processors write them, made by hand so that each test says what is in them."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# As a French Word writes them: the identifiers are in French, the names never.
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
AUTOMATIC = """<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>"""
ODT = "application/vnd.oasis.opendocument.text"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def w_run(text: str, *, bold: bool = False) -> str:
    inner = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{inner}</w:r>"


def w_p(inner: str, *, style: str = "", listed: tuple[int, int] | None = None) -> str:
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        told += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{told}</w:pPr>{inner}</w:p>"


def docx_parts(body: str, notes: str = "", head: str = "") -> dict[str, str | bytes]:
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATED}/{n}" Target="{n}.xml"/>'
        for n in ("styles", "numbering", "footnotes", "comments")
    )
    link = f'<Relationship Id="r1" Type="{RELATED}/officeDocument" Target="word/document.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="Jeanne">'
        f"{w_p(w_run('Nous exigeons ce commentaire.'))}</w:comment></w:comments>",
        "docProps/core.xml": "<x>Jeanne Moreau</x>",
        "word/media/image1.png": b"\x89PNG not read",
        "word/vbaProject.bin": b"a macro, not read",
    }


def docx(body: str, notes: str = "") -> bytes:
    return packed(docx_parts(body, notes))


def odt_parts(body: str, head: str = "", kind: str = ODT) -> dict[str, str | bytes]:
    return {
        "mimetype": kind,
        "content.xml": f"{head}<office:document-content {SPACES}>"
        f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {SPACES}/>",
        "META-INF/manifest.xml": f"<manifest:manifest {SPACES}/>",
        "Basic/Standard/Module1.xml": "a macro, not read",
    }


def odt(body: str) -> bytes:
    return packed(odt_parts(body))


def t_p(text: str, tag: str = "p", more: str = "") -> str:
    inner = "<text:line-break/>".join(escape(line, quote=False) for line in text.split("\n"))
    inner = re.sub(r"\*\*(.+?)\*\*", r'<text:span text:style-name="T1">\1</text:span>', inner)
    return f"<text:{tag}{more}>{inner}</text:{tag}>"


def w_runs(text: str) -> str:
    parts = re.split(r"\*\*(.+?)\*\*", text, flags=re.DOTALL)
    return "".join(w_run(part, bold=at % 2 == 1) for at, part in enumerate(parts) if part)


def as_docx(text: str) -> bytes:
    return docx("".join(_each(text, _word)))


def as_odt(text: str) -> bytes:
    return odt("".join(_each(text, _open)))


def _each(text: str, made: Callable[[str, str], str]) -> list[str]:
    """A typed text, paragraph by paragraph: titles, items and the rest, as somebody lays them out in a word processor."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        for part in re.split(r"\n(?=- )", block.strip()):
            kind = "item" if part.startswith("- ") else "h" if part.startswith("# ") else "p"
            found.append(made(kind, part[2:] if kind != "p" else part))
    return found


def _word(kind: str, text: str) -> str:
    return w_p(w_runs(text), style="Titre1" if kind == "h" else "", listed=(1, 0) if kind == "item" else None)


def _open(kind: str, text: str) -> str:
    if kind == "item":
        return f'<text:list text:style-name="L1"><text:list-item>{t_p(text)}</text:list-item></text:list>'
    return t_p(text, "h", ' text:outline-level="1"') if kind == "h" else t_p(text)
