"""Sessions and limits keep the same promises in this process and in a Redis shared by several nodes."""

import os
import shutil
import subprocess
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from forum.cli.doctor import examine
from forum.core.clock import Now, at
from forum.core.crypto import sha256
from forum.core.errors import Busy, TooMany
from forum.core.settings import SettingsError, load
from forum.core.viewer import Viewer
from forum.http import shared
from forum.http.limits import Limits, TooSoon
from forum.http.sessions import IDLE, LIFETIME, LONG_IDLE, Sessions
from forum.http.stores import MemoryCounts, MemorySessions

URL = os.environ.get("FORUM_TEST_REDIS", "redis://127.0.0.1:6379/9")
NOW = at("2026-03-02T09:00")
ALICE, OLGA, MAUD = (
    Viewer(key=b"k" * 32),
    Viewer(staff_id=7, staff_name="Olga"),
    Viewer(staff_id=8, staff_name="Maud"),
)


def later(seconds: int) -> Now:
    return Now(NOW.epoch + seconds)


def there() -> bool:
    try:
        return bool(shared.connect(URL).ping())
    except redis.RedisError:
        return False


STORES = ["memory", pytest.param("redis", marks=pytest.mark.skipif(not there(), reason="no Redis server"))]


class Made:
    """What one node would use; another node of the same instance uses `again`."""

    def __init__(self, kind: str) -> None:
        self.kind, self.name = kind, f"test-{uuid.uuid4().hex}"
        self.client = shared.connect(URL) if kind == "redis" else None
        self.sessions, self.limits = self.again() if self.client else (Sessions(), Limits())

    def again(self) -> tuple[Sessions, Limits]:
        assert self.client is not None
        line = shared.Line(self.client)
        stores = shared.SharedSessions(line, self.name), shared.SharedCounts(line, self.name)
        return Sessions(stores[0]), Limits(stores[1])

    def all_keys(self) -> list[bytes]:
        assert self.client is not None
        return list(self.client.scan_iter(f"pv:{self.name}:*"))

    def close(self) -> None:
        if self.client is not None:
            for key in self.all_keys():
                self.client.delete(key)
            self.client.close()


@pytest.fixture(params=STORES)
def made(request: pytest.FixtureRequest) -> Iterator[Made]:
    found = Made(request.param)
    yield found
    found.close()


# -- sessions


@pytest.mark.parametrize("who", [ALICE, OLGA])
def test_a_token_leads_to_its_holder_until_it_is_closed(made: Made, who: Viewer) -> None:
    token = made.sessions.open(who, NOW)
    assert made.sessions.read(token, later(5)) == who
    made.sessions.close(token)
    assert made.sessions.read(token, later(6)) is None
    assert made.sessions.read("", NOW) is None


@pytest.mark.parametrize(("own", "idle"), [(False, IDLE), (True, LONG_IDLE)])
def test_a_session_sleeps_and_ends(made: Made, own: bool, idle: int) -> None:
    token = made.sessions.open(ALICE, NOW, own_device=own)
    assert made.sessions.read(token, later(idle)) == ALICE
    assert made.sessions.read(token, later(2 * idle + 1)) is None
    assert made.sessions.read(token, NOW) is None  # it is gone, not only refused
    token = made.sessions.open(ALICE, NOW)
    for moment in range(0, LIFETIME + 1, IDLE):
        assert made.sessions.read(token, later(moment)) == ALICE
    assert made.sessions.read(token, later(LIFETIME + 1)) is None


def test_a_sentence_is_heard_once_and_dies_with_its_session(made: Made) -> None:
    token = made.sessions.open(ALICE, NOW)
    assert made.sessions.hear(token) == ""
    made.sessions.say(token, "C’est noté.")
    assert (made.sessions.hear(token), made.sessions.hear(token)) == ("C’est noté.", "")
    made.sessions.say(token, "Encore.")
    made.sessions.close(token)
    made.sessions.say(token, "Trop tard.")
    assert made.sessions.hear(token) == ""


def test_an_act_that_was_told_is_known_until_it_is_heard(made: Made) -> None:
    token = made.sessions.open(OLGA, NOW)
    assert made.sessions.done(token, "mark") is None
    made.sessions.say(token, "C’est noté.", "mark")
    assert [made.sessions.done(token, of) for of in ("mark", "mark", "other")] == ["C’est noté."] * 2 + [None]
    seen = made.sessions.look(token, later(1))
    assert seen is not None
    assert (seen.said, seen.viewer) == ("C’est noté.", OLGA)
    assert made.sessions.hear(token) == "C’est noté."
    assert made.sessions.done(token, "mark") is None


