"""What a challenge is made of, and its three standing questions. Pure."""

from forum.core.i18n import _, later
from forum.deliberation.rules import QUESTIONS

TITLE = 120
BODY = 4000
REFUSAL = 400
GRIEVANCES = 20  # that one challenge may lean on
SYNTHESIS, TAKEN = 6000, 2000
ANSWER = 8000
LINK_DAYS = 60


ASKED = {
    "usefulness": later("À quoi ça sert ?"),
    "help": later("Qui cela aide-t-il concrètement ?"),
    "sustainability": later("Comment en assure-t-on la pérennité ?"),
}
QUESTIONS.update(ASKED)


def questions() -> dict[str, str]:
    """code → what is asked. The `side` of an argument is about the mechanism: "for" speaks for keeping it."""
    return {code: _(asked) for code, asked in ASKED.items()}
