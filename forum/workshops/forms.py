"""What is typed to prepare a workshop."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from forum.http.forms import Form, line, prose
from forum.workshops.rules import MOST_CARDS, PLACE, THEME


class WorkshopForm(Form):
    place: line(PLACE)  # type: ignore[valid-type]
    theme: prose(THEME)  # type: ignore[valid-type]
    day: date
    territory: line(20)  # type: ignore[valid-type]
    relaxed: bool = False


class CardsForm(Form):
    """A sheet of cards to print, each for one person of that college."""

    college: Literal["professional", "concerned", "ally"]
    count: Annotated[int, Field(ge=1, le=MOST_CARDS)]
