"""What is typed when leaving."""

from typing import Literal

from pydantic import Field, field_validator

from forum.core.i18n import _
from forum.http.forms import Form
from forum.leaving.rules import SPREAD_DAYS


class EverythingForm(Form):
    pace: Literal["spread", "next"]
    sure: bool = Field(default=False, validate_default=True)

    @field_validator("sure")
    @classmethod
    def _said(cls, sure: bool) -> bool:
        if not sure:
            raise ValueError(_("Cochez cette case : cela ne se défait pas."))
        return sure

    @property
    def days(self) -> int:
        return SPREAD_DAYS if self.pace == "spread" else 0
