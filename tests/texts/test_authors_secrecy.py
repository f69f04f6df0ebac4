"""What a seized database tells of who writes with whom: nothing better than chance."""

from datetime import timedelta

from sqlmodel import SQLModel

from forum.core.crypto import sha256
from forum.core.viewer import Viewer
from forum.texts.authors.models import AuthorAnswer, AuthorInvitation, TextAuthor
from forum.texts.models import Amendment, Document
from tests.deliberation.test_secrecy import agreement, stored_order
from tests.test_every_route import contents
from tests.texts.authoring import answer, come, link, proposed, together
from tests.texts.test_amendments import publish
from tests.world import World


def links_to(world: World, document: Document, count: int) -> list[str]:
    """Links made in some slot before: only their hashes are there."""
    codes = [f"{document.ref}-{n}" for n in range(count)]
    with world.house.db.write() as tx:
        for code in codes:
            until = world.clock().today + timedelta(14)
            tx.add(AuthorInvitation(text_id=document.id, code_hash=sha256(code), until=until))
    return [f"/c/lorne/co-ecrire/{code}" for code in codes]


def test_the_authors_of_all_texts_are_stored_in_no_order_of_coming(world: World) -> None:
    ref = publish(world)
    (one,) = world.rows(Document, Document.ref == ref)
    addresses = links_to(world, one, 7)
    people = [world.carnet(f"n{n}", "") for n in range(7)]
    acted: dict[bytes, int] = {}
    for at, (who, address) in enumerate(zip(people, addresses, strict=True)):
        assert world.act(who, address) == 303
        acted[who.nul("voice", ref)] = at
    world.slot()
    ids = {row.nul: row.id for row in world.rows(TextAuthor)}
    assert len(ids) == 7 and {row.day for row in world.rows(TextAuthor)} == {world.clock().today}
    assert len(world.rows(AuthorInvitation)) == 0
    stored = [acted[bytes(nul)] for nul in stored_order(world, "text_author", "nul, voice")]  # type: ignore[call-overload]
    by_key = [acted[nul] for nul in sorted(ids, key=lambda nul: ids[nul])]
    assert set(stored) == set(by_key) == set(range(7))
    if world.house.db.sqlite:
        assert stored == by_key  # the file is in the order of the drawn keys, and of nothing else


def test_many_comings_agree_with_no_order(world: World) -> None:
    """Five texts, seven people each."""
    agreed = []
    for n in range(5):
        one = _text(world, f"Salle {n}")
        acted = {}
        for at, address in enumerate(links_to(world, one, 7)):
            who = world.carnet(f"{n}.{at}", "")
            assert world.act(who, address) == 303
            acted[who.nul("voice", one.thread)] = at
        world.slot()
        rows = sorted(world.rows(TextAuthor, TextAuthor.text_id == one.id), key=lambda row: row.id)
        agreed.append(agreement([acted[bytes(row.nul)] for row in rows]))
    # 105 pairs in five drawn orders: outside 0.5 ± 0.35 less than once in a hundred thousand; in acting order, 1.
    assert abs(sum(agreed) / 5 - 0.5) < 0.35


def _text(world: World, title: str) -> Document:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    typed = {"body": f"{title} est fermée.", "territory": "nord", "since": "mars", "title": title}
    page = browser.send("Envoyer", **typed)
    if page.url != "/carnet" and "Rien n’est envoyé" in page.words:
        browser.send("Envoyer")
    world.slot()
    (found,) = world.rows(Document, Document.title == title)
    return found  # type: ignore[no-any-return]


def test_one_carnet_that_writes_two_texts_is_two_voices(world: World) -> None:
    for title in ("Salle close", "Cantine vide"):
        document = _text(world, title)
        assert world.act(world.bob, links_to(world, document, 1)[0]) == 303
        world.slot()
    one, other = world.rows(TextAuthor)
    for column in ("nul", "box", "voice"):
        assert getattr(one, column) != getattr(other, column), column


def holding(world: World, words: list[str]) -> set[str]:
    found = set()
    with world.house.db.read() as tx:
        for table in SQLModel.metadata.sorted_tables:
            for row in tx.connection().execute(table.select()).all():
                values = [value.hex() if isinstance(value, bytes) else str(value) for value in row]
                if any(word in value for word in words for value in values):
                    found.add(table.name)
    return found


def test_nothing_is_left_of_a_link_that_served(world: World) -> None:
    """Neither the code, nor its hash, nor its number: nothing joins who gave it and who came by it."""
    ref = publish(world)
    code = link(world, world.alice, ref).rpartition("/")[2]
    words = [code, sha256(code).hex(), str(int.from_bytes(sha256(code), "big"))]
    assert holding(world, words) == {"pending"}
    come(world, world.bob, f"/c/lorne/co-ecrire/{code}")
    world.slot()
    assert len(world.rows(TextAuthor)) == 1
    assert holding(world, words) == set()


def test_looking_at_a_link_writes_nothing(world: World) -> None:
    address = link(world, world.alice, publish(world))
    world.slot()
    before = contents(world)
    for who in (None, world.alice, world.bob, world.olga):
        world.browser(who).get(address)
    assert contents(world) == before


def test_answers_bear_the_thread_s_voices_and_no_order(world: World) -> None:
    ref = together(world)
    change = proposed(world, ref)
    for who in (world.bob, world.alice):
        answer(world, who, ref, change, "refused")
    world.slot()
    (document,) = world.rows(Document, Document.ref == ref)
    voices: dict[bytes, Viewer] = {who.nul("voice", ref): who for who in (world.alice, world.bob)}
    rows = world.rows(AuthorAnswer)
    assert {bytes(row.nul) for row in rows} == set(voices)
    assert document.voice in {row.voice for row in rows}
    assert {c.name for c in AuthorAnswer.__table__.columns if "day" in c.name or "hour" in c.name} == {"day"}  # type: ignore[attr-defined]
    assert len({row.day for row in rows}) == 1
    assert world.rows(Amendment)[0].state == "refused"
