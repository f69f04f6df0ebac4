"""The demo's workshop: what was said there, each with a card drawn now, that nobody holds."""

import secrets
from typing import Any

from sqlmodel import select

from forum.collectives.models import Territory
from forum.core.ids import new_ref
from forum.demands.actions import UNSET_REF
from forum.demo.claims import Content
from forum.demo.people import Crowd
from forum.demo.shapes import Statement, Workshop
from forum.grievances.rules import proposed_title
from forum.identity.codes import make_code
from forum.texts.spoken.rules import holder, mark_of
from forum.workshops.models import Workshop as Row
from forum.workshops.statements.rules import WHATS


class Workshops:
    def __init__(self, crowd: Crowd, content: Content, pepper: bytes) -> None:
        self.crowd, self.content, self.pepper = crowd, content, pepper

    def load(self) -> None:
        for one in self.content.workshops:
            self._workshop(one)

    def _workshop(self, one: Workshop) -> None:
        row = Row(
            collective_id=self.crowd.collective.id, place=one.place, theme=one.theme,
            day=self.crowd.day(one.day), territory=one.territory,
        )  # fmt: skip
        self.crowd.tx.add(row)
        self.crowd.tx.flush()
        for said in one.statements:
            self._statement(row, said, one.entered)

    def _statement(self, row: Row, said: Statement, day: int) -> None:
        card = holder(mark_of(make_code(secrets.randbelow), self.pepper), self.pepper)
        kind, chosen, _label = WHATS[said.what]
        ref = new_ref()
        payload: dict[str, Any] = {"ref": ref, "spoken": [row.ref, "aloud"], "sources": [], "kind": chosen}
        payload |= {"institution": UNSET_REF, "territory": row.territory or ""}
        payload["fields"] = {
            "title": proposed_title(said.body, self._place(row) if kind == "grievance" else ""),
            "body": said.body,
            "since": said.since,
        }
        self.crowd.do(card, said.college, kind, ref, payload, day)

    def _place(self, row: Row) -> str:
        here = (Territory.collective_id == row.collective_id, Territory.code == row.territory)
        return self.crowd.tx.exec(select(Territory.name).where(*here)).one()
