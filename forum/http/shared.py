"""Sessions and counts for several nodes, in one Redis or Valkey with persistence off (`FORUM_SHARED_URL`).

What it holds is what one process would hold in memory: boxes that only cookies open, and counts under a key of the day.
While it does not answer, whoever shows a session and whatever is counted is told so (503), with what was typed; visitors
read on. Its calls block: from the loop they go through `House.aside`.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from forum.core.errors import StoreAway
from forum.http.stores import FIRST_WAIT, LONGEST_WAIT, Entry

T = TypeVar("T")
TIMEOUT = 0.5  # on the network of one house it answers within a millisecond
PAUSE = 1.0  # after a silence nobody waits for the next one
DAY = 86_400
# A day and more, whatever the clock of the store says: what is past is judged by our own clock, as in memory.
KEPT = 30 * 3600
LOOK = """
local e = redis.call('HMGET', KEYS[1], 'box', 'opened', 'seen', 'idle', 'staff', 'door', 'recognised')
if not e[1] then return nil end
local now = tonumber(ARGV[1])
if now - tonumber(e[3]) > tonumber(e[4]) or now - tonumber(e[2]) > tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('SREM', ARGV[3] .. e[5], ARGV[4])
  return nil
end
if e[3] ~= ARGV[1] then redis.call('HSET', KEYS[1], 'seen', ARGV[1]) end
e[8] = redis.call('GET', KEYS[2])
return e"""
SET = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end"
SAY = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]) end"
COUNT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n"""
ATTEMPT = """
local now, free, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local till = tonumber(redis.call('HGET', KEYS[1], 'till') or '0')
if now < till then return till - now end
local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
local wait = 0
if n > free then wait = math.min(first * 2 ^ math.min(n - free - 1, 20), longest) end
redis.call('HSET', KEYS[1], 'till', string.format('%d', now + wait))
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 0"""


def connect(url: str) -> "redis.Redis":
    """One more try for a connection that the other end closed meanwhile, none for a silence."""
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=retry)


