"""What is typed in the room Contester."""

from typing import Literal

from pydantic import Field

from forum.challenges.rules import BODY, GRIEVANCES, REFUSAL, TITLE
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.deliberation.rules import ARGUMENT
from forum.http.forms import line, prose
from forum.registers.rules import BODY as MECHANISM_BODY
from forum.registers.rules import TITLE as MECHANISM_TITLE
from forum.texts.forms import Sourced


class ChallengeForm(Sourced):
    """The mechanism is chosen in the list, or named on the spot (`new_…`)."""

    mechanism: line(20, 0) = ""  # type: ignore[valid-type]
    new_kind: Literal["", "rule", "budget", "indicator", "management", "scheme"] = ""
    new_title: line(MECHANISM_TITLE, 0) = ""  # type: ignore[valid-type]
    new_body: prose(MECHANISM_BODY, 0) = ""  # type: ignore[valid-type]
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY)  # type: ignore[valid-type]
    refusal: prose(REFUSAL)  # type: ignore[valid-type]
    grievances: list[line(20)] = Field(default=[], max_length=GRIEVANCES)  # type: ignore[valid-type]
    relaxed: bool = False

    @property
    def fields(self) -> dict[str, str]:
        return {"title": self.title, "body": self.body, "refusal": self.refusal}

    @property
    def target(self) -> str | tuple[str, dict[str, str]]:
        """The mechanism's reference, or (kind, fields) of a new one; Invalid if it is neither, or both."""
        named = self.new_title or self.new_body
        if self.mechanism and named:
            raise Invalid(
                {
                    "mechanism": _(
                        "Choisissez un mécanisme de la liste, ou nommez-en un nouveau : pas les deux."
                    )
                }
            )
        if self.mechanism:
            return str(self.mechanism)
        if not named:
            raise Invalid({"mechanism": _("Choisissez un mécanisme de la liste, ou nommez-le plus bas.")})
        self._check_new()
        return self.new_kind, {"title": self.new_title, "body": self.new_body}

    def _check_new(self) -> None:
        names = ("new_kind", "new_title", "new_body")
        missing = {name: _("Ce champ est nécessaire.") for name in names if not getattr(self, name)}
        if missing:
            raise Invalid(missing)


class ArgumentForm(Sourced):
    question: Literal["usefulness", "help", "sustainability"]
    side: Literal["for", "against"]
    body: prose(ARGUMENT)  # type: ignore[valid-type]
    relaxed: bool = False
