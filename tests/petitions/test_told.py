"""*Suivi*: those who asked are told what follows; nothing says which signature they made, nor when."""

import email as emails
import re

import pytest
from sqlalchemy import text

from forum.core.clock import at
from forum.core.models import Outbox
from forum.core.outbox import put_all, sealed_mail, send_mail
from forum.followups.jobs import notice_overdue
from forum.followups.subjects.queries import followed
from forum.maintenance.actions import maintain
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.told import actions
from forum.petitions.told.jobs import AT_ONCE, keep_told, tell_news
from forum.petitions.told.models import Subscription, SubscriptionPaper, SuiviNews
from tests.followups.sample import deliver, promise, reply
from tests.petitions.scene import Scene
from tests.world import World

CANARY = "canari.suivi@example.org"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def later(scene: Scene, slots: int = 3) -> int:
    """The slots of signatures, then those of the collective."""
    scene.slot()
    scene.world.clock.forward(slots * scene.collective.slot_minutes * 60)
    return keep_told(scene.world.house)


def asked(scene: Scene, address: str = CANARY) -> None:
    scene.sign_and_confirm(address, suivi="1")
    assert later(scene) == 1


def handed_over(scene: Scene) -> None:
    with scene.world.house.db.write() as tx:
        row = tx.get(Petition, scene.petition.id)
        assert row
        row.state = "closed"
    deliver(scene.world, scene.code, "2026-03-02")


def told(scene: Scene, days: int = 1) -> list[tuple[str, str, str]]:
    scene.world.clock.forward(days * 86_400)
    notice_overdue(scene.world.house)
    while tell_news(scene.world.house):
        pass
    return scene.mails()


def test_the_box_is_not_ticked_and_whoever_leaves_it_is_told_nothing(scene: Scene) -> None:
    page = scene.world.browser().get(scene.url)
    (box,) = [field for field in page.all("input") if field.get("name") == "suivi"]
    assert "checked" not in box.attrib
    scene.sign_and_confirm()
    assert len(scene.world.rows(SubscriptionPaper)) == 1  # a paper for everybody
    assert later(scene) == 0
    assert scene.world.rows(Subscription) == scene.world.rows(SubscriptionPaper) == []


def test_nothing_is_kept_before_the_signature_is_confirmed(scene: Scene) -> None:
    scene.sign(CANARY, suivi="1")
    link = scene.link()
    browser = scene.world.browser()
    for _again in range(2):  # a scanner opens every link
        assert "comme je l’ai demandé en signant" in browser.get(link).words
    assert scene.world.rows(SubscriptionPaper) == []
    browser.send("Je confirme")
    assert len(scene.world.rows(SubscriptionPaper)) == 1
    assert later(scene) == 1


def test_one_may_change_one_s_mind_on_the_confirmation(scene: Scene) -> None:
    scene.sign(CANARY, suivi="1")
    browser = scene.world.browser()
    link = scene.link()
    browser.get(link)
    browser.post(link.partition("?")[0], {}, origin="http://testserver")
    assert later(scene) == 0
    assert len(scene.world.rows(Signature)) == 1


@pytest.mark.parametrize("box", ["", "zzz", "é" * 900, "AAAA" * 100])
def test_a_forged_box_confirms_the_signature_and_no_more(scene: Scene, box: str) -> None:
    scene.sign(CANARY, suivi="1")
    link = scene.link().partition("?")[0]
    scene.world.browser().get(f"{link}?suivi={box}")
    answer = scene.world.browser().post(link, {"suivi": box}, origin="http://testserver")
    assert answer.status == 200
    assert later(scene) == 0
    assert len(scene.world.rows(Signature)) == 1


def test_a_box_of_another_petition_is_worth_nothing(scene: Scene) -> None:
    key = scene.world.house.keys.suivi
    box = actions.box(key, scene.petition.id, CANARY)
    assert actions.address(key, scene.petition.id, box) == CANARY
    assert actions.address(key, scene.petition.id + 1, box) == ""
    assert actions.address(scene.world.house.keys.mail, scene.petition.id, box) == ""


