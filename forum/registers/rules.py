"""What a mechanism is made of, and what each kind of mechanism is called. Pure."""

from forum.core.i18n import _
from forum.texts.kinds import Kind, TextField, register

TITLE = 160
BODY = 4000
MOST = 20  # mechanisms one text may name
UNSET = "À préciser"  # the institution of a draft that does not know yet to whom it speaks

register(
    Kind(
        "mechanism",
        "mécanisme",
        "contester",
        "mecanismes",
        (
            TextField("title", "Son nom, en une phrase", TITLE, required=True),
            TextField("body", "Comment cela marche ?", BODY, rows=8, required=True, markdown=True),
        ),
    )
)


def kind_names() -> dict[str, str]:
    """What each kind of mechanism is called, in the reader's language."""
    return {
        "rule": _("règle"),
        "budget": _("budget"),
        "indicator": _("indicateur"),
        "management": _("façon de diriger"),
        "scheme": _("dispositif"),
    }
