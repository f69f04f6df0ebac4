"""What is written to those who asked to be told. Pure."""

from collections.abc import Sequence

from forum.core.i18n import _, later
from forum.core.typography import french

KINDS = {
    "delivered": later("La pétition a été remise"),
    "commitment": later("L’institution a répondu : un engagement"),
    "refusal": later("L’institution a répondu : un refus"),
    "stalling": later("L’institution a répondu sans rien décider"),
    "silence": later("Toujours pas de réponse"),
    "promise": later("Un engagement est noté"),
    "overdue": later("Un engagement est en retard"),
    "claim": later("On dit qu’un engagement est tenu"),
    "erratum": later("Un rectificatif"),
    "settled": later("Elle a abouti, et c’est notre dernier courriel : votre adresse est effacée"),
    "abandoned": later("Elle est abandonnée, et c’est notre dernier courriel : votre adresse est effacée"),
    "news": later("Des nouvelles"),
}


def written(title: str, lines: Sequence[tuple[str, str]], page: str, link: str) -> tuple[str, str]:
    """(subject, body) of what is told of one petition; `lines` are (kind, words). No link that counts who opens it."""
    said = [_("- {what} : {words}").format(what=_(KINDS[kind]), words=words) for kind, words in lines]
    parts = [
        _("Vous avez demandé à être prévenu·e des suites de la pétition :\n« {title} »").format(title=title),
        "\n".join(said),
        _("Tout lire, et ce que l’on peut faire :\n{page}").format(page=page),
        _("Ne plus être prévenu·e, et effacer cette adresse :\n{link}").format(link=link),
    ]
    return _("Les suites d’une pétition"), french("\n\n".join(parts))
