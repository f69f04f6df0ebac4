"""What the templates of a tract, a letter, a delivery note and a list of names draw: plain values, put together here."""

from typing import Any

from forum.core.i18n import long_date, ngettext, thousands
from forum.core.markdown import plain
from forum.exports import flow
from forum.exports.blocks import blocks, ours, typeset
from forum.exports.content import DeliveryDoc, LetterDoc, NamesDoc, TractDoc
from forum.exports.poster import PosterDoc

Data = dict[str, Any]
# What a side holds once it is set in its smallest letters: signs, lines of the text, claims.
ROOM = {"a4": (5200, 60, 14), "a5": (3000, 48, 10)}
FRONT = 600
CLAIM = 140
SHOUTED, STRIP = 5, 60  # claims on a poster; signs of the title on a strip to tear off
MORE = " […]"


def tract(doc: TractDoc) -> Data:
    signs, lines, claims = ROOM[doc.paper]
    said = [plain(part) for part in doc.body.split("\n\n")]
    return {
        "claims": [typeset(cut(" ".join(claim.split()), CLAIM)) for claim in doc.claims[:claims]],
        "front": [typeset(line) for line in _held(said, FRONT, 8)],
        "back": [typeset(line) for line in _held(said, signs, lines)],
        "closes": long_date(doc.closes) if doc.closes else None,
        "paper": doc.paper,
    }


def poster(doc: PosterDoc) -> Data:
    return {
        "claims": [typeset(cut(" ".join(claim.split()), CLAIM)) for claim in doc.claims[:SHOUTED]],
        "closes": long_date(doc.closes) if doc.closes else None,
        "short": doc.public_url.partition("://")[2] or doc.public_url,
        "strip": typeset(cut(" ".join(doc.title.split()), STRIP)),
    }


def _held(paragraphs: list[str], signs: int, most: int) -> list[str]:
    """As many as a side holds, the last one cut at a word; each costs its signs and most of a line."""
    held: list[str] = []
    for paragraph in filter(None, paragraphs):
        if len(held) == most or signs <= 60:
            return [*held[:-1], held[-1].removesuffix(MORE) + MORE]
        held.append(cut(paragraph, signs))
        signs -= len(paragraph) + 60
    return held


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + MORE


def letter(doc: LetterDoc) -> Data:
    legal = doc.legal
    return {
        "kind": doc.kind,
        "subject": typeset(doc.subject),
        "body": blocks(doc.body),
        "from": [typeset(one) for one in (doc.organiser, legal.address, legal.contact) if one.strip()],
        "dated": ours(flow.dated(doc)),
        "sender": typeset(doc.sender or doc.organiser),
        "signed": "" if doc.signatures is None else ours(flow.signed_by(doc)),
        "enclosed": [typeset(one) for one in doc.enclosed],
        "shown": [typeset(flow.named(one)) for one in doc.shown],
        "checkpoint": doc.checkpoint,
    }


def delivery(doc: DeliveryDoc) -> Data:
    n = doc.signatures
    return {
        "pieces": [ours(one) for one in doc.pieces],
        "signatures": None if n is None else thousands(n),
        "signed": ngettext("signature", "signatures", n or 0),
        "counts": [[ours(one.label), thousands(one.number)] for one in doc.counts],
        "acknowledged": ours(flow.acknowledged()),
        "received": ours(flow.received(doc)),
        "on": [flow.on_day(), long_date(doc.dated) if doc.dated else None],
        "fill": flow.receipt_lines(),
        "checkpoint": doc.checkpoint,
    }


def names(doc: NamesDoc) -> Data:
    return {
        "names": [typeset(flow.named(one)) for one in doc.names],
        "range": ours(flow.names_range(doc)),
        "part": str(doc.part),
        "parts": doc.parts,
    }
