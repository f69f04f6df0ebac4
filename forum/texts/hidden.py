"""What moderation hid: the refusal that says so, why, and since which day; and what it decided, for whoever wrote.

Decisions are kept by a higher room, which fills `DECISIONS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col

from forum.collectives.queries import Place
from forum.core.errors import Gone
from forum.core.hooks import hooks
from forum.core.i18n import _, long_date
from forum.texts.models import Document


@dataclass(frozen=True)
class Verdict:
    """One public decision about something: hide, restore or keep, in whose name, and why; or `precaution`, which nobody
    decided."""

    measure: str
    ground: str
    reason: str
    day: date


# (transaction, reference) → what was decided of it, the latest first.
DECISIONS: list[Callable[[Session, str], list[Verdict]]] = hooks("text.decisions")
BY_TEAM = ("petition", "platform", "consultation", "conversation", "lot")
TITLES = {
    "text": "Texte masqué",
    "petition": "Pétition masquée",
    "platform": "Cahier masqué",
    "consultation": "Consultation masquée",
    "lot": "Tirage masqué",
    "conversation": "Carte des alliances masquée",
    "picture": "Image masquée",
}
SENTENCES = {
    "text": "La modération a masqué ce texte le {day}.",
    "petition": "La modération a masqué cette pétition le {day}. Elle ne prend pas de signature pendant ce temps.",
    "platform": "La modération a masqué ce cahier le {day}.",
    "lot": "La modération a masqué ce tirage au sort le {day}.",
    "consultation": "La modération a masqué cette consultation le {day}. On ne peut pas y répondre pendant ce temps.",
    "conversation": "La modération a masqué cette carte le {day}. On ne peut pas y répondre pendant ce temps.",
    "picture": "La modération a masqué cette image le {day}. Le texte qu’elle appuyait reste à lire.",
}


PRECAUTION = (
    "Masqué par précaution, depuis un signalement du {day} : on pourrait y reconnaître quelqu’un. Personne n’a encore "
    "décidé. Une personne de la modération le relit ; sa décision et son motif seront au journal public."
)


def listed(table: Any = Document) -> Any:
    """What lists, counts and search show: neither hidden nor gone on in another text."""
    return and_(col(table.hidden).is_(False), col(table.elsewhere).is_(None))


def verdicts(tx: Session, ref: str) -> list[Verdict]:
    return [verdict for decided in DECISIONS for verdict in decided(tx, ref)]


def check_shown(tx: Session, place: Place, ref: str, hidden: bool, what: str = "text") -> None:
    """Moderators still read what is hidden, and the team what it published; everybody else reads why it is not there."""
    if hidden and not place.may("moderate") and not (what in BY_TEAM and place.may("organise")):
        raise gone(tx, place, ref, what)


def gone(tx: Session, place: Place, ref: str, what: str) -> Gone:
    """The page is drawn after the transaction is undone: what it needs of the collective is taken out of it first."""
    if place.collective in tx:
        tx.expunge(place.collective)
    why = next(
        (verdict for verdict in verdicts(tx, ref) if verdict.measure in ("hide", "remove", "precaution")),
        None,
    )
    if why is None:
        return Gone(place.collective, _(TITLES[what]))
    if why.measure == "precaution":
        return Gone(place.collective, _(TITLES[what]), _(PRECAUTION).format(day=long_date(why.day)))
    said = [_(SENTENCES[what]).format(day=long_date(why.day)), explained(why.ground, why.reason)]
    return Gone(place.collective, _(TITLES[what]), " ".join(said))


def explained(ground: str, reason: str) -> str:
    return _("Au titre de : {ground}. Motif : {reason}").format(ground=ground.rstrip("."), reason=reason)
