"""Two texts that are one: joining and parting again. No voice is moved: each goes by itself, as its kind says."""

from datetime import date, timedelta

from sqlmodel import Session, col, delete, or_, select

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.merging import queries
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.merging.queries import Pair
from forum.deliberation.merging.rules import BACK_DAYS, JOINED
from forum.deliberation.settling.rules import last_day
from forum.texts.actions import tell
from forum.texts.authors import queries as authors
from forum.texts.models import Document, Link
from forum.texts.search import rebuild
from forum.texts.voices import as_author


def tell_all(
    tx: Session, pair: Pair, sentence: str, today: date, *, proposer: bool = True, everybody: bool = False
) -> None:
    """Authors of both, and whoever proposed it, sealed. `sentence` may name {absorbed} and {survivor}.

    `everybody`: also those whose words stand around the absorbed one, where its kind knows them.
    """
    said = sentence.format(absorbed=pair.absorbed.title, survivor=pair.survivor.title)
    sides = (pair.absorbed, pair.survivor)
    boxes = {one.box: (d.thread, d.title) for d in sides for one in authors.of(tx, d)}
    if proposer:
        boxes.setdefault(pair.merge.box, (pair.merge.thread, pair.survivor.title))
    for box, thread in pair.way.tell(tx, pair.absorbed).items() if everybody else ():
        boxes.setdefault(box, (thread, pair.absorbed.title))
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
    pair.way.joined(tx, pair)
    said = _("« {absorbed} » est maintenant regroupée dans « {survivor} ».")
    tell_all(tx, pair, said, today, everybody=True)
    record(tx, f"{absorbed.kind}.merged", merge.collective_id, survivor.ref, survivor.title, today)


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
    tx.exec(delete(MergePaper).where(col(MergePaper.merge_id) == merge.id))
    pair.way.parted(tx, pair)
    pair.absorbed.elsewhere = None
    merge.state, merge.links, merge.objectives, merge.ended = "undone", [], [], today
    merge.undone_by, merge.undone_reason = by, reason
    tx.add_all([pair.absorbed, merge])
    tx.flush()
    _link_again(tx, pair.survivor)
    said = _("Le regroupement de « {absorbed} » et de « {survivor} » est défait.")
    tell_all(tx, pair, said, today, everybody=True)
    record(
        tx, f"{pair.absorbed.kind}.parted", merge.collective_id, pair.absorbed.ref, pair.absorbed.title, today
    )


def _link_again(tx: Session, survivor: Document) -> None:
    """What another absorbed grievance is linked with as well was added once: it is that one's now."""
    for merge in queries.of_text(tx, survivor, *JOINED):
        if merge.survivor_id == survivor.id:
            pair = queries.pair_of(tx, merge)
            made = _copied(tx, pair.absorbed, survivor)
            merge.links = [*merge.links, *([link.source_id, link.target_id] for link in made)]
            tx.add(merge)
            tx.flush()
            pair.way.joined(tx, pair)


# -- undoing -------------------------------------------------------------------


def can_be_undone(merge: Merge, today: date) -> bool:
    return merge.state in ("merged", "parting") and merge.until is not None and today <= merge.until


def undoer(tx: Session, place: Place, pair: Pair) -> tuple[Document, bytes] | None:
    """The text in whose name this viewer may undo, and by which voice: one they write, or what their kind allows."""
    sides = (pair.absorbed, pair.survivor)
    found = ((d, authors.mine(place, d, authors.of(tx, d))) for d in sides)
    own = next(((document, author.nul) for document, author in found if author), None)
    if own is None and pair.way.team_undoes and place.may("organise"):
        return pair.survivor, b""
    return own


def undo(tx: Session, place: Place, pair: Pair, reason: str, now: Now, *, relaxed: bool = False) -> None:
    """An author, at a slot; or somebody of the team, at once, with a reason that everybody reads."""
    found = undoer(tx, place, pair)
    if found is None:
        raise Forbidden(_(pair.way.words["undoers"]))
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
    # Where the team may part nothing but its own, it does so as an author.
    by = "author" if act.nul or not pair.way.team_undoes else "organiser"
    part(tx, pair, by, act.payload["reason"], today)


# -- what a vote joined, a vote may part ---------------------------------------


def partable(tx: Session, pair: Pair, today: date) -> bool:
    """Whether one may ask the collective to vote: it joined them, or one of them has no author left; and only once."""
    merge = pair.merge
    if merge.state != "merged" or not can_be_undone(merge, today) or "parting" in merge.result:
        return False
    if pair.way.votes != "vote":
        return False
    return "all" in merge.result or not all(authors.of(tx, d) for d in (pair.absorbed, pair.survivor))


def ask_to_part(
    tx: Session, place: Place, pair: Pair, reason: str, now: Now, *, relaxed: bool = False
) -> None:
    """Somebody who may vote asks for it; the reason is public."""
    place.require("vote")
    if not partable(tx, pair, now.today):
        raise Closed(_("On ne peut pas, ou plus, demander de vote pour défaire ce regroupement."))
    said = {"merge": pair.merge.ref, "reason": reason}
    scope, title = f"merge:{pair.merge.ref}:asking", pair.survivor.title
    submit(
        tx, place, now, "merge.parting", scope, said, label="vote", once=True, title=title, relaxed=relaxed
    )


@publishes("merge.parting")
def _publish_parting(tx: Session, act: Act, today: date) -> None:
    pair = queries.find(tx, act.collective.id, act.payload["merge"])
    merge = pair.merge
    if merge.state == "parting":
        return  # two people asked before the same slot: one vote
    if not partable(tx, pair, today):
        raise Closed(_("On ne peut pas, ou plus, demander de vote pour défaire ce regroupement."))
    merge.state, merge.closes, merge.undone_reason = "parting", last_day(today), act.payload["reason"]
    tx.add(merge)
    tx.flush()
    said = _("Le collectif vote pour dire si « {absorbed} » et « {survivor} » se séparent.")
    tell_all(tx, pair, said, today)
    record(
        tx,
        f"{pair.absorbed.kind}.parting",
        merge.collective_id,
        pair.survivor.ref,
        pair.survivor.title,
        today,
    )


def settle_parting(tx: Session, pair: Pair, today: date) -> None:
    """Counted once; a college that did not come decides nothing, and the two stay together."""
    merge = pair.merge
    found = pair.way.decide(tx, merge, True)
    merge.result = found.result
    if found.state == "undone":
        part(tx, pair, "vote", merge.undone_reason, today)
        return
    on_it = (col(MergePaper.merge_id) == merge.id) & (col(MergePaper.side) == "parting")
    tx.exec(delete(MergePaper).where(on_it))
    merge.state, merge.undone_reason = "merged", ""
    tx.add(merge)
    tx.flush()
    said = _("Le vote ne sépare pas « {absorbed} » et « {survivor} » : elles restent regroupées.")
    tell_all(tx, pair, said, today)


# -- the end of the thirty days ------------------------------------------------


def finish_due(tx: Session, now: Now) -> int:
    """Merges whose 30 days are over hold for good, or part again if those who came back said so. How many."""
    query = select(Merge).where(Merge.state == "merged", col(Merge.until) < now.today)
    due = tx.exec(query.order_by(col(Merge.until), col(Merge.id))).all()
    for merge in due:
        _finish(tx, queries.pair_of(tx, merge), now.today)
    return len(due)


def _finish(tx: Session, pair: Pair, today: date) -> None:
    if said := pair.way.finish(tx, pair.merge):
        part(tx, pair, "echoes", said, today)
        return
    pair.merge.state = "confirmed"
    tx.add(pair.merge)
    tx.flush()
