"""Property 5: words that must be nowhere. Somebody signs in, errs, writes, signs and meets a fault of ours; the thief
then looks for what they typed, and where they came from, in every byte.
"""

import base64
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

from sqlalchemy import text
from starlette.testclient import TestClient

from forum.core.quiet import Quiet
from forum.http.security import csrf_token
from forum.identity.carnets import new_phrase
from tests.attack import weak
from tests.attack.dump import Dump, wal_of_postgres
from tests.attack.score import Measure, searched
from tests.attack.weeks import FOLDED, Weeks
from tests.world import ORIGIN, World

ADDRESSES = ("203.0.113.77", "198.51.100.23")
AGENT, REFERRER = "Canarinavigateur/9.7", "https://intranet-canari.example/planning"
EMAIL = "canari.adresse@example.org"
VISITS, FAULTS = 25, 20
MEMORISED, FAULTY = "zibelinecanari1987", "Un texte qui tombe dans une panne"
LISTENED = ("forum", "uvicorn", "fastapi", "starlette", "asyncio", "psycopg", "sqlalchemy.engine", "chatty")


class Listener(logging.Handler):
    """All that the most talkative settings would write. SQLAlchemy says its statements at INFO, and rows at DEBUG only."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(Quiet("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Listener]:
    listener, before = Listener(), {name: logging.getLogger(name).level for name in LISTENED}
    for name in LISTENED:
        logger = logging.getLogger(name)
        logger.addHandler(listener)
        logger.setLevel(logging.INFO if name.startswith("sqlalchemy") else logging.DEBUG)
    try:
        yield listener
    finally:
        for name, level in before.items():
            logging.getLogger(name).removeHandler(listener)
            logging.getLogger(name).setLevel(level)


@dataclass(frozen=True)
class Visitor:
    """What each says of itself by coming, by signing and by a text that falls into a fault."""

    n: int

    @property
    def came(self) -> tuple[str, ...]:
        return (
            f"203.0.113.{self.n + 100}",
            f"198.51.100.{self.n + 100}",
            f"{AGENT}.{self.n:03}",
            f"{REFERRER}/{self.n:03}",
        )

    @property
    def signed(self) -> tuple[str, str]:
        return f"canari.adresse{self.n:03}@example.org", f"Zoé Canarinom{self.n:03}"

    @property
    def faulty(self) -> str:
        return f"canaripanne{self.n:03}"


@dataclass
class Planted:
    """What was typed, and what the house said of it: `log`, `faults` (tracebacks), `refused` (bodies of 4xx)."""

    phrases: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)  # by the form of the carnet itself
    nullifiers: list[bytes] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)


def plant(weeks: Weeks) -> Planted:
    """Through the real doors, Argon2 included, with a log that misses nothing."""
    planted, world = Planted(), weeks.world
    app = weak.Chatty(world.app) if weeks.weak else world.app
    with listening() as listener:
        for n in range(VISITS):
            visitor = Visitor(n)
            planted.visitors.append(visitor)
            _visit(_client(world, app, visitor), weeks, planted, visitor)
            world.clock.forward(1)
        for n in range(FAULTS):
            _fault(_client(world, app, Visitor(n), raising=True), weeks, planted, n)
    planted.log = listener.lines
    return planted


def _client(world: World, app: object, visitor: Visitor, *, raising: bool = False) -> TestClient:
    address, before, agent, referrer = visitor.came
    client = TestClient(
        app,  # type: ignore[arg-type]  # an ASGI application
        base_url=ORIGIN,
        client=(address, 50123),
        raise_server_exceptions=raising,
        headers={"user-agent": agent, "referer": referrer, "x-forwarded-for": before, "origin": ORIGIN},
    )
    world._clients.append(client)
    return client


def _visit(client: TestClient, weeks: Weeks, planted: Planted, visitor: Visitor) -> None:
    """Words typed well and badly, in their place and elsewhere; then a text, and a signature by mail."""
    world = weeks.world
    phrase, (email, name) = f"{new_phrase(world.house)} {MEMORISED}", visitor.signed
    planted.phrases.append(phrase)
    first, rest = phrase.split(" ", 1)
    _sent(client, planted, "/carnet/ouverture", {"words": f"{rest} {first}"})
    for url in ("/langue", "/equipe/lien/x", "/inconnu", "/api/v1/collectifs", "/p/inconnue/signatures"):
        _sent(client, planted, url, {"words": phrase, "password": phrase})
    planted.refused.append(client.post("/carnet/ouverture", json={"words": phrase}).text)
    planted.refused.append(client.get("/api/v1/collectifs", params={"apres": phrase}).text)
    assert client.post("/carnet/ouverture", data={"words": phrase}, follow_redirects=False).status_code == 303
    body = weeks.words().rpartition(" ")[
        0
    ]  # without its number: one time in many the guard takes it for a file's
    typed = {"body": body, "territory": "nord", "since": "mai", "_csrf": _mark(world, client)}
    assert client.post("/c/lorne/doleances", data=typed).status_code == 200
    client.post("/carnet/fermeture", data={"_csrf": _mark(world, client)})
    if world.clock().today <= weeks.petition.petition.closes:
        client.post(
            f"{weeks.petition.url}/signatures", data={"name": name, "email": email, "quality": "ally"}
        )


def _sent(client: TestClient, planted: Planted, url: str, typed: Mapping[str, str]) -> None:
    """A form of ours gives back what was typed, to whoever typed it, `no-store`: what is not a form of ours must not."""
    answer = client.post(url, data=dict(typed))
    if answer.status_code >= 400:
        (planted.returned if url == "/carnet/ouverture" else planted.refused).append(answer.text)


def _mark(world: World, client: TestClient) -> str:
    return csrf_token(world.house, client.cookies.get("s") or "")


def _fault(client: TestClient, weeks: Weeks, planted: Planted, n: int) -> None:
    """The database refuses what we never expected it to refuse: what does the traceback say?"""
    world = weeks.world
    viewer, faulty = weeks.referee.people[n].viewer, f"{FAULTY} {Visitor(n).faulty}."
    planted.faulty.append(Visitor(n).faulty)
    client.cookies.set("s", world.house.sessions.open(viewer, world.clock()))
    typed = {"body": faulty, "territory": "nord", "since": "mai", "_csrf": _mark(world, client)}
    planted.nullifiers += [viewer.nul("grant", "lorne")]
    with broken(world):
        try:
            client.post("/c/lorne/doleances", data=typed)
        except Exception as error:
            logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)
        else:
            raise AssertionError("the database refused nothing: there is no traceback to search")
    if weeks.weak:  # as a driver does that nobody told to keep quiet
        planted.faults += [f"[parameters: ({faulty!r}, {viewer.nul('grant', 'lorne')!r})]"]


@contextmanager
def broken(world: World) -> Iterator[None]:
    """A constraint of which the code knows nothing."""
    if world.house.db.sqlite:
        begin = "CREATE TRIGGER boum BEFORE INSERT ON pending BEGIN SELECT RAISE(ABORT, 'boum'); END"
        end = "DROP TRIGGER boum"
    else:
        begin = "ALTER TABLE pending ADD CONSTRAINT boum CHECK (slot < 0) NOT VALID"
        end = "ALTER TABLE pending DROP CONSTRAINT boum"
    with world.house.db.write() as tx:
        tx.connection().execute(text(begin))
    try:
        yield
    finally:
        with world.house.db.write() as tx:
            tx.connection().execute(text(end))


# -- looking for them


def forms(word: str | bytes) -> list[bytes]:
    """The ways in which a word may be written down."""
    raw = word.encode() if isinstance(word, str) else word
    found = [raw, raw.hex().encode(), base64.b64encode(raw)[:-4], base64.urlsafe_b64encode(raw)[:-4]]
    if isinstance(word, str):
        found += [word.encode("utf-16-le"), quote_plus(word).encode(), repr(word).strip("'").encode()]
    else:
        found += [repr(raw)[2:-1].encode(), "".join(f"\\x{byte:02x}" for byte in raw).encode()]
    return [form for form in found if len(form) >= 6]


def holding(word: str | bytes, places: Mapping[str, bytes]) -> list[str]:
    return [name for name, data in places.items() if any(form in data for form in forms(word))]


def places(world: World, dump: Dump, planted: Planted) -> dict[str, bytes]:
    """The database, and all that the house wrote beside it but its keys."""
    found = dict(dump.raw)
    found["log"] = "\n".join(planted.log).encode()
    found["tracebacks"] = "\n".join(planted.faults).encode()
    found["answers refused"] = "\n".join(planted.refused).encode()
    folder = world.settings.data_dir
    for path in [*folder.rglob("*"), *Path(tempfile.gettempdir()).glob("pv-*/tmp/*")]:
        if path.is_file() and world.settings.keys not in path.parents:
            with suppress(FileNotFoundError):
                found[path.name] = path.read_bytes()
    return found


def traces(weeks: Weeks, dump: Dump, planted: Planted) -> list[Measure]:
    where = places(weeks.world, dump, planted)
    phrases = [w for p in planted.phrases for w in (p, p.rsplit(" ", 1)[0], p.split(" ", 1)[1])] + [MEMORISED]
    return [
        _looked_for("words of carnets, whole or but one", phrases, where),
        _looked_for(
            "addresses, browser, page before", [word for v in planted.visitors for word in v.came], where
        ),
        _looked_for(
            "name and address of who signed", [word for v in planted.visitors for word in v.signed], where
        ),
        _looked_for("what was taken back or given up", weeks.referee.erased, where),
        _looked_for("words of a hidden text in the index", FOLDED, where),
        _looked_for(
            "text and nullifier in log or traceback",
            [*planted.faulty, *planted.nullifiers],
            {name: where[name] for name in ("log", "tracebacks", "answers refused")},
        ),
    ]


def _looked_for(what: str, words: Sequence[str | bytes], where: Mapping[str, bytes]) -> Measure:
    found = {word: holding(word, where) for word in words}
    named = sorted({name for names in found.values() for name in names})
    note = f"{len(where)} places" + (f"; found in {', '.join(named[:4])}" if named else "")
    return searched(5, what, sum(bool(names) for names in found.values()), len(words), note)


def returned(planted: Planted) -> Measure:
    """Told, not judged: eight words typed with one slip come back in their own form, so as not to be typed again."""
    found = sum(MEMORISED in body for body in planted.returned)
    measure = searched(
        5, "words given back by the form that asked them", found, len(planted.returned), "`no-store`"
    )
    return Measure(**{**vars(measure), "kind": "limit"})


def wal(url: str, since: str, words: list[str]) -> Measure:
    """Told, not judged: PostgreSQL's own log of changes keeps everything until its files are used again."""
    files = {str(at): data for at, data in enumerate(wal_of_postgres(url, since))}
    found = sum(bool(holding(word, files)) for word in words)
    measure = searched(
        5, "what was taken back, in PostgreSQL's WAL", found, len(words), f"{len(files)} files read"
    )
    return Measure(**{**vars(measure), "kind": "limit"})
