"""Proposing a phrase to a map, and what the team makes of it. It goes by the slot, and joins the others on a yes."""

from datetime import date

from sqlmodel import Session, col, delete, func, select

from forum.collectives.publication.actions import Act, beware, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.opinion_map.conversations import queries as talks
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase, ConversationProposal
from forum.opinion_map.conversations.proposals import queries
from forum.opinion_map.conversations.proposals.rules import MOST_PROPOSED, alike, form, same_as, scope
from forum.opinion_map.conversations.rules import MOST_PHRASES
from forum.texts.actions import tell


def check_open(conversation: Conversation, now: Now) -> None:
    if not talks.taking(conversation, now):
        raise Closed(_("Cette carte est terminée : on ne peut plus y proposer de phrase."))


def propose(
    tx: Session,
    place: Place,
    conversation: Conversation,
    phrase: str,
    now: Now,
    *,
    other: bool = False,
    relaxed: bool = False,
) -> None:
    """Take in one phrase of a member. `other`: they were shown what is alike, and theirs says something else."""
    check_open(conversation, now)
    if queries.said_by(tx, conversation, place.viewer, phrase):
        return  # sent twice: the answer is the same
    _check_words(queries.shown_words(tx, conversation, place.collective.slug), phrase, other)
    number = queries.next_number(tx, conversation, place.viewer)
    if number is None:
        said = _("Vous avez déjà proposé {n} phrases à cette carte : c’est le nombre pour chaque personne.")
        raise Invalid({"proposed": said.format(n=MOST_PROPOSED)})
    payload = {"conversation": conversation.ref, "body": phrase}
    where = scope(conversation.ref, number)
    submit(tx, place, now, queries.KIND, where, payload, title=phrase, relaxed=relaxed)


def _check_words(others: list[str], phrase: str, other: bool) -> None:
    if not form(phrase):
        raise Invalid({"proposed": _("Écrivez une phrase, avec des mots.")})
    if same := same_as(phrase, others):
        said = _("Cette phrase y est déjà : « {phrase} ». Vous pouvez y répondre.")
        raise Invalid({"proposed": said.format(phrase=same)})
    if not other and alike(phrase, others):
        said = _(
            "Une phrase de la carte y ressemble : lisez-la plus bas, puis dites si la vôtre est une autre idée."
        )
        raise Invalid({"proposed": said})


@publishes(queries.KIND)
def _keep(tx: Session, act: Act, today: date) -> None:
    """At the slot: for the team's eyes. Of who proposed it the nullifier and the box are kept, no college."""
    named = select(Conversation).where(
        Conversation.ref == act.payload["conversation"], Conversation.collective_id == act.collective.id
    )
    conversation = tx.exec(named).one()
    if conversation.state != "open":
        raise Closed(_("Cette carte est terminée : votre phrase n’a pas pu être proposée."))
    made = ConversationProposal(
        conversation_id=conversation.id,
        scope=act.scope,
        nul=act.nul,
        box=act.box,
        body=act.payload["body"],
        day=today,
    )
    tx.add(made)
    tx.flush()


def accept(
    tx: Session, place: Place, conversation: Conversation, proposal: ConversationProposal, now: Now
) -> None:
    """The team's yes: it is asked from now on, after the others, and no name goes with it."""
    _check_waits(conversation, proposal, now)
    if same := same_as(proposal.body, queries.shown_words(tx, conversation, place.collective.slug)):
        raise Closed(_("Cette phrase y est déjà : « {phrase} ».").format(phrase=same))
    last = select(func.count(), func.max(ConversationPhrase.position))
    count, position = tx.exec(last.where(ConversationPhrase.conversation_id == conversation.id)).one()
    if count >= MOST_PHRASES:
        raise Closed(_("Cette carte a déjà {n} phrases : c’est le plus possible.").format(n=MOST_PHRASES))
    phrase = ConversationPhrase(
        conversation_id=conversation.id, position=(position or 0) + 1, body=proposal.body
    )
    tx.add(phrase)
    tx.flush()
    _tell(tx, proposal, conversation, _("L’équipe a ajouté votre phrase à la carte « {title} »."), now.today)
    proposal.state, proposal.phrase_id, proposal.body = "accepted", phrase.id, ""
    tx.add(proposal)
    log(tx, place.viewer, place.collective.id, "phrase.accepted", conversation.title, now)


def refuse(
    tx: Session,
    place: Place,
    conversation: Conversation,
    proposal: ConversationProposal,
    why: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """The team's no: whoever proposed it reads why at their next visit, and nobody else."""
    _check_waits(conversation, proposal, now)
    beware([why], relaxed=relaxed)
    said = _("L’équipe n’a pas ajouté votre phrase à la carte « {title} ». Motif : {why}")
    _tell(tx, proposal, conversation, said, now.today, why)
    proposal.state, proposal.body = "refused", ""
    tx.add(proposal)
    log(tx, place.viewer, place.collective.id, "phrase.refused", conversation.title, now)


def _check_waits(conversation: Conversation, proposal: ConversationProposal, now: Now) -> None:
    check_open(conversation, now)
    if proposal.state != "proposed":
        raise Closed(_("Quelqu’un de l’équipe a décidé entre-temps de cette phrase."))


def _tell(
    tx: Session, one: ConversationProposal, conversation: Conversation, said: str, today: date, why: str = ""
) -> None:
    tell(tx, one.scope, one.box, one.body, said.format(title=conversation.title, why=why), today)


def let_go(tx: Session, conversation: Conversation, today: date) -> None:
    """The map ends: what the team decided nothing of is told to whoever proposed it, and goes."""
    waits = (
        ConversationProposal.conversation_id == conversation.id,
        ConversationProposal.state == "proposed",
    )
    said = _("La carte « {title} » s’est terminée avant que l’équipe ne décide de votre phrase.")
    for one in tx.exec(
        select(ConversationProposal).where(*waits).order_by(col(ConversationProposal.id))
    ).all():
        _tell(tx, one, conversation, said, today)
        tx.delete(one)
    tx.flush()


def erase(tx: Session, conversation: Conversation) -> None:
    """With the papers: nothing says any more that a phrase was somebody's."""
    tx.connection().execute(
        delete(ConversationProposal).where(col(ConversationProposal.conversation_id) == conversation.id)
    )


def take_back(tx: Session, nul: bytes) -> None:
    """Whoever proposed it leaves: words that were not accepted go; an accepted phrase stays, and is nobody's."""
    tx.connection().execute(delete(ConversationProposal).where(col(ConversationProposal.nul) == nul))
