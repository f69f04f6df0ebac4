"""The words of petitions. No database, no clock, no chance. The arithmetic of their log is in `journal/rules.py`."""

MANNERS = {
    "carnet": "carnet attesté",
    "open": "carnet ouvert",
    "email": "courriel confirmé",
    "code": "code sur papier",
    "vouched": "avec l’aide de l’équipe",
    "paper": "feuille de papier",
}
