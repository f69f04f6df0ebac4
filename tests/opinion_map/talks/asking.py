"""What the tests of conversations begin from: one opened from its form, a crowd's papers, the end of it, its map."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from forum.core.clock import at
from forum.core.ids import new_ref
from forum.core.viewer import Viewer
from forum.opinion_map.conversations.drawing.actions import admit
from forum.opinion_map.conversations.drawing.jobs import close_conversations, draw_waiting
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationMap,
    ConversationPaper,
    ConversationPhrase,
)
from forum.opinion_map.conversations.rules import scope
from tests.browser_lite import Page
from tests.demands.scene import crowd
from tests.world import World

URL = "/c/lorne/carte"
PHRASES = (
    "Il faut une permanence le soir.",
    "Les visites sans prévenir aident les familles.",
    "On doit pouvoir lire ce qui est écrit sur soi.",
    "Les écrans remplacent les personnes.",
)


def opening(world: World, phrases: Sequence[str] = PHRASES, **typed: Any) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouvelle")
    filled: dict[str, Any] = {"title": "Accueillir le soir", "question": "Comment recevoir les familles ?"}
    filled |= {
        "phrases": phrases if isinstance(phrases, str) else "\n".join(phrases),
        "closes": "2026-03-20",
        "keep_days": "30",
        **typed,
    }
    return browser.send("Ouvrir la carte", **filled)


def asked(world: World, phrases: Sequence[str] = PHRASES, **typed: Any) -> Conversation:
    """An organiser opens it from the form."""
    page = opening(world, phrases, **typed)
    assert page.status == 200, page.words[:600]
    found: Conversation = world.rows(Conversation, Conversation.state == "open")[-1]
    return found


def refs(world: World, one: Conversation) -> list[str]:
    """Of its phrases, in the order they were typed; a text's comes last."""
    rows = world.rows(ConversationPhrase, ConversationPhrase.conversation_id == one.id)
    order = {body: place for place, body in enumerate(PHRASES)}
    return [row.ref for row in sorted(rows, key=lambda row: order.get(row.body, 99))]


def say(world: World, who: Viewer | None, one: Conversation, ref: str, answer: str = "agree") -> int:
    assert who is not None
    return world.act(who, f"{URL}/{one.ref}/reponses", phrase=ref, says=answer)


def papers(world: World, one: Conversation, college: str, many: Sequence[Mapping[str, int]]) -> list[Viewer]:
    """As many people as there are answers, whose papers came in by a slot."""
    people = crowd(world, college, len(many), new_ref())
    with world.house.db.write() as tx:
        for who, answers in zip(people, many, strict=True):
            nul = who.nul("vote", scope(one.ref))
            tx.add(ConversationPaper(conversation_id=one.id, nul=nul, college=college, answers=dict(answers)))
    return people


def admitted(world: World, one: Conversation) -> None:
    """What a slot does once papers are in."""
    with world.house.db.write() as tx:
        admit(tx, tx.get_one(Conversation, one.id))


def drawn(world: World, one: Conversation) -> ConversationMap | None:
    draw_waiting(world.house)
    found = world.rows(ConversationMap, ConversationMap.conversation_id == one.id)
    return found[0] if found else None


def ended(world: World) -> Conversation:
    """The day after the last one, at noon."""
    (one,) = world.rows(Conversation, Conversation.state == "open")
    world.clock.now = at(f"{one.closes + timedelta(1)}T12:00")
    close_conversations(world.house)
    return world.rows(Conversation, Conversation.ref == one.ref)[0]  # type: ignore[no-any-return]
