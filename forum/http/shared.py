"""Sessions and counts for several nodes, in one Redis or Valkey with persistence off (`FORUM_SHARED_URL`).

What it holds is what one process would hold in memory: boxes that only cookies open, and counts under a key of the day.
While it does not answer, everybody is a visitor (a text comes back in the sign-in page) and doors say "busy": fail closed.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import redis

from forum.core.errors import Busy
from forum.http.stores import FIRST_WAIT, LONGEST_WAIT, Entry

P = ParamSpec("P")
T = TypeVar("T")
TIMEOUT = 2
DAY = 86_400
# A day and more, whatever the clock of the store says: what is past is judged by our own clock, as in memory.
KEPT = 30 * 3600
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
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)


def _busy(method: Callable[P, T]) -> Callable[P, T]:
    """What cannot be written cannot be promised."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except redis.RedisError:
            raise Busy from None

    return guarded


class SharedSessions:
    def __init__(self, client: "redis.Redis", name: str) -> None:
        self._client: Any = client
        self._name = f"pv:{name}"

    def _key(self, key: bytes) -> str:
        return f"{self._name}:s:{key.hex()}"

    def _said(self, key: bytes) -> str:
        return f"{self._name}:f:{key.hex()}"

    def _staff(self, staff: int) -> str:
        return f"{self._name}:t:{staff}"

    @_busy
    def put(self, key: bytes, entry: Entry) -> None:
        fields = {"box": entry.box, "opened": entry.opened, "seen": entry.seen, "idle": entry.idle}
        with self._client.pipeline() as batch:
            batch.hset(self._key(key), mapping={**fields, "staff": entry.staff, "door": entry.door})
            batch.expire(self._key(key), KEPT)
            if entry.staff:
                batch.sadd(self._staff(entry.staff), key)
                batch.expire(self._staff(entry.staff), KEPT)
            batch.execute()

    def get(self, key: bytes) -> Entry | None:
        try:
            return _entry(self._client.hgetall(self._key(key)))
        except redis.RedisError:
            return None

    def touch(self, key: bytes, seen: int) -> None:
        try:
            self._client.eval(SET, 1, self._key(key), "seen", seen)
        except redis.RedisError:
            return  # it was read a moment ago: this page may be shown, and the next will be judged again

    @_busy
    def keep(self, key: bytes, recognised: bytes) -> None:
        self._client.eval(SET, 1, self._key(key), "recognised", recognised)

    @_busy
    def drop(self, key: bytes) -> None:
        entry = _entry(self._client.hgetall(self._key(key)))
        self._client.delete(self._key(key), self._said(key))
        if entry is not None and entry.staff:
            self._client.srem(self._staff(entry.staff), key)

    def say(self, key: bytes, text: str) -> None:
        try:
            self._client.eval(SAY, 2, self._key(key), self._said(key), text, KEPT)
        except redis.RedisError:
            return  # a sentence of courtesy

    def hear(self, key: bytes) -> str:
        try:
            said: bytes | None = self._client.getdel(self._said(key))
        except redis.RedisError:
            return ""
        return said.decode() if said else ""

    @_busy
    def of_staff(self, staff: int) -> dict[bytes, Entry]:
        keys: list[bytes] = sorted(self._client.smembers(self._staff(staff)))
        found = {key: _entry(self._client.hgetall(self._key(key))) for key in keys}
        return {key: entry for key, entry in found.items() if entry is not None}

    @_busy
    def sweep(self, over: Callable[[Entry], bool]) -> int:
        """Each node does it at night, and the second finds nothing: dropping twice is dropping once."""
        ended = 0
        for name in self._client.scan_iter(f"{self._name}:s:*"):
            entry = _entry(self._client.hgetall(name))
            if entry is not None and over(entry):
                self.drop(bytes.fromhex(name.decode().rpartition(":")[2]))
                ended += 1
        return ended


def _entry(fields: dict[bytes, bytes]) -> Entry | None:
    if b"box" not in fields:
        return None
    opened, seen, idle, staff = (int(fields[name]) for name in (b"opened", b"seen", b"idle", b"staff"))
    door, recognised = fields[b"door"].decode(), fields.get(b"recognised", b"")
    return Entry(fields[b"box"], opened, seen, idle, staff, door, recognised)


class SharedCounts:
    def __init__(self, client: "redis.Redis", name: str) -> None:
        self._client: Any = client
        self._name = f"pv:{name}"
        self._known: tuple[int, bytes] = (-1, b"")

    def _key(self, kind: str, key: bytes) -> str:
        return f"{self._name}:{kind}:{key.hex()}"

    @_busy
    def day_key(self, day: int) -> bytes:
        """The first node that asks draws it; all of them count under it."""
        if self._known[0] != day:
            where = f"{self._name}:k:{day}"
            self._client.set(where, secrets.token_bytes(32), nx=True, ex=2 * DAY)
            self._known = day, self._client.get(where)
        return self._known[1]

    @_busy
    def count(self, key: bytes, seconds: int) -> int:
        return int(self._client.eval(COUNT, 1, self._key("c", key), 2 * seconds))

    @_busy
    def attempt(self, key: bytes, now: int, free: int) -> int:
        numbers = (now, free, FIRST_WAIT, LONGEST_WAIT, 2 * DAY)
        return int(self._client.eval(ATTEMPT, 1, self._key("a", key), *numbers))

    @_busy
    def forget(self, key: bytes) -> None:
        self._client.delete(self._key("a", key))


def kept_on_disk(url: str) -> list[str]:
    """Why this store would outlive a restart ([] if it would not): for `forum doctor`. RedisError if it is silent."""
    told: Any = connect(url).config_get("*")
    wrong = []
    if told.get("appendonly") != "no":
        wrong.append("appendonly no")
    if told.get("save"):
        wrong.append('save ""')
    return wrong
