"""Every document as PDF (typst, PDF/UA-1). Data goes in as JSON: drawn, never executed."""

import io
import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from forum.core.assets import asset_dir
from forum.core.i18n import _, current, long_date, ngettext, thousands
from forum.core.markdown import plain
from forum.exports import carried
from forum.exports.blocks import blocks, ours, typeset
from forum.exports.content import (
    DeliveryDoc,
    DemandDoc,
    Document,
    LetterDoc,
    NamesDoc,
    PetitionDoc,
    PlatformDoc,
    ReminderDoc,
    SheetDoc,
    TractDoc,
)
from forum.exports.flow import facts
from forum.exports.glyphs import FONTS, PLACEHOLDER, printable
from forum.exports.markdown import render_markdown
from forum.exports.paper.content import NumberedDoc
from forum.exports.poster import PosterDoc

if TYPE_CHECKING:
    import typst

__all__ = ["render_markdown", "render_pdf", "sheet_hash"]

Data = dict[str, Any]  # JSON for the template
SHORT_NAME = 12
SUMMARY_CHARS = 480
LONGEST_QR = 300
_AS_THEY_ARE = {"href", "qr", "sha256", "sheet", "short"}
_WHOLE = {"url", "checkpoint"}
# A template's sentences: `say("…")`, `words("…")`, and the name of the document.
_SAID = re.compile(r'\b(?:say|words|masthead|setup\.with)\(\s*"([^"]+)"')
_LONG_WORD = re.compile(r"\S{44}(?=\S)")


def render_pdf(doc: Document, now_day: date) -> bytes:
    """Same document and same day, same bytes: the file itself can be compared."""
    return compiled(*ready(doc, now_day))


def ready(doc: Document, now_day: date) -> tuple[str, str, datetime]:
    """(template, its data as JSON, the moment in the file): all that laying it out takes, here or in another process."""
    template, data = _data(doc, long_date(now_day))
    told = _printable(data)
    told["title"] = told["title"].strip() or _("Sans titre")  # PDF/UA refuses a document without one
    told["boxed"] = _boxes(told) > _boxes(data)
    return template, json.dumps(told), datetime.combine(now_day, time(), UTC)


def sheet_hash(doc: SheetDoc) -> str:
    """Names a blank sheet by everything printed on it, so that one that comes back can be recognised."""
    content = json.dumps([current.get(), asdict(doc)], default=str, sort_keys=True, ensure_ascii=True)
    return sha256(content.encode()).hexdigest()


def _data(doc: Document, day: str) -> tuple[str, Data]:
    match doc:
        case PetitionDoc():
            template, own = "petition.typ", _petition(doc, day)
        case PlatformDoc():
            template, own = "platform.typ", _platform(doc)
        case NumberedDoc():
            template, own = "sheets.typ", _sheet(doc) | {"numbers": doc.numbers}
        case SheetDoc():
            template, own = "sheet.typ", _sheet(doc)
        case ReminderDoc():
            template, own = "reminder.typ", _reminder(doc)
        case TractDoc():
            template, own = "tract.typ", carried.tract(doc)
        case PosterDoc():
            template, own = "poster.typ", carried.poster(doc)
        case LetterDoc():
            template, own = "letter.typ", carried.letter(doc)
        case DeliveryDoc():
            template, own = "delivery.typ", carried.delivery(doc)
        case NamesDoc():
            template, own = "names.typ", carried.names(doc)
        case _:
            raise TypeError(f"no template for {type(doc).__name__}")
    said = {sentence: _(sentence) for sentence in sentences(template)}
    return template, _common(doc) | own | {"day": day, "lang": current.get(), "words": said}


@lru_cache(maxsize=8)
def sentences(template: str) -> frozenset[str]:
    """What a template says through gettext, and the sheet of common pieces with it."""
    folder = asset_dir("templates") / "exports"
    read = ((folder / name).read_text(encoding="utf-8") for name in (template, "common.typ"))
    return frozenset(sentence for text in read for sentence in _SAID.findall(text))


def _common(doc: Document) -> Data:
    return {
        "title": typeset(_line(doc.title)),
        "organiser": typeset(doc.organiser),
        "addressee": typeset(doc.addressee),
        "url": doc.public_url,
        "href": doc.public_url if doc.public_url.startswith(("https://", "http://")) else None,
        "qr": _qr(doc.public_url),
        "sha256": doc.text_sha256,
        "missing": doc.missing(),
        "legal": [[label, ours(value)] for label, value in doc.legal.labelled(doc.wanted) if value.strip()],
    }


