"""Grievances that become one: how those who live them decide, and where each of their voices goes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from forum.collectives.models import DECIDING
from forum.collectives.publication.actions import Act, blend, publishes, submit
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.i18n import _, later
from forum.deliberation.merging import queries as merging
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Pair
from forum.deliberation.merging.rules import JOINED
from forum.deliberation.merging.ways import Decision, Way
from forum.grievances.merging import queries, rules
from forum.grievances.merging.models import MergeApart
from forum.grievances.merging.rules import SPREAD_DAYS, parts_again
from forum.grievances.models import Echo, Grievance

WORDS = {
    "none": later("Aucune doléance de ce collectif ne porte cette référence."),
    "unlike": later("C’est une revendication : une doléance ne se regroupe qu’avec une doléance."),
    "same": later("C’est la même doléance : choisissez-en une autre."),
    "chain": later(
        "D’autres doléances ont déjà rejoint « {title} » : elle ne peut pas en rejoindre une à son tour. "
        "Proposez l’inverse."
    ),
    "papers": later(
        "Seules les personnes qui ont dit « je le vis aussi » à l’une des deux donnent ici leur avis. "
        "Si vous venez de le dire, attendez que ce soit compté."
    ),
    "undoers": later("Seules les voix qui ont écrit l’une des deux, ou l’organisation, peuvent défaire."),
    "confirmed": later(
        "C’est noté. Votre voix rejoint l’autre doléance au prochain créneau, et quitte l’ancienne dans la semaine."
    ),
    "title": later("Regrouper deux doléances"),
    "lead": later(
        "Deux doléances qui disent la même chose pèsent plus lourd ensemble. Vous le proposez ; celles et ceux qui les ont "
        "écrites, ou qui les vivent, décident."
    ),
    "happens": later(
        "Les deux auteur·rices ont {delay} pour répondre. Pour qui ne répond pas, ou est parti·e, les personnes qui ont dit "
        "« je le vis aussi » décident par un vote secret, collège par collège. Rien n’est perdu : témoignages, sources et "
        "liens restent, l’ancienne adresse mène à l’autre. Aucune voix n’est déplacée sans le oui de qui l’a donnée. On "
        "peut défaire pendant 30 jours."
    ),
    "copying": later("Ouvrez la doléance, puis copiez l’adresse de la page."),
    "wrote": later("Vous avez écrit cette doléance."),
    "apart_why": later("Pourquoi séparer ces deux doléances ?"),
}


def way() -> Way:
    return Way(
        kind="grievance",
        votes="echo",
        team_undoes=True,
        words=WORDS,
        refused=lambda _tx, _absorbed, _survivor: "",
        decide=decide,
        papers=queries.lived,
        joined=lambda _tx, _pair: None,
        parted=_bring_back,
        finish=_finish,
        confirm=confirm,
        asked=queries.asked,
        tell=merging.around,
        shown=queries.shown,
    )


def decide(tx: Session, merge: Merge, over: bool) -> Decision:
    found = queries.sides(tx, merge)
    told = {
        side: {c: rules.told(side_of.papers[c], side_of.echoes[c]) for c in rules.asked(side_of.echoes)}
        for side, side_of in found.items()
        if over and not side_of.author and side_of.papers and side_of.echoes
    }
    return Decision(rules.outcome(found, over), told)


def _bring_back(tx: Session, pair: Pair) -> None:
    tx.exec(delete(MergeApart).where(col(MergeApart.merge_id) == pair.merge.id))


def _finish(tx: Session, merge: Merge) -> str:
    left, no = queries.echoes(tx, merge.absorbed_id), queries.said_no(tx, merge)
    if not parts_again(merge.confirmed, {c: no[c] for c in DECIDING}, left):
        return ""
    return _(
        "Un collège de celles et ceux qui la vivent a dit, à sa majorité, que ce n’est pas la même chose."
    )


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
    if merging.own_waiting(tx, place.viewer, (_OTHER[choice],), "echo", scope):
        raise Closed(
            _(
                "Votre réponse d’avant attend son créneau : retirez-la d’abord dans votre carnet, puis répondez de nouveau."
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
    pair = merging.find(tx, act.collective.id, act.payload["merge"])
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
