"""The day by which an institution undertook to answer."""

from datetime import date

from sqlmodel import Session

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.followups.actions import delivery_of, head_of, in_order
from forum.followups.subjects.queries import Head


def agree(
    tx: Session,
    place: Place,
    head: Head,
    delivery: str,
    day: date,
    source: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """The institution undertook to answer a delivery (a reference) by `day`: that is what the clock runs from then on."""
    to = delivery_of(tx, head, delivery)
    in_order("agreed", to.day, day, _("Le jour promis ne peut pas précéder la remise."))
    if far := days.too_far("promise", day, now.today):
        raise Invalid({"agreed": far})
    payload = {"subject": head.ref, "delivery": delivery, "day": day.isoformat(), "source": source}
    done = "delivery.agreed"
    submit(tx, place, now, "agreement", head.ref, payload, title=head.title, relaxed=relaxed, done=done)


@publishes("agreement")
def _publish_agreement(tx: Session, act: Act, _today: date) -> None:
    row = delivery_of(tx, head_of(tx, act), act.payload["delivery"])
    row.agreed, row.agreed_source = date.fromisoformat(act.payload["day"]), act.payload["source"]
    tx.add(row)
    tx.flush()
