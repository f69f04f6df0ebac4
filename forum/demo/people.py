"""The demo's crowd: carnets nobody holds, drawn anew at each load, who act through the same publishers as people do."""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from forum.collectives.models import Collective, Grant
from forum.collectives.publication.actions import PUBLISHERS, Act
from forum.core.viewer import Viewer
from forum.demo.shapes import Counts


@dataclass
class Crowd:
    """Members by college; `open` are carnets without a grant. `today` is the day of loading."""

    tx: Session
    collective: Collective
    today: date
    members: dict[str, list[Viewer]] = field(default_factory=dict)
    # What is drawn here is only which invented person says which invented thing.
    chance: Random = field(default_factory=lambda: Random(2026))  # noqa: S311

    def come(self, grants: Counts, open_carnets: int) -> None:
        """Draw everybody's key and give the grants, in a drawn order."""
        numbers = {"professional": grants.professional, "concerned": grants.concerned, "ally": grants.ally}
        for college, number in {**numbers, "open": open_carnets}.items():
            self.members[college] = [Viewer(key=secrets.token_bytes(32)) for _ in range(number)]
        rows = [self._grant(who, c) for c, all_ in self.members.items() if c != "open" for who in all_]
        self.chance.shuffle(rows)
        self.tx.add_all(rows)
        self.tx.flush()

    def _grant(self, who: Viewer, college: str) -> Grant:
        nul = who.nul("grant", self.collective.slug)
        return Grant(collective_id=self.collective.id, nul=nul, college=college, tier="code")

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def somebody(self, college: str) -> Viewer:
        return self.chance.choice(self.members[college])

    def some(self, college: str, number: int) -> list[Viewer]:
        return self.chance.sample(self.members[college], number)

    def do(
        self, who: Viewer, college: str, kind: str, scope: str, payload: dict[str, Any], offset: int,
        label: str = "voice",
    ) -> None:  # fmt: skip
        """What `who` did, published on its day."""
        act = Act(self.collective, kind, scope, who.nul(label, scope), college, who.box(scope)[1], payload)
        PUBLISHERS[kind](self.tx, act, self.day(offset))
