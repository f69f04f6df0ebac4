"""Suivre: record what was delivered, answered and promised; say whether it was kept.

What organisers record goes through the one door (`submit`), so that the guard reads it too, and is logged in their name.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from forum.collectives.models import DECIDING, Pending
from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.crypto import packed, sha256
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.ids import ref_from
from forum.followups.models import Assessment, Commitment, Delivery, Reply
from forum.followups.subjects import queries as subjects
from forum.followups.subjects.actions import begin
from forum.followups.subjects.queries import Head
from forum.petitions.lifecycle import actions as lifecycle
from forum.petitions.models import Petition
from forum.petitions.told import actions as told


def deliver(
    tx: Session,
    place: Place,
    ref: str,
    day: date,
    recipient: str,
    how: str,
    now: Now,
    *,
    institution: str = "",
    relaxed: bool = False,
) -> Head:
    """Handed over; the silence clock starts that day, if it is the first time. `institution` is for a cahier."""
    head = subjects.find(tx, place.collective, ref, institution)
    if not head.institution_id:
        raise Invalid({"institution": _("Dites à quelle institution le cahier a été remis.")})
    in_order("day", head.day, day, _(TOO_EARLY[head.kind]))
    not_to_come("day", day, now)
    payload = {
        "subject": ref,
        "institution": institution,
        "day": day.isoformat(),
        "recipient": recipient,
        "how": how,
    }
    done = "delivery.recorded"
    submit(tx, place, now, "delivery", head.ref, payload, title=head.title, relaxed=relaxed, done=done)
    return head


TOO_EARLY = {
    "petition": "La remise ne peut pas précéder l’ouverture de la pétition.",
    "demand": "La remise ne peut pas précéder la fin du vote.",
    "platform": "La remise ne peut pas précéder la publication du cahier.",
}


def reply(
    tx: Session,
    place: Place,
    head: Head,
    delivery: str,
    day: date,
    label: str,
    text: str,
    source: str,
    now: Now,
    *,
    stalling: str = "",
    relaxed: bool = False,
) -> None:
    """What the institution answered to a delivery (a reference), or the silence that was noted that day."""
    to = delivery_of(tx, head, delivery)
    in_order("day", to.day, day, _("La réponse ne peut pas précéder la remise."))
    not_to_come("day", day, now)
    payload = {
        "subject": head.ref,
        "delivery": delivery,
        "day": day.isoformat(),
        "label": label,
        **({"stalling": stalling} if label == "stalling" and stalling else {}),
        "text": text,
        "source": source,
    }
    done = "reply.recorded"
    submit(tx, place, now, "reply", head.ref, payload, title=head.title, relaxed=relaxed, done=done)


@dataclass(frozen=True)
class Promised:
    """A promise as it is written down; `about` is a demand or one of its criteria (`ref` or `ref.number`), or nothing."""

    reply: str
    owner: str
    what: str
    due: date
    evidence: str
    source: str
    about: str = ""


def commit_all(
    tx: Session, place: Place, head: Head, said: Sequence[Promised], now: Now, *, relaxed: bool = False
) -> None:
    """Several promises of one reply, all or none; what is wrong with the second one is told of `field-2`."""
    errors: dict[str, str] = {}
    for number, one in enumerate(said, 1):
        try:
            commit(tx, place, head, one, now, relaxed=relaxed)
        except Invalid as refused:
            shared = ("reply", "guard")
            own = {
                f"{n}-{number}" if number > 1 and n not in shared else n: s for n, s in refused.errors.items()
            }
            errors = {**own, **errors}
    if errors:
        raise Invalid(errors)


def commit(tx: Session, place: Place, head: Head, said: Promised, now: Now, *, relaxed: bool = False) -> None:
    """A promise cut out of a reply (a reference): who, what, by when, how we shall know, where it is written."""
    made = _reply(tx, head, said.reply)
    if made.label != "commitment":
        raise Invalid({"reply": _("Un engagement vient d’une réponse classée « engagement ».")})
    in_order("due", made.day, said.due, _("L’échéance ne peut pas précéder la réponse."))
    if far := days.too_far("promise", said.due, now.today):
        raise Invalid({"due": far})
    subjects.chosen(subjects.measures(tx, head), said.about)
    payload = {"subject": head.ref, **asdict(said), "due": said.due.isoformat()}
    done = "commitment.recorded"
    submit(tx, place, now, "commitment", head.ref, payload, title=head.title, relaxed=relaxed, done=done)


def in_order(field: str, first: date, second: date, sentence: str) -> None:
    if second < first:
        raise Invalid({field: sentence})


def not_to_come(field: str, day: date, now: Now) -> None:
    if day > now.today:
        raise Invalid({field: _("Cette date est à venir : notez ce qui a déjà eu lieu.")})


def delivery_of(tx: Session, head: Head, ref: str) -> Delivery:
    mine = (Delivery.followup_id == head.id, col(Delivery.reminder).is_(False))
    query = select(Delivery).where(Delivery.ref == ref, *mine)
    found = tx.exec(query).first()
    if found is None:
        raise Invalid({"delivery": _("Choisissez une des remises de la liste.")})
    return found


def _reply(tx: Session, head: Head, ref: str) -> Reply:
    query = select(Reply).join(Delivery).where(Reply.ref == ref, Delivery.followup_id == head.id)
    found = tx.exec(query).first()
    if found is None:
        raise Invalid({"reply": _("Choisissez une des réponses reçues.")})
    return found


def head_of(tx: Session, act: Act) -> Head:
    return subjects.followed(tx, act.collective, act.payload["subject"])


def add_once(tx: Session, act: Act, row: Delivery | Reply | Commitment) -> bool:
    """Add a row whose reference is drawn from its words: the same form sent twice is one row."""
    words = [act.kind, *(str(value) for value in act.payload.values())]
    row.ref = ref_from(sha256(packed(act.collective.slug, *words)))
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        return False
    return True


def _petition(tx: Session, head: Head) -> Petition:
    return tx.exec(select(Petition).where(Petition.id == head.owner_id)).one()


def _tell(tx: Session, head: Head, kind: str, ref: str, words: str, today: date) -> None:
    """To those who asked to be told what follows a petition; a demand or a cahier has no such list."""
    if head.kind == "petition":
        told.tell(tx, head.owner_id, f"{kind}:{ref}", kind, words, today)


@publishes("delivery")
def _publish_delivery(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    head = begin(tx, act.collective, said["subject"], said["institution"])
    day = date.fromisoformat(said["day"])
    row = Delivery(followup_id=head.id, day=day, recipient=said["recipient"], how=said["how"])
    if not add_once(tx, act, row):
        return
    if head.kind == "petition":
        lifecycle.delivered(tx, _petition(tx, head), day, today)
    record(tx, f"{head.kind}.delivered", act.collective.id, head.subject, head.title, today)
    _tell(tx, head, "delivered", row.ref, row.recipient, today)


@publishes("reply")
def _publish_reply(tx: Session, act: Act, today: date) -> None:
    head, said = head_of(tx, act), act.payload
    row = Reply(
        delivery_id=delivery_of(tx, head, said["delivery"]).id,
        label=said["label"],
        stalling=said.get("stalling", ""),
        text=said["text"],
        source=said["source"],
        day=date.fromisoformat(said["day"]),
    )
    if add_once(tx, act, row):
        record(tx, f"reply.{row.label}", act.collective.id, head.subject, head.title, today)
        if head.kind == "petition" and row.label != "silence":
            lifecycle.answered(tx, _petition(tx, head), today)
        _tell(tx, head, row.label, row.ref, row.source, today)


@publishes("commitment")
def _publish_commitment(tx: Session, act: Act, today: date) -> None:
    head, said = head_of(tx, act), act.payload
    made = _reply(tx, head, said["reply"])
    demand, criterion = subjects.chosen(subjects.measures(tx, head), said["about"])
    row = Commitment(
        reply_id=made.id,
        demand_id=demand,
        criterion=criterion,
        owner=said["owner"],
        what=said["what"],
        due=date.fromisoformat(said["due"]),
        evidence=said["evidence"],
        source=said["source"],
        day=made.day,
    )
    if add_once(tx, act, row):
        record(tx, "commitment.recorded", act.collective.id, head.subject, head.title, today)
        if head.kind == "petition":
            lifecycle.followed(tx, _petition(tx, head), today)
        _tell(tx, head, "promise", row.ref, row.what, today)


def assess(tx: Session, place: Place, commitment: Commitment, verdict: str, now: Now) -> Pending | None:
    """*Tenu / pas tenu*, by somebody of a deciding college. Their latest word stands, for ever."""
    said = _("tenu") if verdict == "kept" else _("pas tenu")
    payload = {"commitment": commitment.ref, "verdict": verdict}
    scope, title = f"commitment:{commitment.ref}", f"{commitment.what[:240]} : {said}"
    return submit(tx, place, now, "assessment", scope, payload, label="vote", once=True, title=title)


@publishes("assessment")
def _publish_assessment(tx: Session, act: Act, _today: date) -> None:
    if act.college not in DECIDING:
        raise Forbidden
    commitment = tx.exec(select(Commitment).where(Commitment.ref == act.payload["commitment"])).first()
    if commitment is None:
        raise NotFound
    query = select(Assessment).where(Assessment.commitment_id == commitment.id, Assessment.nul == act.nul)
    known = tx.exec(query).first()
    if known is None:
        known = Assessment(commitment_id=commitment.id, nul=act.nul, college="", verdict="")
    else:
        move(commitment, known, -1)
    known.college, known.verdict = act.college, act.payload["verdict"]
    move(commitment, known, +1)
    tx.add_all([known, commitment])
    tx.flush()


def move(commitment: Commitment, assessment: Assessment, by: int) -> None:
    counter = f"{assessment.verdict}_{assessment.college}"
    setattr(commitment, counter, getattr(commitment, counter) + by)


def recount(tx: Session, commitment: Commitment) -> dict[str, Any]:
    """The four counters as the rows tell them: what the columns must hold."""
    query = select(Assessment.verdict, Assessment.college, func.count()).where(
        Assessment.commitment_id == commitment.id
    )
    rows = tx.exec(query.group_by(Assessment.verdict, Assessment.college)).all()
    found = {f"{verdict}_{college}": n for verdict, college, n in rows}
    return {f"{v}_{c}": found.get(f"{v}_{c}", 0) for v in ("kept", "broken") for c in DECIDING}
