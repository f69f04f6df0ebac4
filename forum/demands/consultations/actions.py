"""Opening a consultation, and answering it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from forum.collectives.publication.actions import Act, beware, publishes, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.draws.actions import freeze
from forum.demands.consultations import queries
from forum.demands.consultations.models import Consultation, ConsultationOption, ConsultationPaper
from forum.demands.consultations.rules import AGAIN_DAYS, LEAST_DEMANDS, MOST_DEMANDS, drawn, scope
from forum.demands.platforms.lengths.queries import measured
from forum.demands.platforms.lengths.rules import PAGE
from forum.identity.staff.actions import log


@dataclass(frozen=True)
class Asking:
    """What an organiser asks: copied into the consultation for good."""

    title: str
    question: str
    way: str
    refs: Sequence[str]
    places: int
    pages: int
    quorum_percent: int
    closes: date
    source: str = ""
    due: date | None = None


def open_consultation(
    tx: Session,
    place: Place,
    asking: Asking,
    now: Now,
    draw: Callable[[int], int],
    *,
    relaxed: bool = False,
) -> Consultation:
    """A staff act, so public at once. Each demand is frozen as it reads today."""
    if wrong := {**_wrong_demands(asking), **_wrong_day(asking.closes, now.today), **_wrong_source(asking)}:
        raise Invalid(wrong)
    found = queries.askable(tx, place.collective, asking.refs)
    if len(found) < len(set(asking.refs)):
        said = _("Une des revendications choisies n’est plus là, ou n’est pas de ce collectif.")
        raise Invalid({"demands": said})
    if busy := queries.asked_already(
        tx, [one.text_id for one in found], now.today - timedelta(days=AGAIN_DAYS)
    ):
        raise Invalid({"demands": _alone(busy)})
    lengths = measured(tx, found)
    if wrong := _wrong_pages(asking, list(lengths.values())):
        raise Invalid(wrong)
    beware([asking.title, asking.question], relaxed=relaxed)
    made = _written(tx, place, asking, now)
    for position, one in enumerate(drawn(found, draw), 1):
        tx.add(
            ConsultationOption(
                consultation_id=made.id,
                text_id=one.text_id,
                position=position,
                version=one.number,
                hash=one.hash,
                lines=lengths[one.text_id],
            )
        )
    if asking.source and asking.due:
        made.lot = _lot(tx, place, made, asking.source, asking.due, now, relaxed=relaxed)
    record(tx, "consultation.opened", place.collective.id, made.ref, made.title, now.today)
    log(tx, place.viewer, place.collective.id, "consultation.opened", made.title, now)
    return made


def _alone(titles: Sequence[str]) -> str:
    """Two counts of the same demands, days apart, would tell by subtraction what a newcomer answered."""
    said = _(
        "Ces revendications sont déjà dans une consultation ouverte, ou comptée depuis moins d’un mois : {titles}."
    )
    return said.format(titles=" ; ".join(f"« {title} »" for title in titles))


def _lot(
    tx: Session, place: Place, made: Consultation, source: str, due: date, now: Now, *, relaxed: bool
) -> str:
    """The list of what is asked about, frozen: its order, where demands tie, is drawn by a seed that nobody here chooses."""
    options = queries.options(tx, made)  # no title: words may be taken back, and a fingerprint may not
    lines = sorted(f"{option.ref} version {option.version}" for option in options)
    title = _("L’ordre des ex æquo : {title}").format(title=made.title)[:200]
    return freeze(tx, place, title, lines, source, due, now, until=made.closes, relaxed=relaxed).ref


def _wrong_source(asking: Asking) -> dict[str, str]:
    if bool(asking.source) == bool(asking.due):
        return {}
    said = _("Pour tirer au sort l’ordre des ex æquo, donnez la source et le jour, ou aucun des deux.")
    return {"due" if asking.source else "source": said}


def _written(tx: Session, place: Place, asking: Asking, now: Now) -> Consultation:
    made = Consultation(
        collective_id=place.collective.id,
        title=asking.title,
        question=asking.question,
        way=asking.way,
        places=asking.places,
        pages=asking.pages,
        quorum_percent=asking.quorum_percent,
        opens=now.today,
        closes=asking.closes,
    )
    tx.add(made)
    tx.flush()
    return made


def _wrong_demands(asking: Asking) -> dict[str, str]:
    count = len(set(asking.refs))
    if not LEAST_DEMANDS <= count <= MOST_DEMANDS:
        said = _("Choisissez de {least} à {most} revendications.")
        return {"demands": said.format(least=LEAST_DEMANDS, most=MOST_DEMANDS)}
    if asking.places and asking.pages:
        said = _("Donnez un nombre de revendications, ou un nombre de pages, mais pas les deux.")
        return {"pages": said}
    if asking.places >= count:
        said = _("Il faut moins de places que de revendications : sinon il n’y a rien à choisir.")
        return {"places": said}
    return {}


def _wrong_pages(asking: Asking, lengths: Sequence[int]) -> dict[str, str]:
    if not asking.pages:
        return {}
    if sum(lengths) <= asking.pages * PAGE:
        return {"pages": _("Toutes ces revendications tiennent ensemble : il n’y a rien à choisir.")}
    if min(lengths) > asking.pages * PAGE:
        return {"pages": _("Même la plus courte de ces revendications n’y tient pas : il en faut davantage.")}
    return {}


def _wrong_day(closes: date, today: date) -> dict[str, str]:
    if closes <= today:
        return {"closes": _("Choisissez un jour à venir : il faut le temps de répondre.")}
    far = days.too_far("vote", closes, today)
    return {"closes": far} if far else {}


def over() -> str:
    return _("Cette consultation est terminée : on ne peut plus y répondre.")


def check_open(consultation: Consultation, now: Now) -> None:
    if not queries.taking(consultation, now):
        raise Closed(over())


def answer(tx: Session, place: Place, consultation: Consultation, answers: dict[str, int], now: Now) -> None:
    """Put a paper in, or another in its place: whole, so that nothing of the first one stays."""
    check_open(consultation, now)
    paper = {"consultation": consultation.ref, "answers": answers}
    where = scope(consultation.ref)
    submit(
        tx,
        place,
        now,
        "consultation.paper",
        where,
        paper,
        label="vote",
        once=True,
        title=consultation.title,
    )


@publishes("consultation.paper")
def _keep_paper(tx: Session, act: Act, _today: date) -> None:
    named = select(Consultation).where(
        Consultation.ref == act.payload["consultation"], Consultation.collective_id == act.collective.id
    )
    consultation = tx.exec(named).one()
    if consultation.state != "open":
        raise Closed(_("Cette consultation est terminée : cette réponse n’a pas pu être comptée."))
    mine = select(ConsultationPaper).where(
        ConsultationPaper.consultation_id == consultation.id, ConsultationPaper.nul == act.nul
    )
    paper = tx.exec(mine).first() or ConsultationPaper(
        consultation_id=consultation.id, nul=act.nul, college="", answers={}
    )
    paper.college, paper.answers = act.college, dict(act.payload["answers"])
    tx.add(paper)
    tx.flush()
