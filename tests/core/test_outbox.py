"""Mails: sealed while they wait, sent once, tried again, and gone when sent."""

import dataclasses
import email
import email.policy
import json
import smtplib
import ssl
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from forum.core import keys as key_files
from forum.core import outbox
from forum.core.clock import Now, at
from forum.core.crypto import unlock
from forum.core.db import Database
from forum.core.models import Outbox
from forum.core.settings import Settings

NOW = at("2026-03-02T09:05")


class Post:
    """A database, its keys, and what was sent."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.db = settings, Database(settings.url)
        self.keys = key_files.load(settings.keys)
        self.sent: list[EmailMessage] = []
        self.refuse = False

    def put(self, to: str = "canari@example.org", subject: str = "Sujet", body: str = "Corps\n") -> None:
        with self.db.write() as tx:
            outbox.enqueue(tx, self.keys.mail, to, subject, body)

    def send(self, message: EmailMessage) -> None:
        if self.refuse:
            raise OSError("no relay")
        self.sent.append(message)

    def deliver(self, now: Now = NOW) -> int:
        return outbox.deliver(self.db, self.keys, self.settings, now, self.send)

    def rows(self) -> list[Outbox]:
        with self.db.read() as tx:
            return list(tx.exec(select(Outbox)).all())


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    made = Post(settings)
    yield made
    made.db.close()


def later(seconds: int) -> Now:
    return Now(NOW.epoch + seconds)


def test_a_mail_is_sealed_then_sent_and_its_row_gone(post: Post) -> None:
    post.put(body="Été : « bonjour »\n")
    row = post.rows()[0]
    assert b"canari" not in row.sealed
    assert json.loads(unlock(post.keys.mail, row.sealed))["to"] == "canari@example.org"
    assert post.deliver() == 1
    assert (post.rows(), post.deliver()) == ([], 0)
    message = post.sent[0]
    assert (message["To"], message["From"]) == ("canari@example.org", post.settings.mail_from)
    assert message.get_content() == "Été : « bonjour »\n"
    assert message["Message-ID"].endswith("@localhost>")


def test_nothing_is_sent_of_a_transaction_that_failed(post: Post) -> None:
    with pytest.raises(ZeroDivisionError), post.db.write() as tx:
        outbox.enqueue(tx, post.keys.mail, "a@example.org", "s", "b")
        _ = 1 / 0
    assert post.deliver() == 0


def test_a_refusal_is_tried_again_later_and_lost_to_nobody_else(post: Post) -> None:
    post.put()
    post.refuse = True
    assert post.deliver() == 0
    post.refuse = False
    assert post.deliver(later(30)) == 0
    assert post.deliver(later(61)) == 1


def test_after_eight_refusals_it_is_marked_failed(post: Post) -> None:
    post.put()
    post.refuse = True
    for attempt in range(1, 10):
        post.deliver(later(attempt * outbox.LONGEST_WAIT))
    assert [(r.state, r.attempts) for r in post.rows()] == [("failed", 8)]
    post.refuse = False
    assert post.deliver(later(100 * outbox.LONGEST_WAIT)) == 0


def test_two_workers_never_hold_the_same_mail_and_a_dead_one_gives_it_back(post: Post) -> None:
    post.put()
    assert len(outbox.claim(post.db, NOW)) == 1
    assert outbox.claim(post.db, later(1)) == []
    assert post.deliver(later(outbox.LEASE)) == 1


def test_one_bad_mail_does_not_hold_the_others_back(post: Post) -> None:
    with post.db.write() as tx:
        outbox.put_all(tx, [b"not sealed to us"])
    post.put()
    assert post.deliver() == 1


def test_a_subject_cannot_add_a_header(post: Post) -> None:
    post.put(subject="Bonjour\r\nBcc: autre@example.org")
    post.deliver()
    assert post.sent[0]["Subject"] == "Bonjour Bcc: autre@example.org"
    assert post.sent[0]["Bcc"] is None


def test_without_a_relay_mails_are_files_that_only_the_host_reads(post: Post) -> None:
    post.put()
    assert outbox.deliver(post.db, post.keys, post.settings, NOW) == 1
    (path,) = (post.settings.data_dir / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "canari" not in path.name
    message = email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Sujet"


def test_a_relay_is_spoken_to_in_tls_with_our_name(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Relay:
        def __init__(self, host: str, port: int, timeout: int) -> None:
            said.append(f"{host}:{port}")

        def __enter__(self) -> "Relay":
            return self

        def __exit__(self, *_: object) -> None:
            said.append("quit")

        def starttls(self, context: ssl.SSLContext) -> None:
            said.append("tls")
            assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)

        def login(self, user: str, password: str) -> None:
            said.append(f"{user}/{password}")

        def send_message(self, message: EmailMessage, from_addr: str | None) -> None:
            said.append(f"{message['To']} {from_addr}")

    monkeypatch.setattr("smtplib.SMTP", Relay)
    post.put()
    settings = post.settings.model_copy(
        update={"smtp_host": "relais", "smtp_user": "u", "smtp_password": "p"}
    )
    assert outbox.deliver(post.db, post.keys, settings, NOW) == 1
    assert said == ["relais:587", "tls", "u/p", "canari@example.org None", "quit"]


def test_a_slow_relay_does_not_hold_the_worker(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, free = threading.Event(), threading.Event()

    def slow(_settings: Settings, _key: bytes, _message: EmailMessage) -> None:
        arrived.set()
        free.wait(5)

    monkeypatch.setattr(outbox, "_by_smtp", slow)
    post.put()
    post.settings = post.settings.model_copy(update={"smtp_host": "relais"})
    house = SimpleNamespace(db=post.db, keys=post.keys, settings=post.settings, clock=lambda: NOW)
    assert outbox.send_mail(house) == 0  # back at once, the mail still on its way
    assert arrived.wait(5)
    assert len(post.rows()) == 1
    assert outbox.send_mail(house) == 0  # and not sent a second time meanwhile
    free.set()
    for thread in [t for t in threading.enumerate() if t.name == "mail"]:
        thread.join(5)
    assert post.rows() == []


@given(st.integers(1, 40))
def test_each_wait_is_longer_up_to_the_longest(attempts: int) -> None:
    waits = [outbox.wait_after(n) for n in range(1, attempts + 1)]
    assert waits == sorted(waits)
    assert waits[0] == outbox.FIRST_WAIT
    assert max(waits) <= outbox.LONGEST_WAIT


def test_workers_that_claim_together_share_the_mails(post: Post) -> None:
    for n in range(2 * outbox.AT_ONCE + 3):
        post.put(to=f"a{n}@example.org")
    with ThreadPoolExecutor(3) as workers:
        taken = list(workers.map(lambda _n: outbox.claim(post.db, NOW), range(3)))
    idents = [row[0] for rows in taken for row in rows]
    assert len(idents) == len(set(idents))
    assert all(len(rows) <= outbox.AT_ONCE for rows in taken)
    left = outbox.claim(post.db, NOW)
    assert len(idents) + len(left) >= 2 * outbox.AT_ONCE
    assert not set(idents) & {row[0] for row in left}


def test_a_worker_killed_between_sending_and_deleting_sends_again_after_its_lease(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once: two mails are better than none, and nobody else waits for the dead one."""
    post.put()
    post.put(to="autre@example.org")

    class Killed(BaseException):
        pass

    def killed(message: EmailMessage) -> None:
        post.sent.append(message)
        raise Killed

    with pytest.raises(Killed):
        outbox.deliver(post.db, post.keys, post.settings, NOW, killed)
    assert len(post.rows()) == 2
    assert post.deliver(later(outbox.LEASE - 1)) == 0
    assert post.deliver(later(outbox.LEASE)) == 2
    assert sorted(str(m["To"]) for m in post.sent[1:]) == ["autre@example.org", "canari@example.org"]
    assert post.rows() == []


