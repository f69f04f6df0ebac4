"""What happens on the simulated day: the eve, then who does what at which minute. Tactics are those that brigades are
known for: denouncing in numbers, saying the same in other words, naming people, cheering themselves, insulting, voting.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from random import Random

from sqlmodel import Session

from bench import hostile_texts as texts
from bench.hostile_town import DAY, HOUR, ROOM, Item, Person, Town
from forum.collectives import actions as collectives
from forum.collectives.queries import Place, enter
from forum.core.clock import at
from forum.deliberation.ballot_actions import open_ballot
from forum.deliberation.models import Ballot
from forum.deliberation.rules import Rule
from forum.demands.consultations.actions import Asking, open_consultation
from forum.demands.consultations.models import Consultation
from forum.texts.models import Document
from forum.texts.queries import read
from tests import rows
from tests.challenges import world as challenges
from tests.petitions.scene import Scene
from tests.world import SLUG

Act = tuple[int, Callable[[], None]]
CLOSES = date(2026, 3, 20)
QUESTIONS = ("usefulness", "help", "sustainability")
# Of hostile carnets, how many acts each does on average.
REPORTS, FRESH_REPORTS, LOOK_ALIKES, THIRD, INSULTS, ECHOES = 4.0, 1.0, 1.6, 0.27, 0.6, 5.0
# Of honest ones.
GRIEVANCES, TESTIMONIES, ARGUMENTS, LIVED, TOLD, SIGNED, VOTED = 0.6, 0.2, 0.4, 4.0, 0.3, 0.5, 0.7


class Day:
    """The plan of one day in `town`, each act at its second."""

    def __init__(self, town: Town) -> None:
        self.town, self.draw = town, Random(town.plan.seed + 1)
        self.begin = at(DAY).epoch
        self.found()
        self.eve()

    # -- what was there

    def found(self) -> None:
        """Three contested mechanisms, three demands, a ballot, a consultation, a petition, a link that goes astray."""
        world, now = self.town.world, self.town.world.clock()
        target = challenges.mechanism(world)
        self.threads = [challenges.challenge(world, target, f"Contestation {n}") for n in range(3)]
        with world.house.db.write() as tx:
            place = enter(tx, SLUG, world.olga)
            office = rows.institution(tx, world.collective)
            demands = [rows.demand(tx, world.collective, office, f"Demande {n}") for n in range(3)]
            self.demand = demands[0].ref
            version = read(tx, demands[0]).version
            self.ballot: Ballot = open_ballot(tx, world.collective, version, Rule(20), CLOSES, now)
            self.asked = self._consult(tx, place, demands[1:])
            self.link = collectives.invite(
                tx, place, "professional", "affiche", self.town.plan.leaked, 30, now
            )
        self.petition = Scene(world)

    def _consult(self, tx: Session, place: Place, demands: Sequence[Document]) -> Consultation:
        self.options = [demand.ref for demand in demands]
        asking = Asking(
            "Par quoi commencer ?", "Que voulez-vous ?", "approval", self.options, 0, 0, 20, CLOSES
        )
        return open_consultation(tx, place, asking, self.town.world.clock(), lambda _many: 0)

    def eve(self) -> None:
        """The best texts of the day before, and who lives them too."""
        town, real = self.town, self.town.plan.real
        for n, said in enumerate(texts.written(self.draw, town.plan.best, real)):
            self._grieve(town.granted[n % len(town.granted)], "best", said)
        town.tick(town.world.clock().epoch + 6 * HOUR)
        town.locate()
        self.best = town.public(hostile=False, kind="grievance")
        for item in self.best:
            for who in self.draw.sample(town.honest, min(12, len(town.honest) // 2)):
                self._echo(who, item)
        town.tick(town.world.clock().epoch + 6 * HOUR)

    # -- the day

    def acts(self) -> list[Act]:
        """In the order of the clock."""
        return sorted([*self._hostile(), *self._honest()], key=lambda act: act[0])

    def _at(self, *spans: tuple[float, float]) -> int:
        """A second within one of these spans of hours, of Paris, the longer the likelier."""
        begin, end = self.draw.choices(spans, [end - begin for begin, end in spans])[0]
        return self.begin + int((self.draw.uniform(begin, end) - 7) * HOUR) - 300

    def _some(self, people: Sequence[Person], rate: float) -> Iterable[Person]:
        many = round(rate * len(people) * self.town.plan.pace)
        whole, rest = divmod(many, len(people))
        return [*people] * whole + self.draw.sample(people, rest)

    def _hostile(self) -> Iterable[Act]:
        people, draw = self.town.hostile, self.draw
        for who in draw.sample(
            people, min(len(people), 3 * self.town.plan.leaked)
        ):  # more than there are places
            yield self._at((7.3, 8)), self._bound(self._take_grant, who)
            yield self._at((9, 22)), self._bound(self._vote, who, "against")
        for who in self._some(people, REPORTS):
            yield (
                self._at((7.5, 9), (13.2, 14.5), (20, 21)),
                self._bound(self._denounce, who, draw.choice(self.best)),
            )
        for who in self._some(people, FRESH_REPORTS):
            yield self._at((13.2, 15), (19.2, 21)), self._bound(self._denounce, who, None)
        waves = ((8.0, 12.0), (13.2, 17.5), (22.3, 23.9))  # the last one once moderators sleep
        for n, who in enumerate(self._some(people, LOOK_ALIKES)):
            said = texts.look_alike(draw, n % len(texts.SLOGANS))
            yield self._at(*waves), self._bound(self._grieve, who, "look-alike", said)
        for n, who in enumerate(self._some(people, THIRD)):
            act = self._testify if n % 3 == 0 else self._grieve
            yield self._at(*waves), self._bound(act, who, "third person", texts.third_person(draw))
        for who in self._some(people, INSULTS):
            yield self._at(*waves), self._bound(self._argue, who, "insult", texts.insult(draw))
        for who in self._some(people, ECHOES):
            yield self._at((13.2, 18), (19.2, 22)), self._bound(self._cheer, who)
        for who in people:
            yield self._at((9, 22)), self._bound(self._sign, who)

    def _honest(self) -> Iterable[Act]:
        people, draw, real = self.town.honest, self.draw, self.town.plan.real
        writers = list(self._some(people, GRIEVANCES))
        for who, said in zip(writers, texts.written(draw, len(writers), real), strict=True):
            yield self._at((7.5, 21)), self._bound(self._grieve, who, "grievance", said)
        speakers = list(self._some(people, TESTIMONIES + ARGUMENTS))
        for n, (who, body) in enumerate(zip(speakers, texts.argued(draw, len(speakers), real), strict=True)):
            if n < len(speakers) * TESTIMONIES / (TESTIMONIES + ARGUMENTS):
                yield self._at((7.5, 21)), self._bound(self._testify, who, "testimony", ("", body))
            else:
                yield self._at((7.5, 21)), self._bound(self._argue, who, "argument", body)
        for who in self._some(people, LIVED):
            yield self._at((8, 22)), self._bound(self._live, who)
        for who in self._some(people, TOLD):
            yield self._at((13.2, 22)), self._bound(self._tell, who)
        for who in self._some(people, SIGNED):
            yield self._at((8, 22)), self._bound(self._sign, who)
        for who in self._some(self.town.granted, VOTED):
            yield self._at((8, 22)), self._bound(self._vote, who, "for")

    @staticmethod
    def _bound(act: Callable[..., None], *given: object) -> Callable[[], None]:
        return lambda: act(*given)

    # -- what one person does

    def _grieve(self, who: Person, tactic: str, said: tuple[str, str]) -> None:
        title, body = said
        url = f"{ROOM}/doleances"
        typed = {"title": title, "body": body, "territory": "nord", "since": "cette année"}
        self.town.write(Item(who, tactic, "grievance", body), url, **typed)

    def _testify(self, who: Person, tactic: str, said: tuple[str, str]) -> None:
        about = self.draw.choice(self.best)
        url = f"{about.url}/echos"
        self.town.write(Item(who, tactic, "testimony", said[1]), url, testimony=said[1])
        self.town.did["echo"].append((who, about.ref))

    def _argue(self, who: Person, tactic: str, body: str) -> None:
        url = f"{ROOM}/contestations/{self.draw.choice(self.threads)}/arguments"
        typed = {
            "question": self.draw.choice(QUESTIONS),
            "side": self.draw.choice(("for", "against")),
            "body": body,
        }
        self.town.write(Item(who, tactic, "argument", body), url, **typed)

    def _echo(self, who: Person, item: Item) -> None:
        if self.town.post("echo", who, f"{item.url}/echos", {}).status == 303:
            self.town.did["echo"].append((who, item.ref))

    def _cheer(self, who: Person) -> None:
        """One of theirs, the first ones most: so does a coordinated list."""
        if own := self.town.public(hostile=True, kind="grievance"):
            self._echo(who, own[int(len(own) * self.draw.random() ** 2)])

    def _live(self, who: Person) -> None:
        self._echo(who, self.draw.choice(self.town.public(hostile=False, kind="grievance")))

    def _denounce(self, who: Person, item: Item | None) -> None:
        if item is None:
            item = self.draw.choice(
                [i for i in self.town.public(hostile=False) if i.tactic != "best"] or self.best
            )
        self._report(who, item, *texts.complaint(self.draw))

    def _tell(self, who: Person) -> None:
        """Somebody honest reports what is truly bad, if there is some to be read: the worst first."""
        hidden = self.town.hidden()
        found = [item for item in self.town.public(hostile=True) if item.ref not in hidden]
        worst = [item for item in found if item.tactic != "look-alike"]
        if found:
            item = self.draw.choice(worst if worst and self.draw.random() < 0.7 else found)
            reason = {"third person": "identifiable", "insult": "insult"}.get(item.tactic, "manipulation")
            self._report(who, item, reason, "")

    def _report(self, who: Person, item: Item, reason: str, words: str) -> None:
        typed = {"objet": item.ref, "reason": reason, "explanation": words}
        self.town.post("report", who, f"{ROOM}/moderation/signalements/nouveau", typed)

    def _take_grant(self, who: Person) -> None:
        if self.town.post("invitation", who, f"/invitation/{self.link}", {}).status == 303:
            who.college = "professional"

    def _sign(self, who: Person) -> None:
        typed = {"quality": who.college or "ally", "name": ""}
        if self.town.post("signature", who, f"{self.petition.url}/carnet", typed).status == 303:
            self.town.did["sign"].append((who, self.petition.code))

    def _vote(self, who: Person, choice: str) -> None:
        """Whoever holds no grant tries all the same."""
        paper = {"ballot": self.ballot.ref, "version": str(self.ballot.version), "choice": choice}
        if (
            self.town.post("vote", who, f"{ROOM}/revendications/{self.demand}/vote/bulletins", paper).status
            == 303
        ):
            self.town.did["vote"].append((who, self.ballot.ref))
        wanted = {f"g-{self.options[0]}": "1"} if choice == "for" else {"none": "1"}
        if (
            self.town.post("answer", who, f"{ROOM}/consultations/{self.asked.ref}/reponses", wanted).status
            == 303
        ):
            self.town.did["ask"].append((who, self.asked.ref))
