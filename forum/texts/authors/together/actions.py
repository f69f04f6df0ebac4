"""Answering a proposal: one author alone, or several together, each with yes or no (see `authors/rules.py`)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

from sqlmodel import Session, col, delete, func, select

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.events import record
from forum.core.hooks import hooks
from forum.core.i18n import _, long_date
from forum.texts import queries as texts
from forum.texts.actions import check_standing, standing, tell
from forum.texts.amendments import queries as amendments
from forum.texts.amendments.actions import accept, check_open, faults, landing
from forum.texts.amendments.rules import Operation
from forum.texts.authors import queries as authors
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorAnswer, AuthorOffer
from forum.texts.authors.queries import Author
from forum.texts.authors.together.queries import proposer
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document
from forum.texts.voices import as_author

# (transaction, text, proposal, day): its authors disagree, or only the one who proposes it wants it. Filled by the room
# where the group votes.
DISAGREED: list[Callable[[Session, Document, Amendment, date], None]] = hooks("authors.disagree")


def decide(
    tx: Session,
    place: Place,
    document: Document,
    amendment: Amendment,
    verdict: str,
    reason: str,
    settled: tuple[int, Sequence[Operation]] | None,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """An author accepts or refuses, with a reason.

    Alone, they settle a conflict by the operations they choose instead, on the version they read (`settled`: its number,
    and them). Several do not: what would bring both together is a proposal, which all of them read.
    """
    found = authors.of(tx, document)
    author = authors.mine(place, document, found)
    if author is None:
        raise Forbidden(_("Seules les voix qui écrivent ce texte peuvent répondre à cette proposition."))
    if amendment.state != "open":
        raise Closed(_("Cette proposition a déjà reçu sa réponse."))
    payload: dict[str, object] = {"amendment": amendment.ref, "verdict": verdict, "reason": reason}
    if verdict == "accepted":
        check_open(tx, document)
        check_standing(tx, document, now.today)
        if settled and len(found) > 1:
            raise Invalid({"verdict": _together_first()})
        number, operations = settled or (amendment.base, amendments.operations_of(amendment))
        _check_landing(tx, document, number, operations, now.today)
        payload |= {"number": number, "operations": operations} if settled else {}
    said = {"title": document.title, "relaxed": relaxed}
    place = as_author(place, document, author.nul)
    submit(tx, place, now, "amendment.decision", document.thread, payload, **said)  # type: ignore[arg-type]


def _together_first() -> str:
    return _(
        "Le texte a changé au même endroit, et vous l’écrivez à plusieurs : proposez vous-même un changement qui réunit les "
        "deux, chacun·e y répondra."
    )


def _check_landing(
    tx: Session, document: Document, number: int, operations: Sequence[Operation], today: date
) -> None:
    landed = landing(tx, document, number, operations)
    if landed is None:
        raise Invalid(
            {
                "verdict": _(
                    "Le texte a changé au même endroit : écrivez, pour chaque passage, ce qui les réunit."
                )
            }
        )
    if wrong := faults(document.kind, landed[0], today, texts.read(tx, document).fields):
        labels = (KINDS[document.kind].field(name).label for name in wrong)
        said = (f"{_(label)} : {what}" for label, what in zip(labels, wrong.values(), strict=True))
        raise Invalid({"verdict": " ".join(said)})


@publishes("amendment.decision")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    amendment = tx.exec(select(Amendment).where(Amendment.ref == said["amendment"])).one()
    document = tx.exec(select(Document).where(Document.id == amendment.text_id)).one()
    if amendment.state != "open" or amendment.hidden:
        raise Closed(_("Cette proposition a déjà reçu sa réponse, ou la modération l’a masquée."))
    found = authors.of(tx, document)
    author = next((one for one in found if one.nul == act.nul), None)
    if author is None:
        raise Closed(_("Vous n’écrivez plus ce texte : votre réponse n’a pas été publiée."))
    came_back(tx, document, today)
    if len(found) == 1:
        operations = cast(list[Operation], said.get("operations", amendment.operations))
        number = said.get("number", amendment.base)
        _conclude(tx, document, amendment, said["verdict"], said["reason"], (number, operations), today)
        return
    _keep(tx, document, amendment, author, said, today)
    settle(tx, document, amendment, today)


def _keep(
    tx: Session, document: Document, amendment: Amendment, author: Author, said: dict[str, str], today: date
) -> None:
    """The answer of one of several: public, and theirs to change until all have answered."""
    known = authors.answers(tx, amendment)
    row = next((one for one in known if one.nul == author.nul), None) or AuthorAnswer(
        amendment_id=amendment.id, nul=author.nul, voice=author.voice, verdict="", reason="", day=today
    )
    row.box, row.college, row.counted = author.box, author.college, False
    row.verdict, row.reason = said["verdict"], said["reason"]
    tx.add(row)
    tx.flush()
    if not known:
        _call(tx, document, author, today)


def _call(tx: Session, document: Document, first: Author, today: date) -> None:
    said = _(
        "On a répondu à une proposition sur un texte que vous écrivez à plusieurs : répondez avant le {day}."
    )
    said = said.format(day=long_date(rules.last_day(today)))
    for other in authors.of(tx, document):
        if other.nul != first.nul:
            tell(tx, document.thread, other.box, document.title, said, today)


def settle(tx: Session, document: Document, amendment: Amendment, today: date, *, over: bool = False) -> None:
    """Look what the answers come to. `over`: their seven days are."""
    found, given = authors.of(tx, document), authors.answers(tx, amendment)
    answers = {bytes(row.nul): row.verdict for row in given}
    said = rules.outcome([one.nul for one in found], answers, over=over, proposer=proposer(amendment))
    if said in (rules.DISAGREE, rules.ALONE):
        for row in given:
            row.counted = True
            tx.add(row)
        tx.flush()
        for told in DISAGREED:
            told(tx, document, amendment, today)
    elif said:
        landing_of = (amendment.base, amendments.operations_of(amendment))
        _conclude(tx, document, amendment, said, "", landing_of, today)


def _conclude(
    tx: Session,
    document: Document,
    amendment: Amendment,
    verdict: str,
    reason: str,
    lands: tuple[int, Sequence[Operation]],
    today: date,
) -> None:
    """It is answered: the text changes or not, and whoever proposed it is told. `reason` is "" where several say theirs."""
    if verdict == "accepted":
        accept(tx, document, amendment, *lands, today)
    amendment.state, amendment.decision = verdict, reason
    tx.add(amendment)
    tell(tx, document.thread, amendment.box, document.title, _told(verdict, reason), today)
    record(tx, f"amendment.{verdict}", document.collective_id, document.ref, document.title, today)


def _told(verdict: str, reason: str) -> str:
    sentence = (
        _("Votre proposition de changement est acceptée. {reason}")
        if verdict == "accepted"
        else _("Votre proposition de changement est refusée. {reason}")
    )
    return sentence.format(reason=reason or _("Les raisons de chacun·e sont sur sa page."))


def came_back(tx: Session, document: Document, today: date) -> None:
    """An author has answered: whoever offered to take the text over is thanked, and told."""
    rows = tx.exec(select(AuthorOffer).where(AuthorOffer.text_id == document.id)).all()
    for row in rows:
        said = _("Une voix qui écrit ce texte a répondu : votre offre de le reprendre s’arrête là, merci.")
        tell(tx, document.thread, row.box, document.title, said, today)
        tx.delete(row)
    if rows:
        tx.flush()


# -- the end of the seven days -------------------------------------------------


def due(tx: Session, now: Now) -> list[tuple[Amendment, Document]]:
    """Open proposals that one author at least has answered, and whose seven days are over."""
    first = func.min(AuthorAnswer.day)
    started = (
        select(AuthorAnswer.amendment_id)
        .where(col(AuthorAnswer.counted).is_(False))
        .group_by(col(AuthorAnswer.amendment_id))
        .having(first < date.fromordinal(now.today.toordinal() - rules.TOGETHER_DAYS))
    )
    query = (
        select(
            Amendment,
            Document,
            select(first).where(AuthorAnswer.amendment_id == Amendment.id).scalar_subquery(),
        )
        .join(Document, col(Document.id) == Amendment.text_id)
        .where(Amendment.state == "open", col(Amendment.id).in_(started), col(Amendment.hidden).is_(False))
    )
    return [
        (amendment, document)
        for amendment, document, day in tx.exec(query.order_by(col(Amendment.id))).all()
        if closing_moment(rules.last_day(day), by_id(tx, document.collective_id).slot_minutes) <= now.epoch
    ]


def close_due(tx: Session, now: Now) -> int:
    """At a slot, once what was sent on the last day is in; what a vote on the text holds up, after it. How many."""
    found = [(a, d) for a, d in due(tx, now) if not standing(tx, d, now.today)]
    for amendment, document in found:
        try:
            with tx.begin_nested():
                settle(tx, document, amendment, now.today, over=True)
        except Closed:
            _again(tx, document, amendment, now.today)
    return len(found)


def _again(tx: Session, document: Document, amendment: Amendment, today: date) -> None:
    """They agreed on what the text can no longer take: what they said of it is undone, and they are told."""
    tx.exec(delete(AuthorAnswer).where(col(AuthorAnswer.amendment_id) == amendment.id))
    said = _(
        "Vous étiez d’accord sur une proposition, mais le texte a changé au même endroit : relisez-la, et répondez."
    )
    for author in authors.of(tx, document):
        tell(tx, document.thread, author.box, document.title, said, today)
    tx.flush()


def without(tx: Session, document: Document, nul: bytes, today: date) -> None:
    """Somebody is no author any more: what they said of open proposals no longer counts, and may have held them up."""
    opened = select(Amendment).where(Amendment.text_id == document.id, Amendment.state == "open")
    for amendment in tx.exec(opened.order_by(col(Amendment.id))).all():
        mine = (col(AuthorAnswer.amendment_id) == amendment.id) & (col(AuthorAnswer.nul) == nul)
        tx.exec(delete(AuthorAnswer).where(mine))
        tx.flush()
        try:
            with tx.begin_nested():
                settle(tx, document, amendment, today)
        except Closed:
            _again(tx, document, amendment, today)
