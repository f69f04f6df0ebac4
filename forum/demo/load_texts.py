"""Name, contest, claim: the demo's texts, each said by somebody on its day."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from forum.core.ids import new_ref
from forum.core.viewer import Viewer
from forum.demo.claims import Content, Demand
from forum.demo.load_debates import Debates
from forum.demo.people import Crowd
from forum.demo.shapes import Amendment, Challenge, Counts, Grievance, Source
from forum.demo.shapes import Institution as Addressee
from forum.registers.calendar.models import InstitutionDate
from forum.registers.models import Institution, Objective
from forum.texts import queries as texts
from forum.texts.amendments.queries import operations_between
from forum.texts.authors.links.queries import number_of
from forum.texts.models import Document, Evidence


class Texts:
    """Loads texts in the order in which they lean on each other; `refs` maps the demo's keys to references."""

    def __init__(self, crowd: Crowd, content: Content) -> None:
        self.crowd, self.content = crowd, content
        self.refs: dict[str, str] = {}
        self.authors: dict[str, tuple[Viewer, str]] = {}

    def load(self) -> None:
        self._registers()
        for mechanism in self.content.mechanisms:
            payload = {
                "kind": mechanism.kind, "sources": self._sources(mechanism.sources),
                "fields": {"title": mechanism.title, "body": mechanism.body},
            }  # fmt: skip
            self._write("mechanism", mechanism.key, mechanism.college, mechanism.day, payload)
            self._judge(mechanism.sources, mechanism.day)
        for grievance in self.content.grievances:
            self._grievance(grievance)
        for challenge in self.content.challenges:
            self._challenge(challenge)
        for demand in self.content.demands:
            self._demand(demand)

    def _days(self, made: Institution, said: Addressee) -> None:
        for one in said.dates:
            day, due = self.crowd.day(one.day), self.crowd.day(one.due)
            row = InstitutionDate(institution_id=made.id, title=one.title, day=day, kind=one.kind, due=due)
            row.source = one.source
            self.crowd.tx.add(row)

    def _registers(self) -> None:
        tx, collective = self.crowd.tx, self.crowd.collective
        for one in self.content.institutions:
            address = f"{one.office}\n{one.address}"
            made = Institution(collective_id=collective.id, name=one.name, kind=one.kind, address=address)
            made.profile = one.profile
            tx.add(made)
            tx.flush()
            self._days(made, one)
            self.refs[f"institution.{one.key}"] = made.ref
        for goal in self.content.objectives:
            tx.add(
                Objective(
                    collective_id=collective.id,
                    code=goal.code,
                    title=goal.title,
                    source=goal.source_label,
                    url=goal.source_url,
                )
            )
        tx.flush()

    def _judge(self, sources: Sequence[Source], day: int) -> None:
        """What people say of a source, from the day after; by its words, as it has no key of its own here."""
        for s in sources:
            cited = Evidence.label == s.label, Evidence.url == s.url
            ref, notes = self.crowd.tx.exec(select(Evidence.source).where(*cited)).first(), list(s.notes)
            for college in ("concerned", "professional", "ally", "open"):
                against, good = getattr(s.disputed, college), getattr(s.confirmed, college)
                for n, who in enumerate(self.crowd.some(college, against + good)):
                    verdict, reason = ("disputed", s.reason) if n < against else ("confirmed", "")
                    said = {"source": ref, "verdict": verdict, "reason": reason}
                    note = notes.pop(0) if notes else ""
                    self.crowd.do(
                        who, college, "source_verdict", f"source:{ref}", {**said, "note": note},
                        min(-1, day + 5), "vote",
                    )  # fmt: skip

    def _write(self, kind: str, key: str, college: str, day: int, payload: dict[str, Any]) -> None:
        """A new thread, by somebody of the college who will answer for it."""
        ref, author = new_ref(), self.crowd.somebody(college)
        self.refs[f"{kind}.{key}"], self.authors[ref] = ref, (author, college)
        self.crowd.do(author, college, kind, ref, {"ref": ref, **payload}, day)

    def _refs(self, kind: str, keys: Sequence[str]) -> list[str]:
        return [self.refs[f"{kind}.{key}"] for key in keys]

    def _sources(self, sources: Sequence[Source]) -> list[dict[str, Any]]:
        return [
            {
                "kind": s.kind, "label": s.label, "url": s.url, "publisher": s.publisher,
                "dated": "" if s.day is None else self.crowd.day(s.day).isoformat(),
            }
            for s in sources
        ]  # fmt: skip

    def _grievance(self, one: Grievance) -> None:
        fields = {
            "title": one.title, "body": one.body, "since": one.since, "concerned": one.concerned,
            "service": one.service,
        }  # fmt: skip
        payload = {
            "fields": fields, "territory": one.territory, "sources": self._sources(one.sources),
            "mechanisms": self._refs("mechanism", one.mechanisms),
        }  # fmt: skip
        self._write("grievance", one.key, one.college, one.day, payload)
        self._judge(one.sources, one.day)
        ref = self.refs[f"grievance.{one.key}"]
        self._joins("echo", ref, {"grievance": ref}, one.echoes, one.day)
        for number, said in enumerate(one.testimonies):
            who, testimony = self.crowd.somebody(said.college), new_ref()
            self.refs[f"testimony.{said.key or f'{one.key}.{number}'}"] = testimony
            payload = {"ref": testimony, "grievance": ref, "body": said.text}
            self.crowd.do(who, said.college, "testimony", ref, payload, said.day)
        self._amend(ref, fields, one.amendments)

    def _joins(self, kind: str, ref: str, payload: dict[str, Any], counts: Counts, day: int) -> None:
        """« Moi aussi », from the day after, spread over what time there is."""
        for college in ("professional", "concerned", "ally", "open"):
            for who in self.crowd.some(college, getattr(counts, college)):
                self.crowd.do(
                    who, college, kind, ref, payload, min(-1, day + self.crowd.chance.randint(1, 60)), "echo"
                )

    def _amend(self, ref: str, fields: dict[str, str], amendments: Sequence[Amendment]) -> None:
        current = dict(fields)
        for one in amendments:
            document = self.crowd.tx.exec(select(Document).where(Document.ref == ref)).one()
            proposed = {
                **current,
                "title": one.title or current["title"],
                "body": one.body or current["body"],
            }
            amendment, who = new_ref(), self.crowd.somebody(one.college)
            operations = operations_between(document.kind, current, proposed)
            payload = {
                "ref": amendment, "text": ref, "base": document.number, "operations": operations, "reason": one.reason,
            }  # fmt: skip
            self.crowd.do(who, one.college, "amendment", ref, payload, one.day)
            if one.state != "open":
                self._answer(ref, amendment, one, document.number)
            if one.state == "accepted":
                current = dict(texts.read(self.crowd.tx, document).fields)

    def _together(self, ref: str, colleges: Sequence[str], day: int) -> None:
        """Each comes by a link, the day after the text was last touched."""
        (author, theirs), day = self.authors[ref], min(-1, day + 1)
        writing = [author]
        for college in colleges:
            who = next(one for one in self.crowd.some(college, len(writing) + 1) if one not in writing)
            said = {"text": ref, "link": number_of(new_ref())}
            self.crowd.do(author, theirs, "author.invitation", ref, said, day)
            self.crowd.do(who, college, "author", ref, said, day)
            writing.append(who)

    def _answer(self, ref: str, amendment: str, one: Amendment, number: int) -> None:
        author, college = self.authors[ref]
        payload = {
            "amendment": amendment, "verdict": one.state, "reason": one.decision_reason, "number": number,
        }  # fmt: skip
        day = one.day if one.decided is None else one.decided
        self.crowd.do(author, college, "amendment.decision", ref, payload, day)

    def _challenge(self, one: Challenge) -> None:
        payload: dict[str, Any] = {
            "fields": {"title": one.title, "body": one.body, "refusal": one.refusal}, "new": None, "sources": [],
            "mechanism": self.refs[f"mechanism.{one.mechanism}"], "grievances": self._refs("grievance", one.grievances),
        }  # fmt: skip
        self._write("challenge", one.key, one.college, one.day, payload)
        ref = self.refs[f"challenge.{one.key}"]
        self._joins("refusal", ref, {"challenge": ref}, one.joins, one.day)
        Debates(self.crowd, self.refs).load(one, ref)

    def _demand(self, one: Demand) -> None:
        fields = {
            "title": one.title, "body": one.body, "responsible": one.responsible, "equity": one.equity,
            "deadline": self.crowd.day(one.deadline).isoformat(), "criteria": "\n".join(one.criteria),
            "cost": one.cost,
        }  # fmt: skip
        codes = {goal.key: goal.code for goal in self.content.objectives}
        payload = {
            "fields": fields, "kind": one.kind, "institution": self.refs[f"institution.{one.institution}"],
            "grievances": self._refs("grievance", one.grievances), "mechanisms": self._refs("mechanism", one.mechanisms),
            "challenges": [], "objectives": [codes[key] for key in one.objectives],
        }  # fmt: skip
        self._write("demand", one.key, one.college, one.day, payload)
        self._amend(self.refs[f"demand.{one.key}"], fields, one.amendments)
        self._together(
            self.refs[f"demand.{one.key}"],
            one.authors,
            max([one.day, *(a.decided or a.day for a in one.amendments)]),
        )