def test_staff_see_their_own_sessions_and_close_the_others(made: Made) -> None:
    here = made.sessions.open(OLGA, NOW, door="password")
    other = made.sessions.open(OLGA, later(60), door="mail_link", own_device=True)
    made.sessions.open(OLGA, later(-LIFETIME))  # ended, and nobody looked
    maud, alice = made.sessions.open(MAUD, NOW), made.sessions.open(ALICE, NOW)
    rows = made.sessions.mine(OLGA, here, later(90))
    assert [(r.door, r.here, r.opened) for r in rows] == [
        ("password", True, NOW),
        ("mail_link", False, later(60)),
    ]
    made.sessions.close_others(OLGA.staff_id, here)
    assert made.sessions.read(other, later(91)) is None
    assert len(made.sessions.mine(OLGA, here, later(91))) == 1
    for token, who in ((here, OLGA), (maud, MAUD), (alice, ALICE)):
        assert made.sessions.read(token, later(92)) == who


def test_the_store_alone_decrypts_nothing(made: Made) -> None:
    token = made.sessions.open(ALICE, NOW)
    stored = repr(vars(made.sessions.store)) + _dump(made)
    assert token not in stored
    for secret in (ALICE.key.hex(), repr(ALICE.key)[2:-1]):
        assert secret not in stored


def _dump(made: Made) -> str:
    if made.client is None:
        return ""
    kinds = {b"hash": made.client.hgetall, b"set": made.client.smembers, b"string": made.client.get}
    return repr([(key, kinds[made.client.type(key)](key)) for key in made.all_keys()])  # type: ignore[index]


def test_where_one_is_recognised_is_sealed_and_ends_with_the_session(made: Made) -> None:
    token, other = made.sessions.open(ALICE, NOW), made.sessions.open(ALICE, NOW)
    made.sessions.recognise(token, "lorne", True)
    made.sessions.recognise(token, "autre", True)
    made.sessions.recognise(token, "autre", False)
    assert made.sessions.recognised(token) == {"lorne"}
    assert made.sessions.recognised(other) == made.sessions.recognised("") == frozenset()
    assert "lorne" not in repr(vars(made.sessions.store)) + _dump(made)
    made.sessions.close(token)
    made.sessions.recognise(token, "lorne", True)
    assert made.sessions.recognised(token) == frozenset()


def test_what_is_over_is_swept_and_the_rest_stays(made: Made) -> None:
    asleep, awake = made.sessions.open(OLGA, NOW), made.sessions.open(OLGA, later(60), own_device=True)
    made.sessions.say(asleep, "…")
    assert [made.sessions.sweep(later(IDLE + 1)), made.sessions.sweep(later(IDLE + 1))] == [1, 0]
    assert (made.sessions.read(asleep, NOW), made.sessions.hear(asleep)) == (None, "")
    assert made.sessions.read(awake, later(IDLE + 1)) == OLGA


def test_a_forged_box_opens_nothing(made: Made) -> None:
    token, other = made.sessions.open(ALICE, NOW), made.sessions.open(OLGA, NOW)
    entry = made.sessions.store.get(sha256(other))
    assert entry is not None
    made.sessions.store.put(sha256(token), entry)
    assert made.sessions.read(token, later(1)) is None


def test_memory_is_bounded() -> None:
    sessions = Sessions(MemorySessions(3))
    tokens = [sessions.open(ALICE, NOW) for _ in range(5)]
    assert [sessions.read(t, NOW) == ALICE for t in tokens] == [False, False, True, True, True]


# -- limits


def test_so_many_in_a_window_and_each_apart(made: Made) -> None:
    for _ in range(3):
        made.limits.count("mail", "a", 3, 600, NOW)
    with pytest.raises(TooMany):
        made.limits.count("mail", "a", 3, 600, NOW)
    made.limits.count("mail", "b", 3, 600, NOW)
    made.limits.count("other", "a", 3, 600, NOW)
    made.limits.count("mail", "a", 3, 600, later(600))


def test_delays_grow_and_the_right_key_forgives(made: Made) -> None:
    for _ in range(5):
        made.limits.attempt("door", "olga", 5, NOW)
    waits = []
    moment = NOW
    for _ in range(10):
        made.limits.attempt("door", "olga", 5, moment)
        with pytest.raises(TooSoon) as refused:
            made.limits.attempt("door", "olga", 5, moment)
        waits.append(refused.value.seconds)
        moment = Now(moment.epoch + refused.value.seconds)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    made.limits.attempt("door", "maud", 5, NOW)
    made.limits.attempt("door", "olga", 5, moment)
    made.limits.forgive("door", "olga", moment)
    for _ in range(5):
        made.limits.attempt("door", "olga", 5, moment)


