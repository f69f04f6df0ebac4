"""A receipt as text: what shows that a leaf is in the log, without a word of who signed or what. No database."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.i18n import _
from forum.petitions.journal.notes import Point

FORMAT = "porte-voix/recu/1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`salt` and `content` open the leaf; `proof` leads from it to the root that `point` signs."""

    leaf: int
    salt: bytes
    content: bytes
    proof: Sequence[bytes]
    point: Point

    @property
    def text(self) -> str:
        said = [
            _("Reçu d’une signature. Il ne dit ni qui a signé, ni quoi."),
            _(
                "Pour le vérifier : forum verify JOURNAL --receipt CE-FICHIER, ou verifier.py à la place de forum verify."
            ),
            _("Gardez-le : une fois la signature retirée, nous ne pouvons plus le refaire."),
        ]
        lines = [
            *(f"# {line}" for line in said),
            FORMAT,
            f"ligne {self.leaf}",
            f"sel {self.salt.hex()}",
            f"contenu {self.content.hex()}",
            *(f"preuve {step.hex()}" for step in self.proof),
        ]
        return "\n".join(lines) + f"\n\n{self.point.note}"
