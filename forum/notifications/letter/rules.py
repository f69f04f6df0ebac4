"""When the letter leaves, and what is written in it. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from forum.core.i18n import _, long_date
from forum.core.typography import french

WEEKDAY, HOUR = 3, 9  # Thursday, nine in the morning
DAYS = 7
KEPT = timedelta(days=2)  # an address that nobody confirms
MOST_WAITING = 500  # of a collective: past that, asking writes nothing until some have gone
READING = ("everyone", "unlisted")
Told = tuple[str, str, str, date]  # what, on what, where, the day


def last_day(local: datetime) -> date:
    """The day of the last letter that should have left by now."""
    back = (local.weekday() - WEEKDAY) % 7
    day = local.date() - timedelta(back)
    return day - timedelta(7) if not back and local.hour < HOUR else day


def to_confirm(name: str, link: str) -> tuple[str, str]:
    """(subject, body) of the letter that asks whether it was really them."""
    body = _(
        "Quelqu’un, vous sans doute, a demandé à recevoir ici la lettre de « {name} », une par semaine.\n\n"
        "Pour la recevoir, ouvrez cette adresse et appuyez sur le bouton :\n{link}\n\n"
        "Sinon, ne faites rien : dans deux jours, cette adresse sera effacée."
    )
    return _("La lettre de « {name} » : est-ce bien vous ?").format(name=name), body.format(
        name=name, link=link
    )


def to_leave(name: str, link: str) -> tuple[str, str]:
    body = _(
        "Pour ne plus recevoir la lettre de « {name} », ouvrez cette adresse et appuyez sur le bouton :\n{link}"
    )
    return _("Ne plus recevoir la lettre de « {name} »").format(name=name), body.format(name=name, link=link)


def written(name: str, base: str, now: Sequence[Told], news: Sequence[Told], link: str) -> tuple[str, str]:
    """(subject, body): what is public, and no more; no picture, no link that counts who opens it."""
    parts = [_("Cette semaine dans « {name} ».").format(name=name)]
    if now:
        lines = [
            _("- {what} : {title}, jusqu’au {day}\n  {url}").format(
                what=what, title=title, day=long_date(day), url=url
            )
            for what, title, url, day in now
        ]
        parts.append("\n".join([_("À faire en ce moment"), *lines]))
    if news:
        lines = [
            _("- {what} : {title}\n  {url}").format(what=what, title=title, url=url)
            for what, title, url, _day in news
        ]
        parts.append("\n".join([_("Ce qui s’est passé"), *lines]))
    parts.append(
        _("Un quart d’heure devant vous ? De petites choses utiles :\n{url}").format(
            url=f"{base}/quart-d-heure"
        )
    )
    parts.append(
        _("Ne plus recevoir cette lettre : ouvrez cette adresse et appuyez sur le bouton.\n{link}").format(
            link=link
        )
    )
    return _("La lettre de « {name} »").format(name=name), french("\n\n".join(parts))
