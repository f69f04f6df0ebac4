"""The hour of a workshop, and what a place may say. Pure."""

import re
from dataclasses import dataclass

from forum.core.i18n import later

MINUTES = 60
PLACE, THEME = 120, 400
LEAST_TOLD = 5  # statements: with fewer, a place and a month would say who was in the room
MOST_CARDS = 40
_WAYS = "rue|av|bd|bld|all[ée]es?|impasse|chemin|quai|route|cours|square|passage|place|avenue|boulevard"
_NUMBERED = rf"\d+\s*(?:bis|ter|[a-d])?\s*,?\s+(?:{_WAYS})"
_ADDRESS = re.compile(rf"\b{_NUMBERED}\b|\b(?:rue|avenue|boulevard)\s+\w|\b\d{{5}}\b", re.IGNORECASE)
STEPS = {
    "welcome": (
        later("Accueillir"),
        later(
            "Dire d’où l’on vient, pourquoi cette heure, et lire le cadre ci-dessous à voix haute. Chacun·e peut se taire, "
            "partir, revenir."
        ),
    ),
    "nommer": (
        later("Nommer"),
        later(
            "Carte 1. Chacun·e dit ce qui se passe, avec des faits. On n’explique pas, on ne corrige pas, on note les mots "
            "exacts."
        ),
    ),
    "contester": (
        later("Contester"),
        later(
            "Carte 2. Quelle règle, quel budget, quelle habitude produit cela ? On lui pose les trois questions."
        ),
    ),
    "revendiquer": (
        later("Revendiquer"),
        later("Carte 3. Ce qui doit changer, par qui, pour quand, et à quoi l’on verra que c’est fait."),
    ),
    "closing": (
        later("Se quitter"),
        later(
            "Relire les phrases à voix haute. Demander à chacun·e ce qui peut sortir de la salle. Donner les cartes. Rendre "
            "ou déchirer le reste."
        ),
    ),
}
FRAME = (
    later("Personne n’est obligé de parler, ni de donner son nom."),
    later("On ne nomme ni enfant, ni parent, ni collègue : on parle de ce qui se passe."),
    later("On n’enregistre pas, on ne photographie pas, on ne fait pas de liste de présence."),
    later("Ce qui est noté est relu à la personne qui l’a dit ; elle le change, le garde ou le déchire."),
    later("Rien ne sort de la salle sans un oui clair, phrase par phrase. Ce oui peut être repris."),
)
ASKING = later(
    "« Vous avez dit : … Est-ce bien cela ? Voulez-vous que cette phrase soit publiée dans le forum, sans votre nom ? Vous "
    "pouvez dire non, ou changer d’avis plus tard. »"
)
SHEETS = (
    (
        later("Carte 1 : nommer"),
        (later("Que se passe-t-il ?"), later("Pour qui ?"), later("Où, et depuis quand ?")),
    ),
    (
        later("Carte 2 : contester"),
        (
            later("À quoi ça sert ?"),
            later("Qui cela aide-t-il concrètement ?"),
            later("Comment en assure-t-on la pérennité ?"),
        ),
    ),
    (
        later("Carte 3 : revendiquer"),
        (
            later("Qu’est-ce qui doit changer ?"),
            later("Qui doit le faire, et pour quand ?"),
            later("À quoi verra-t-on que c’est fait ?"),
        ),
    ),
)
PLAIN_WORDS = (
    (later("Une doléance"), later("Quelque chose qui ne va pas, et que vous vivez ou que vous voyez.")),
    (
        later("Un mécanisme"),
        later("Ce qui fait que cela arrive : une règle, un budget, une façon de diriger."),
    ),
    (later("Contester"), later("Demander à quoi sert ce mécanisme, et dire non s’il ne sert à rien de bon.")),
    (
        later("Une revendication"),
        later("Ce que l’on veut à la place, à qui on le demande, et comment on saura que c’est fait."),
    ),
    (
        later("La carte"),
        later(
            "Un papier pour vous seul·e. Avec son code, vous relisez, changez ou retirez ce que vous avez dit. Personne ne "
            "sait quelle carte vous avez."
        ),
    ),
    (later("Votre nom"), later("Il n’est écrit nulle part. Ne l’écrivez pas sur la carte non plus.")),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the hour: `start` in minutes from the beginning."""

    key: str
    start: int
    minutes: int


def agenda() -> list[Step]:
    """Welcome, the three rooms, and the way out: what was said in each belongs to who said it."""
    parts = (("welcome", 8), ("nommer", 17), ("contester", 15), ("revendiquer", 15), ("closing", 5))
    steps, start = [], 0
    for key, minutes in parts:
        steps.append(Step(key, start, minutes))
        start += minutes
    return steps


def told_place(place: str, statements: int) -> str:
    """Where it was, for everyone; "" while too few spoke."""
    return place if statements >= LEAST_TOLD else ""


def has_address(place: str) -> bool:
    """A street or a postcode: enough for somebody to wait at the door."""
    return _ADDRESS.search(place) is not None
