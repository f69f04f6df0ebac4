"""What is written to an address that signed, and how long it waits. The typed name is in none of these letters."""

from weakref import WeakKeyDictionary

from sqlmodel import Session

from forum.core import outbox
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.i18n import _
from forum.http.house import House
from forum.petitions.signing import Facts, slot_at
from forum.petitions.withdrawal.actions import receipt_token

_WAITS: "WeakKeyDictionary[Database, tuple[tuple[int, int], int]]" = WeakKeyDictionary()


def minutes(tx: Session, house: House, now: Now) -> int:
    """Before a letter leaves, asked once a slot: a figure that moved with each signature would be its clock."""
    settings = house.settings
    when = slot_at(now, settings.signature_slot_seconds), settings.smtp_hourly
    kept = _WAITS.get(house.db)
    if kept is None or kept[0] != when:
        kept = _WAITS[house.db] = (when, outbox.wait(tx, now, settings.smtp_hourly))
    return kept[1]


def ask_mail(facts: Facts, to: str, url: str, token: str, mail_key: bytes, suivi: str) -> bytes:
    """The typed name is not in it: anybody could have our mails say anything to anybody. `suivi`: a box of `told/`."""
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, a signé avec cette adresse la pétition :\n« {title} »\n\n"
        "Pour que la signature compte, ouvrez cette page et appuyez sur le bouton :\n{link}\n\n"
        "Ce lien vaut sept jours et sert une fois. Si ce n’était pas vous, ne faites rien : "
        "sans confirmation, tout est effacé.\n\n"
        "Gardez ce message : pour retirer votre signature, maintenant ou plus tard, ouvrez\n{withdrawal}\n\n"
        "Pour vérifier vous-même qu’elle est comptée, son reçu, qui ne nomme pas la pétition :\n{receipt}\n"
    )
    here = f"{url}/p/{facts.code}"
    links = {"link": f"{here}/confirmation/{token}?suivi={suivi}", "withdrawal": f"{here}/retrait/{token}"}
    said = text.format(title=facts.title, receipt=f"{url}/recu/{receipt_token(token)}", **links)
    return outbox.sealed_mail(mail_key, to, _("Confirmez votre signature"), said)


def already_mail(facts: Facts, to: str, url: str, mail_key: bytes) -> bytes:
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, vient de signer avec cette adresse la pétition :\n« {title} »\n\n"
        "Votre signature y est déjà : il n’y a rien à faire, et elle ne compte qu’une fois.\n{link}\n"
    )
    link = f"{url}/p/{facts.code}"
    return outbox.sealed_mail(mail_key, to, _("Votre signature"), text.format(title=facts.title, link=link))
