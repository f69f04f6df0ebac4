"""Proposing that two texts of one kind become one, and the agreement: the authors' answers, and papers."""

import json
from datetime import date, timedelta

from sqlmodel import Session, and_, col, delete, or_, select

from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.merging import queries, rules
from forum.deliberation.merging.joined.actions import join, settle_parting, tell_all
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.merging.queries import Pair
from forum.deliberation.merging.ways import KINDS, way_of
from forum.deliberation.settling.rules import last_day
from forum.texts import queries as texts
from forum.texts.authors import queries as authors
from forum.texts.models import Document
from forum.texts.search import rebuild
from forum.texts.voices import as_author, in_thread

OVER = "Le temps de répondre à cette proposition est passé."


def propose(
    tx: Session, place: Place, document: Document, other: str, keep: str, reason: str, now: Now,
    *, relaxed: bool = False,
) -> str:  # fmt: skip
    """Say that `document` and the text behind the reference `other` say the same; `keep`: "this" or "other" stays.

    Returns the reference that the proposal will have. Invalid, on `other`, with the reason why it cannot be.
    """
    absorbed, survivor = check_pair(tx, place, document, other, keep, now.today)
    ref = draw_ref(place, "merge", absorbed.ref, survivor.ref, now.today.isoformat())
    payload = {
        "ref": ref,
        "absorbed": absorbed.ref,
        "survivor": survivor.ref,
        "reason": reason,
        "own": [
            side
            for side, d in (("absorbed", absorbed), ("survivor", survivor))
            if place.viewer.staff_id and may_answer(tx, place, d)
        ],
    }
    speaking = in_thread(tx, place, document.thread)
    submit(tx, speaking, now, "merge", document.thread, payload, title=document.title, relaxed=relaxed)
    return ref


def check_pair(
    tx: Session, place: Place, document: Document, other: str, keep: str, today: date
) -> tuple[Document, Document]:
    """(absorbed, survivor). Asked before anybody must open a carnet: what cannot be is said at once."""
    found = other_text(tx, place, document, other)
    absorbed, survivor = (found, document) if keep == "this" else (document, found)
    refused = why_not(tx, absorbed, survivor, today)
    if refused:
        raise Invalid({"other": refused})
    return absorbed, survivor


def other_text(tx: Session, place: Place, document: Document, ref: str) -> Document:
    """The other text, by its reference or its address; one of another kind says why it is none."""
    ref = ref.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    query = select(Document).where(Document.ref == ref, Document.collective_id == place.collective.id)
    found = tx.exec(query.where(col(Document.kind).in_(KINDS))).first()
    words = way_of(document.kind).words
    if found is None:
        raise Invalid({"other": _(words["none"])})
    if found.kind != document.kind:
        raise Invalid({"other": _(words["unlike"])})
    return found


def why_not(tx: Session, absorbed: Document, survivor: Document, today: date, besides: int = 0) -> str:
    """Why these two cannot be joined, in plain words, or "". Asked at the proposal, and again at the moment of effect.

    `besides`: the id of the merge that asks.
    """
    way = way_of(absorbed.kind)
    if absorbed.id == survivor.id:
        return _(way.words["same"])
    for document in (absorbed, survivor):
        if document.hidden:
            return _("La modération a masqué « {title} » : on ne peut pas la regrouper.").format(
                title=document.title
            )
        if document.elsewhere:
            return _("« {title} » a déjà été regroupée avec une autre : choisissez celle qui reste.").format(
                title=document.title
            )
    if any(m.survivor_id == absorbed.id for m in queries.of_text(tx, absorbed, *rules.JOINED)):
        return _(way.words["chain"]).format(title=absorbed.title)
    return way.refused(tx, absorbed, survivor) or _asked_before(tx, absorbed, survivor, today, besides)


def _asked_before(tx: Session, absorbed: Document, survivor: Document, today: date, besides: int) -> str:
    pair = or_(
        and_(col(Merge.absorbed_id) == absorbed.id, col(Merge.survivor_id) == survivor.id),
        and_(col(Merge.absorbed_id) == survivor.id, col(Merge.survivor_id) == absorbed.id),
    )
    for merge in tx.exec(select(Merge).where(pair, Merge.id != besides)).all():
        if merge.state in rules.OPEN:
            return _("Ce regroupement est déjà proposé : répondez-y sur la page de l’une des deux.")
        if merge.ended and merge.ended + timedelta(rules.AGAIN_DAYS) > today:
            return _(
                "Ce regroupement n’a pas été voulu il y a peu. On peut le proposer de nouveau {n} jours après."
            ).format(n=rules.AGAIN_DAYS)
    return ""


@publishes("merge")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    absorbed, survivor = (texts.find(tx, act.collective.id, said[side]) for side in rules.SIDES)
    refused = why_not(tx, absorbed, survivor, today)
    if refused:
        raise Closed(refused)
    merge = Merge(
        ref=said["ref"],
        collective_id=act.collective.id,
        absorbed_id=absorbed.id,
        survivor_id=survivor.id,
        reason=said["reason"],
        closes=today + timedelta(rules.DELAY_DAYS),
        thread=_thread(act, absorbed, survivor),
        college=act.college,
        nul=act.nul,
        box=act.box,
        day=today,
    )
    for side, document in (("absorbed", absorbed), ("survivor", survivor)):
        if side in said["own"] or (act.nul and act.nul in authors.nuls(tx, document)):
            setattr(merge, f"{side}_says", "yes")  # whoever proposes it for their own text agrees to it
    tx.add(merge)
    tx.flush()
    pair = Pair(merge, absorbed, survivor)
    tell_all(
        tx,
        pair,
        _("On propose de regrouper « {absorbed} » dans « {survivor} ». Votre réponse est attendue."),
        today,
        proposer=False,
    )
    settle(tx, pair, today)


