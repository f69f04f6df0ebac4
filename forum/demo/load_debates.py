"""What the demo says of its challenges: arguments, what rebuts them, syntheses, institutions in their own voice."""

from typing import Any

from forum.challenges.invited.queries import speaker
from forum.collectives.publication.actions import PUBLISHERS, Act
from forum.core.ids import new_ref, new_token
from forum.demo.people import Crowd
from forum.demo.shapes import Answer, Argument, Challenge, Synthesis

OTHER = {"for": "against", "against": "for"}


def _source(label: str) -> list[dict[str, str]]:
    return [{"kind": "text", "label": label, "url": ""}] if label else []


class Debates:
    """In the order of days: a synthesis is written with what was there. `refs` is shared with the other texts."""

    def __init__(self, crowd: Crowd, refs: dict[str, str]) -> None:
        self.crowd, self.refs = crowd, refs

    def load(self, one: Challenge, ref: str) -> None:
        names = {id(said): said.key or f"{one.key}.{number}" for number, said in enumerate(one.arguments)}
        both: list[Argument | Synthesis] = [*one.arguments, *one.syntheses]
        for said in sorted(both, key=lambda said: said.day):
            if isinstance(said, Argument):
                self._argue(said, ref, names[id(said)])
            else:
                self._conclude(said, ref)
        for answer in one.answers:
            self._answer(answer, ref)

    def _argue(self, said: Argument, ref: str, name: str) -> None:
        shared = {"about": ref, "question": said.question}
        argument = self._say(
            said.college, said.day, ref, said.body, said.source, {**shared, "side": said.side}
        )
        self.refs[f"argument.{name}"] = argument
        for rebuttal in said.rebuttals:
            under = {**shared, "side": OTHER[said.side], "answers": argument}
            self._say(rebuttal.college, rebuttal.day, ref, rebuttal.body, rebuttal.source, under)

    def _say(self, college: str, day: int, thread: str, body: str, source: str, rest: dict[str, Any]) -> str:
        ref, who = new_ref(), self.crowd.somebody(college)
        payload = {"ref": ref, "body": body, "sources": _source(source), **rest}
        self.crowd.do(who, college, "argument", thread, payload, day)
        return ref

    def _conclude(self, said: Synthesis, ref: str) -> None:
        payload = {
            "ref": new_ref(), "fields": {"body": said.body}, "challenge": ref, "question": said.question,
            "taken": [self.refs[f"argument.{key}"] for key in said.takes],
        }  # fmt: skip
        act = Act(self.crowd.collective, "synthesis", ref, b"", "staff", b"", payload)
        PUBLISHERS["synthesis"](self.crowd.tx, act, self.crowd.day(said.day))

    def _answer(self, said: Answer, ref: str) -> None:
        place = speaker(self.crowd.collective, new_token())
        payload = {
            "ref": new_ref(), "fields": {"body": said.body}, "challenge": ref, "sources": _source(said.source),
            "institution": self.refs[f"institution.{said.institution}"],
            "asked": self.crowd.day(said.asked).toordinal(),
        }  # fmt: skip
        self.crowd.do(place.viewer, place.college, "answer", ref, payload, said.day)
