"""What was proposed as whole fields is operations after the upgrade, on both engines, and what waited goes through."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlmodel import select

from forum.app import open_house
from forum.collectives.models import Pending
from forum.collectives.publication.jobs import publish_slot
from forum.core.db import Database
from forum.core.ids import new_id
from forum.core.migrate import upgrade
from forum.core.settings import Settings, load
from forum.texts.amendments import queries as amendments
from forum.texts.models import Amendment, Document, Version
from tests.conftest import CHEAP
from tests.ops.conftest import Place
from tests.world import Clock

BODY = "Un.\n\n- deux\n- trois\n\n```\nquatre\n\ncinq\n```"
OLD = {"title": "Titre", "body": BODY, "criteria": "un poste\nune date", "equity": ""}
NEW = {
    "title": "Autre titre",
    "body": BODY.replace("- deux\n", "- deux mois\n- encore\n").replace("Un.\n\n", ""),
    "criteria": "un poste\ndeux dates",
    "equity": "Les absents.",
}


@pytest.fixture
def settings_upgraded(engine_name: str, empty_place: Place, tmp_path: Path) -> Settings:
    settings = load({}, data_dir=tmp_path / "var", database_url=empty_place(engine_name), **CHEAP)
    db = Database(settings.url)
    upgrade(db, "0004")
    with db.engine.execution_options(write=True).begin() as connection:
        lived_in(connection)
    upgrade(db)
    db.close()
    return settings


def put(connection: Connection, table: str, **row: Any) -> None:
    names = ", ".join(row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{n}' for n in row)})"), row)


def lived_in(connection: Connection) -> None:
    """As a release of before left it: a demand, a proposal, another that waits, an answer that waits with its own text."""
    day = date(2026, 3, 2)
    put(connection, "collective", id=1, slug="lorne", name="Lorne", purpose="Dire.", charter="x", charter_html="x",
        reading="everyone", joining="open", k=10, slot_minutes=10, name_professional="", name_concerned="",
        name_ally="", demo=False, day=day)  # fmt: skip
    put(connection, "text", id=7, ref="texte", collective_id=1, kind="demand", thread="texte", number=1, title="Titre",
        excerpt="", college="professional", voice="hêtre calme", nul=b"n" * 32, box=b"", hidden=False, day=day)  # fmt: skip
    put(connection, "version", id=8, text_id=7, number=1, fields=json.dumps(OLD), html="{}", hash="0" * 64,
        voice="hêtre calme", day=day)  # fmt: skip
    for ident, ref in ((9, "premier"), (10, "second")):
        put(connection, "amendment", id=ident, ref=ref, text_id=7, base=1, fields=json.dumps(NEW), reason="Mieux.",
            state="open", decision="", version=0, college="concerned", voice="aulne vif", nul=b"m" * 32, box=b"",
            hidden=False, day=day)  # fmt: skip
    waiting = {
        "ref": "troisième",
        "text": "texte",
        "base": 1,
        "fields": {**OLD, "title": "Titre qui attend"},
        "reason": "x",
    }
    resolved = {"amendment": "second", "verdict": "accepted", "reason": "Oui.", "number": 1,
                "resolved": {**OLD, "body": BODY + "\n\nSix."}}  # fmt: skip
    plain = {"amendment": "premier", "verdict": "refused", "reason": "Non.", "number": 1}
    for kind, whose, payload in (
        ("amendment", b"p", waiting),
        ("amendment.decision", b"n", resolved),
        ("amendment.decision", b"n", plain),
    ):
        put(connection, "pending", id=new_id(), ref=str(new_id())[:12], collective_id=1, kind=kind, label="voice",
            scope="texte", nul=whose * 32, once=payload["reason"], college="concerned", box=b"",
            payload=json.dumps(payload), title="", state="waiting", message="", slot=0)  # fmt: skip


def test_proposals_are_carried_over_and_what_waits_is_published(settings_upgraded: Settings) -> None:
    house = open_house(settings_upgraded, Clock())
    with house.db.read() as tx:
        amendment = tx.exec(select(Amendment).where(Amendment.ref == "premier")).one()
        document = tx.exec(select(Document)).one()
        past = amendments.history(tx, document, 1)
        operations = amendments.operations_of(amendment)
        carried = amendments.standings("demand", operations, past)[0]
        fields, _edits = amendments.made("demand", OLD, past[0].parts, carried)
    assert fields == {**NEW, "body": NEW["body"]}
    assert len(operations) < 9
    assert publish_slot(house) == 3
    with house.db.read() as tx:
        rows = {a.ref: a for a in tx.exec(select(Amendment)).all()}
        versions = tx.exec(select(Version).order_by(Version.number)).all()  # type: ignore[arg-type]
        assert tx.exec(select(Pending)).all() == []
    assert rows["troisième"].operations == [
        {"field": "title", "op": "replace", "clause": 0, "text": "Titre qui attend"}
    ]
    assert (rows["premier"].state, rows["second"].state) == ("refused", "accepted")
    assert [v.number for v in versions] == [1, 2]
    assert versions[0].spans == {}
    assert versions[1].fields == {
        **versions[0].fields,
        "body": BODY + "\n\nSix.",
        "responsible": "",
        "deadline": "",
    }
    house.close()
