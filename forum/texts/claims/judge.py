"""Whether one sentence of a leaflet claims, judged by its words and by where it stands.

Three strengths of evidence. A claiming verb with us as its subject (« nous exigeons ») counts anywhere. A lead or a
heading (« Nos revendications ») makes claims of what it governs. A slogan, an order, an « il faut » counts only where
it opens a block: in the middle of running text it is the prose of the claim before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forum.texts.claims import words as w

CLAIM, REFUSAL, PRINCIPLE = "claim", "refusal", "principle"
OPENER = re.compile(r"(?:de |d'|à |que |qu'|l'|l[ea] |les |une? |des |du |la )", re.IGNORECASE)


@dataclass(frozen=True)
class Scope:
    """What governs the blocks that follow: a heading, or a lead."""

    status: str = "plain"  # claims, other (closed to weak claims), plain
    text: str = ""
    refuses: bool = False
    indent: int = -1
    marker: str = ""
    level: int = 0
    inner: int = 0  # level of the headings that divide it


@dataclass(frozen=True)
class Place:
    """Where a sentence stands, all that judging it needs."""

    scope: Scope
    item: bool
    first: bool
    after: str  # strength of the sentence before it in the block: strong, weak, or empty
    charter: bool


def quoted(text: str, at: int) -> bool:
    return text.rfind("«", 0, at) > text.rfind("»", 0, at) or text[:at].count("“") > text[:at].count("”")


def _ours(text: str, match: re.Match[str]) -> bool:
    """Whether « nous demandons » is said here, in a main clause, and asks for something."""
    at = match.start("verb")
    nous = max(text.lower().rfind("nous", 0, at), 0)
    before = text[:nous]
    if w.SUBORDINATES.search(before):
        tail = text[match.end() :]
        return (
            w.WHAT_WE_WANT.match(before) is not None
            and re.match(r"[^,]{0,60},?\s(?:c'est|ce sont)\b", tail) is not None
        )
    if before.lower().endswith("nous ") and "oppos" not in match[0] and "batt" not in match[0]:
        return False
    return match["refuse"] is not None or not w.NOT_CLAIMED.search(text[max(at - 12, 0) : match.end() + 8])


def _idle(text: str, match: re.Match[str]) -> bool:
    """A claiming verb that thanks, wonders, or calls people to the street."""
    tail = text[match.end("verb") :]
    if w.IDLE.match(tail) or w.WAITS.match(text, match.start("verb")):
        return True
    call = re.match(
        r"(?:nous\s)?(?:vous\s)?(?:appel|invit|propos|demand\S*\sà\s(?:tou|chacun))", match["verb"] + tail
    )
    vous = text[: match.start("verb")].lower().endswith("vous ")
    return bool(call or vous) and w.APPEAL.search(tail[:120]) is not None


def _third(text: str) -> re.Match[str] | None:
    match = w.THIRD.search(text)
    if match and not w.BETWEEN_NOT.search(match["between"]):
        feeble = match["people"] and not re.match(
            r"exig|réclam|revendiq|demand", match["verb"], re.IGNORECASE
        )
        return None if feeble else match
    named = w.ACRONYM_ORG.match(text)
    return (
        named if named and named["name"].strip(".").replace(".", "") not in w.INSTITUTION_ACRONYMS else None
    )


def _candidates(text: str, place: Place) -> Iterator[re.Match[str]]:
    yield from (m for m in w.FIRST.finditer(text) if _ours(text, m))
    yield from w.ON.finditer(text)
    for match in (w.I_CLAIM.search(text), w.NOMINAL.match(text), _third(text)):
        if match:
            yield match
    if place.item and (alone := w.ALONE.match(text)):
        yield alone


def claiming_verb(text: str, place: Place) -> re.Match[str] | None:
    """The claiming verb of the sentence, when it is ours and not a quotation."""
    for match in sorted(_candidates(text, place), key=lambda m: m.start("verb")):
        if not quoted(text, match.start("verb")) and not _idle(text, match):
            return match
    return None


def _order(text: str) -> bool:
    match = w.IMPERATIVE.match(text)
    if not match:
        return False
    return (match["verb"] or "rendez").lower() not in w.NO_ORDER and not re.match(
        r"rendez-vous\b", text, re.IGNORECASE
    )


def _needed(text: str) -> bool:
    match = w.IL_FAUT.match(text)
    if match:
        told = w.FAUT_NOT.match(text, match.start("object")) or w.FAUT_TELLS.search(text)
        return not told and not w.FAUT_OURSELVES.search(text)
    return w.IMPERSONAL.match(text) is not None


def _weak(text: str) -> str:
    """The kind of a claim made without a claiming verb, or nothing."""
    if w.REPORTED.search(text):
        return ""
    if w.WEAK_REFUSAL.match(text):
        return REFUSAL
    sought = w.FOR_ACTION.match(text) and not w.SUBJECT_AFTER.search(text)
    if w.WEAK_CLAIM.match(text) or sought or _order(text) or _needed(text) or w.OUGHT.match(text):
        return CLAIM
    return ""


def shaped(text: str) -> bool:
    """Sentences a heading of claims governs even outside a list."""
    return any(p.match(text) for p in (w.INFINITIVE, w.ACTION, w.THAT)) or w.PASSIVE.search(text) is not None


def _why_not(text: str, place: Place) -> str:
    if w.LEGAL.search(text):
        return "mention ou légende"
    if w.CONTACT.search(text):
        return "signature ou contact"
    if w.EVENT.search(text):
        return "appel à se mobiliser"
    if text.endswith("?"):
        return "question"
    if quoted(text, 1) and (place.scope.status != "claims" or not place.item):
        return "citation"
    return ""


def _governed(text: str, place: Place) -> str:
    """The kind a heading or a lead gives to what stands under it, or nothing."""
    if place.scope.status != "claims" or w.TELLS.match(text):
        return ""
    if not ((place.item and place.first) or shaped(text)):
        return ""
    negative = w.WEAK_REFUSAL.match(text) or re.match(
        r"(?:ne (?:pas|plus)|refuser|que? .*\bne .* plus)\b", text, re.IGNORECASE
    )
    return REFUSAL if place.scope.refuses or negative else CLAIM


def _slogan(text: str) -> bool:
    """After a claim, a cry that stands by itself; « Stop à ces pratiques » only comments what was claimed."""
    cry = bool(w.WEAK_REFUSAL.match(text) or _order(text) or w.WEAK_CLAIM.match(text))
    return cry and not re.search(r"\b(?:ce|cet|cette|ces|cela|ça)\b", text)


def judge(text: str, place: Place) -> tuple[str, str]:
    """(kind, strength), or ("", the reason it is left)."""
    strong = claiming_verb(text, place)
    if strong and not text.endswith("?") and not (strong.re is w.THIRD and w.TELLS.match(text)):
        return (REFUSAL if strong.groupdict().get("refuse") else CLAIM), "strong"
    if reason := _why_not(text, place):
        return "", reason
    if kind := _governed(text, place):
        return kind, "weak"
    if place.scope.status == "other":
        return "", "récit ou constat"
    if place.charter and (
        w.PRINCIPLE.search(text) or (place.item and place.first and w.EVERYONE.match(text))
    ):
        return PRINCIPLE, "weak"
    free = place.after == "" and w.IL_FAUT.match(text)
    opens = place.first or place.after == "weak" or free or (place.after == "strong" and _slogan(text))
    kind = _weak(text) if opens else ""
    return (kind, "weak") if kind else ("", "récit ou constat")


def members(text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """Spans of the things one verb asks for, parted by semicolons; empty when it asks for one."""
    start = match.end("verb")
    skipped = re.compile(rf"{w.ADVERBS}\s?:?\s*", w.I | re.VERBOSE).match(text, start)
    start = skipped.end() if skipped else start
    if re.match(r"(?:à|aux?)\s", text[start:]):
        addressed = re.search(r"\s(?=de |d'|que |qu')", text[start:])
        start += addressed.end() if addressed else 0
    spans, at = [], start
    for part in re.split(r"(;)", text[start:]):
        lead = re.match(r"\s*(?:et |ou |ainsi que )?", part)
        inside = at + (lead.end() if lead else 0)
        if part not in {";", ""}:
            spans.append((inside, at + len(part.rstrip())))
        at += len(part)
    alike = all(OPENER.match(text[a:b]) or w.INFINITIVE.match(text[a:b]) for a, b in spans)
    return spans if len(spans) > 1 and alike else []
