"""Proposing changes to the clauses of a text, and what one gives once it is accepted (see `authors/together`).

Two acceptances never undo each other: operations are carried to the current version, or refused where they meet another.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.texts import queries
from forum.texts.actions import filled, revise, tell
from forum.texts.amendments import queries as amendments
from forum.texts.amendments import rules
from forum.texts.amendments.messages import moved, tell_others, worth_of
from forum.texts.amendments.rules import Operation
from forum.texts.authors import queries as authors
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document
from forum.texts.voices import in_thread, voice_for

# (transaction, text) → why it takes no more changes, "" if it does: filled by the rooms that decide on texts.
CLOSED: list[Callable[[Session, Document], str]] = hooks("text.closed")


def closed(tx: Session, document: Document) -> str:
    """Why nobody can propose a change to this text, "" if one can."""
    if why := KINDS[document.kind].closed:
        return _(why)
    if not authors.of(tx, document):
        return authors.nobody(document)
    if document.elsewhere:
        return _("Ce texte est maintenant regroupé avec un autre : c’est l’autre qu’on change.")
    return next((why for why in (ask(tx, document) for ask in CLOSED) if why), "")


def check_open(tx: Session, document: Document) -> None:
    if why := closed(tx, document):
        raise Closed(why)


def faults(
    kind: str, fields: Mapping[str, str], today: date, before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Field → what is wrong with what it would hold.

    `before`: what the text holds today. What came in by another door may be longer than a form takes: it may stay so, and
    get shorter, or the whole text could never be changed.
    """
    found = {}
    for field in KINDS[kind].fields:
        said, was = fields.get(field.name, ""), (before or {}).get(field.name)
        if said == was:
            continue
        most = max(field.most, len(was or ""))
        if len(said) > most:
            found[field.name] = _("C’est trop long : {n} signes au plus.").format(n=most)
        elif field.required and not said:
            found[field.name] = _("Ce champ est nécessaire.")
        elif field.day and (day := days.whole(said)) and (why := days.too_far(field.day, day, today)):
            found[field.name] = why
    return found


def propose(
    tx: Session,
    place: Place,
    document: Document,
    base: int,
    operations: Sequence[Operation],
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """Propose operations on version `base`: see `check` for what is refused."""
    check_open(tx, document)
    check(tx, document, base, operations, now.today)
    words = [
        word for one in operations for word in (one["field"], one["op"], str(one["clause"]), one["text"])
    ]
    payload = {
        "ref": draw_ref(place, "amendment", document.ref, str(base), *words),
        "text": document.ref,
        "base": base,
        "operations": list(operations),
        "reason": reason,
    }
    place = in_thread(tx, place, document.thread)
    said = {"title": document.title, "relaxed": relaxed}
    submit(tx, place, now, "amendment", document.thread, payload, **said)  # type: ignore[arg-type]


def text_moved() -> str:
    return _(
        "Le texte a changé pendant que vous écriviez. Vos changements sont reportés sur sa version actuelle : relisez, "
        "puis renvoyez."
    )


def check(tx: Session, document: Document, base: int, operations: Sequence[Operation], today: date) -> None:
    """Invalid, operation by operation, if they are not of the current version, change nothing or make too long a text."""
    if base != document.number:
        raise Invalid({"base": text_moved()})
    current = filled(document.kind, queries.read(tx, document).fields)
    if rules.faults(operations, amendments.cut(document.kind, current)):
        raise Invalid(
            {"operations": _("Un des passages que vous changiez n’est pas, ou plus, dans le texte.")}
        )
    proposed = with_operations(document.kind, current, operations)
    if proposed == current:
        raise Invalid(
            {"operations": _("Rien ne change encore : changez, ajoutez ou retirez au moins un passage.")}
        )
    if wrong := faults(document.kind, proposed, today, current):
        raise Invalid({_blamed(operations, name): said for name, said in wrong.items()})


def _blamed(operations: Sequence[Operation], field: str) -> str:
    """The operation to mend: of those of the field, the one that brings most."""
    own = [one for one in operations if one["field"] == field]
    found = max(own, key=lambda one: len(one["text"])) if own else None
    return f"{field}-{found['op']}-{found['clause']}" if found else field


def with_operations(kind: str, fields: Mapping[str, str], operations: Sequence[Operation]) -> dict[str, str]:
    """The fields with operations that were written on them."""
    past = [rules.Snapshot("", amendments.cut(kind, fields), {})]
    return amendments.made(kind, fields, past[0].parts, amendments.standings(kind, operations, past)[0])[0]


@publishes("amendment")
def _publish(tx: Session, act: Act, today: date) -> None:
    document = queries.find(tx, act.collective.id, act.payload["text"])
    if document.hidden:
        raise Closed(_("La modération a masqué ce texte : il ne prend plus de changement."))
    check_open(tx, document)
    amendment = Amendment(
        ref=act.payload["ref"],
        text_id=document.id,
        base=act.payload["base"],
        operations=act.payload["operations"],
        reason=act.payload["reason"],
        college=act.college,
        voice=voice_for(tx, act, document.thread),
        nul=act.nul,
        box=act.box,
        day=today,
    )
    tx.add(amendment)
    # The text may have moved while this waited for its slot.
    if (worth := worth_of(tx, document, amendment)[-1]) != "applies":
        tell(tx, document.thread, act.box, document.title, moved(worth), today)
    said = _("Quelqu’un propose un changement à votre texte.")
    for author in authors.of(tx, document):
        tell(tx, document.thread, author.box, document.title, said, today)
    record(tx, "amendment.proposed", act.collective.id, document.ref, document.title, today)


# -- what a proposal gives ---------------------------------------------------


def landing(
    tx: Session, document: Document, base: int, operations: Sequence[Operation]
) -> tuple[dict[str, str], rules.Edits] | None:
    """The current fields with the operations in them, and the edits that makes; None if they meet another change."""
    past = amendments.history(tx, document, base)
    carried = amendments.standings(document.kind, operations, past)[-1]
    if rules.state_of(carried) == "conflict":
        return None
    fields = filled(document.kind, queries.read(tx, document).fields)
    return amendments.made(document.kind, fields, past[-1].parts, carried)


def accept(
    tx: Session,
    document: Document,
    amendment: Amendment,
    base: int,
    operations: Sequence[Operation],
    today: date,
) -> None:
    """The version that the proposal makes, in its author's name; none where the text says it already."""
    check_open(tx, document)
    landed = landing(tx, document, base, operations)
    if landed is None:
        raise Closed(
            _("Une autre proposition a changé le même passage : relisez les deux et répondez de nouveau.")
        )
    fields, edits = landed
    current = filled(document.kind, queries.read(tx, document).fields)
    if faults(document.kind, fields, today, current):
        raise Closed(_("Avec les autres changements acceptés, le texte serait trop long ou incomplet."))
    if fields == current:
        return
    amendment.version = revise(tx, document, fields, amendment.voice, today, rules.spans(edits)).number
    tell_others(tx, document, amendment.id, today)