def test_asking_or_not_leaves_rows_and_mails_of_one_length(scene: Scene) -> None:
    scene.sign("a@example.org", suivi="1")
    scene.sign("b@example.org")
    assert len({len(row.sealed) for row in scene.world.rows(Outbox)}) == 1
    for _to, _subject, body in scene.mails():
        browser = scene.world.browser()
        browser.get(str(re.findall(r"http://[^/]+(/p/\S+/confirmation/\S+)", body)[0]))
        browser.send("Je confirme")
    papers = scene.world.rows(SubscriptionPaper)
    assert len({len(row.sealed) for row in papers}) == 1
    assert len({row.slot for row in papers}) == 1


def test_the_list_has_no_way_to_a_signature(scene: Scene) -> None:
    """Dump and pepper: nothing in common with the signature's row, and its slot is another one."""
    scene.sign_and_confirm(CANARY, suivi="1")
    (pending,), (paper,) = scene.world.rows(PendingSignature), scene.world.rows(SubscriptionPaper)
    assert paper.slot >= pending.until + scene.collective.slot_minutes * 60
    assert later(scene) == 1
    (row,), (signature,) = scene.world.rows(Subscription), scene.world.rows(Signature)
    mine = {bytes(v) for v in (row.nul, row.mark, row.sealed)}
    assert mine.isdisjoint({bytes(v) for v in (signature.nul, signature.withdrawal, signature.salt)})
    columns = set(Subscription.__table__.columns.keys())  # type: ignore[attr-defined]
    assert columns == {"id", "petition_id", "nul", "mark", "sealed", "told"}
    with scene.world.house.db.read() as tx:
        tables = ("subscription", "subscription_paper", "suivi_news", "outbox", "signature", "event")
        dump = "".join(
            repr([tuple(r) for r in tx.connection().execute(text(f"SELECT * FROM {name}"))])
            for name in tables
        )
    assert "canari" not in dump.lower()
    keys = scene.world.house.keys
    for other in (keys.pepper, keys.mail, keys.forms, keys.staff, keys.petition(scene.code)):
        assert actions.opened(other, row.sealed) == ("", "")
    assert actions.opened(keys.suivi, row.sealed)[0] == CANARY


def test_the_order_of_coming_is_in_no_file(scene: Scene) -> None:
    """Three come in three slots: afterwards places and transactions are those of one batch, in the order of the ids."""
    for n in range(3):
        asked(scene, f"n{n}@example.org")
    with scene.world.house.db.read() as tx:
        if scene.world.house.db.sqlite:
            rows = [(row[0], 0) for row in tx.connection().execute(text("SELECT * FROM subscription"))]
        else:
            query = text("SELECT id, xmin::text FROM subscription ORDER BY ctid")
            rows = [tuple(row) for row in tx.connection().execute(query)]
            signed = text("SELECT xmin::text FROM signature")
            assert not {x for _id, x in rows} & set(tx.connection().execute(signed).scalars())
    assert len({xmin for _id, xmin in rows}) == 1
    assert [ident for ident, _xmin in rows] == sorted(ident for ident, _xmin in rows)


def test_what_happens_is_told_the_day_after_in_one_letter(scene: Scene) -> None:
    asked(scene)
    scene.mails()
    handed_over(scene)
    reply(scene.world, scene.code, day="2026-03-02")
    assert told(scene, 0) == []
    ((to, subject, body),) = told(scene)
    assert (to, subject) == (CANARY, "Les suites d’une pétition")
    assert "La pétition a été remise" in body
    assert "un engagement" in body
    assert f"/c/lorne/suites/{scene.code}" in body
    assert told(scene) == []  # said once
    promise(scene.world, scene.code, due="2026-03-10")
    ((_to, _subject, body),) = told(scene)
    assert "Publier les deux postes" in body
    scene.world.clock.now = at("2026-03-11T08:00")
    ((_to, _subject, body),) = told(scene) + told(scene)
    assert "est en retard" in body
    assert told(scene) == []


def test_whoever_comes_later_is_not_told_what_was_told_before(scene: Scene) -> None:
    with scene.world.house.db.write() as tx:
        actions.tell(tx, scene.petition.id, "erratum:1", "erratum", "Une date", scene.world.clock().today)
    asked(scene)
    scene.mails()
    assert told(scene) == []


