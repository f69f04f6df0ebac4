"""What the page says of whoever publishes the batches and stirs what waits: this server, a program apart, or nobody."""

from forum.core.i18n import _, later
from forum.core.settings import Settings
from forum.protection.rules import Fact

SAID = {
    "still": later(
        "En ce moment, des textes dont l’heure est passée ne sont pas publiés : le programme qui s’en charge ne tourne pas, "
        "ou n’y arrive pas. Ce qui attend n’est donc pas mélangé non plus. Dites-le à qui héberge."
    ),
    "apart": later(
        "Un programme à part publie aux créneaux, et mélange chaque minute ce qui attend. Ce serveur ne voit pas s’il "
        "tourne, sauf à un créneau en retard ; il n’y en a pas."
    ),
}
ORDER = {
    "here": later("de l’ordre dans lequel on a écrit, au plus celui de la dernière minute"),
    "apart": later(
        "de l’ordre dans lequel on a écrit, celui de la dernière minute, ou de tout ce qui attend si le programme qui le "
        "mélange ne tourne pas"
    ),
    "still": later("mais dans quel ordre a été écrit ce qui attend : rien ne le mélange en ce moment"),
}


def state(settings: Settings, overdue: bool) -> str:
    """Either "still", where the work is visibly not done, or "here", or "apart", of which this server sees nothing."""
    if overdue:
        return "still"
    return "here" if settings.embedded_worker else "apart"


def facts(standing: str) -> list[Fact]:
    """Nothing to add where this server does it: the rest of the page counts on it."""
    return [Fact(False, _(SAID[standing]))] if standing in SAID else []


def order(standing: str) -> str:
    """What a thief of the files learns of the order in which what waits was written."""
    return _(ORDER[standing])
