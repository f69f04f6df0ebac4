"""Speaking for or against, under one question of a thread."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.models import Argument
from forum.texts import queries
from forum.texts.actions import add_evidence, write
from forum.texts.amendments import queries as amendments
from forum.texts.models import Document
from forum.texts.voices import in_thread


def submit_argument(
    tx: Session,
    place: Place,
    about: Document,
    question: str,
    side: str,
    body: str,
    sources: list[dict[str, Any]],
    now: Now,
    *,
    relaxed: bool = False,
    proposal: str = "",
    answers: str = "",
) -> str:
    """Take an argument in about a text, or about the `proposal` to change it that bears this reference.

    `answers` is the argument that it rebuts, "" if it is of the first rank. Returns the reference it will have. The same
    words twice are one act.
    """
    _check_open(about)
    ref = draw_ref(place, "argument", answers or proposal or about.ref, question, side, body)
    payload = {
        "ref": ref,
        "about": about.ref,
        "question": question,
        "side": side,
        "body": body,
        "sources": sources,
        **({"proposal": proposal} if proposal else {}),
        **({"answers": answers} if answers else {}),
    }
    place = in_thread(tx, place, about.thread)
    submit(tx, place, now, "argument", about.thread, payload, title=about.title, relaxed=relaxed)
    return ref


def _check_open(about: Document) -> None:
    if about.hidden:
        raise Closed(_("Ce texte est masqué : on ne peut plus y répondre."))
    if about.elsewhere:
        raise Closed(_("Ce texte est maintenant regroupé avec un autre : c’est à l’autre qu’on répond."))


def check_rebuttable(document: Document, argument: Argument) -> None:
    """A deeper thread is read by those who have the evening for it, and decided by those who stay last."""
    if argument.answers:
        raise Closed(
            _(
                "On réfute un argument, pas une réfutation : répondez à l’argument lui-même, la discussion s’arrête là."
            )
        )
    if document.hidden:
        raise Closed(_("La modération a masqué cet argument : on ne peut plus le réfuter."))
    if not document.voice:
        raise Closed(_("Son auteur·e a retiré cet argument : il n’y a plus rien à réfuter."))


@publishes("argument")
def _publish(tx: Session, act: Act, today: date) -> None:
    about = queries.find(tx, act.collective.id, act.payload["about"])
    _check_open(about)
    place_argument(tx, act, about, today)
    record(tx, "argument.published", act.collective.id, about.ref, about.title, today)


def place_argument(tx: Session, act: Act, about: Document, today: date) -> None:
    """The argument, public. That it was given is told by whoever calls: a file of thousands is one event, not thousands."""
    said = act.payload
    subject, answers = _subject(tx, about, said.get("proposal", "")), said.get("answers", "")
    if answers:
        check_rebuttable(*_answered(tx, subject, answers))
    document = write(tx, act, "argument", {"body": said["body"]}, today, ref=said["ref"], thread=about.thread)
    tx.add(
        Argument(
            text_id=document.id, thread=subject, question=said["question"], side=said["side"], answers=answers
        )
    )
    add_evidence(tx, document, said["sources"])


def _answered(tx: Session, subject: str, ref: str) -> tuple[Document, Argument]:
    """The argument of this debate that is rebutted; NoResultFound, which the slot tells its author, if it is gone."""
    query = select(Document, Argument).join(Argument, col(Argument.text_id) == Document.id)
    return tx.exec(query.where(Document.ref == ref, Argument.thread == subject)).one()


def _subject(tx: Session, about: Document, proposal: str) -> str:
    """What the argument is kept under: the text, or a proposal that is still there to be discussed."""
    if proposal and amendments.find(tx, about, proposal).hidden:
        raise Closed(_("Cette proposition est masquée : on ne peut plus en discuter."))
    return proposal or about.ref
