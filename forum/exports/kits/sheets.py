"""What a workshop prints: its kit in plain words and large print, cards to cut, the account for those who took part.

Made in memory, written nowhere by us: typst gets what is printed as an input of its compiler, in this process.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from forum.core.i18n import _, current, later, long_date, month_of
from forum.core.markdown import plain
from forum.exports.cards.sheets import NO_DAY
from forum.exports.documents import compiled, sentences
from forum.exports.glyphs import printable
from forum.identity.codes import shown
from forum.texts.spoken.rules import mark_of, shown_mark
from forum.workshops import rules
from forum.workshops.models import Workshop
from forum.workshops.queries import Account

HEADINGS = {
    "grievance": later("Ce qui a été nommé"),
    "mechanism": later("Ce qui a été contesté"),
    "demand": later("Ce qui a été revendiqué"),
}


def kit_pdf(workshop: Workshop) -> bytes:
    """The hour, the frame to read aloud, the three cards, the words: no code, so it may be copied."""
    steps = [
        [f"{s.start} – {s.start + s.minutes}", _(rules.STEPS[s.key][0]), _(rules.STEPS[s.key][1])]
        for s in rules.agenda()
    ]
    data = {
        "theme": workshop.theme,
        "place": workshop.place,
        "day": long_date(workshop.day),
        "steps": steps,
        "frame": [_(line) for line in rules.FRAME],
        "asking": _(rules.ASKING),
        "sheets": [[_(title), [_(q) for q in questions]] for title, questions in rules.SHEETS],
        "plain": [[_(word), _(meaning)] for word, meaning in rules.PLAIN_WORDS],
    }
    return _drawn(
        "kit.typ", data, datetime(workshop.day.year, workshop.day.month, workshop.day.day, tzinfo=UTC)
    )


def cards_pdf(codes: Sequence[str], college: str, address: str, pepper: bytes) -> bytes:
    """Eight a page: the mark to read out, the code to fold away. They carry neither a number nor the workshop."""
    cards = [{"code": shown(code), "mark": shown_mark(mark_of(code, pepper))} for code in codes]
    where = address.partition("://")[2] + "/carte/parole"
    return _drawn("said.typ", {"college": college, "address": where, "cards": cards}, NO_DAY)


def account_pdf(account: Account, name: str, address: str) -> bytes:
    """What the page says, for whoever was there: in its order, which is not the room's."""
    parts = [
        [_(HEADINGS[kind.name]), [plain(r.fields["body"]) for r in rows]] for kind, rows in account.parts
    ]
    data = {
        "name": name,
        "theme": account.workshop.theme,
        "place": account.place,
        "month": month_of(account.workshop.day),
        "parts": parts,
        "address": address,
    }
    return _drawn("account.typ", data, NO_DAY)


def _drawn(template: str, data: Mapping[str, object], moment: datetime) -> bytes:
    said = {sentence: _(sentence) for sentence in sentences(template)}
    ready = {"words": said, "lang": current.get(), **{key: _printable(value) for key, value in data.items()}}
    return compiled(template, json.dumps(ready), moment)


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value
