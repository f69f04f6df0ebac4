"""Asked about several demands at once: what the demo's colleges answered, and its count."""

from forum.collectives.queries import Place
from forum.core.clock import Now, at
from forum.demands.consultations import actions
from forum.demands.consultations.counting.actions import close
from forum.demands.consultations.rules import scope
from forum.demo.claims import Consultation
from forum.demo.load_texts import Texts
from forum.demo.people import Crowd

TOP = 5
NUANCE = (-1, 0, 0, 0, 1)  # people who agree do not all choose the same word


class Asked:
    """Through the same doors as people; the order of the demands is drawn too."""

    def __init__(self, crowd: Crowd, texts: Texts, organiser: Place) -> None:
        self.crowd, self.texts, self.organiser = crowd, texts, organiser

    def load(self, one: Consultation) -> None:
        tx, refs = self.crowd.tx, [self.texts.refs[f"demand.{key}"] for key in one.demands]
        closes = self.crowd.day(one.closes)
        asking = actions.Asking(
            one.title, one.question, "grades", refs, one.places, 0, one.quorum_percent, closes
        )
        now = self._noon(one.opened)
        made = actions.open_consultation(tx, self.organiser, asking, now, self.crowd.chance.randrange)
        for college in ("professional", "concerned", "ally"):
            opinions = [o.grades for o in one.opinions if o.college == college for _ in range(o.count)]
            for who, grades in zip(self.crowd.some(college, len(opinions)), opinions, strict=True):
                answers = {ref: self._near(grade) for ref, grade in zip(refs, grades, strict=True)}
                paper = {"consultation": made.ref, "answers": answers}
                where = scope(made.ref)
                self.crowd.do(who, college, "consultation.paper", where, paper, one.opened + 1, "vote")
        close(tx, made, self._noon(one.closes + 1))

    def _near(self, grade: int) -> int:
        return min(TOP, max(0, grade + self.crowd.chance.choice(NUANCE)))

    def _noon(self, offset: int) -> Now:
        return at(self.crowd.day(offset).isoformat())
