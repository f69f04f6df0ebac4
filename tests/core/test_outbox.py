"""Mails: sealed while they wait, sent once, tried again, and gone when sent."""

import email
import email.policy
import json
import stat
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
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

        def starttls(self, context: object) -> None:
            said.append("tls")

        def login(self, user: str, password: str) -> None:
            said.append(f"{user}/{password}")

        def send_message(self, message: EmailMessage) -> None:
            said.append(str(message["To"]))

    monkeypatch.setattr("smtplib.SMTP", Relay)
    post.put()
    settings = post.settings.model_copy(
        update={"smtp_host": "relais", "smtp_user": "u", "smtp_password": "p"}
    )
    assert outbox.deliver(post.db, post.keys, settings, NOW) == 1
    assert said == ["relais:587", "tls", "u/p", "canari@example.org", "quit"]


def test_a_slow_relay_does_not_hold_the_worker(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, free = threading.Event(), threading.Event()

    def slow(_settings: Settings, _message: EmailMessage) -> None:
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