def test_the_way_out_looks_first_and_erases_at_one_press(scene: Scene) -> None:
    asked(scene)
    scene.mails()
    handed_over(scene)
    scene.world.clock.forward(86_400)
    tell_news(scene.world.house)

    send_mail(scene.world.house)
    (path,) = (scene.world.settings.data_dir / "mail").glob("*.eml")
    message = emails.message_from_bytes(path.read_bytes())
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.sub(r"^<http://[^/]+|>$", "", message["List-Unsubscribe"])
    browser = scene.world.browser()
    for _again in range(2):
        assert "Rien ne change" in browser.get(link).words
    assert browser.post(link, {"do": "peut-être"}, origin="http://testserver").status in (400, 409, 422)
    assert len(scene.world.rows(Subscription)) == 1
    browser.get(link)
    assert "C’est fait" in browser.send("Ne plus être prévenu").words
    assert scene.world.rows(Subscription) == []
    assert len(scene.world.rows(Signature)) == 1
    assert browser.get("/suivi/inconnu").words == browser.get(link).words


def test_a_mailbox_s_own_button_works_without_a_page(scene: Scene) -> None:
    asked(scene)
    (row,) = scene.world.rows(Subscription)
    token = actions.opened(scene.world.house.keys.suivi, row.sealed)[1]
    client = scene.world.browser().client
    answer = client.post(f"/suivi/{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert scene.world.rows(Subscription) == []


def test_a_mailbox_may_send_its_one_field_as_multipart(scene: Scene) -> None:
    """RFC 8058 lets it; nothing else of that kind is read."""
    asked(scene)
    (row,) = scene.world.rows(Subscription)
    token = actions.opened(scene.world.house.keys.suivi, row.sealed)[1]
    client = scene.world.browser().client
    assert client.post(f"/suivi/{token}", files={"autre": (None, "x")}).status_code == 415
    answer = client.post(f"/suivi/{token}", files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert scene.world.rows(Subscription) == []


def test_letters_leave_room_for_confirmations(scene: Scene) -> None:
    key = scene.world.house.keys.suivi
    with scene.world.house.db.write() as tx:
        for n in range(AT_ONCE + 5):
            sealed = actions.sealed(key, f"n{n}@example.org", f"t{n}")
            own = n.to_bytes(32)
            tx.add(Subscription(petition_id=scene.petition.id, nul=own, mark=own, sealed=sealed))
        actions.tell(tx, scene.petition.id, "x", "erratum", "Une date", scene.world.clock().today)
    scene.world.clock.forward(86_400)
    assert tell_news(scene.world.house) == AT_ONCE
    assert tell_news(scene.world.house) == 0  # the outbox is full: whoever signs goes first
    assert len(scene.mails()) == AT_ONCE
    assert tell_news(scene.world.house) == 5
    assert len(scene.mails()) == 5


def test_confirmations_that_wait_hold_no_letter_up(scene: Scene) -> None:
    asked(scene)
    mails = [
        sealed_mail(scene.world.house.keys.mail, f"a{n}@example.org", "Confirmez", "x") for n in range(60)
    ]
    with scene.world.house.db.write() as tx:
        put_all(tx, mails)
        actions.tell(tx, scene.petition.id, "x", "erratum", "Une date", scene.world.clock().today)
    scene.world.clock.forward(86_400)
    assert tell_news(scene.world.house) == 1


def test_a_lost_key_stops_nobody_else_s_letters(scene: Scene) -> None:
    asked(scene)
    scene.mails()
    (scene.world.house.keys.folder / "suivi.key").unlink()
    asked(scene, "autre@example.org")
    scene.mails()
    handed_over(scene)
    assert [to for to, _subject, _body in told(scene)] == ["autre@example.org"]


def test_what_is_settled_forgets_its_addresses_and_what_is_hidden_is_not_told(scene: Scene) -> None:
    asked(scene)
    scene.mails()
    handed_over(scene)
    with scene.world.house.db.write() as tx:
        row = tx.get(Petition, scene.petition.id)
        assert row
        row.hidden = True
    assert told(scene) == []
    with scene.world.house.db.write() as tx:
        tx.connection().execute(text("DELETE FROM suivi_news"))
    assert len(scene.world.rows(Subscription)) == 1
    maintain(scene.world.house)
    assert len(scene.world.rows(Subscription)) == 1
    with scene.world.house.db.write() as tx:
        assert followed(tx, scene.collective, scene.code)
        tx.connection().execute(text("UPDATE petition SET state = 'settled'"))
        assert actions.end(tx, scene.world.clock().today) == 1
    assert scene.world.rows(SuiviNews) == []