def test_tries_at_the_same_moment_are_all_counted(made: Made) -> None:
    let_in: list[bool] = []

    def one() -> None:
        try:
            made.limits.attempt("door", "olga", 5, NOW)
            let_in.append(True)
        except TooSoon:
            let_in.append(False)

    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_in.count(True) == 6


def test_the_next_day_starts_afresh_under_another_key(made: Made) -> None:
    for _ in range(6):
        made.limits.attempt("door", "olga", 5, NOW)
    with pytest.raises(TooMany):
        made.limits.attempt("door", "olga", 5, NOW)
    made.limits.attempt("door", "olga", 5, later(86_400))


def test_a_full_table_of_counts_starts_afresh() -> None:
    limits = Limits(MemoryCounts(10))
    limits.count("mail", "first", 1, 600, NOW)
    with pytest.raises(TooMany):
        limits.count("mail", "first", 1, 600, NOW)
    for number in range(50):
        limits.count("mail", str(number), 1, 600, NOW)
    limits.count("mail", "first", 1, 600, NOW)  # forgotten with the others: no table grows for ever


# -- several nodes


@pytest.mark.skipif(not there(), reason="no Redis server")
def test_two_nodes_are_one_house() -> None:
    made = Made("redis")
    sessions, limits = made.again()
    token = made.sessions.open(OLGA, NOW)
    assert sessions.read(token, NOW) == OLGA
    made.limits.count("mail", "a", 1, 600, NOW)
    with pytest.raises(TooMany):
        limits.count("mail", "a", 1, 600, NOW)
    sessions.close(token)
    assert made.sessions.read(token, NOW) is None
    assert all(made.client.ttl(key) > 0 for key in made.all_keys())  # type: ignore[union-attr]
    made.close()


def test_a_store_that_does_not_answer_opens_nothing_and_says_busy() -> None:
    client = shared.connect("redis://127.0.0.1:1/0")
    line = shared.Line(client)
    sessions, limits = Sessions(shared.SharedSessions(line, "x")), Limits(shared.SharedCounts(line, "x"))
    assert sessions.hear("a token") == ""
    sessions.say("a token", "…")
    for act in (
        lambda: sessions.read("a token", NOW),
        lambda: sessions.open(ALICE, NOW),
        lambda: sessions.close("a token"),
        lambda: limits.count("mail", "a", 1, 600, NOW),
        lambda: limits.attempt("door", "a", 1, NOW),
    ):
        with pytest.raises(Busy):
            act()


# -- what the doctor says of it


def lines(url: str, folder: Path) -> list[tuple[str, str]]:
    found = examine(load({}, data_dir=folder, shared_url=url))
    return [(f.level, f.text) for f in found if "FORUM_SHARED_URL" in f.text or "partagées" in f.text]


@pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server to start")
@pytest.mark.parametrize(
    ("options", "level", "said"),
    [
        (["--save", "", "--appendonly", "no"], "bien", "restent en mémoire"),
        (["--save", "3600 1"], "grave", 'réglez save ""'),
        (["--save", "", "--appendonly", "yes"], "grave", "réglez appendonly no"),
    ],
)
def test_the_doctor_looks_for_a_disk_behind_the_store(
    tmp_path: Path, options: list[str], level: str, said: str
) -> None:
    socket = tmp_path / "r.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            client = redis.Redis(unix_socket_path=str(socket), retry=Retry(ConstantBackoff(0.02), 250))
            assert client.ping()
            client.close()
            ((found, text),) = lines(f"unix://{socket}", tmp_path)
        finally:
            server.terminate()
    assert (found, said in text) == (level, True), text


def test_the_doctor_says_that_a_store_is_silent(tmp_path: Path) -> None:
    assert lines("redis://127.0.0.1:1/0", tmp_path) == [
        ("grave", "FORUM_SHARED_URL ne répond pas : personne ne peut ouvrir de session")
    ]
    assert lines("", tmp_path) == []


def test_a_wrong_address_of_the_store_is_one_clear_line() -> None:
    with pytest.raises(SettingsError, match="FORUM_SHARED_URL : doit commencer par redis://"):
        load({"FORUM_SHARED_URL": "http://ailleurs"})
