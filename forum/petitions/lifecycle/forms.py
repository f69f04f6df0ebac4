"""What organisers type of a petition's life."""

from typing import Literal

from pydantic import Field

from forum.http.forms import Form, prose
from forum.petitions.lifecycle.rules import MOST_KEPT


class EndForm(Form):
    """`sure` is a box: an end is an end."""

    act: Literal["settle", "abandon"]
    reason: prose(2000)  # type: ignore[valid-type]
    sure: bool = False
    relaxed: bool = False


class KeepForm(Form):
    kept_days: int = Field(ge=0, le=MOST_KEPT)
