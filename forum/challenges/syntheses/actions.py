"""Writing the synthesis of a question, and writing it again: each time a version, and a new look at what was said."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, delete

from forum.challenges.actions import check_open
from forum.challenges.syntheses import queries
from forum.challenges.syntheses.models import Synthesis
from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.models import TakenUp
from forum.texts import queries as texts
from forum.texts.actions import revise, write
from forum.texts.amendments.messages import tell_others
from forum.texts.models import Document
from forum.texts.voices import voice_for


def write_synthesis(
    tx: Session, place: Place, challenge: Document, question: str, body: str, taken: Collection[str], seen: int,
    now: Now, *, relaxed: bool = False,
) -> None:  # fmt: skip
    """`seen` is the version that was read, 0 where there was none: somebody else may have written meanwhile."""
    check_open(challenge)
    sheet = queries.sheet(tx, challenge, question)
    _check(sheet, taken, seen)
    payload = {
        "ref": draw_ref(place, "synthesis", challenge.ref, question),
        "fields": {"body": body},
        "challenge": challenge.ref,
        "question": question,
        "taken": sorted(taken),
    }
    done = "synthesis.rewritten" if sheet.document else "synthesis"
    submit(
        tx, place, now, "synthesis", challenge.ref, payload, title=challenge.title, relaxed=relaxed, done=done
    )


def _check(sheet: queries.Sheet, taken: Collection[str], seen: int) -> None:
    if sheet.document and sheet.document.hidden:
        raise Closed(
            _("La modération a masqué cette synthèse : elle ne change plus, tant qu’elle est masquée.")
        )
    if seen != sheet.number:
        said = _(
            "Quelqu’un a réécrit cette synthèse entre-temps : relisez la sienne, plus bas, puis renvoyez."
        )
        raise Invalid({"seen": said})
    known = {one.ref for side in sheet.arguments.values() for one in side}
    if not known.issuperset(taken):
        raise Invalid({"taken": _("Un des arguments cochés n’est plus là. Relisez la liste, puis renvoyez.")})


@publishes("synthesis")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    challenge = texts.find(tx, act.collective.id, said["challenge"], "challenge")
    document = queries.find(tx, challenge, said["question"])
    if document is None:
        document = write(tx, act, "synthesis", said["fields"], today, ref=said["ref"], thread=challenge.ref)
        tx.add(Synthesis(text_id=document.id, challenge_id=challenge.id, question=said["question"]))
        tx.flush()
    else:
        _rewrite(tx, act, document, today)
    _take_up(tx, challenge, document, said["question"], said["taken"])
    record(tx, "synthesis.published", act.collective.id, challenge.ref, challenge.title, today)


def _rewrite(tx: Session, act: Act, document: Document, today: date) -> None:
    """The same words again, with other ticks, are no version."""
    if texts.read(tx, document).fields == act.payload["fields"]:
        return
    revise(tx, document, act.payload["fields"], voice_for(tx, act, document.thread), today)
    tell_others(tx, document, 0, today)


def _take_up(
    tx: Session, challenge: Document, document: Document, question: str, taken: Collection[str]
) -> None:
    """Note every argument that stands there now: what is not noted came after."""
    tx.exec(delete(TakenUp).where(col(TakenUp.synthesis_id) == document.id))
    tx.add_all(
        TakenUp(synthesis_id=document.id, argument_id=one.id, taken=one.ref in taken)
        for one, _side in queries.first_rank(tx, challenge, question)
    )
    tx.flush()
