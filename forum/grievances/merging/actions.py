"""Proposing that two grievances become one, and the agreement: the authors' answers, the votes of those who live them."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, and_, col, delete, or_, select

from forum.collectives.publication.actions import Act, blend, draw_ref, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _
from forum.deliberation.models import Ballot
from forum.grievances.merging import queries, rules
from forum.grievances.merging.joined.actions import join, tell_all
from forum.grievances.merging.models import Merge, MergePaper
from forum.grievances.merging.queries import Pair
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
    found = other_text(tx, place, other)
    absorbed, survivor = (found, document) if keep == "this" else (document, found)
    refused = why_not(tx, absorbed, survivor, today)
    if refused:
        raise Invalid({"other": refused})
    return absorbed, survivor


def other_text(tx: Session, place: Place, ref: str) -> Document:
    """The other grievance, by its reference or its address; a demand says why it is none."""
    ref = ref.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    query = select(Document).where(Document.ref == ref, Document.collective_id == place.collective.id)
    found = tx.exec(query).first()
    if found is not None and found.kind == "grievance":
        return found
    if found is None or found.kind != "demand":
        raise Invalid({"other": _("Aucune doléance de ce collectif ne porte cette référence.")})
    voting = select(Ballot.id).where(Ballot.text_id == found.id, Ballot.state == "open")
    if tx.exec(voting).first() is not None:
        raise Invalid(
            {
                "other": _(
                    "On vote en ce moment sur cette revendication : son texte est figé, elle ne se regroupe avec rien."
                )
            }
        )
    raise Invalid({"other": _("C’est une revendication : seules deux doléances se regroupent.")})


def why_not(tx: Session, absorbed: Document, survivor: Document, today: date, besides: int = 0) -> str:
    """Why these two cannot be joined, in plain words, or "". `besides`: the id of the merge that asks."""
    if absorbed.id == survivor.id:
        return _("C’est la même doléance : choisissez-en une autre.")
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
        return _(
            "D’autres doléances ont déjà rejoint « {title} » : elle ne peut pas en rejoindre une à son tour. "
            "Proposez l’inverse."
        ).format(title=absorbed.title)
    return _asked_before(tx, absorbed, survivor, today, besides)


def _asked_before(tx: Session, absorbed: Document, survivor: Document, today: date, besides: int) -> str:
    pair = or_(
        and_(col(Merge.absorbed_id) == absorbed.id, col(Merge.survivor_id) == survivor.id),
        and_(col(Merge.absorbed_id) == survivor.id, col(Merge.survivor_id) == absorbed.id),
    )
    for merge in tx.exec(select(Merge).where(pair, Merge.id != besides)).all():
        if merge.state == "proposed":
            return _("Ce regroupement est déjà proposé : répondez-y sur la page de la doléance.")
        if merge.ended and merge.ended + timedelta(rules.AGAIN_DAYS) > today:
            return _(
                "Ce regroupement n’a pas été voulu il y a peu. On peut le proposer de nouveau {n} jours après."
            ).format(n=rules.AGAIN_DAYS)
    return ""


@publishes("merge")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    absorbed, survivor = (texts.find(tx, act.collective.id, said[side], "grievance") for side in rules.SIDES)
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
    return merge.state == "proposed" and today <= merge.closes


def answer(tx: Session, place: Place, pair: Pair, side: str, choice: str, now: Now) -> None:
    """The author of one side says yes or no. Until its slot the last answer stands; once public it is given."""
    document = pair.side(side)
    author = authors.mine(place, document, authors.of(tx, document))
    if author is None:
        raise Forbidden(_("Seules les voix qui ont écrit cette doléance peuvent répondre pour elle."))
    if not open_to_answers(pair.merge, now.today):
        raise Closed(_(OVER))
    if getattr(pair.merge, f"{side}_says"):
        raise Closed(_("Cette doléance a déjà donné sa réponse."))
    place = as_author(place, document, author.nul)
    if place.viewer.key:
        scope = place.voice_scope(document.thread)
        for row in queries.own_waiting(tx, place.viewer, ("merge.answer",), "voice", scope):
            if pair.merge.ref in row.payload:
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
        or pair.merge.state != "proposed"
        or getattr(pair.merge, f"{side}_says")
    ):
        raise Closed(_("Cette proposition a déjà reçu sa réponse."))
    setattr(pair.merge, f"{side}_says", act.payload["choice"])
    settle(tx, pair, today)


# -- those who live it ---------------------------------------------------------


def vote(tx: Session, place: Place, pair: Pair, choice: str, now: Now) -> None:
    """One paper for each side that this carnet lives, under its own nullifier; it can be changed until the last day."""
    if not open_to_answers(pair.merge, now.today):
        raise Closed(_(OVER))
    lived = [(side, queries.own_echo(tx, place.viewer, pair.side(side))) for side in rules.SIDES]
    papers = [(side, echo) for side, echo in lived if echo is not None]
    if not papers:
        raise Forbidden(
            _(
                "Seules les personnes qui ont dit « je le vis aussi » à l’une des deux donnent ici leur avis. "
                "Si vous venez de le dire, attendez que ce soit compté."
            )
        )
    for side, echo in papers:
        scope = rules.vote_scope(pair.merge.ref, side)
        paper = {"merge": pair.merge.ref, "side": side, "choice": choice}
        voting = replace(place, college=echo.college)
        title = pair.side(side).title
        submit(tx, voting, now, "merge.paper", scope, paper, label="vote", once=True, title=title)
    if len(papers) > 1:
        blend(tx)


@publishes("merge.paper")
def _publish_paper(tx: Session, act: Act, _today: date) -> None:
    query = select(Merge).where(Merge.ref == act.payload["merge"], Merge.collective_id == act.collective.id)
    merge = tx.exec(query).one()
    if merge.state != "proposed":
        raise Closed(_(OVER))
    known = select(MergePaper).where(MergePaper.merge_id == merge.id, MergePaper.nul == act.nul)
    paper = tx.exec(known).first() or MergePaper(
        merge_id=merge.id, side=act.payload["side"], nul=act.nul, college=act.college, choice=""
    )
    paper.choice = act.payload["choice"]
    tx.add(paper)
    tx.flush()


# -- the decision --------------------------------------------------------------


def settle(tx: Session, pair: Pair, today: date, over: bool = False) -> None:
    """Look whether it is decided. What became impossible meanwhile lapses rather than be joined by halves."""
    merge = pair.merge
    found = queries.sides(tx, merge)
    state = rules.outcome(found, over)
    if state == "merged" and why_not(tx, pair.absorbed, pair.survivor, today, merge.id):
        state = "lapsed"
    tx.add(merge)
    if not state:
        tx.flush()
        return
    merge.result = {
        side: {c: rules.told(side_of.papers[c], side_of.echoes[c]) for c in rules.asked(side_of.echoes)}
        for side, side_of in found.items()
        if over and not side_of.author and side_of.papers and side_of.echoes
    }
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


def close_due(tx: Session, now: Now) -> int:
    """Proposals whose delay is over are decided, at a slot, once what was sent on their last day is in. How many."""
    query = select(Merge).where(Merge.state == "proposed", col(Merge.closes) < now.today)
    due = [
        merge
        for merge in tx.exec(query.order_by(col(Merge.closes), col(Merge.id))).all()
        if closing_moment(merge.closes, by_id(tx, merge.collective_id).slot_minutes) <= now.epoch
    ]
    for merge in due:
        settle(tx, queries.pair_of(tx, merge), now.today, over=True)
    return len(due)
