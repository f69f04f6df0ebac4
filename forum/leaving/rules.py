"""What becomes of something its author takes back, and when. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from forum.collectives.rules import next_slot

SPREAD_DAYS = 14
# Said before anything is done, for each fate.
SAID = {
    "gone": "Disparaît tout entier.",
    "emptied": "D’autres y ont répondu : vos mots disparaissent, il reste « retiré par son auteur·e ».",
    "unsigned": "Le groupe l’a voté, porté ou écrit avec vous : le texte reste, votre pseudonyme disparaît.",
    "withdrawn": "Le texte reste. Votre pseudonyme disparaît d’entre ses auteur·rices, avec ce que vous avez répondu.",
    "let_go": "Disparaît si l’équipe ne l’a pas ajoutée à la carte ; sinon la phrase reste, sans rien qui mène à vous.",
    "discounted": "Disparaît, et le compte baisse d’un.",
    "revoked": "Votre nom est effacé et le compte baisse d’un. Reste une ligne du journal public, un nombre que rien ne "
    "rattache à vous, et une autre qui dit qu’elle ne compte plus.",
    "lost": "Vous ne serez plus compté·e dans votre collège ici. Il faudra une nouvelle invitation ou un nouveau code.",
}
KINDS = {
    "text": "texte",
    "amendment": "proposition de changement",
    "objection": "objection à un vote",
    "echo": "je le vis aussi",
    "refusal": "je refuse aussi",
    "paper": "bulletin d’un vote ouvert",
    "assessment": "évaluation d’un engagement",
    "contest": "contestation d’un « c’est fait »",
    "signature": "signature",
    "merge": "regroupement proposé",
    "merge_paper": "avis sur un regroupement",
    "settling_paper": "bulletin sur un changement proposé",
    "consultation_paper": "réponses à une consultation",
    "conversation_paper": "réponses à une carte des alliances",
    "phrase": "phrase proposée à une carte des alliances",
    "source_verdict": "avis sur une source",
    "author": "texte écrit à plusieurs",
    "grant": "attestation",
    "message": "message pour vous",
}


@dataclass(frozen=True)
class Ties:
    """What others have made of a text: decided on it, written in it, answered it."""

    decided: bool = False
    shared: bool = False
    answered: bool = False


def fate(ties: Ties, *, by_order: bool = False) -> str:
    """What was decided or written together is no longer one person's to erase; what was answered leaves a place.

    `by_order`, of a court or for somebody who is named in it: the words go whatever others made of them.
    """
    if (ties.decided or ties.shared) and not by_order:
        return "unsigned"
    return "emptied" if ties.decided or ties.shared or ties.answered else "gone"


def drawn_slot(epoch: int, slot_minutes: int, days: int, draw: Callable[[int], int]) -> int:
    """One of the slots of the next `days`, drawn; the next one for 0. What goes all at once is seen to be one person's."""
    step = slot_minutes * 60
    return next_slot(epoch, slot_minutes) + draw(max(1, days * 86_400 // step)) * step