class Line:
    """The way to the store: StoreAway when it does not answer, and at once for a moment after that."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client: Any = client
        self._scripts: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._until = 0.0

    def ask(self, question: Callable[[Any], T]) -> T:
        if time.monotonic() < self._until:
            raise StoreAway
        try:
            return question(self._client)
        except (redis.ConnectionError, redis.TimeoutError):
            self._until = time.monotonic() + PAUSE
            raise StoreAway from None
        except redis.RedisError:
            raise StoreAway from None

    def run(self, script: str, keys: list[str], *values: Any) -> Any:
        """A script, sent whole only when the store does not know it."""
        with self._lock:
            if script not in self._scripts:
                self._scripts[script] = self._client.register_script(script)
        return self.ask(lambda _client: self._scripts[script](keys, values))


class SharedSessions:
    def __init__(self, line: Line, name: str) -> None:
        self._line = line
        self._name = f"pv:{name}"

    def _key(self, key: bytes) -> str:
        return f"{self._name}:s:{key.hex()}"

    def _said(self, key: bytes) -> str:
        return f"{self._name}:f:{key.hex()}"

    def _staff(self, staff: int) -> str:
        return f"{self._name}:t:{staff}"

    def put(self, key: bytes, entry: Entry) -> None:
        fields = {"box": entry.box, "opened": entry.opened, "seen": entry.seen, "idle": entry.idle}

        def batch(client: Any) -> None:
            with client.pipeline() as sent:
                sent.hset(self._key(key), mapping={**fields, "staff": entry.staff, "door": entry.door})
                sent.expire(self._key(key), KEPT)
                if entry.staff:
                    sent.sadd(self._staff(entry.staff), key)
                    sent.expire(self._staff(entry.staff), KEPT)
                sent.execute()

        self._line.ask(batch)

    def look(self, key: bytes, moment: int, lifetime: int) -> tuple[Entry, str] | None:
        keys = [self._key(key), self._said(key)]
        found = self._line.run(LOOK, keys, moment, lifetime, f"{self._name}:t:", key)
        if found is None:
            return None
        box, opened, _seen, idle, staff, door, recognised, *rest = found
        said: bytes | None = rest[0] if rest else None
        entry = Entry(box, int(opened), moment, int(idle), int(staff), door.decode(), recognised or b"")
        return entry, said.decode() if said else ""

    def get(self, key: bytes) -> Entry | None:
        return _entry(self._line.ask(lambda client: client.hgetall(self._key(key))))

    def keep(self, key: bytes, recognised: bytes) -> None:
        self._line.run(SET, [self._key(key)], "recognised", recognised)

    def drop(self, key: bytes) -> None:
        entry = self.get(key)
        self._line.ask(lambda client: client.delete(self._key(key), self._said(key)))
        if entry is not None and entry.staff:
            self._line.ask(lambda client: client.srem(self._staff(entry.staff), key))

    def say(self, key: bytes, text: str) -> None:
        try:
            self._line.run(SAY, [self._key(key), self._said(key)], text, KEPT)
        except StoreAway:
            return  # a sentence of courtesy

    def told(self, key: bytes) -> str:
        return self._sentence(lambda client: client.get(self._said(key)))

    def hear(self, key: bytes) -> str:
        return self._sentence(lambda client: client.getdel(self._said(key)))

    def _sentence(self, question: Callable[[Any], bytes | None]) -> str:
        try:
            said = self._line.ask(question)
        except StoreAway:
            return ""
        return said.decode() if said else ""

    def of_staff(self, staff: int) -> dict[bytes, Entry]:
        keys = sorted(self._line.ask(lambda client: client.smembers(self._staff(staff))))
        found = {key: self.get(key) for key in keys}
        return {key: entry for key, entry in found.items() if entry is not None}

    def sweep(self, over: Callable[[Entry], bool]) -> int:
        """Each node does it at night, and the second finds nothing: dropping twice is dropping once."""
        ended = 0
        for name in self._line.ask(lambda client: list(client.scan_iter(f"{self._name}:s:*"))):
            key = bytes.fromhex(name.decode().rpartition(":")[2])
            entry = self.get(key)
            if entry is not None and over(entry):
                self.drop(key)
                ended += 1
        return ended


def _entry(fields: dict[bytes, bytes]) -> Entry | None:
    if b"box" not in fields:
        return None
    opened, seen, idle, staff = (int(fields[name]) for name in (b"opened", b"seen", b"idle", b"staff"))
    door, recognised = fields[b"door"].decode(), fields.get(b"recognised", b"")
    return Entry(fields[b"box"], opened, seen, idle, staff, door, recognised)


class SharedCounts:
    def __init__(self, line: Line, name: str) -> None:
        self._line = line
        self._name = f"pv:{name}"
        self._known: tuple[int, bytes] = (-1, b"")

    def _key(self, kind: str, key: bytes) -> str:
        return f"{self._name}:{kind}:{key.hex()}"

    def day_key(self, day: int) -> bytes:
        """The first node that asks draws it; all of them count under it."""
        if self._known[0] != day:
            where, drawn = f"{self._name}:k:{day}", secrets.token_bytes(32)
            self._line.ask(lambda client: client.set(where, drawn, nx=True, ex=2 * DAY))
            self._known = day, self._line.ask(lambda client: client.get(where))
        return self._known[1]

    def count(self, key: bytes, seconds: int) -> int:
        return int(self._line.run(COUNT, [self._key("c", key)], 2 * seconds))

    def counted(self, key: bytes) -> bool:
        return bool(self._line.ask(lambda client: client.exists(self._key("c", key))))

    def attempt(self, key: bytes, now: int, free: int) -> int:
        numbers = (now, free, FIRST_WAIT, LONGEST_WAIT, 2 * DAY)
        return int(self._line.run(ATTEMPT, [self._key("a", key)], *numbers))

    def forget(self, key: bytes) -> None:
        self._line.ask(lambda client: client.delete(self._key("a", key)))


def kept_on_disk(url: str) -> list[str]:
    """Why this store would outlive a restart ([] if it would not): for `forum doctor`. RedisError if it is silent."""
    told: Any = connect(url).config_get("*")
    wrong = []
    if told.get("appendonly") != "no":
        wrong.append("appendonly no")
    if told.get("save"):
        wrong.append('save ""')
    return wrong
