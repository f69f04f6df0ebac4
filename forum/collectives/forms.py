"""What an organiser types: a collective, its rules of reading and writing, an invitation."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from forum.collectives.rules import MOST_PLACES, PLACE, places
from forum.core.i18n import _
from forum.http.forms import Form, line, prose

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NAME, PURPOSE, CHARTER, TERRITORIES = 120, 1000, 20_000, 40_000
WRITTEN = ("name", "purpose", "charter", "name_professional", "name_concerned", "name_ally")
CHARTER_TO_BEGIN = """1. On parle de faits : ce qui se passe, où, depuis quand.
2. On ne nomme ni enfant, ni famille, ni collègue.
3. On conteste des mécanismes, pas des personnes.
4. Les deux collèges comptent autant l’un que l’autre.
5. Une décision de modération est motivée et publique."""


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError(_("Des lettres sans accent, des chiffres et des tirets, par exemple val-de-lorne."))
    return text


def valid_email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise ValueError(_("Écrivez une adresse complète, par exemple camille@example.org."))
    return text


def _places(text: str) -> str:
    try:
        found = places(text)
    except ValueError as error:
        shown = str(error)[:60]
        raise ValueError(
            _(
                "Cette ligne ne va pas : « {line} ». Un lieu par ligne ({n} signes), chaque code une seule fois."
            ).format(line=shown, n=PLACE)
        ) from None
    if not 1 <= len(found) <= MOST_PLACES:
        raise ValueError(_("Écrivez entre 1 et {n} lieux.").format(n=MOST_PLACES))
    return text


def number(least: int, most: int) -> Any:
    return Annotated[int, Field(ge=least, le=most)]


class SettingsForm(Form):
    """What an organiser may change of a collective. Its address never changes: it is printed on paper."""

    name: line(NAME)  # type: ignore[valid-type]
    purpose: prose(PURPOSE)  # type: ignore[valid-type]
    charter: prose(CHARTER)  # type: ignore[valid-type]
    reading: Literal["everyone", "members", "unlisted"]
    joining: Literal["open", "granted"]
    name_professional: line(80)  # type: ignore[valid-type]
    name_concerned: line(80)  # type: ignore[valid-type]
    name_ally: line(80)  # type: ignore[valid-type]
    k: number(5, 100)  # type: ignore[valid-type]
    slot_minutes: number(1, 1440)  # type: ignore[valid-type]
    territories: Annotated[prose(TERRITORIES), AfterValidator(_places)]  # type: ignore[valid-type]
    relaxed: bool = False
    opened: bool = False

    @property
    def words(self) -> dict[str, str]:
        """What people will read of it, by field: the guard looks at that."""
        names = "\n".join(name for _code, name in self.places)
        return {**{name: getattr(self, name) for name in WRITTEN}, "territories": names}

    @property
    def options(self) -> dict[str, Any]:
        """The columns of a collective."""
        return self.model_dump(exclude={"territories", "slug", "email", "staff_name", "relaxed", "opened"})

    @property
    def places(self) -> list[tuple[str, str]]:
        return places(self.territories)


class NewCollective(SettingsForm):
    slug: Annotated[line(60), AfterValidator(_slug)]  # type: ignore[valid-type]


class FoundationForm(NewCollective):
    """The first page of a new instance also makes the first organiser."""

    email: Annotated[line(254), AfterValidator(valid_email)]  # type: ignore[valid-type]
    staff_name: line(120)  # type: ignore[valid-type]


class InvitationForm(Form):
    college: Literal["professional", "concerned", "ally"]
    note: line(120)  # type: ignore[valid-type]
    cap: number(1, 1000)  # type: ignore[valid-type]
    days: number(1, 365)  # type: ignore[valid-type]