def _petition(doc: PetitionDoc, day: str) -> Data:
    signed = ngettext("signature au {day}", "signatures au {day}", doc.signatures or 0)
    return {
        "body": blocks(doc.body),
        "origin": ours(doc.origin),
        "objectives": [typeset(objective) for objective in doc.objectives],
        "sources": [typeset(source) for source in doc.sources],
        "opens": _day(doc.opens),
        "closes": _day(doc.closes),
        "goal": _thousands(doc.goal),
        "signatures": _thousands(doc.signatures),
        "signed": signed.format(day=day),
        "counts": [[ours(count.label), _thousands(count.number)] for count in doc.counts],
        "errata": [[_day(e.day), typeset(e.text)] for e in doc.errata],
        "checkpoint": doc.checkpoint,
    }


def _platform(doc: PlatformDoc) -> Data:
    return {
        "preamble": blocks(doc.preamble, first_level=2),
        "published": _day(doc.published),
        "origin": [[ours(label), typeset(_line(said))] for label, said in doc.origin],
        "demands": [_demand(demand) for demand in doc.demands],
        "unites": [ours(one) for one in doc.unites],
        "divides": [ours(one) for one in doc.divides],
        "checkpoint": doc.checkpoint,
    }


def _demand(demand: DemandDoc) -> Data:
    return {
        "title": typeset(_line(demand.title)),
        "kind": ours(demand.kind),
        "parts": [[name, blocks(text, first_level=3)] for name, text in demand.parts()],
        "facts": [[typeset(label), ours(value)] for label, value in facts(demand)],
        "sources": [typeset(source) for source in demand.sources],
        "criteria": [typeset(criterion) for criterion in demand.criteria],
        "support": [
            [typeset(s.college), [s.for_, s.against, s.abstain] if s.counted else None, ours(s.outcome)]
            for s in demand.support
        ],
        "result": ours(demand.result),
        "later": ours(demand.later),
    }


def _reminder(doc: ReminderDoc) -> Data:
    return {
        "sender": [typeset(line) for line in doc.sender.splitlines()],
        "to": [typeset(line) for line in doc.addressee.splitlines()],
        "body": blocks(doc.body),
    }


def _sheet(doc: SheetDoc) -> Data:
    return {
        "summary": typeset(_shortened(plain(doc.summary))),
        "number": doc.number,
        "send_to": typeset(doc.send_to),
        "closes": _day(doc.closes),
        "colleges": [typeset(name) for name in doc.colleges],
        "lines": doc.lines,
        "pages": doc.pages,
        "sheet": sheet_hash(doc)[:SHORT_NAME],
    }


def _shortened(text: str) -> str:
    """The lines for signing come first: a longer summary is cut at a word, the rest is at the address."""
    return text if len(text) <= SUMMARY_CHARS else text[:SUMMARY_CHARS].rsplit(" ", 1)[0] + " […]"


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(day: date | None) -> str | None:
    return long_date(day) if day else None


def _thousands(number: int | None) -> str | None:
    return None if number is None else thousands(number)


def _qr(url: str) -> str | None:
    if not 0 < len(url) <= LONGEST_QR:
        return None
    import segno

    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, omitsize=True)
    return out.getvalue().decode()


def _printable(data: Any, key: str = "") -> Any:
    if isinstance(data, str):
        return data if key in _AS_THEY_ARE else _foldable(printable(data), key)
    if isinstance(data, dict):
        return {name: _printable(value, name) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_printable(value, key) for value in data]
    return data


def _foldable(text: str, key: str) -> str:
    """A word longer than the line would run off the page; what people copy stays whole."""
    return text if key in _WHOLE else _LONG_WORD.sub("\\g<0>\u200b", text)


def _boxes(data: Data) -> int:
    return json.dumps(data, ensure_ascii=False).count(PLACEHOLDER)


@lru_cache(maxsize=1)
def fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def compiled(template: str, data: str, moment: datetime) -> bytes:
    """The root is the folder of the templates: it reads nothing else, and fetches no package."""
    import typst

    root = asset_dir("templates") / "exports"
    compiler = typst.Compiler(
        str(root / template), root=str(root), font_paths=fonts(), ignore_system_fonts=True
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs={"data": data}, timestamp=moment)
    assert isinstance(pdf, bytes)
    return pdf
