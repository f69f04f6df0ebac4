"""What is written to an address that signed. Of these letters one leaves, and none says what was typed."""

from forum.core import outbox
from forum.core.i18n import _
from forum.petitions.facts import Facts
from forum.petitions.withdrawal.actions import receipt_token


def ask_mail(facts: Facts, to: str, url: str, token: str, mail_key: bytes, suivi: str) -> bytes:
    """The typed name is not in it: anybody could have our mails say anything to anybody. `suivi`: a box of `told/`."""
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, a signé avec cette adresse la pétition :\n« {title} »\n\n"
        "Pour que la signature compte, ouvrez cette page et appuyez sur le bouton :\n{link}\n\n"
        "Ce lien vaut sept jours et sert une fois.\n\n"
        "Vous n’avez pas signé ? Ne faites rien : sans confirmation, tout est effacé. Ou dites-le ici, et plus aucun "
        "message ne viendra pour cette pétition :\n{not_me}\n\n"
        "Gardez ce message : pour retirer votre signature, maintenant ou plus tard, ouvrez\n{withdrawal}\n\n"
        "Pour vérifier vous-même qu’elle est comptée, son reçu, qui ne nomme pas la pétition :\n{receipt}\n"
    )
    here = f"{url}/p/{facts.code}"
    links = {"link": f"{here}/confirmation/{token}?suivi={suivi}", "withdrawal": f"{here}/retrait/{token}"}
    links["not_me"] = f"{here}/pas-moi/{token}"
    said = text.format(title=facts.title, receipt=f"{url}/recu/{receipt_token(token)}", **links)
    return outbox.sealed_mail(mail_key, to, _("Confirmez votre signature"), said)


def already_mail(facts: Facts, to: str, url: str, mail_key: bytes) -> bytes:
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, vient de signer avec cette adresse la pétition :\n« {title} »\n\n"
        "Votre signature y est déjà : il n’y a rien à faire, et elle ne compte qu’une fois.\n{link}\n"
    )
    link = f"{url}/p/{facts.code}"
    return outbox.sealed_mail(mail_key, to, _("Votre signature"), text.format(title=facts.title, link=link))


def full_mail(facts: Facts, to: str, url: str, mail_key: bytes) -> bytes:
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, vient de signer avec cette adresse la pétition :\n« {title} »\n\n"
        "D’autres personnes ont déjà signé avec cette adresse, autant qu’une adresse le permet : cette signature-là n’est "
        "pas prise. Pour signer aussi, prenez une autre adresse, un carnet ou une feuille de papier.\n{link}\n"
    )
    link = f"{url}/p/{facts.code}"
    return outbox.sealed_mail(mail_key, to, _("Votre signature"), text.format(title=facts.title, link=link))
