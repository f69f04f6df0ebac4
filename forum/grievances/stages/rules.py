"""The stages by which a grievance is completed, in their order; free to walk either way. Pure."""

from dataclasses import dataclass

from forum.core.i18n import later


@dataclass(frozen=True, slots=True)
class Stage:
    """`fields` of the grievance that it asks for; none where it adds a source."""

    key: str
    label: str
    fields: tuple[str, ...]


STAGES = (
    Stage("qui", later("Qui cela touche"), ("concerned",)),
    Stage("frequence", later("À quelle fréquence"), ("often",)),
    Stage("service", later("Dans quel service"), ("service",)),
    Stage("sources", later("Avec quelles sources"), ()),
)
HOW_OFTEN = (
    later("Une seule fois"),
    later("Quelques fois par an"),
    later("Chaque mois"),
    later("Chaque semaine"),
    later("Chaque jour"),
    later("Tout le temps"),
)


def stage(key: str) -> Stage | None:
    return next((one for one in STAGES if one.key == key), None)


def following(key: str) -> str:
    """The next stage's key, "" after the last."""
    keys = [one.key for one in STAGES]
    return keys[keys.index(key) + 1] if key in keys[:-1] else ""
