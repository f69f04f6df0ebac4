"""A map of opinions under way: what the demo's colleges answered so far. The worker draws it, as anywhere."""

from sqlmodel import select

from forum.collectives.queries import Place
from forum.core.clock import Now, at
from forum.demo.claims import Camp, Map
from forum.demo.people import Crowd
from forum.opinion_map.conversations import actions
from forum.opinion_map.conversations.drawing.actions import admit
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase
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
