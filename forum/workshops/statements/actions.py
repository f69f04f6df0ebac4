"""What was said in a room enters the forum: each statement an act of its card, through the slot like any other.

Nothing here ties who types to who spoke: the log names the workshop, the act bears the card's nullifier alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlmodel import Session

from forum.collectives.publication.actions import blend
from forum.collectives.queries import Place
from forum.core.clock import Now, at
from forum.core.errors import Forbidden, Invalid
from forum.core.viewer import Viewer
from forum.demands.actions import UNSET_REF, Leaning, submit_demand
from forum.grievances.actions import submit_grievance, territory_of
from forum.grievances.rules import proposed_title
from forum.identity.staff.actions import log
from forum.registers.actions import submit_mechanism
from forum.texts.spoken.rules import holder
from forum.workshops.models import Workshop
from forum.workshops.stages.rules import Typed, short
from forum.workshops.statements.forms import Statement, judged
from forum.workshops.statements.rules import NAMED, WHATS


@dataclass(frozen=True)
class Gathered:
    """`refused`: what is wrong with some, by their place on the page; `named`: the grievances that were taken."""

    refused: dict[int, dict[str, str]]
    named: Sequence[Typed]


def gather(
    tx: Session,
    place: Place,
    workshop: Workshop | None,
    territory: str,
    typed: Sequence[Mapping[str, str]],
    pepper: bytes,
    now: Now,
    *,
    relaxed: bool = False,
) -> Gathered:
    """Take each statement that can be taken."""
    territory_of(tx, place, territory)
    refused: dict[int, dict[str, str]] = {}
    named: list[Typed] = []
    card = cache(lambda mark: holder(mark, pepper))  # slow, and whoever speaks often says several things
    for n, one in enumerate(typed):
        try:
            statement = judged(one)
            with tx.begin_nested():
                ref = _take(tx, place, workshop, territory, statement, card(statement.mark), now, relaxed)
            if statement.form.what == NAMED:
                named.append(Typed(ref, statement.mark, short(statement.form.body)))
        except Invalid as wrong:
            refused[n] = wrong.errors
        except (
            Forbidden
        ) as held_back:  # the card's, not the session's: the other statements are nobody's fault
            refused[n] = {"body": held_back.message}
    if len(refused) < len(typed):
        note(tx, place, workshop.ref if workshop else "", now)
        blend(tx)
    return Gathered(refused, named)


def note(tx: Session, place: Place, workshop: str, now: Now) -> None:
    """That statements were typed, never which: alike for a statement and for what is said of it afterwards.

    Outside a workshop the month alone is noted: on a quiet day the public text of that day would be the only one.
    """
    action, subject, when = (
        ("workshop.gathered", workshop, now)
        if workshop
        else ("statement.gathered", place.collective.name, at(now.today.replace(day=1).isoformat()))
    )
    log(tx, place.viewer, place.collective.id, action, subject, when)


def _take(
    tx: Session, place: Place, workshop: Workshop | None, territory: str, one: Statement, card: Viewer, now: Now,
    relaxed: bool,
) -> str:  # fmt: skip
    """The reference it will have."""
    said = (workshop.ref if workshop else "", one.form.consent)
    speaking = replace(place, viewer=card, college=one.form.college, spoken=said)
    room, kind, _label = WHATS[one.form.what]
    if room == "grievance":
        names = ("body", "since", "concerned", "often", "service")
        fields = {name: getattr(one.form, name) for name in names}
        return submit_grievance(tx, speaking, fields, territory, one.form.sources, now, relaxed=relaxed)
    fields = {"title": proposed_title(one.form.body, ""), "body": one.form.body}
    if room == "mechanism":
        return submit_mechanism(tx, speaking, kind, fields, one.form.sources, now, relaxed=relaxed)
    return submit_demand(tx, speaking, fields, kind, UNSET_REF, Leaning(), now, relaxed=relaxed)
