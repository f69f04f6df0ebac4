"""A map of opinions under way: what the demo's colleges answered so far. The worker draws it, as anywhere."""

from sqlmodel import select

from forum.collectives.queries import Place
from forum.core.clock import Now, at
from forum.core.viewer import Viewer
from forum.demo.claims import Camp, Map
from forum.demo.people import Crowd
from forum.opinion_map.conversations import actions
from forum.opinion_map.conversations.drawing.actions import admit
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase, ConversationProposal
from forum.opinion_map.conversations.proposals import queries as phrases
from forum.opinion_map.conversations.proposals.actions import accept
from forum.opinion_map.conversations.proposals.rules import numbers
from forum.opinion_map.conversations.proposals.rules import scope as phrase_scope
from forum.opinion_map.conversations.queries import KIND
from forum.opinion_map.conversations.rules import scope

MEANT = {"+": 1, "-": -1, "0": 0}
OTHERWISE = 0.16  # people of one camp do not all think the same of everything
UNREACHED = 0.12  # nor do all answer everything


class Mapped:
    """Through the same doors as people."""

    def __init__(self, crowd: Crowd, organiser: Place) -> None:
        self.crowd, self.organiser = crowd, organiser

    def load(self, one: Map) -> None:
        tx, closes = self.crowd.tx, self.crowd.day(one.closes)
        asking = actions.Asking(one.title, one.question, one.phrases, (), closes, one.keep_days)
        made = actions.open_conversation(
            tx, self.organiser, asking, self._noon(one.opened), self.crowd.chance.randrange
        )
        refs = self._refs(made)
        for college in ("professional", "concerned", "ally"):
            camps = [camp for camp in one.camps if camp.college == college for _ in range(camp.count)]
            for who, camp in zip(self.crowd.some(college, len(camps)), camps, strict=True):
                answers = self._answers(one, camp, refs)
                paper = {"conversation": made.ref, "answers": answers}
                self.crowd.do(who, college, KIND, scope(made.ref), paper, one.opened + 1, "vote")
        admit(tx, made)
        for phrase, who in zip(one.proposed, self.crowd.some("concerned", len(one.proposed)), strict=True):
            self._propose(made, who, phrase, one.opened + 2)

    def _propose(self, made: Conversation, who: Viewer, phrase: str, offset: int) -> None:
        """A member's phrase, and the team's yes."""
        number = numbers(who.nul("voice", f"phrases:{made.ref}"))[0]
        said = {"conversation": made.ref, "body": phrase}
        self.crowd.do(who, "concerned", phrases.KIND, phrase_scope(made.ref, number), said, offset)
        (row,) = self.crowd.tx.exec(
            select(ConversationProposal).where(
                ConversationProposal.conversation_id == made.id, ConversationProposal.body == phrase
            )
        ).all()
        accept(self.crowd.tx, self.organiser, made, row, self._noon(offset))

    def _refs(self, made: Conversation) -> dict[str, str]:
        query = select(ConversationPhrase.body, ConversationPhrase.ref)
        return dict(self.crowd.tx.exec(query.where(ConversationPhrase.conversation_id == made.id)).all())

    def _answers(self, one: Map, camp: Camp, refs: dict[str, str]) -> dict[str, int]:
        chance = self.crowd.chance
        return {
            refs[" ".join(phrase.split())]: chance.choice((-1, 0, 1))
            if chance.random() < OTHERWISE
            else MEANT[sign]
            for phrase, sign in zip(one.phrases, camp.answers, strict=True)
            if sign in MEANT and chance.random() >= UNREACHED
        }

    def _noon(self, offset: int) -> Now:
        return at(self.crowd.day(offset).isoformat())
