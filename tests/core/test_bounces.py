"""Letters that come back: only codes that speak of the mailbox count, and only reports that answer a letter of ours."""

import smtplib
from email.message import EmailMessage

import pytest

from forum.core import bounces
from forum.core.outbox import refused_for_good

KEY, OTHER = bytes(32), bytes([1]) * 32
TO = "Léa.Canari@example.org".replace("é", "e")


def report(address: str = TO, status: str = "5.1.1", came_to: str = "") -> bytes:
    came_to = came_to or bounces.return_address("retours@exemple.org", KEY, TO)
    return (
        f"From: MAILER-DAEMON@relais\r\nTo: {came_to}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


def read(raw: bytes, key: bytes = KEY) -> str:
    import email

    return bounces.read(email.message_from_bytes(raw), key)


def test_a_report_to_our_own_return_address_is_believed() -> None:
    assert read(report()) == TO
    assert read(report(status="5.1.10")) == TO and read(report(status="5.2.1 (mailbox disabled)")) == TO


@pytest.mark.parametrize(
    "raw",
    [
        report(status="4.1.1"),
        report(status="5.7.1"),  # we are refused, not the mailbox
        report(status="5.1.100"),
        report(address="autre@example.org"),
        report(came_to="retours@exemple.org"),
        report(came_to="retours+00000000000000000000@exemple.org"),
        b"",
        b"\xff\xfe\x00" * 100,
        b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient\r\n",
        report()[:200],
    ],
)
def test_anything_else_is_left_alone(raw: bytes) -> None:
    assert read(raw) == ""


def test_a_mark_is_of_one_address_and_of_one_key() -> None:
    assert read(report(), OTHER) == ""
    one, two = (bounces.return_address("r@ex.org", KEY, to) for to in (TO, "b@example.org"))
    assert one != two and TO.split("@")[0].casefold() not in one.casefold()
    assert bounces.return_address("r@ex.org", KEY, TO.upper()) == one
    assert bounces.return_address("", KEY, TO) == ""


@pytest.mark.parametrize(
    ("error", "dead"),
    [
        (smtplib.SMTPRecipientsRefused({TO: (550, b"5.1.1 <x>: no such user")}), True),
        (smtplib.SMTPRecipientsRefused({TO: (550, b"5.7.1 blocked, see our list")}), False),
        (smtplib.SMTPRecipientsRefused({TO: (450, b"4.2.0 try later")}), False),
        (smtplib.SMTPRecipientsRefused({TO: (550, b"no such user")}), False),
        (smtplib.SMTPDataError(554, b"5.1.1 no such user"), True),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (smtplib.SMTPRecipientsRefused({}), False),
        (smtplib.SMTPSenderRefused(550, b"5.1.1 who are you", "nous@exemple.org"), False),  # us, not them
        (smtplib.SMTPAuthenticationError(535, b"5.1.1 no"), False),
    ],
)
def test_a_relay_s_own_answer(error: smtplib.SMTPException, dead: bool) -> None:
    assert refused_for_good(error) is dead


def test_the_return_address_can_be_written_in_an_envelope() -> None:
    back = bounces.return_address("retours@exemple.org", KEY, TO)
    message = EmailMessage()
    message["From"] = back
    assert str(message["From"]) == back and len(back.partition("@")[0]) <= 64
