"""What a challenge is made of, and its three standing questions. Pure."""

from forum.core.i18n import _, later
from forum.deliberation.rules import QUESTIONS
from forum.texts.kinds import Kind, TextField, register

TITLE = 120
BODY = 4000
REFUSAL = 400
GRIEVANCES = 20  # that one challenge may lean on
SYNTHESIS, TAKEN = 6000, 2000
ANSWER = 8000
LINK_DAYS = 60

register(
    Kind(
        "challenge",
        "contestation",
        "contester",
        "contestations",
        (
            TextField("title", "Titre", TITLE, required=True),
            TextField(
                "body", "Que contestez-vous, et pourquoi ?", BODY, rows=8, required=True, markdown=True
            ),
            TextField("refusal", "Nous refusons…", REFUSAL, rows=3, required=True),
        ),
    )
)
# What the rooms of a challenge write.
register(
    Kind(
        "synthesis",
        "synthèse",
        "contester",
        "",
        (TextField("body", "Synthèse", SYNTHESIS, rows=14, required=True, markdown=True),),
        team="write a synthesis",
    )
)
register(
    Kind(
        "answer",
        "réponse d’une institution",
        "contester",
        "",
        (TextField("body", "Réponse", ANSWER, rows=12, required=True, markdown=True),),
        closed=later("Une institution parle ici en son nom : personne d’autre qu’elle ne change ses mots."),
    )
)

ASKED = {
    "usefulness": later("À quoi ça sert ?"),
    "help": later("Qui cela aide-t-il concrètement ?"),
    "sustainability": later("Comment en assure-t-on la pérennité ?"),
}
QUESTIONS.update(ASKED)


def questions() -> dict[str, str]:
    """code → what is asked. The `side` of an argument is about the mechanism: "for" speaks for keeping it."""
    return {code: _(asked) for code, asked in ASKED.items()}
