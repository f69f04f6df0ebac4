"""Small numbers of persons, at output: nobody is to be recognised by being one of three (PSEUDONYMITY 7)."""

from forum.core.i18n import _

LEAST = 5


def shown(count: int, least: int = LEAST) -> str:
    """A small count of persons is not told exactly; a zero describes nobody."""
    if 0 < count < least:
        return _("moins de {n}").format(n=least)
    return f"{count:,}".replace(",", "\u202f")


def about(count: int, step: int) -> str:
    """By whole steps: read twice, the number must not show that one person came in between."""
    if count < step:
        return shown(count, step)
    return _("au moins {n}").format(n=count - count % step)


def drawn(count: int, least: int = LEAST) -> int:
    """The length a bar may have: all small counts are drawn alike, or a ruler on the screen would tell them."""
    return least - 1 if 0 < count < least else count
