"""Many statements in one form: each field bears the number of its statement. Each is judged alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.grievances.rules import CONCERNED, OFTEN, SERVICE, SINCE
from forum.http.body import Body
from forum.http.forms import Form, line, prose
from forum.texts.spoken.rules import MarkError, read_mark
from forum.workshops.statements.rules import BODY, MOST, NAMED

NAMES = ("what", "body", "since", "college", "mark", "consent", "concerned", "often", "service", "source")
_NUMBERED = re.compile(rf"({'|'.join(NAMES)})-(\d{{1,2}})")
# Typed by hand: a place where only choices were made is empty.
WRITTEN = {"body", "since", "mark", "concerned", "often", "service", "source"}


class StatementForm(Form):
    what: Literal[
        "grievance", "rule", "budget", "indicator", "management", "scheme", "principle", "condition", "agenda"
    ]
    body: prose(BODY)  # type: ignore[valid-type]
    since: line(SINCE, 0) = ""  # type: ignore[valid-type]
    college: Literal["professional", "concerned", "ally"]
    mark: line(40)  # type: ignore[valid-type]
    consent: Literal["aloud", "hand"]
    concerned: prose(CONCERNED, 0) = ""  # type: ignore[valid-type]
    often: line(OFTEN, 0) = ""  # type: ignore[valid-type]
    service: line(SERVICE, 0) = ""  # type: ignore[valid-type]
    source: line(300, 0) = ""  # type: ignore[valid-type]

    @property
    def sources(self) -> list[dict[str, str]]:
        return [{"kind": "link", "label": self.source, "url": ""}] if self.source else []


@dataclass(frozen=True)
class Statement:
    """One that can be taken: its form, and the signs of its card's mark."""

    form: StatementForm
    mark: str


@dataclass
class Sheet:
    """What was typed, place by place; `errors` by the field's name on the page."""

    typed: list[dict[str, str]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, body: Body) -> "Sheet":
        """The places in which something was written, in the order of the page."""
        found: dict[int, dict[str, str]] = {}
        for name, value in body.pairs:
            if match := _NUMBERED.fullmatch(name):
                found.setdefault(int(match[2]), {})[match[1]] = value
        return cls([place for _n, place in sorted(found.items()) if written(place)][:MOST])

    @property
    def values(self) -> dict[str, str]:
        return {f"{name}-{n}": said for n, one in enumerate(self.typed) for name, said in one.items()}

    def keep(self, refused: Mapping[int, Mapping[str, str]]) -> None:
        """Only what was refused stays on the page, with what is wrong beside it."""
        self.typed = [one for n, one in enumerate(self.typed) if n in refused]
        for n, errors in enumerate(refused[n] for n in sorted(refused)):
            self.errors |= {name if name == "guard" else f"{name}-{n}": said for name, said in errors.items()}


def written(place: Mapping[str, str]) -> bool:
    return any(place.get(name, "").strip() for name in WRITTEN)


def judged(typed: Mapping[str, str]) -> Statement:
    """Invalid with all that is wrong with this one."""
    errors: dict[str, str] = {}
    mark, form = "", None
    try:
        form = StatementForm.read(Body(tuple(typed.items())))
    except Invalid as refused:
        errors |= refused.errors
    try:
        mark = read_mark(typed.get("mark", ""))
    except MarkError as wrong:
        errors.setdefault("mark", str(wrong))
    if "consent" in errors:
        errors["consent"] = _("Rien n’est pris sans un oui clair. Sans ce oui, effacez la parole.")
    if typed.get("what") == NAMED and not typed.get("since", "").strip():
        errors.setdefault("since", _("Ce champ est nécessaire."))
    if errors or form is None:
        raise Invalid(errors)
    return Statement(form, mark)
