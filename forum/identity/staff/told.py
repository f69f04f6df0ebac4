"""A letter to whoever's way in has changed: they may be the only one to know that it was not them.

It names the change and what to do. Never a secret, a device, an address it came from or the name of a key.
"""

from typing import Protocol

from sqlmodel import Session

from forum.core.i18n import _
from forum.core.keys import Keys
from forum.core.outbox import enqueue
from forum.core.settings import Settings
from forum.identity.staff.models import Staff


class HouseLike(Protocol):
    """What writing to somebody needs of the house."""

    @property
    def keys(self) -> Keys: ...
    @property
    def settings(self) -> Settings: ...


def changes() -> dict[str, str]:
    return {
        "password": _("un mot de passe et son code à six chiffres ont été choisis."),
        "passkey.added": _("une clé d’accès a été ajoutée."),
        "passkey.removed": _("une clé d’accès a été retirée."),
        "codes": _("dix codes de secours ont été faits ; ceux d’avant n’ouvrent plus rien."),
        "provider": _("le compte d’une organisation l’ouvre désormais aussi."),
        "host.password": _("l’hébergement a choisi un mot de passe et son code, depuis la machine."),
        "host.link": _(
            "l’hébergement a fait un lien d’entrée, bon une fois en 24 heures, depuis la machine."
        ),
    }


def tell(tx: Session, house: HouseLike, staff: Staff, change: str) -> None:
    """Leaves with the transaction that changes the door, or not at all."""
    text = _(
        "Bonjour {name},\n\nSur {instance}, ce qui ouvre votre compte d’équipe a changé : {change}\n\n"
        "Si c’est vous, ou si vous l’avez demandé, il n’y a rien à faire.\n"
        "Sinon, prévenez votre équipe et qui héberge ; entrez, fermez les autres sessions, changez de mot de passe :\n"
        "{door}\n"
    )
    body = text.format(
        name=staff.name,
        instance=house.settings.instance_name,
        change=changes()[change],
        door=f"{house.settings.public_url}/equipe",
    )
    enqueue(tx, house.keys.mail, staff.email, _("Votre entrée dans l’équipe a changé"), body)
