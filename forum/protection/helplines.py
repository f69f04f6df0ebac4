"""Whom to call or write to instead of posting here: data, each with where it was read and what that page is dated.

Each was read on `CHECKED` in a stored copy of that page, not on the live site nor by calling; `docs/helplines.md`
says what else was seen, what could not be checked, and when to do it again. Numbers are as one dials them in France.
"""

from dataclasses import dataclass
from datetime import date

from forum.core.i18n import later

CHECKED = date(2026, 11, 21)


@dataclass(frozen=True)
class Helpline:
    """`number` is shown with its blanks and dialled without; the sentences are msgids."""

    number: str
    name: str
    when: str
    source: str
    dated: str

    @property
    def dial(self) -> str:
        return self.number.replace(" ", "")


URGENT = (
    Helpline(
        "17",
        later("Police ou gendarmerie, tout de suite"),
        later("ou 112, dans toute l’Europe. Si vous ne pouvez pas parler : un SMS au 114."),
        "https://informations.handicap.fr/a-114-n-durgence-pour-sourds-pas-assez-connu-36183.php",
        "2024-01",
    ),
    Helpline(
        "119",
        later("Allô Enfance en danger"),
        later(
            "Un enfant est en danger, ou risque de l’être. Jour et nuit, gratuit, et l’appel n’est pas sur la facture."
        ),
        "https://solidarites-sante.gouv.fr/affaires-sociales/familles-enfance/pacte-pour-l-enfance/lutte-contre-les-violences-faites-aux-enfants/article/119-allo-enfance-en-danger",
        "2021-05",
    ),
    Helpline(
        "3919",
        later("Violences Femmes Info"),
        later("Violences contre une femme. Jour et nuit, anonyme et gratuit ; ce n’est pas la police."),
        "https://solidaritefemmes.org/appeler-le-3919/",
        "",
    ),
    Helpline(
        "116 006",
        later("Aide aux victimes"),
        later(
            "Victime d’une infraction, d’un accident. Tous les jours, gratuit ; on vous oriente près de chez vous."
        ),
        "https://www.echoduberry.fr/actualite-25256-justice-aide-aux-victimes-des-dispositifs-au-service-des-citoyens",
        "2025-02",
    ),
    Helpline(
        "3114",
        later("Prévention du suicide"),
        later("Vous n’en pouvez plus, ou quelqu’un près de vous. Jour et nuit, gratuit, confidentiel."),
        "https://3114.fr/que-se-passe-t-il-quand-je-contacte-le-3114/",
        "",
    ),
)

# The institution that guides and protects whistleblowers; a letter needs no stamp. The address and the words of the inner
# envelope stand on DEFENDER_PAGE; the telephone (general information, not for an alert) on the public service's page F34665.
DEFENDER_ADDRESS = ("Défenseur des droits", "Libre réponse 71120", "75342 Paris Cedex 07")
DEFENDER_PHONE = "09 69 39 00 00"
DEFENDER_PAGE = "https://www.defenseurdesdroits.fr/fr/lanceurs-dalerte"
DEFENDER_ENVELOPE = (
    "SIGNALEMENT D’UNE ALERTE AU TITRE DE LA LOI DU 9 DÉCEMBRE 2016, EFFECTUÉ LE (date de l’envoi)"
)
WHISTLEBLOWERS_HOUSE = "https://mlalerte.org/"
