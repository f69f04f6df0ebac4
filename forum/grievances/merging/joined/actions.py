"""Two grievances that are one: joining, parting again, and where each voice goes. None is moved but by itself."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, delete, or_, select

from forum.collectives.models import DECIDING
from forum.collectives.publication.actions import Act, blend, publishes, submit
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.events import record
from forum.core.i18n import _
from forum.grievances.merging import queries
from forum.grievances.merging.models import Merge, MergeApart
from forum.grievances.merging.queries import Pair
from forum.grievances.merging.rules import BACK_DAYS, JOINED, SPREAD_DAYS, parts_again
from forum.grievances.models import Echo, Grievance
from forum.texts.actions import tell
from forum.texts.authors import queries as authors
from forum.texts.models import Document, Link
from forum.texts.search import rebuild
from forum.texts.voices import as_author


def tell_all(tx: Session, pair: Pair, sentence: str, today: date, *, proposer: bool = True) -> None:
    """Authors of both, and whoever proposed it, sealed. `sentence` may name {absorbed} and {survivor}."""
    said = sentence.format(absorbed=pair.absorbed.title, survivor=pair.survivor.title)
    sides = (pair.absorbed, pair.survivor)
    boxes = {one.box: (d.thread, d.title) for d in sides for one in authors.of(tx, d)}
    if proposer:
        boxes.setdefault(pair.merge.box, (pair.merge.thread, pair.survivor.title))
    for box, (thread, title) in boxes.items():
        tell(tx, thread, box, title, said, today)


def join(tx: Session, pair: Pair, today: date) -> None:
    """The absorbed one's address leads to the survivor, which takes its links over. Nothing else changes place."""
    merge, absorbed, survivor = pair.merge, pair.absorbed, pair.survivor
    absorbed.elsewhere = survivor.ref
    merge.until = today + timedelta(BACK_DAYS)
    merge.links = [[link.source_id, link.target_id] for link in _copied(tx, absorbed, survivor)]
    tx.add_all([absorbed, merge])
    tx.flush()
    tell_all(tx, pair, _("« {absorbed} » est maintenant regroupée dans « {survivor} »."), today)
    record(tx, "grievance.merged", merge.collective_id, survivor.ref, survivor.title, today)


def _copied(tx: Session, absorbed: Document, survivor: Document) -> list[Link]:
    """Links of the survivor to all that the absorbed one is linked with, both ways, but those it has already."""
    own = or_(col(Link.source_id) == absorbed.id, col(Link.target_id) == absorbed.id)
    ends = {absorbed.id: survivor.id}
    wanted = {
        (ends.get(link.source_id, link.source_id), ends.get(link.target_id, link.target_id))
        for link in tx.exec(select(Link).where(own)).all()
    }
    theirs = or_(col(Link.source_id) == survivor.id, col(Link.target_id) == survivor.id)
    known = {(link.source_id, link.target_id) for link in tx.exec(select(Link).where(theirs)).all()}
    made = [Link(source_id=s, target_id=t) for s, t in sorted(wanted - known) if s != t]
    tx.add_all(made)
    return made


def part(tx: Session, pair: Pair, by: str, reason: str, today: date) -> None:
    """As before, but for the voices that came over by themselves: they said so, and are not moved back in silence."""
    merge = pair.merge
    for source, target in merge.links:
        tx.exec(delete(Link).where(col(Link.source_id) == source, col(Link.target_id) == target))
    tx.exec(delete(MergeApart).where(col(MergeApart.merge_id) == merge.id))
    pair.absorbed.elsewhere = None
    merge.state, merge.links, merge.ended = "undone", [], today
    merge.undone_by, merge.undone_reason = by, reason
    tx.add_all([pair.absorbed, merge])
    tx.flush()
    _link_again(tx, pair.survivor)
    tell_all(tx, pair, _("Le regroupement de « {absorbed} » et de « {survivor} » est défait."), today)
    record(tx, "grievance.parted", merge.collective_id, pair.absorbed.ref, pair.absorbed.title, today)


def _link_again(tx: Session, survivor: Document) -> None:
    """What another absorbed grievance is linked with as well was added once: it is that one's now."""
    for merge in queries.of_text(tx, survivor, *JOINED):
        if merge.survivor_id == survivor.id:
            made = _copied(tx, queries.pair_of(tx, merge).absorbed, survivor)
            merge.links = [*merge.links, *([link.source_id, link.target_id] for link in made)]
            tx.add(merge)
            tx.flush()


# -- undoing -------------------------------------------------------------------


def can_be_undone(merge: Merge, today: date) -> bool:
    return merge.state == "merged" and merge.until is not None and today <= merge.until


def undoer(tx: Session, place: Place, pair: Pair) -> tuple[Document, bytes] | None:
    """The text in whose name this viewer may undo, and by which voice: one they write; for an organiser, the survivor."""
    if place.viewer.staff_id:
        return (pair.survivor, b"") if place.may("organise") else None
    sides = ((d, authors.mine(place, d, authors.of(tx, d))) for d in (pair.absorbed, pair.survivor))
    return next(((document, author.nul) for document, author in sides if author), None)


