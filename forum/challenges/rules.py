"""What a challenge is made of, and its three standing questions. Pure."""

from forum.core.i18n import _

TITLE = 120
BODY = 4000
REFUSAL = 400
GRIEVANCES = 20  # that one challenge may lean on


def questions() -> dict[str, str]:
    """code → what is asked. The `side` of an argument is about the mechanism: "for" speaks for keeping it."""
    return {
        "usefulness": _("À quoi ça sert ?"),
        "help": _("Qui cela aide-t-il concrètement ?"),
        "sustainability": _("Comment en assure-t-on la pérennité ?"),
    }
