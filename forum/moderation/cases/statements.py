"""A statement of reasons in plain French: the words to begin with, and what the author reads. Pure."""

from dataclasses import dataclass
from datetime import date

from forum.core.i18n import _, later, long_date

FACTS = 1500


@dataclass(frozen=True)
class Template:
    """Words to begin with for a reason that was given; each may be changed."""

    facts: str
    ground: str
    reason: str
    law: bool = False


TEMPLATES = {
    "identifiable": Template(
        later("Ce texte donne des détails qui, mis ensemble, permettent de reconnaître quelqu’un."),
        later("La charte : personne n’est reconnaissable"),
        later(
            "Des détails de ce texte, mis ensemble, désignent une personne ou une famille. Rien de ce qu’il dénonce n’est "
            "reproché : il peut revenir sans ces détails."
        ),
    ),
    "insult": Template(
        later("Ce texte insulte, menace ou méprise une personne ou un groupe."),
        later("La charte : on critique une façon de faire, pas une personne"),
        later("Ce texte vise une personne au lieu de ce qui est fait. La critique elle-même a sa place ici."),
    ),
    "false_figure": Template(
        later("Ce texte donne comme établi un chiffre ou un fait que sa source ne dit pas."),
        later("La charte : un chiffre a une source"),
        later("Le chiffre ou le fait cité ne se trouve pas dans la source, ou celle-ci manque."),
    ),
    "manipulation": Template(
        later("Ce texte se présente comme plusieurs voix, ou reprend une consigne."),
        later("La charte : une personne, une voix"),
        later("Ce texte fait passer pour plusieurs personnes ce qui vient d’une seule, ou d’une consigne."),
    ),
    "off_charter": Template(
        later("Ce texte sort de ce que la charte du collectif permet."),
        later("La charte du collectif"),
        later("Ce texte n’a pas sa place ici d’après la charte, pour la raison que voici : "),
    ),
    "illegal": Template(
        later("Ce texte contient ce que la loi interdit de publier."),
        later("La loi, article : "),
        later("La loi interdit de publier ceci, pour la raison que voici : "),
        law=True,
    ),
    "other": Template("", "", ""),
}
SCOPES = {
    "hide": later("Ce texte n’est plus montré dans ce collectif ; la modération peut encore le lire."),
    "restore": later("Ce texte est de nouveau montré dans ce collectif."),
    "keep": later("Ce texte reste montré dans ce collectif."),
    "suspend": later("Toutes les voix de cette personne dans ce collectif, et nulle part ailleurs."),
    "remove": later("Ce texte est masqué dans ce collectif, puis détruit."),
    "label": later("Ce texte reste montré, avec une mention au-dessus."),
    "redact": later("Ce texte reste montré, sans le passage visé."),
}


def template(reason: str) -> Template:
    said = TEMPLATES.get(reason, TEMPLATES["other"])
    return Template(
        _(said.facts) if said.facts else "",
        _(said.ground) if said.ground else "",
        _(said.reason) if said.reason else "",
        said.law,
    )


def scope(measure: str) -> str:
    return _(SCOPES[measure])


def lifted() -> str:
    """The scope of a suspension that is undone."""
    return _("Les voix de cette personne peuvent de nouveau agir dans ce collectif.")


def _lasts(measure: str, until: date | None) -> str:
    if until:
        return _("jusqu’au {day}").format(day=long_date(until))
    if measure in ("keep", "restore"):
        return _("sans limite")
    return _("tant qu’une autre décision ne la change pas")


@dataclass(frozen=True)
class Said:
    """A whole statement, as it is told. `contest_at`: the page to contest it; "" where there is none any more, since the
    carnet is known by a text that was destroyed. `contest_until`: None once somebody else has reviewed it."""

    measure: str
    facts: str
    notice: bool
    automated: bool
    law: bool
    ground: str
    reason: str
    ref: str
    contest_until: date | None
    lasts: date | None = None
    contest_at: str = ""
    scope: str = ""


def told(said: Said, sentence: str) -> str:
    """What the author reads: the measure first, then each field of the statement, each once."""
    origin = _("Quelqu’un l’avait signalé.") if said.notice else _("La modération l’a regardé d’elle-même.")
    software = (
        _("Un contrôle automatique l’avait masqué d’abord ; une personne a décidé.")
        if said.automated
        else _("Aucun logiciel n’a décidé : une personne a lu.")
    )
    ground = _("Au titre de la loi : {ground}.") if said.law else _("Au titre de : {ground}.")
    lines = [
        sentence,
        f"{said.scope or scope(said.measure)} {_('Durée :')} {_lasts(said.measure, said.lasts)}.",
        _("Les faits : {facts}").format(facts=said.facts) if said.facts else "",
        f"{origin} {software}",
        f"{ground.format(ground=said.ground.rstrip('. '))} {_('Motif : {reason}').format(reason=said.reason)}",
        redress(said.ref, said.contest_until, said.contest_at),
    ]
    return " ".join(line for line in lines if line)


def redress(ref: str, until: date | None, at: str) -> str:
    if until is None:
        return _(
            "Cette réponse est la dernière ici (référence {ref}). Un tribunal peut toujours être saisi ; cela ne se fait "
            "pas sans dire son nom."
        ).format(ref=ref)
    if at:
        return _(
            "Vous n’êtes pas d’accord ? Vous avez six mois, jusqu’au {day}, pour demander qu’une autre personne revoie "
            "cette décision : « Contester cette décision », plus bas. Si vous effacez ce message, gardez l’adresse : {at}"
        ).format(day=long_date(until), at=at)
    return _(
        "Vous n’êtes pas d’accord ? Vous avez six mois, jusqu’au {day}, pour demander qu’une autre personne revoie cette "
        "décision : écrivez à l’adresse de la page « Contact », sans dire qui vous êtes, avec sa référence : {ref}."
    ).format(day=long_date(until), ref=ref)
