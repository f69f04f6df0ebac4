"""The ground truth: who did what, when. Nothing of it is given to an attack but to mark its answers."""

from dataclasses import dataclass, field

from forum.core.viewer import Viewer


@dataclass(frozen=True)
class Deed:
    """One act. `table` and `nul` say which row it became; `turn` is its place in the order of acting."""

    who: int
    table: str
    nul: bytes
    scope: str
    college: str
    turn: int
    slot: int
    burst: int = 0


@dataclass(frozen=True)
class Person:
    """A carnet, what an organiser knows of it (its grant), and when it came."""

    viewer: Viewer
    college: str
    grant: bytes
    joins: int


@dataclass
class Referee:
    people: list[Person] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    joined: list[Deed] = field(default_factory=list)
    emails: dict[str, bytes] = field(default_factory=dict)  # address → nullifier
    names: dict[bytes, str] = field(default_factory=dict)  # nullifier → the name that was sealed
    erased: list[str] = field(default_factory=list)  # words that were withdrawn, refused or lapsed

    def act(self, who: int, table: str, nul: bytes, scope: str, slot: int, burst: int = 0) -> None:
        college = self.people[who].college if who >= 0 else ""
        deed = Deed(who, table, nul, scope, college, len(self.deeds), slot, burst)
        self.deeds.append(deed)

    def join(self, who: int, slot: int) -> None:
        person = self.people[who]
        deed = Deed(who, "college_grant", person.grant, "", person.college, len(self.joined), slot)
        self.joined.append(deed)
