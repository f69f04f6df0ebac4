"""What is typed in the room Pétitionner. Passphrases are read apart (`_passphrase`): such fields are never given back."""

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.body import Body
from forum.http.forms import Form, line, prose
from forum.petitions.actions import Wording

LEAST_PASSPHRASE, MOST_PASSPHRASE = 12, 200
TITLE, BODY, NAME = 160, 20_000, 120
Quality = Literal["professional", "concerned", "ally"]


def email_address(text: str) -> str:
    """Checked by its shape alone: no question is asked of the network."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(
            _("Cette adresse n’est pas complète. Vérifiez-la, par exemple : prenom@exemple.fr")
        ) from None


class PetitionForm(Form):
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY, 0) = ""  # type: ignore[valid-type]
    institution: line(12, 0) = ""  # type: ignore[valid-type]
    institution_name: line(200, 0) = ""  # type: ignore[valid-type]
    organisation: line(200, 0) = ""  # type: ignore[valid-type]
    demands: list[str] = Field(default=[], max_length=50)
    opens: date
    closes: date
    goal: int = Field(ge=0, le=10_000_000)

    @property
    def wording(self) -> Wording:
        return Wording(**self.model_dump())


class SignForm(Form):
    """Four answers, one of them optional."""

    name: line(NAME)  # type: ignore[valid-type]
    email: Annotated[line(254), AfterValidator(email_address)]  # type: ignore[valid-type]
    quality: Quality
    territory: line(20, 0) = ""  # type: ignore[valid-type]


class CarnetForm(Form):
    name: line(NAME, 0) = ""  # type: ignore[valid-type]
    quality: Quality
    territory: line(20, 0) = ""  # type: ignore[valid-type]


class ErratumForm(Form):
    text: prose(1000)  # type: ignore[valid-type]


def passphrase(body: Body, name: str = "_passphrase") -> str:
    """One way to write what may be typed in several: another keyboard must open the same lock."""
    return " ".join(unicodedata.normalize("NFKC", body.get(name)[: 2 * MOST_PASSPHRASE]).split())


def new_passphrase(body: Body) -> str:
    """Typed twice: nobody can give it back."""
    first, again = passphrase(body), passphrase(body, "_passphrase_again")
    if not LEAST_PASSPHRASE <= len(first) <= MOST_PASSPHRASE:
        raise Invalid({"_passphrase": _("Choisissez une phrase de 12 à 200 signes, par exemple cinq mots.")})
    if first != again:
        raise Invalid({"_passphrase_again": _("Les deux phrases ne sont pas les mêmes.")})
    return first
