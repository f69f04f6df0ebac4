"""What is typed to rebut an argument."""

from forum.deliberation.argument_actions import LENGTH
from forum.http.forms import prose
from forum.texts.forms import Sourced


class RebuttalForm(Sourced):
    body: prose(LENGTH)  # type: ignore[valid-type]
    relaxed: bool = False
