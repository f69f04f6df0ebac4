"""What an organiser types to name somebody."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from forum.collectives.forms import valid_email
from forum.http.forms import Form, line


class NamingForm(Form):
    email: Annotated[line(254), AfterValidator(valid_email)]  # type: ignore[valid-type]
    name: line(120)  # type: ignore[valid-type]
    role: Literal["organiser", "moderator", "facilitator"]
