"""Demands that become one: who decides where authors do not, what goes to the survivor, who also signs it."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, delete, select

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.i18n import _, later
from forum.deliberation.merging import queries as merging
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Pair
from forum.deliberation.merging.rules import JOINED, SIDES, vote_scope
from forum.deliberation.merging.ways import Decision, Way
from forum.deliberation.rules import told
from forum.deliberation.settling.rules import RULE
from forum.demands.merging import queries, rules
from forum.demands.models import DemandObjective
from forum.texts.authors import actions as writing
from forum.texts.authors import queries as authors
from forum.texts.models import Document
from forum.texts.voices import in_thread

WORDS = {
    "none": later("Aucune revendication de ce collectif ne porte cette référence."),
    "unlike": later("C’est une doléance : une revendication ne se regroupe qu’avec une revendication."),
    "same": later("C’est la même revendication : choisissez-en une autre."),
    "chain": later(
        "D’autres revendications ont déjà rejoint « {title} » : elle ne peut pas en rejoindre une à son tour. "
        "Proposez l’inverse."
    ),
    "papers": later(
        "Le collectif ne vote que si personne ne répond pour l’une des deux. Ce n’est pas, ou plus, le cas."
    ),
    "undoers": later(
        "Seules les voix qui ont écrit l’une des deux peuvent défaire ; ou un vote, s’il n’y en a plus."
    ),
    "confirmed": later("C’est noté. Au prochain créneau, vous écrivez aussi la revendication qui reste."),
    "title": later("Regrouper deux revendications"),
    "lead": later(
        "Deux revendications qui demandent la même chose pèsent plus lourd ensemble. Vous le proposez ; celles et ceux "
        "qui les ont écrites décident."
    ),
    "happens": later(
        "Les voix qui ont écrit chacune ont {delay} pour répondre ; un non suffit à refuser. Si l’une reste sans réponse, "
        "le collectif vote pendant sept jours, et les deux collèges doivent être d’accord. Rien n’est perdu : versions, "
        "débats, votes passés et sources restent, l’ancienne adresse mène à l’autre. Aucune signature n’est déplacée : "
        "on demande à chaque personne. On peut défaire pendant 30 jours."
    ),
    "copying": later("Ouvrez la revendication, puis copiez l’adresse de la page."),
    "wrote": later("Vous écrivez cette revendication."),
    "apart_why": later("Pourquoi séparer ces deux revendications ?"),
}


def way() -> Way:
    return Way(
        kind="demand",
        votes="vote",
        team_undoes=False,
        words=WORDS,
        refused=_refused,
        decide=decide,
        papers=queries.papers,
        joined=_take_objectives,
        parted=_give_objectives_back,
        finish=lambda _tx, _merge: "",
        confirm=confirm,
        asked=queries.asked,
        tell=merging.around,
        shown=queries.shown,
    )


def _refused(tx: Session, absorbed: Document, survivor: Document) -> str:
    return queries.why_apart(tx, absorbed) or queries.why_apart(tx, survivor)


def decide(tx: Session, merge: Merge, over: bool) -> Decision:
    """A vote is counted once, on its last day; until then the authors' words alone decide."""
    if merge.state == "parting":
        tallies = queries.tallies(tx, merge, "parting")
        found = {c: told(tally, RULE) for c, tally in tallies.items()}
        return Decision("undone" if rules.parts(tallies) else "", {**merge.result, "parting": found})
    said = {side: getattr(merge, f"{side}_says") for side in SIDES}
    left = queries.left(tx, merging.pair_of(tx, merge))
    state = rules.answered(said, left, over)
    if merge.state != "voting" or state != "voting":
        return Decision(state, {})
    if not over:
        return Decision("", {})
    tallies = queries.tallies(tx, merge, "all")
    return Decision(rules.voted(tallies), {"all": {c: told(tally, RULE) for c, tally in tallies.items()}})


# -- official objectives: links are copied by the shared room ------------------


def _take_objectives(tx: Session, pair: Pair) -> None:
    """Those of the absorbed demand that the survivor does not name yet, noted to be given back."""
    named = select(DemandObjective.objective_id)
    known = set(tx.exec(named.where(DemandObjective.text_id == pair.survivor.id)).all())
    more = sorted(set(tx.exec(named.where(DemandObjective.text_id == pair.absorbed.id)).all()) - known)
    tx.add_all([DemandObjective(text_id=pair.survivor.id, objective_id=ident) for ident in more])
    pair.merge.objectives = [*pair.merge.objectives, *more]
    tx.add(pair.merge)
    tx.flush()


def _give_objectives_back(tx: Session, pair: Pair) -> None:
    theirs = col(DemandObjective.text_id) == pair.survivor.id
    tx.exec(
        delete(DemandObjective).where(theirs, col(DemandObjective.objective_id).in_(pair.merge.objectives))
    )


# -- who signed the absorbed one -----------------------------------------------


def confirm(
    tx: Session, place: Place, pair: Pair, choice: str, now: Now, _draw: Callable[[int], int]
) -> None:
    """Somebody who writes the absorbed demand says whether they also write the one that stays.

    Yes makes them one of its authors, as a link would; their place in the other stays theirs. No is a mark under a nullifier
    of this merge alone, so that they are asked no more.
    """
    if pair.merge.state not in JOINED:
        raise Closed(
            _("Ces deux revendications ne sont pas, ou plus, regroupées : votre voix est où elle était.")
        )
    if not queries.signs(tx, place, pair):
        raise Forbidden(
            _("Seules les voix qui écrivent l’ancienne revendication, et pas l’autre, répondent ici.")
        )
    if choice == "no":
        if queries.signing(tx, place.viewer, pair):
            raise Closed(
                _(
                    "Votre réponse d’avant attend son créneau : retirez-la d’abord dans votre carnet, "
                    "puis répondez de nouveau."
                )
            )
        scope = vote_scope(pair.merge.ref, "aside")
        paper = {"merge": pair.merge.ref, "side": "aside", "choice": "no"}
        submit(
            tx, place, now, "merge.paper", scope, paper, label="vote", once=True, title=pair.absorbed.title
        )
        return
    survivor = pair.survivor
    writing.check_room(survivor, authors.of(tx, survivor))
    speaking = in_thread(tx, place, survivor.thread)
    said = {"merge": pair.merge.ref}
    submit(tx, speaking, now, "merge.sign", survivor.thread, said, title=survivor.title)


@publishes("merge.sign")
def _publish_signature(tx: Session, act: Act, today: date) -> None:
    pair = merging.find(tx, act.collective.id, act.payload["merge"])
    merge = pair.merge
    if merge.state not in JOINED:
        raise Closed(_("Le regroupement a été défait entre-temps : vous écrivez toujours l’ancienne."))
    if act.nul not in authors.nuls(
        tx, pair.survivor
    ):  # of two that joined it, the first may have brought them
        writing.add(tx, act, pair.survivor, today)
    merge.confirmed = {**merge.confirmed, act.college: merge.confirmed.get(act.college, 0) + 1}
    tx.add(merge)
    tx.flush()
