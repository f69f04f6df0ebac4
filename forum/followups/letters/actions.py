"""A reminder that left, noted as what it is: it starts no clock, hands nothing over, and stands on no public path."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.i18n import _
from forum.followups.actions import add_once, head_of, in_order, not_to_come
from forum.followups.models import Delivery
from forum.followups.subjects.queries import Head
from forum.petitions.lifecycle.actions import sign_of_life
from forum.petitions.lifecycle.rules import ENDED
from forum.petitions.models import Petition


@dataclass(frozen=True)
class Reminder:
    day: date
    recipient: str
    how: str


def remind(
    tx: Session, place: Place, head: Head, handed: date, left: Reminder, now: Now, *, relaxed: bool = False
) -> None:
    """After it was handed over (`handed`, the first time), and not in days to come."""
    in_order("day", handed, left.day, _("Une relance vient après la remise."))
    not_to_come("day", left.day, now)
    said = {"subject": head.ref, "day": left.day.isoformat(), "recipient": left.recipient, "how": left.how}
    done = "reminder.recorded"
    submit(tx, place, now, "reminder", head.ref, said, title=head.title, relaxed=relaxed, done=done)


@publishes("reminder")
def _publish(tx: Session, act: Act, today: date) -> None:
    head, said = head_of(tx, act), act.payload
    row = Delivery(
        followup_id=head.id,
        day=date.fromisoformat(said["day"]),
        recipient=said["recipient"],
        how=said["how"],
        reminder=True,
    )
    if not add_once(tx, act, row) or head.kind != "petition":
        return
    petition = tx.get_one(Petition, head.owner_id)
    if petition.state not in ENDED:
        sign_of_life(tx, petition, today)