def undo(tx: Session, place: Place, pair: Pair, reason: str, now: Now, *, relaxed: bool = False) -> None:
    """An author, at a slot; or an organiser, at once, with a reason that everybody reads."""
    found = undoer(tx, place, pair)
    if found is None:
        raise Forbidden(
            _("Seules les voix qui ont écrit l’une des deux, ou l’organisation, peuvent défaire.")
        )
    if not can_be_undone(pair.merge, now.today):
        raise Closed(
            _("Ce regroupement ne peut plus être défait : le délai de 30 jours est passé, ou il l’est déjà.")
        )
    payload = {"merge": pair.merge.ref, "reason": reason}
    document, nul = found
    speaking = as_author(place, document, nul)
    title = document.title
    submit(tx, speaking, now, "merge.undo", document.thread, payload, title=title, relaxed=relaxed)
    if place.viewer.staff_id:
        rebuild(tx)


@publishes("merge.undo")
def _publish_undo(tx: Session, act: Act, today: date) -> None:
    pair = queries.find(tx, act.collective.id, act.payload["merge"])
    if not can_be_undone(pair.merge, today):
        raise Closed(_("Ce regroupement est déjà défait, ou ne peut plus l’être."))
    if act.nul and act.nul not in {*authors.nuls(tx, pair.absorbed), *authors.nuls(tx, pair.survivor)}:
        raise Closed(_("La voix qui a écrit s’est retirée entre-temps."))
    part(tx, pair, "author" if act.nul else "organiser", act.payload["reason"], today)


# -- where a voice goes --------------------------------------------------------


def confirm(tx: Session, place: Place, pair: Pair, choice: str, now: Now, draw: Callable[[int], int]) -> None:
    """A carnet that lives the absorbed grievance says where its voice belongs.

    Yes is two acts that nothing joins: an echo of the survivor, as anybody's, at the next slot; and the other one leaves at
    a slot drawn in the week. In one batch, its row would go as the new one comes.
    """
    echo = queries.own_echo(tx, place.viewer, pair.absorbed)
    if pair.merge.state not in JOINED:
        raise Closed(_("Ces deux doléances ne sont pas, ou plus, regroupées : votre voix est où elle était."))
    if echo is None:
        raise Forbidden(_("Seules les personnes qui ont dit vivre l’ancienne doléance répondent ici."))
    scope = pair.absorbed.ref
    payload = {"merge": pair.merge.ref}
    if queries.own_waiting(tx, place.viewer, (_OTHER[choice],), "echo", scope):
        raise Closed(
            _(
                "Votre réponse d’avant attend son lot : retirez-la d’abord dans votre carnet, puis répondez de nouveau."
            )
        )
    title = pair.absorbed.title
    if choice == "no":
        submit(tx, place, now, "merge.apart", scope, payload, label="echo", once=True, title=title)
        return
    here, said = pair.survivor, {"grievance": pair.survivor.ref}
    submit(tx, place, now, "echo", here.ref, said, label="echo", once=True, title=here.title)
    leaving = submit(tx, place, now, "merge.leave", scope, payload, label="echo", once=True, title=title)
    if leaving is not None:
        minutes = place.collective.slot_minutes
        after = 1 + draw(max(1, SPREAD_DAYS * 1440 // minutes))
        leaving.slot = next_slot(now.epoch, minutes) + after * minutes * 60
        tx.add(leaving)
    blend(tx)


_OTHER = {"yes": "merge.apart", "no": "merge.leave"}


def _own(tx: Session, act: Act) -> tuple[Merge, Echo]:
    pair = queries.find(tx, act.collective.id, act.payload["merge"])
    if pair.merge.state not in JOINED:
        raise Closed(_("Le regroupement a été défait entre-temps : votre voix est restée des deux côtés."))
    found = select(Echo).where(Echo.text_id == pair.absorbed.id, Echo.nul == act.nul)
    return pair.merge, tx.exec(found).one()


@publishes("merge.leave")
def _publish_leaving(tx: Session, act: Act, _today: date) -> None:
    merge, echo = _own(tx, act)
    head: Any = tx.exec(select(Grievance).where(Grievance.text_id == echo.text_id)).one()
    counter = f"echo_{echo.college}"
    setattr(head, counter, getattr(head, counter) - 1)
    merge.confirmed = {**merge.confirmed, echo.college: merge.confirmed.get(echo.college, 0) + 1}
    tx.exec(delete(MergeApart).where(col(MergeApart.echo_id) == echo.id))
    tx.delete(echo)
    tx.add_all([head, merge])
    tx.flush()


@publishes("merge.apart")
def _publish_apart(tx: Session, act: Act, _today: date) -> None:
    merge, echo = _own(tx, act)
    tx.merge(MergeApart(echo_id=echo.id, merge_id=merge.id))
    tx.flush()


def finish_due(tx: Session, now: Now) -> int:
    """Merges whose 30 days are over hold for good, or part again if those who came back said so. How many."""
    query = select(Merge).where(Merge.state == "merged", col(Merge.until) < now.today)
    due = tx.exec(query.order_by(col(Merge.until), col(Merge.id))).all()
    for merge in due:
        _finish(tx, queries.pair_of(tx, merge), now.today)
    return len(due)


def _finish(tx: Session, pair: Pair, today: date) -> None:
    merge = pair.merge
    left, no = queries.echoes(tx, merge.absorbed_id), queries.said_no(tx, merge)
    if parts_again(merge.confirmed, {c: no[c] for c in DECIDING}, left):
        said = _(
            "Un collège de celles et ceux qui la vivent a dit, à sa majorité, que ce n’est pas la même chose."
        )
        part(tx, pair, "echoes", said, today)
        return
    merge.state = "confirmed"
    tx.add(merge)
    tx.flush()
