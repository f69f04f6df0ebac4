"""How far ahead a day that somebody types may be: one place, told by the forms and by the refusals alike. Pure.

A mistyped « 9999 » would leave a clock of this house waiting for ever, and nobody would see it.
"""

import re
from datetime import date

from forum.core.i18n import long_date, ngettext

# Whole years, from today; `closes` from the first day of signatures.
YEARS = {
    "workshop": 1,
    "vote": 1,
    "suspension": 1,
    "opens": 1,
    "closes": 2,
    "deadline": 10,
    "promise": 20,
}


def whole(text: str) -> date | None:
    """The day named by an ISO date, None if it is not one."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


_BY_HAND = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})")


def written(text: str) -> date | None:
    """« 31/03/2027 » or an ISO date; None for anything else."""
    found = _BY_HAND.fullmatch(text.strip())
    return whole(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text.strip())


def said(text: str) -> str:
    """A date as people gave it: « 2024 », « mars 2024 », or a whole day, which is then said in words."""
    day = whole(text)
    return long_date(day) if day else text


def farthest(kind: str, start: date) -> date:
    """The last day that may be typed, so many years after `start`."""
    year = min(start.year + YEARS[kind], date.max.year)
    try:
        return start.replace(year=year)
    except ValueError:  # a 29 February
        return date(year, 2, 28)


def told(kind: str) -> str:
    """Beside the field, before anybody types."""
    n = YEARS[kind]
    if kind == "closes":
        return ngettext("Un an au plus après le début.", "{n} ans au plus après le début.", n).format(n=n)
    return ngettext("D’ici un an au plus.", "D’ici {n} ans au plus.", n).format(n=n)


def too_far(kind: str, day: date, start: date) -> str:
    """What is said of a day past the bound; "" of any other."""
    if day <= farthest(kind, start):
        return ""
    n = YEARS[kind]
    if kind == "closes":
        return ngettext(
            "C’est trop loin : les signatures durent un an au plus. Vérifiez l’année.",
            "C’est trop loin : les signatures durent {n} ans au plus. Vérifiez l’année.",
            n,
        ).format(n=n)
    return ngettext(
        "C’est trop loin : choisissez un jour d’ici un an au plus. Vérifiez l’année.",
        "C’est trop loin : choisissez un jour d’ici {n} ans au plus. Vérifiez l’année.",
        n,
    ).format(n=n)
