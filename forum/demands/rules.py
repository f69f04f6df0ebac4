"""What a demand needs before people vote on it, and which way its states go. Pure."""

import re
from collections.abc import Mapping
from datetime import date

from forum.core import days
from forum.core.i18n import _
from forum.texts.kinds import Kind, TextField, register

TITLE = 160
BODY = 6000
RESPONSIBLE = 200
CRITERIA = 3000
EQUITY = 1500
COST = 300
LEAST_CRITERION = 8  # signs: lenient, the sentence beside the field teaches more than a refusal would

register(
    Kind(
        "demand",
        "revendication",
        "revendiquer",
        "revendications",
        (
            TextField("title", "Titre", TITLE, required=True),
            TextField("body", "Ce que nous demandons", BODY, rows=8, required=True, markdown=True),
            TextField("responsible", "Qui doit le faire ?", RESPONSIBLE),
            TextField(
                "deadline",
                "Pour quand ?",
                10,
                hint="Une date complète, par exemple 31/03/2027.",
                day="deadline",
            ),
            TextField(
                "criteria",
                "À quoi verra-t-on que c’est fait ?",
                CRITERIA,
                rows=4,
                hint="Un critère par ligne, que l’on puisse vérifier.",
                lines=True,
            ),
            TextField("equity", "Qui risque d’être laissé de côté ?", EQUITY, rows=3),
            TextField(
                "cost",
                "Ce que cela coûte, si on le sait",
                COST,
                rows=2,
                hint="Une phrase, avec d’où vient le chiffre.",
                late=True,
            ),
        ),
    )
)

_BULLET = re.compile(r"^(?:[-–—•*]|\d{1,2}[.)])\s+")
_CHECKABLE = re.compile(
    r"\d|publi|affich|écrit|signé|chaque|toute?s?\b|aucune?\b|zéro|délai|liste|calendrier|budget|postes?\b|moitié|doubl"
    r"|un an|mois|semaine|jours?\b|supprim|créé|ouvert|recrut|abrog",
    re.IGNORECASE,
)


def criteria_of(text: str) -> list[str]:
    """One criterion a line, without its bullet."""
    lines = (_BULLET.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def vague(text: str) -> list[str]:
    """The criteria in which nothing can be checked: shown as a hint, never refused."""
    return [line for line in criteria_of(text) if not _CHECKABLE.search(line)]


def deadline_of(text: str) -> date | None:
    """The day named by an ISO date, None if it is not one."""
    return days.whole(text)


def missing(fields: Mapping[str, str], today: date) -> dict[str, str]:
    """What still keeps a demand from being voted on, field by field, each with what to do."""
    errors = {}
    if not fields.get("responsible"):
        errors["responsible"] = _("Dites qui doit le faire : une personne, un poste ou un service.")
    if error := _wrong_deadline(fields.get("deadline", ""), today):
        errors["deadline"] = error
    if error := _wrong_criteria(fields.get("criteria", "")):
        errors["criteria"] = error
    return errors


def _wrong_deadline(text: str, today: date) -> str:
    day = deadline_of(text)
    if not text:
        return _("Donnez une échéance : une date complète, par exemple 31/03/2027.")
    if day is None:
        return _("Écrivez une date complète, par exemple 31/03/2027.")
    if day <= today:
        return _("Cette échéance est déjà passée : choisissez une date à venir.")
    return days.too_far("deadline", day, today)


def _wrong_criteria(text: str) -> str:
    criteria = criteria_of(text)
    if not criteria:
        return _("Écrivez au moins un critère : à quoi verra-t-on que c’est fait ?")
    if short := next((line for line in criteria if len(line) < LEAST_CRITERION), ""):
        return _(
            "« {line} » est trop court pour être vérifié : dites ce que l’on comptera, ou ce que l’on verra."
        ).format(line=short)
    return ""


def may_open(state: str, number: int, voted: int) -> bool:
    """A draft may be put to the vote; a demand that was not shared may be again, once its text has changed."""
    return state == "draft" or (state in ("single", "rejected") and number > voted)
