"""The worker's part: end what is over, delete what has had its time, and have maps drawn by a process of their own."""

import json
import logging
import threading
from datetime import date
from random import SystemRandom
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from forum.collectives.publication.jobs import sweep
from forum.core import apart
from forum.core.db import Database
from forum.http.house import House
from forum.opinion_map.conversations import queries
from forum.opinion_map.conversations.drawing import queries as drawn_from
from forum.opinion_map.conversations.drawing import work
from forum.opinion_map.conversations.drawing.actions import close_due, erase_due, erased_on
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationMap,
    ConversationPaper,
    ConversationPhrase,
)

BOUNDS = apart.Bounds(memory=2 << 30, seconds=240, wait=300.0, nice=10)
AGAIN = 900  # seconds before what failed is tried again
_UNDER_WAY: "WeakKeyDictionary[Database, threading.Thread]" = WeakKeyDictionary()
_FAILED: "WeakKeyDictionary[Database, dict[int, int]]" = WeakKeyDictionary()


def close_conversations(house: House) -> None:
    """They also end at a slot where nothing was published. A look first, as for slots."""
    now = house.clock()
    with house.db.read() as tx:
        if not queries.due(tx, now.today):
            return
    with house.db.write() as tx:
        close_due(tx, now)
    sweep(house)


def erase_papers(house: Any) -> int:
    """Those whose days are over; also a step of `forum maintain`."""
    now = house.clock()
    with house.db.read() as tx:
        if not any(erased_on(one) <= now.today for one in queries.to_erase(tx)):
            return 0
    with house.db.write() as tx:
        gone = erase_due(tx, now.today)
    sweep(house)
    return gone


def draw_aside(house: House) -> None:
    """The worker goes on with its slots and its mail while a thread waits for the work."""
    thread = _UNDER_WAY.get(house.db)
    if thread is not None and thread.is_alive():
        return
    with house.db.read() as tx:
        waiting = _waiting(tx, house)
    if waiting:
        thread = threading.Thread(target=draw_waiting, args=(house,), daemon=True, name="maps")
        _UNDER_WAY[house.db] = thread
        thread.start()


def draw_waiting(house: House) -> int:
    """Draw all that changed, one after the other. How many were drawn; one that fails stops no other."""
    done = 0
    with house.db.read() as tx:
        waiting = _waiting(tx, house)
    for ident, turn in waiting:
        try:
            done += _draw(house, ident, turn)
        except Exception as error:  # whatever it was, a quarter of an hour later may do
            logging.getLogger("forum").error("map: %s", type(error).__name__)
            _FAILED.setdefault(house.db, {})[ident] = house.clock().epoch
    return done


def _waiting(tx: Session, house: House) -> list[tuple[int, int]]:
    """What failed is not tried each second."""
    failed, now = _FAILED.get(house.db, {}), house.clock().epoch
    return [(ident, turn) for ident, turn in drawn_from.to_draw(tx) if now - failed.get(ident, 0) >= AGAIN]


def _draw(house: House, ident: int, turn: int) -> bool:
    """Read, work, write: no transaction is open while the work lasts."""
    with house.db.read() as tx:
        given, refs = _given(tx, ident)
    made, out = worked(given), sorted(ref for ref, gone in zip(refs, given["out"], strict=True) if gone)
    with house.db.write() as tx:
        last = given["closing"]
        return _keep(
            tx,
            ident,
            turn,
            refs,
            {**made, "out": out, **({"memory": {}, "kept": {}} if last else {})},
            house.clock().today,
        )


def _given(tx: Session, ident: int) -> tuple[dict[str, Any], list[str]]:
    """Answers by row and column. People are in a drawn order: neither nullifier nor key goes along."""
    phrase = ConversationPhrase
    asked = select(phrase.ref).where(phrase.conversation_id == ident).order_by(col(phrase.position))
    refs, unseen = list(tx.exec(asked).all()), set(drawn_from.unseen(tx, ident))
    query = select(ConversationPaper.college, ConversationPaper.told)
    papers = [
        (college, dict(told))
        for college, told in tx.exec(query.where(ConversationPaper.conversation_id == ident)).all()
        if told
    ]
    SystemRandom().shuffle(papers)
    conversation, last = tx.get_one(Conversation, ident), tx.get(ConversationMap, ident)
    given = {
        **cells([told for _college, told in papers], refs),
        "colleges": [college for college, _told in papers],
        "out": [ref in unseen for ref in refs],
        "k": conversation.k,
        "before": last.memory if last else {},
        "kept": last.kept if last else {},
        "closing": conversation.state == "closed",
    }
    return given, refs


def cells(papers: list[dict[str, int]], refs: list[str]) -> dict[str, Any]:
    """Three columns of numbers: person, phrase, answer."""
    place = {ref: column for column, ref in enumerate(refs)}
    found = [
        (row, place[ref], value)
        for row, told in enumerate(papers)
        for ref, value in told.items()
        if ref in place
    ]
    rows, columns, values = ([cell[at] for cell in found] for at in range(3))
    sizes = {"people": len(papers), "phrases": len(refs)}
    return {**sizes, "rows": rows, "columns": columns, "values": values}


def worked(given: dict[str, Any]) -> dict[str, Any]:
    """In a process of its own, which knows nothing of this house but what it is given."""
    made: dict[str, Any] = json.loads(apart.ask(work.__name__, json.dumps(given).encode(), BOUNDS))
    return made


def _keep(tx: Session, ident: int, turn: int, refs: list[str], made: dict[str, Any], today: date) -> bool:
    """Of two machines that drew at once, the later turn stays."""
    last = tx.get(ConversationMap, ident)
    if last is not None and last.turn >= turn:
        return False
    tx.merge(
        ConversationMap(
            conversation_id=ident,
            turn=turn,
            day=today,
            phrases=refs,
            **{name: made[name] for name in ("told", "weights", "memory", "kept", "out")},
        )
    )
    return True
