"""What is typed to rebut an argument."""

from forum.deliberation.rules import ARGUMENT
from forum.http.forms import prose
from forum.texts.forms import Sourced


class RebuttalForm(Sourced):
    body: prose(ARGUMENT)  # type: ignore[valid-type]
    relaxed: bool = False
