"""What an organiser says of the official path."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from forum.http.forms import Form, line
from forum.texts.forms import web_address


def whole(text: Any) -> Any:
    """« 12 345 » as a town hall writes it; nothing typed is none."""
    return "".join(text.split()) or 0 if isinstance(text, str) else text


class PathForm(Form):
    """No path is an answer too."""

    key: line(40, 0) = ""  # type: ignore[valid-type]
    electors: Annotated[int, BeforeValidator(whole), Field(ge=0, le=100_000_000)] = 0
    url: web_address() = ""  # type: ignore[valid-type]
