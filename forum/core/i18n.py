"""French is the language of the msgids; other catalogues are read from `locale/` when first asked for."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from forum.core.assets import asset_dir
from forum.core.typography import french

LANGUAGES = ("fr", "en")
Said = TypeVar("Said")
current: ContextVar[str] = ContextVar("lang", default="fr")


@lru_cache(maxsize=8)
def catalogue(lang: str) -> dict[str, tuple[str, ...]]:
    """{msgid: (translation, plural…)} of `locale/<lang>/LC_MESSAGES/messages.po`, empty for French."""
    path = asset_dir("locale") / lang / "LC_MESSAGES" / "messages.po"
    if lang == "fr" or not path.is_file():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        entries = [(m.id, m.string) for m in read_po(file) if m.id]
    return {_one(ident): _forms(text) for ident, text in entries if _forms(text)[0]}


def _one(ident: object) -> str:
    return str(ident[0]) if isinstance(ident, (tuple, list)) else str(ident)


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text),)


@lru_cache(maxsize=16)
def translator(lang: str) -> Callable[[str], str]:
    """`_` for one language. French gets its typography here, once a sentence.

    A catalogue is read at its first sentence: reading one takes a tenth of a cold start, and many forums speak French alone.
    """

    @lru_cache(maxsize=4000)
    def gettext(message: str) -> str:
        known = catalogue(lang)
        return known[message][0] if message in known else french(message)

    return gettext


@lru_cache(maxsize=16)
def pluraliser(lang: str) -> Callable[[str, str, int], str]:
    """`ngettext` for one language: in French 0 and 1 are singular."""
    gettext = translator(lang)

    def ngettext(one: str, many: str, n: int) -> str:
        known = catalogue(lang)
        singular = n <= 1 if lang == "fr" else n == 1
        if one in known:
            return known[one][0 if singular else -1]
        return gettext(one if singular else many)

    return ngettext


def _(message: str) -> str:
    """In code: the current request's language."""
    return translator(current.get())(message)


def in_language(lang: str, say: Callable[..., Said], *about: Any) -> Said:
    """What is written later, and by another thread, in the language of who asked."""
    before = current.set(lang)
    try:
        return say(*about)
    finally:
        current.reset(before)


def spacer(lang: str) -> Callable[[str], str]:
    """For our own sentences once put together: French spacing if they are in French."""
    return french if lang == "fr" else str


def spaced(text: str) -> str:
    """The same, in the current request's language."""
    return spacer(current.get())(text)


def thousands(number: int) -> str:
    """1 312 in French, 1,312 for the other languages."""
    return f"{number:,}".replace(",", "\u202f" if current.get() == "fr" else ",")


def choose(wanted: str | None) -> str:
    return wanted if wanted in LANGUAGES else "fr"


def ngettext(one: str, many: str, n: int) -> str:
    return pluraliser(current.get())(one, many, n)


def later(message: str) -> str:
    """Marks a sentence that stands in a table: `_` translates it where it is used."""
    return message


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def month_of(day: date) -> str:
    """« mars 2026 »: where the day would say too much."""
    return long_date(day).split(" ", 1)[1]


def long_date(day: date) -> str:
    """« 1er mars 2026 », or 1 March 2026 for the other languages."""
    if current.get() != "fr":
        return f"{day.day} {day:%B %Y}"
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
