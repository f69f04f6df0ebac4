"""Simulated weeks: carnets come, write, echo, argue, vote, sign, withdraw; moderators do their work; slots pass.

Acts go through the rooms' own actions, each in a transaction of its own as in their routes; signatures through the
routes and the writer. Sittings are of several acts, since that is how people come: their order is what is looked for.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from sqlmodel import Session, select
from starlette.testclient import TestClient

from forum.challenges.actions import submit_refusal
from forum.collectives import actions as collectives
from forum.collectives.models import Pending
from forum.collectives.publication import actions as publication
from forum.collectives.publication.actions import publish_due
from forum.collectives.publication.jobs import publish_slot, stir_waiting
from forum.collectives.queries import Place, enter
from forum.core.clock import Now
from forum.core.crypto import sha256
from forum.core.outbox import deliver
from forum.core.viewer import Viewer
from forum.deliberation.argument_actions import submit_argument
from forum.deliberation.ballot_actions import open_ballot, submit_vote
from forum.deliberation.models import Ballot
from forum.deliberation.rules import Rule
from forum.grievances.actions import submit_echo, submit_grievance
from forum.http.security import csrf_token
from forum.moderation import actions as moderation
from forum.moderation.subjects.queries import find as find_subject
from forum.notifications.letter import actions as letter
from forum.opinion_map.conversations.actions import answer
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase
from forum.opinion_map.conversations.rules import scope
from forum.petitions import nullifiers
from forum.petitions.actions import close, delete_draft
from forum.petitions.publication import publish_signatures
from forum.texts.actions import add_evidence
from forum.texts.amendments.actions import propose
from forum.texts.amendments.queries import operations_between
from forum.texts.models import Document
from forum.texts.queries import find, read
from forum.texts.sources.actions import cite, judge, scope_of
from forum.texts.sources.queries import sheet
from tests import rows
from tests.attack.referee import Person, Referee
from tests.challenges import world as challenges
from tests.petitions.scene import Scene
from tests.world import ORIGIN, SLUG, World

WORDS = (
    "visite bureau couloir planning poste attente enfant réunion dossier chambre semaine équipe départ accueil",
    "tableau matin soir garde relais moyen temps place absence lit repas salle porte étage tournée voiture",
)
COLLEGES = ("professional",) * 9 + ("concerned",) * 7 + ("ally",) * 2
SHARES = {"echo": 8, "argue": 4, "vote": 5, "refuse": 4, "amend": 3, "judge": 3, "complain": 2, "answer": 4}
MASKED = [f"{''.join(random.Random(n).choices('bcdfgklmnprtv', k=9))}canarîzz" for n in range(16)]
# In the full-text index stems are folded, and a word is written without what it shares with the one before.
FOLDED = [word[3:-2].replace("î", "i") for word in MASKED]
PHRASES = 9  # of each map
POLLED = 150  # acts after which a visitor reads again


@dataclass(frozen=True)
class Plan:
    """How much happens."""

    carnets: int = 200
    slots: int = 56
    sittings: int = 9
    bursts: int = 22
    seed: int = 7


class Weeks:
    """One instance lived in. `weak`: what is sent is public at once, in the transaction that takes it in."""

    def __init__(self, world: World, plan: Plan, *, weak: bool) -> None:
        self.world, self.plan, self.weak = world, plan, weak
        self.rng, self.referee = random.Random(plan.seed), Referee()
        self.step = world.collective.slot_minutes * 60
        self.begin = -(-world.clock().epoch // self.step) * self.step
        self.slot, self.masked = 0, 0
        self.inbox: list[EmailMessage] = []
        self.polls: list[bool] = []  # for each act: whether a page that everybody reads moved
        self.snapshots: list[tuple[int, str, str]] = []
        self.client = TestClient(world.app, base_url=ORIGIN)
        world._clients.append(self.client)
        self._set_up()

    # -- what is there before anybody comes

    def _set_up(self) -> None:
        world = self.world
        with world.house.db.write() as tx:
            office = rows.institution(tx, world.collective)
            demands = [rows.demand(tx, world.collective, office, f"Demande {n}") for n in range(3)]
            version = [read(tx, demand).version for demand in demands]
            closes = world.clock().today.replace(month=12, day=1)
            self.ballots = [
                open_ballot(tx, world.collective, v, Rule(1), closes, world.clock()) for v in version
            ]
        target = challenges.mechanism(world)
        self.challenges = [challenges.challenge(world, target, f"Contestation {n}") for n in range(4)]
        self.grievances = [challenges.grievance(world, f"Doléance {n} du début") for n in range(4)]
        self.sources = [self._cite(ref, n) for n, ref in enumerate(self.grievances)]
        self.maps = [self._map(n) for n in range(3)]
        self.hidden = challenges.grievance(world, " ".join(MASKED))
        self.petition = Scene(world)
        self.draft = Scene(world, opened=False)
        self.codes = {c: self._invite(c) for c in ("professional", "concerned", "ally")}
        self.done: set[tuple[int, str, str]] = set()
        for n in range(self.plan.carnets):
            self._person(n)

    def _cite(self, grievance: str, n: int) -> str:
        said = {"kind": "link", "label": f"Rapport {n}", "url": f"https://rapports.example/{n}"}
        with self.world.house.db.write() as tx:
            document = find(tx, self.world.collective.id, grievance)
            add_evidence(tx, document, [said])
            return cite(tx, self.world.collective.id, said)

    def _map(self, n: int) -> str:
        today = self.world.clock().today
        with self.world.house.db.write() as tx:
            made = Conversation(
                collective_id=self.world.collective.id,
                title=f"Carte {n}",
                question="Comment recevoir ?",
                k=10,
                keep_days=30,
                opens=today,
                closes=today.replace(month=12, day=1),
            )
            tx.add(made)
            tx.flush()
            for place in range(PHRASES):
                tx.add(ConversationPhrase(conversation_id=made.id, position=place, body=f"Phrase {place}."))
            return made.ref

    def _invite(self, college: str) -> str:
        now = self.world.clock()
        with self.world.house.db.write() as tx:
            place = enter(tx, SLUG, self.world.olga)
            return collectives.invite(tx, place, college, "affiche", 5000, 300, now)

    def _person(self, n: int) -> None:
        viewer = Viewer(key=sha256(f"attacked {self.plan.seed} {n}"))
        college = self.rng.choice(COLLEGES)
        joins = self.plan.slots - 1 if n % 20 == 0 else self.rng.randrange(self.plan.slots * 2 // 3)
        self.referee.people.append(Person(viewer, college, viewer.nul("grant", SLUG), joins))

    # -- time

    def run(self) -> None:
        """All slots but the last, whose acts still wait when this ends: see `finish`."""
        for slot in range(self.plan.slots):
            self.slot = slot
            self._live()
            if slot + 1 < self.plan.slots:
                self._publish()

    def finish(self) -> None:
        self._publish()

    def _publish(self) -> None:
        self.world.clock.now = Now(self.begin + (self.slot + 1) * self.step + 61)
        publish_slot(self.world.house)
        publish_signatures(self.world.house)
        deliver(
            self.world.house.db,
            self.world.house.keys,
            self.world.settings,
            self.world.clock(),
            self.inbox.append,
        )
        self.look()

    def _live(self) -> None:
        comers = [n for n, p in enumerate(self.referee.people) if p.joins == self.slot]
        known = [n for n, p in enumerate(self.referee.people) if p.joins < self.slot]
        sittings = [(n, True) for n in comers]
        sittings += [(n, False) for n in self.rng.sample(known, min(len(known), self.plan.sittings))]
        self.rng.shuffle(sittings)
        gap = (self.step * 9 // 10 - 900) // (len(sittings) + 4)  # a batch is complete at nine tenths
        self.world.clock.now = Now(self.begin + self.slot * self.step + 100)
        for who, new in sittings:
            self._sit(who, new)
            self.world.clock.forward(gap)
        self._staff()
        if not self.weak:
            stir_waiting(self.world.house)  # the worker, each minute
            self._latecomers()
        if self.slot >= self.plan.slots - self.plan.bursts:
            self._burst()

    def _latecomers(self) -> None:
        """Whom no referee knows: their coming is still in SQLite's log, for who looks what one transaction wrote."""
        for n in range(10 if self.slot + 1 == self.plan.slots else 0):
            viewer = Viewer(key=sha256(f"latecomer {self.plan.seed} {n}"))
            with self.world.house.db.write() as tx:
                collectives.accept(
                    tx, self.codes["professional"], self.world.collective, viewer, self.world.clock()
                )

    def _sit(self, who: int, new: bool) -> None:
        """A newcomer writes in the same breath: « one writes first »."""
        if new:
            self._arrive(who)
        for _ in range(self.rng.choice((1, 2, 2, 3)) - new):
            self._act(who, self.rng.choices(list(SHARES), list(SHARES.values()))[0])
            self.world.clock.forward(self.rng.randrange(20, 90))

    def _arrive(self, who: int) -> None:
        person = self.referee.people[who]
        self.referee.join(who, self.slot)
        with self.world.house.db.write() as tx:
            collectives.accept(
                tx, self.codes[person.college], self.world.collective, person.viewer, self.world.clock()
            )
            if self.weak:
                self._write(tx, who, "echo")
        self.look()
        if not self.weak:
            self._act(who, "echo")

    def _act(self, who: int, what: str) -> None:
        # An answer to a map moves a page for k people at a time, even where everything else is weakened.
        polling = len(self.polls) < POLLED and not (self.weak and what == "answer")
        before = (
            [self._polled() for _ in range(2)][1] if polling else ()
        )  # whoever reads without end has read before
        with self.world.house.db.write() as tx:
            self._write(tx, who, what)
        if before:
            self.polls.append(self._polled() != before)

    def _polled(self) -> tuple[object, ...]:
        """What a visitor who reads without end is given; a page made afresh takes longer, which is as good as a change."""
        answers = [self.client.get(f"/c/{SLUG}{path}") for path in ("", "/doleances", "/journal")]
        told = [(a.status_code, a.headers.get("etag"), a.content) for a in answers]
        return self.world.house.db.version(), *told

    def _write(self, tx: Session, who: int, what: str) -> None:
        viewer = self.referee.people[who].viewer
        place = enter(tx, SLUG, viewer, "write")
        getattr(self, f"_{what}")(tx, place, who, viewer)
        if self.weak:
            publish_due(tx, self.world.clock(), lambda _rows: None)

    # -- acts

    def words(self) -> str:
        count = self.rng.randrange(6, 40)
        return (
            " ".join(self.rng.choices(" ".join(WORDS).split(), k=count)) + f" {self.rng.randrange(10**6)}."
        ).capitalize()

    def _free(self, who: int, what: str, refs: Iterable[str]) -> str:
        """Something this carnet has not done this to yet; "" when there is none."""
        left = [ref for ref in refs if (who, what, ref) not in self.done]
        ref = self.rng.choice(left) if left else ""
        self.done.add((who, what, ref))
        return ref

    def _complain(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        body = self.words()
        fields = {"title": body[:60], "body": body, "since": "mai", "concerned": "", "service": ""}
        ref = submit_grievance(
            tx, place, fields, self.rng.choice(("nord", "sud")), [], self.world.clock(), relaxed=True
        )
        self.grievances.append(ref)
        self.done |= {(who, "spoken", ref), (who, "echo", ref)}
        self.referee.act(who, "text", viewer.nul("voice", ref), ref, self.slot)

    def _grievance(self, tx: Session, who: int, what: str) -> Document | None:
        public = [ref for ref in self.grievances if self._public(tx, ref)]
        ref = self._free(who, what, public)
        return find(tx, self.world.collective.id, ref) if ref else None

    def _public(self, tx: Session, ref: str) -> bool:
        query = select(Document.id).where(Document.ref == ref, Document.hidden == False)  # noqa: E712  # SQL
        return tx.exec(query).first() is not None

    def _echo(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        document = self._grievance(tx, who, "echo")
        if document is None:
            return
        spoken = self.rng.random() < 0.3 and (who, "spoken", document.ref) not in self.done
        submit_echo(tx, place, document, self.words() if spoken else "", self.world.clock(), relaxed=True)
        if spoken:
            self.done.add((who, "spoken", document.ref))
            self.referee.act(who, "text", viewer.nul("voice", document.ref), document.ref, self.slot)
        self.referee.act(who, "echo", viewer.nul("echo", document.ref), document.ref, self.slot)

    def _amend(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        document = self._grievance(tx, who, "amend")
        if document is None:
            return
        fields = read(tx, document).fields
        changed = operations_between(document.kind, fields, {**fields, "body": self.words()})
        propose(tx, place, document, document.number, changed, self.words(), self.world.clock(), relaxed=True)
        self.referee.act(who, "amendment", viewer.nul("voice", document.ref), document.ref, self.slot)

    def _argue(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        if ref := self._free(who, "argue", self.challenges):
            about = find(tx, self.world.collective.id, ref)
            side = self.rng.choice(("for", "against"))
            submit_argument(
                tx, place, about, "help", side, self.words(), [], self.world.clock(), relaxed=True
            )
            self.referee.act(who, "text", viewer.nul("voice", ref), ref, self.slot)

    def _refuse(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        if ref := self._free(who, "refuse", self.challenges):
            submit_refusal(tx, place, find(tx, self.world.collective.id, ref), self.world.clock())
            self.referee.act(who, "refusal", viewer.nul("echo", ref), ref, self.slot)

    def _judge(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        if ref := self._free(who, "judge", self.sources):
            verdict = self.rng.choice(("confirmed", "disputed"))
            reason = "unfound" if verdict == "disputed" else ""
            note = self.words() if self.rng.random() < 0.3 else ""
            judge(
                tx, place, sheet(tx, self.world.collective, ref), verdict, reason, note, self.world.clock(),
                relaxed=True,
            )  # fmt: skip
            scope = scope_of(ref)
            self.referee.act(who, "source_verdict", viewer.nul("vote", scope), scope, self.slot)

    def _vote(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        if ref := self._free(who, "vote", [b.ref for b in self.ballots]):
            ballot = tx.exec(select(Ballot).where(Ballot.ref == ref)).one()
            choice = self.rng.choice(("for", "for", "against", "abstain"))
            submit_vote(tx, place, ballot, ballot.version, choice, "", self.world.clock(), title="Demande")
            scope = f"ballot:{ref}"
            self.referee.act(who, "ballot_paper", viewer.nul("vote", scope), scope, self.slot)

    def _answer(self, tx: Session, place: Place, who: int, viewer: Viewer) -> None:
        """Some phrases of one map, one after the other: they go together onto one paper."""
        if ref := self._free(who, "answer", self.maps):
            asked = tx.exec(select(Conversation).where(Conversation.ref == ref)).one()
            query = select(ConversationPhrase.ref).where(ConversationPhrase.conversation_id == asked.id)
            for phrase in self.rng.sample(sorted(tx.exec(query).all()), self.rng.randrange(1, PHRASES)):
                answer(tx, place, asked, phrase, self.rng.choice((-1, 0, 1)), self.world.clock())
            where = scope(ref)
            self.referee.act(who, "conversation_paper", viewer.nul("vote", where), where, self.slot)

    # -- the team, and what is taken back

    def _staff(self) -> None:
        turns: dict[int, Callable[[], None]] = {0: self._take_back, 1: self._mask, 2: self._report}
        if self.slot % 4 in turns and self.slot > 3:
            turns[self.slot % 4]()

    def _marker(self) -> str:
        return "zq" + "".join(self.rng.choices("bcdfghjkmnprstvwx", k=14))

    def _take_back(self) -> None:
        """Somebody sends a text, and takes it back before its slot."""
        marker, person = self._marker(), self.rng.choice(self.referee.people)
        fields = {"title": marker, "body": f"{marker} et la suite.", "since": "mai"}
        with self.world.house.db.write() as tx:
            place = enter(tx, SLUG, person.viewer, "write")
            submit_grievance(tx, place, fields, "nord", [], self.world.clock(), relaxed=True)
        self.world.clock.forward(30)
        with self.world.house.db.write() as tx:
            publication.withdraw(tx, tx.exec(select(Pending).where(Pending.title == marker)).one())
        self.referee.erased.append(marker)

    def _mask(self) -> None:
        """A moderator hides a text: first the one whose words are looked for, then testimonies."""
        with self.world.house.db.write() as tx:
            query = select(Document.ref).where(Document.kind == "testimony", Document.hidden == False)  # noqa: E712  # SQL
            ref = tx.exec(query.order_by(Document.ref)).first() if self.masked else self.hidden
            if ref is None:
                return
            self.masked += 1
            place = enter(tx, SLUG, self.world.maud)
            subject = find_subject(tx, self.world.collective, ref)
            moderation.decide(
                tx, place, subject, "hide", "Article 3", "On reconnaît une maison.", self.world.clock()
            )

    def _report(self) -> None:
        with self.world.house.db.write() as tx:
            subject = find_subject(tx, self.world.collective, self.grievances[0])
            moderation.report(tx, self.world.collective, subject, "other", self.words(), self.world.clock())

    def drop_draft(self) -> None:
        """The organisers give up a petition that was never opened."""
        with self.world.house.db.write() as tx:
            petition = tx.get_one(type(self.draft.petition), self.draft.petition.id)
            marker = self._marker()
            petition.body = marker
            tx.add(petition)
        with self.world.house.db.write() as tx:
            petition = tx.get_one(type(self.draft.petition), self.draft.petition.id)
            delete_draft(tx, enter(tx, SLUG, self.world.olga), petition, self.world.clock())
        self.referee.erased.append(marker)

    def close_petition(self) -> None:
        """Its key goes at the next round of the worker."""
        with self.world.house.db.write() as tx:
            close(tx, tx.get_one(type(self.petition.petition), self.petition.petition.id), self.world.clock())

    # -- signatures: several people within a minute, as in a meeting

    def _burst(self) -> None:
        self.world.clock.now = Now((self.world.clock().epoch // 60 + 2) * 60)
        joined = [n for n, p in enumerate(self.referee.people) if p.joins < self.slot]
        carnets = [n for n in joined if (n, "sign", "") not in self.done]
        signers = self.rng.sample(carnets, min(4, len(carnets))) + [-1] * 4
        self.rng.shuffle(signers)
        for who in signers:
            self._sign_with_carnet(who) if who >= 0 else self._sign_by_mail()
            self.world.clock.forward(5)
            if self.weak:
                publish_signatures(self.world.house)
        self.world.clock.forward(120)
        publish_signatures(self.world.house)

    def _name(self) -> str:
        return "Lé" + "o" * self.rng.choice((3, 30))

    def _sign_with_carnet(self, who: int) -> None:
        viewer = self.referee.people[who].viewer
        self.done.add((who, "sign", ""))
        token = self.world.house.sessions.open(viewer, self.world.clock())
        typed = {"name": self._name(), "quality": "ally", "_csrf": csrf_token(self.world.house, token)}
        self._post(f"{self.petition.url}/carnet", typed, token)
        nul = viewer.nul("sign", self.petition.code)
        self.referee.names[nul] = typed["name"]
        self.referee.act(who, "signature", nul, self.petition.code, self.slot, self._minute())

    def _minute(self) -> int:
        """Which batch of signatures this is part of."""
        return self.world.clock().epoch // 3600

    def _sign_by_mail(self) -> None:
        address = f"personne{len(self.referee.emails)}@example.org"
        typed = {"name": self._name(), "email": address, "quality": "concerned"}
        self._post(f"{self.petition.url}/signatures", typed)
        house = self.world.house
        deliver(house.db, house.keys, house.settings, self.world.clock(), self.inbox.append)
        link = re.findall(r"http://[^/]+(/p/\S+/confirmation/\S+)", str(self.inbox[-1].get_content()))[0]
        self._post(link, {})
        self._read_also(address)
        nul = nullifiers.email_nul(house.keys.petition(self.petition.code), address)
        self.referee.emails[address], self.referee.names[nul] = nul, typed["name"]
        self.referee.act(-1, "signature", nul, self.petition.code, self.slot, self._minute())

    def _read_also(self, address: str) -> None:
        """Whoever signs by mail asks for the letter too."""
        house = self.world.house
        with house.db.write() as tx:
            place = enter(tx, SLUG, self.world.olga)
            letter.ask(tx, place.collective, address, house.keys.mail, ORIGIN, self.world.clock())
        deliver(house.db, house.keys, house.settings, self.world.clock(), lambda _mail: None)

    def _post(self, url: str, typed: dict[str, str], token: str = "") -> None:
        headers = {"origin": ORIGIN, **({"cookie": f"s={token}"} if token else {})}
        answer = self.client.post(url, data=typed, headers=headers, follow_redirects=False)
        assert answer.status_code == 303, (url, answer.status_code)

    # -- somebody who reads the same public pages again and again

    def look(self) -> None:
        home = self.client.get(f"/c/{SLUG}").text
        self.snapshots.append((self.slot, home, self.client.get(f"/c/{SLUG}/participation").text))
