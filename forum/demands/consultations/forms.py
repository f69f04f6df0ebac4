"""What is typed to open a consultation, to answer it, to end it early."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.demands.consultations.rules import MOST_DEMANDS, MOST_PAGES, levels
from forum.demands.forms import Refs
from forum.http.body import Body
from forum.http.forms import Form, line, prose

PREFIX = "g-"  # before the reference of each demand
NONE = "none"


def _or_none(typed: Any) -> Any:
    return typed or 0


def _or_nothing(typed: Any) -> Any:
    return typed or None


class OpenForm(Form):
    title: line(200)  # type: ignore[valid-type]
    question: prose(1000)  # type: ignore[valid-type]
    way: Literal["grades", "approval"]
    demands: Refs
    places: Annotated[int, BeforeValidator(_or_none), Field(ge=0, le=MOST_DEMANDS)] = 0
    pages: Annotated[int, BeforeValidator(_or_none), Field(ge=0, le=MOST_PAGES)] = 0
    quorum: Annotated[int, Field(ge=1, le=100)]
    closes: date
    source: prose(600, 0) = ""  # type: ignore[valid-type]
    due: Annotated[date | None, BeforeValidator(_or_nothing)] = None
    relaxed: bool = False


class ClosingForm(Form):
    why: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


def answers(body: Body, way: str, refs: Collection[str]) -> dict[str, int]:
    """By demand, how high: the last thing typed for each. Where nothing was chosen it is left out."""
    typed = {name.removeprefix(PREFIX): value for name, value in body.pairs if name.startswith(PREFIX)}
    if any(ref not in refs for ref in typed):
        raise Invalid({"": _("Une des revendications n’est pas dans cette consultation. Rechargez la page.")})
    known = [str(level) for level in range(levels(way))]
    wrong = [ref for ref, value in typed.items() if value and value not in known]
    if wrong:
        raise Invalid({PREFIX + ref: _("Choisissez une des réponses proposées.") for ref in wrong})
    found = {ref: int(value) for ref, value in typed.items() if value}
    _check_said(body, way, found)
    return found


def _check_said(body: Body, way: str, found: dict[str, int]) -> None:
    """Nothing chosen is more often a slip than an answer: to want none of them is said."""
    if way == "grades" and not found:
        raise Invalid({"": _("Donnez une mention à au moins une revendication.")})
    if way == "approval" and bool(found) == bool(body.get(NONE)):
        said = _("Cochez ce que vous voulez, ou bien « Aucune », mais pas les deux.")
        raise Invalid({NONE: said if found else _("Cochez au moins une revendication, ou « Aucune ».")})