def _thread(act: Act, absorbed: Document, survivor: Document) -> str:
    """Where the proposer's voice is looked for again; that of the collective is found from either."""
    return survivor.thread if act.scope == survivor.thread else absorbed.thread


# -- the authors ---------------------------------------------------------------


def may_answer(tx: Session, place: Place, document: Document) -> bool:
    """An author of a side; for a text of the team, whoever organises."""
    return authors.may_decide(tx, place, document)


def open_to_answers(merge: Merge, today: date) -> bool:
    return merge.state in rules.OPEN and today <= merge.closes


def answer(tx: Session, place: Place, pair: Pair, side: str, choice: str, now: Now) -> None:
    """The author of one side says yes or no. Until its slot the last answer stands; once public it is given."""
    document = pair.side(side)
    author = authors.mine(place, document, authors.of(tx, document))
    if author is None:
        raise Forbidden(_("Seules les voix qui ont écrit ce texte peuvent répondre pour lui."))
    if not open_to_answers(pair.merge, now.today):
        raise Closed(_(OVER))
    if getattr(pair.merge, f"{side}_says"):
        raise Closed(_("Ce texte a déjà donné sa réponse."))
    place = as_author(place, document, author.nul)
    if place.viewer.key:
        scope = place.voice_scope(document.thread)
        for row in queries.own_waiting(tx, place.viewer, ("merge.answer",), "voice", scope):
            said = json.loads(row.payload)
            if (said["merge"], said["side"]) == (pair.merge.ref, side):  # one voice may write both
                tx.delete(row)
        tx.flush()
    payload = {"merge": pair.merge.ref, "side": side, "choice": choice}
    submit(tx, place, now, "merge.answer", document.thread, payload, title=document.title)
    if place.viewer.staff_id:
        rebuild(tx)  # at once: staff's words wait for no slot


@publishes("merge.answer")
def _publish_answer(tx: Session, act: Act, today: date) -> None:
    pair = queries.find(tx, act.collective.id, act.payload["merge"])
    side = act.payload["side"]
    document = pair.side(side)
    if (
        act.nul not in authors.nuls(tx, document)
        or pair.merge.state not in rules.OPEN
        or getattr(pair.merge, f"{side}_says")
    ):
        raise Closed(_("Cette proposition a déjà reçu sa réponse."))
    setattr(pair.merge, f"{side}_says", act.payload["choice"])
    settle(tx, pair, today)


# -- the decision --------------------------------------------------------------


def settle(tx: Session, pair: Pair, today: date, over: bool = False) -> None:
    """Look whether it is decided. What became impossible meanwhile lapses rather than be joined by halves."""
    merge = pair.merge
    found = pair.way.decide(tx, merge, over)
    state = found.state
    if state in ("merged", "voting") and why_not(tx, pair.absorbed, pair.survivor, today, merge.id):
        state = "lapsed"
    tx.add(merge)
    if not state:
        tx.flush()
        return
    merge.result = found.result
    if state == "voting":
        _put_to_the_vote(tx, pair, today)
        return
    merge.state, merge.ended = state, None if state == "merged" else today
    tx.exec(delete(MergePaper).where(col(MergePaper.merge_id) == merge.id))
    tx.flush()
    if state == "merged":
        join(tx, pair, today)
    else:
        said = {
            "refused": _("Le regroupement de « {absorbed} » dans « {survivor} » n’a pas été voulu."),
            "lapsed": _("Le regroupement de « {absorbed} » dans « {survivor} » n’a pas réuni les accords."),
        }
        tell_all(tx, pair, said[state], today)


def _put_to_the_vote(tx: Session, pair: Pair, today: date) -> None:
    """No author answers for a side: the collective does, as it does for a proposal of change that nobody answers."""
    merge = pair.merge
    merge.state, merge.closes = "voting", last_day(today)
    tx.flush()
    said = _("Le collectif vote pour dire si « {absorbed} » rejoint « {survivor} », faute de réponse.")
    tell_all(tx, pair, said, today)
    kind, survivor = pair.absorbed.kind, pair.survivor
    record(tx, f"{kind}.merging", merge.collective_id, survivor.ref, survivor.title, today)


def close_due(tx: Session, now: Now) -> int:
    """What is over is decided, at a slot, once what was sent on its last day is in. How many."""
    states = (*rules.OPEN, "parting")
    query = select(Merge).where(col(Merge.state).in_(states), col(Merge.closes) < now.today)
    due = [
        merge
        for merge in tx.exec(query.order_by(col(Merge.closes), col(Merge.id))).all()
        if closing_moment(merge.closes, by_id(tx, merge.collective_id).slot_minutes) <= now.epoch
    ]
    for merge in due:
        pair = queries.pair_of(tx, merge)
        if merge.state == "parting":
            settle_parting(tx, pair, now.today)
        else:
            settle(tx, pair, now.today, over=True)
    return len(due)
