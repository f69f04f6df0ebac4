"""What is typed in the room Pétitionner. Passphrases are read apart (`_passphrase`): such fields are never given back."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from forum.core.errors import Invalid
from forum.core.i18n import _, later
from forum.core.letters import normal
from forum.http.body import Body
from forum.http.forms import Form, line, prose, together
from forum.petitions.actions import Checks, Wording

LEAST_PASSPHRASE, MOST_PASSPHRASE = 12, 200
TITLE, BODY, NAME = 160, 20_000, 120
ROLE, COMMUNE, MESSAGE = 80, 80, 500
Quality = Literal["professional", "concerned", "ally"]


# What nearly everybody has: nothing that the library would refuse or write otherwise, at a tenth of its price.
PLAIN = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:fr|com|org|net|eu|be|ch|lu|ca)"
)
PLAIN_LENGTH = 60
NOT_WHOLE = later("Cette adresse n’est pas complète. Vérifiez-la, par exemple : prenom@exemple.fr")


def email_address(text: str) -> str:
    """Checked by its shape alone: no question is asked of the network."""
    if len(text) <= PLAIN_LENGTH and PLAIN.fullmatch(text):
        return text
    if (
        "=?" in text
    ):  # an encoded word (RFC 2047): written in a letter it is another address, and one box has thousands
        raise ValueError(_(NOT_WHOLE))
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(_(NOT_WHOLE)) from None


class AddresseeForm(Form):
    institution: line(12, 0) = ""  # type: ignore[valid-type]
    institution_name: line(200, 0) = ""  # type: ignore[valid-type]


class SourceForm(Form):
    """Where the words come from: adopted demands, or an organisation that answers for them."""

    demands: list[str] = Field(default=[], max_length=50)
    organisation: line(200, 0) = ""  # type: ignore[valid-type]
    body: prose(BODY, 0) = ""  # type: ignore[valid-type]


class DatesForm(Form):
    opens: date
    closes: date


class PetitionForm(AddresseeForm, SourceForm, DatesForm):
    """Each part can be judged while another one is wrong."""

    title: line(TITLE)  # type: ignore[valid-type]
    goal: int = Field(ge=0, le=10_000_000)

    @property
    def wording(self) -> Wording:
        return Wording(**self.model_dump())


IN_ORDER = (
    *(
        "title",
        "institution",
        "institution_name",
        "demands",
        "organisation",
        "body",
        "opens",
        "closes",
        "goal",
    ),
    *("_passphrase", "_passphrase_again"),
)


def read_petition(body: Body, checks: Checks, *more: Callable[[], object]) -> Wording:
    """What was typed, or all that is wrong with it in the order of the page; `more` is judged with it."""
    parts: list[tuple[type[Form], Callable[[Any], object]]] = [
        (AddresseeForm, lambda form: checks.addressee(form.institution, form.institution_name)),
        (SourceForm, lambda form: checks.source(form.demands, form.organisation, form.body)),
        (DatesForm, lambda form: checks.dates(form.opens, form.closes)),
    ]
    try:
        together(
            lambda: PetitionForm.read(body),
            *(partial(_judge, part, body, check) for part, check in parts),
            *more,
        )
    except Invalid as refused:
        known = sorted(refused.errors, key=lambda name: IN_ORDER.index(name) if name in IN_ORDER else 99)
        raise Invalid({name: refused.errors[name] for name in known}) from None
    return PetitionForm.read(body).wording


def _judge(part: type[Form], body: Body, check: Callable[[Any], object]) -> None:
    """What cannot even be read was said by the whole form already."""
    try:
        form = part.read(body)
    except Invalid:
        return
    check(form)


class SignForm(Form):
    """Three answers, and what one may add. `relaxed`: what the guard saw in the message stays, for the team alone.

    `town` answers a question about a commune, the one that was `asked`.
    """

    name: line(NAME)  # type: ignore[valid-type]
    email: Annotated[line(254), AfterValidator(email_address)]  # type: ignore[valid-type]
    quality: Quality
    territory: line(20, 0) = ""  # type: ignore[valid-type]
    role: line(ROLE, 0) = ""  # type: ignore[valid-type]
    commune: line(COMMUNE, 0) = ""  # type: ignore[valid-type]
    town: str = ""
    asked: str = ""
    message: prose(MESSAGE, 0) = ""  # type: ignore[valid-type]
    suivi: bool = False
    shown: bool = False
    relaxed: bool = False


class CarnetForm(Form):
    name: line(NAME, 0) = ""  # type: ignore[valid-type]
    quality: Quality
    territory: line(20, 0) = ""  # type: ignore[valid-type]


class ErratumForm(Form):
    text: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


def passphrase(body: Body, name: str = "_passphrase") -> str:
    """One way to write what may be typed in several: another keyboard must open the same lock."""
    return " ".join(normal("NFKC", body.get(name)[: 2 * MOST_PASSPHRASE]).split())


def new_passphrase(body: Body) -> str:
    """Typed twice: nobody can give it back."""
    first, again = passphrase(body), passphrase(body, "_passphrase_again")
    errors = {}
    if not LEAST_PASSPHRASE <= len(first) <= MOST_PASSPHRASE:
        errors["_passphrase"] = _("Choisissez une phrase de 12 à 200 signes, par exemple cinq mots.")
    if first != again:
        errors["_passphrase_again"] = _("Les deux phrases ne sont pas les mêmes.")
    if errors:
        raise Invalid(errors)
    return first
