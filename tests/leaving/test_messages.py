"""Words left for a carnet: marked until their reader says so, then gone with a batch; nothing says who read, or when."""

from forum.collectives.models import Pending
from forum.texts.models import Message
from tests.leaving.sample import mark_of, write_to
from tests.moderation.sample import grievance
from tests.world import World


def test_a_message_is_marked_until_its_reader_says_so_and_goes_at_the_slot(world: World) -> None:
    write_to(world, grievance(world, world.alice), "Un mot pour vous.")
    browser = world.browser(world.alice)
    for _ in range(2):
        page = browser.get("/carnet")
        assert "1 message non lu" in page.words
        assert "Un mot pour vous." in page.words
    page = browser.send("J’ai lu")
    assert "Un mot pour vous." not in page.words
    assert "message non lu" not in world.browser(world.alice).get("/carnet").words
    assert len(world.rows(Message)) == 1
    world.slot()
    assert world.rows(Message) == []


def test_looking_keeps_nothing(world: World) -> None:
    write_to(world, grievance(world, world.alice), "Un mot pour vous.")
    before = [(m.id, m.sealed, m.box) for m in world.rows(Message)]
    world.browser(world.alice).get("/carnet")
    assert [(m.id, m.sealed, m.box) for m in world.rows(Message)] == before
    assert world.rows(Pending) == []


def test_what_waits_does_not_hold_the_key_of_a_box(world: World) -> None:
    ref = grievance(world, world.alice)
    write_to(world, ref, "Un mot pour vous.")
    browser = world.browser(world.alice)
    browser.get("/carnet")
    browser.send("J’ai lu")
    row = world.rows(Pending)[0]
    assert row.nul not in (world.alice.nul("box", ref), world.alice.nul("voice", ref))
    assert row.title == ""


def test_nobody_marks_a_message_of_somebody_else(world: World) -> None:
    write_to(world, grievance(world, world.alice), "Un mot pour vous.")
    ident = world.rows(Message)[0].id
    for key in (str(ident), "x", "9" * 30):
        browser = world.browser(world.bob)
        mark = mark_of(browser.get("/carnet"))
        assert browser.post(f"/carnet/messages/{key}/lu", {"_csrf": mark}).status == 404
    assert world.browser().post(f"/carnet/messages/{ident}/lu").status == 401
    assert world.rows(Pending) == []
