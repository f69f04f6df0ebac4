"""Every refusal of the house. Actions raise these; `http/pages.py` alone turns them into answers."""

import errno
from collections.abc import Mapping
from typing import Any

_WHY = {
    errno.ENOENT: "il n’existe pas",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EEXIST: "c’est un fichier",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.ENOSPC: "il n’y a plus de place",
    errno.EROFS: "on ne peut rien y écrire",
}


def why(error: OSError) -> str:
    """What the system refuses, in French: its own words are in the language of the machine."""
    return _WHY.get(error.errno or 0, f"erreur {error.errno} du système")


class HouseError(Exception):
    """A refusal said in plain French: `status` is the HTTP status, `message` what the person reads."""

    status = 400
    message = "La demande n’a pas été comprise."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class NotFound(HouseError):
    """Also what a stranger gets for what they may not know to exist."""

    status = 404
    message = "Cette page n’existe pas, ou n’est pas ouverte à la lecture."


class Forbidden(HouseError):
    status = 403
    message = "Vous n’avez pas le droit de faire cela ici."


class SignInNeeded(HouseError):
    """Raised when the act needs a carnet: the answer gives the text back inside the sign-in page."""

    status = 401
    message = "Pour envoyer, il faut un carnet : huit mots que vous seul·e connaîtrez. Ni nom, ni adresse électronique."


class StaffNeeded(HouseError):
    status = 401
    message = "Cette page est réservée à l’équipe du collectif. Connectez-vous."


class Invalid(HouseError):
    """A form that cannot be taken: `errors` maps each field to one sentence."""

    status = 422
    message = "Le formulaire n’est pas complet."

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = dict(errors)


class Gone(HouseError):
    """Hidden by moderators: the page has its own title, and leads to the journal of the collective it is in."""

    status = 410
    message = "La modération a masqué ce qui était ici. La décision et son motif sont au journal public."

    def __init__(self, collective: Any, title: str, message: str = "") -> None:
        super().__init__(message)
        self.collective, self.title = collective, title


class Stale(HouseError):
    """Somebody changed the text meanwhile: both texts are given back, none is lost."""

    status = 409
    message = "Le texte a changé pendant que vous écriviez."


class Closed(HouseError):
    status = 409
    message = "C’est terminé : on ne peut plus agir ici."


class Over(HouseError):
    """What was given while something lasted: the page says what has ended, and leads (`way`: address, label) to it."""

    status = 410

    def __init__(self, title: str, message: str, way: tuple[str, str]) -> None:
        super().__init__(message)
        self.title, self.way = title, way


class Done(HouseError):
    """The same form was sent twice at once: the first was taken, and its sentence is waiting for this answer."""

    status = 200
    message = "Vous avez appuyé deux fois : c’est fait une seule fois."


class TooLarge(HouseError):
    status = 413
    message = "L’envoi est trop volumineux."


class TooMany(HouseError):
    status = 429
    message = "Trop d’essais en peu de temps. Réessayez dans quelques minutes."


class Busy(HouseError):
    status = 503
    message = "Beaucoup de monde en ce moment. Rien n’est perdu : réessayez dans une minute."


class StoreAway(Busy):
    """What several nodes share about sessions does not answer: nobody is taken for a stranger, nothing sent is lost."""

    message = (
        "Le service qui retient les sessions ouvertes ne répond pas. Votre session n’est pas fermée et rien n’est perdu : "
        "réessayez dans une minute."
    )