def test_attempts_are_counted_and_told_to_the_next(post: Post) -> None:
    post.put()
    post.refuse = True
    moment = NOW
    for attempt in range(1, outbox.ATTEMPTS + 1):
        (row,) = post.rows()
        assert (row.attempts, row.state) == (attempt - 1, "waiting")
        assert post.deliver(moment) == 0
        (row,) = post.rows()
        assert row.lease == moment.epoch + outbox.wait_after(attempt)
        assert post.deliver(Now(row.lease - 1)) == 0
        moment = Now(row.lease)
    assert [(row.attempts, row.state) for row in post.rows()] == [(outbox.ATTEMPTS, "failed")]


def test_a_key_that_is_not_ours_opens_nothing_and_the_mail_is_not_lost(post: Post) -> None:
    post.put()
    kept = post.keys
    post.keys = dataclasses.replace(kept, mail=b"\1" * 32)
    assert post.deliver() == 0
    post.keys = kept
    assert post.deliver(later(outbox.FIRST_WAIT)) == 1


# -- a relay that counts


def test_what_somebody_waits_for_leaves_first_and_no_more_than_the_relay_takes(post: Post) -> None:
    post.settings = post.settings.model_copy(update={"smtp_hourly": 20})
    with post.db.write() as tx:
        bulk = [outbox.sealed_mail(post.keys.mail, f"l{n}@example.org", "Lettre", "x") for n in range(30)]
        outbox.put_all(tx, bulk, rank=outbox.LAST)
    for n in range(3):
        post.put(to=f"c{n}@example.org", subject="Confirmez")
    with post.db.read() as tx:
        assert 1 <= outbox.wait(tx, NOW, 20) <= 15
        assert outbox.wait(tx, NOW, 0) == 0
    for minute in range(60):
        post.deliver(later(60 * minute))
    assert [m["Subject"] for m in post.sent[:3]] == ["Confirmez"] * 3
    assert 18 <= len(post.sent) <= 20
    for minute in range(60, 180):
        post.deliver(later(60 * minute))
    assert (len(post.sent), post.rows()) == (33, [])


def test_the_pace_outlives_a_restart_and_two_workers_share_it(post: Post) -> None:
    post.settings = post.settings.model_copy(update={"smtp_hourly": 10})
    for n in range(8):
        post.put(to=f"a{n}@example.org")
    assert (post.deliver(), post.deliver()) == (1, 0)
    other = Post(post.settings)
    assert other.deliver() == 0
    assert other.deliver(later(3600)) == 1
    other.db.close()


def test_a_mailbox_that_does_not_exist_is_not_tried_again_and_leaves_every_list(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead: list[str] = []
    monkeypatch.setattr("forum.core.bounces.DEAD", [lambda _tx, _key, address: dead.append(address)])

    def refuse(message: EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({str(message["To"]): (550, b"5.1.1 no such user")})

    post.put()
    assert outbox.deliver(post.db, post.keys, post.settings, NOW, refuse) == 0
    assert (post.rows(), dead) == ([], ["canari@example.org"])


def test_files_follow_a_rush_of_letters_in_one_turn(post: Post) -> None:
    """Thirty-five people a second sign at the height of a petition: twenty letters a turn would let them wait for hours."""
    for _ in range(2 * outbox.AT_ONCE + 3):
        post.put()
    house = SimpleNamespace(db=post.db, keys=post.keys, settings=post.settings, clock=lambda: NOW)
    assert outbox.send_mail(house) == 2 * outbox.AT_ONCE + 3
    assert post.rows() == []
