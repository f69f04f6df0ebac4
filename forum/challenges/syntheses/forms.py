"""What is typed to write a synthesis."""

from pydantic import Field

from forum.challenges.rules import SYNTHESIS, TAKEN
from forum.http.forms import Form, line, prose


class SynthesisForm(Form):
    body: prose(SYNTHESIS)  # type: ignore[valid-type]
    taken: list[line(20)] = Field(default=[], max_length=TAKEN)  # type: ignore[valid-type]
    seen: int = Field(ge=0, le=10**6)
    relaxed: bool = False
