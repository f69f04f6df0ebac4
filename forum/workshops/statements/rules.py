"""What a statement may be, and how many stand on one page. Pure."""

from forum.core.i18n import later

BODY = 2000
PAGE, MOST = 6, 30
NAMED = "grievance"
# What it is → (room, the kind that this room knows, how it is said in the room).
WHATS: dict[str, tuple[str, str, str]] = {
    "grievance": (NAMED, "", later("Nommer : ce qui se passe")),
    "rule": ("mechanism", "rule", later("Contester : une règle")),
    "budget": ("mechanism", "budget", later("Contester : un budget")),
    "indicator": ("mechanism", "indicator", later("Contester : un chiffre à atteindre")),
    "management": ("mechanism", "management", later("Contester : une façon de diriger")),
    "scheme": ("mechanism", "scheme", later("Contester : un dispositif")),
    "principle": ("demand", "principle", later("Revendiquer : un principe")),
    "condition": ("demand", "condition", later("Revendiquer : une condition minimale")),
    "agenda": ("demand", "agenda", later("Revendiquer : un sujet à mettre à l’ordre du jour")),
}
CONSENTS = {
    "aloud": later("Relu à voix haute, la personne a dit oui"),
    "hand": later("La personne l’a écrit ou relu elle-même, et a dit oui"),
}


def places(typed: int, asked: int) -> int:
    """How many statements the page has room for: as many as were typed, never fewer than a page."""
    return min(MOST, max(PAGE, typed, asked))
