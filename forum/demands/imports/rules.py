"""What of an existing text may become demands, and how much of it stands in one form. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote_plus

from forum.core.i18n import _
from forum.demands import rules
from forum.texts.claims import Claim, Left, read

KINDS = {"principle": "principle", "refusal": "principle"}  # whatever else is claimed is a condition
# Bytes once a form has encoded them: what a form holds must also fit, encoded again, in the page of a session that ended.
TEXT, FORM = 90_000, 60_000
CLAIMS = 60  # at once: four fields each, and a form has four hundred


@dataclass(frozen=True)
class Proposal:
    """A sentence that may become a demand. `key` names it in a form: its rank among the claims, or `x` and its rank
    among what was left. `reason` is why it was left."""

    key: str
    line: int
    sentence: str
    title: str
    body: str
    kind: str = "condition"
    heading: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Found:
    claims: tuple[Proposal, ...]
    left: tuple[Proposal, ...]

    @property
    def by_key(self) -> dict[str, Proposal]:
        return {one.key: one for one in (*self.claims, *self.left)}


def found(text: str) -> Found:
    reading = read(text)
    headings = [(one.line, one.sentence) for one in reading.left if one.reason == "titre"]
    claims = (_claimed(at, claim, _above(headings, claim.line)) for at, claim in enumerate(reading.taken))
    left = (_left(at, one, _above(headings, one.line - 1)) for at, one in enumerate(reading.left))
    return Found(tuple(claims), tuple(left))


def _above(headings: Sequence[tuple[int, str]], line: int) -> str:
    return next((said for at, said in reversed(headings) if at <= line), "")


def _claimed(at: int, claim: Claim, heading: str) -> Proposal:
    kind = KINDS.get(claim.kind, "condition")
    title, body = title_of(claim.sentence), body_of(claim)
    return Proposal(str(at), claim.line, claim.sentence, title, body, kind, heading)


def _left(at: int, one: Left, heading: str) -> Proposal:
    body = _cut(one.sentence, rules.BODY)
    return Proposal(
        f"x{at}", one.line, one.sentence, title_of(one.sentence), body, "condition", heading, one.reason
    )


def body_of(claim: Claim) -> str:
    """The whole sentence, then where it stood, if there is room for it."""
    parts, lead = [claim.sentence], claim.lead.strip()
    around = claim.context.strip().removeprefix(lead).strip()
    about = [part for part in (lead, around) if part and part != claim.sentence.strip()]
    if about:
        quoted = "\n>\n".join("> " + part.replace("\n", "\n> ") for part in about)
        parts += [_("Dans le texte d’origine :"), quoted]
    whole = "\n\n".join(parts)
    return whole if len(whole) <= rules.BODY else _cut(claim.sentence, rules.BODY)


def title_of(sentence: str, most: int | None = None) -> str:
    """The sentence, or its first words if it is longer than a title."""
    return _cut(" ".join(sentence.split()), most or rules.TITLE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def weight(*texts: str) -> int:
    """How many bytes these are in a form that was sent."""
    return sum(len(quote_plus(text)) for text in texts)


def too_long(text: str) -> bool:
    return weight(text) > TEXT


def at_once(claims: Sequence[Proposal], start: int) -> tuple[Sequence[Proposal], int]:
    """The claims that one form shows, from rank `start` on, and the rank from which the next one goes on (0: none)."""
    waiting = [one for one in claims if int(one.key) >= start]
    sizes = accumulate(weight(one.title, one.body) for one in waiting[:CLAIMS])
    room = sum(size <= FORM for size in sizes)
    shown = waiting[: max(room, 1)]
    return shown, int(waiting[len(shown)].key) if len(shown) < len(waiting) else 0
