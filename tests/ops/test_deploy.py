"""The samples of `deploy/`, run as they are but for ports and certificates: no visit leaves an address anywhere."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.browser.conftest import Server
from tests.world import World

pytestmark = pytest.mark.slow
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
VISITOR, LIE = "127.77.66.55", "203.0.113.99"  # Linux lets a loopback client choose among 127.0.0.0/8
CIRCUIT = "fc00:dead:beef:4dad::1:7"
PATIENCE = 20


def program(name: str) -> str:
    found = os.environ.get(f"FORUM_TEST_{name.upper()}") or shutil.which(
        name, path=f"{os.environ['PATH']}:/usr/sbin"
    )
    if found is None:
        pytest.skip(f"left out: no {name} (FORUM_TEST_{name.upper()})")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Forum:
    """The real application behind uvicorn, and whom it was told comes."""

    def __init__(self, world: World) -> None:
        self.clients: list[str] = []
        self.told: set[tuple[str, str, str]] = set()
        self._app = world.app
        self.server = Server(self)
        self.port = int(self.server.url.rpartition(":")[2])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.clients.append(scope["client"][0])
            said = {name: value.decode() for name, value in scope["headers"]}
            self.told.add((scope["scheme"], said[b"host"], said[b"x-forwarded-for"]))
        await self._app(scope, receive, send)


@pytest.fixture
def forum_behind(world: World) -> Iterator[Forum]:
    made = Forum(world)
    yield made
    made.server.stop()


@contextmanager
def running(words: list[str], folder: Path, port: int, **env: str) -> Iterator[None]:
    """A program until the end of the block, what it says kept in the folder too."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(words, cwd=folder, stdout=said, stderr=said, env={**os.environ, **env})
        try:
            _wait(process, port, folder)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise AssertionError((folder / "said").read_text())


def certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forum.example.org")])
    day = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), day, day + timedelta(1)
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def visit(port: int, *, tls: bool, upload: int = 1000) -> list[int]:
    """Somebody from VISITOR who reads, is wrong, lies about their address, and sends a long text."""
    visits = [("GET", "/", b""), ("GET", "/rien?mots=secrets", b""), ("POST", "/langue", b"x" * upload)]
    statuses = []
    for method, path, body in visits:
        where: dict[str, Any] = {"timeout": PATIENCE, "source_address": (VISITOR, 0)}
        trusting = ssl._create_unverified_context()
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, context=trusting, **where)
            if tls
            else http.client.HTTPConnection("127.0.0.1", port, **where)
        )
        told = {
            "X-Forwarded-For": LIE,
            "Forwarded": f"for={LIE}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body or None, told)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
        connection.close()
    return statuses


def written(folder: Path) -> list[str]:
    """The files that hold an address of the visitor."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [
        path.name
        for path in files
        if any(address.encode() in path.read_bytes() for address in (VISITOR, LIE, CIRCUIT))
    ]


class Nginx:
    """The sample on free ports; `weak` makes it log, to show that the test would see it."""

    def __init__(self, folder: Path, upstream: int, *, weak: bool = False) -> None:
        self.folder, self.https, self.http, self.onion = folder, free_port(), free_port(), free_port()
        cert, key = certificate(folder)
        spools = "".join(
            f"  {name}_temp_path {folder}/spool-{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = swapped(
            (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
            ("listen 80 ", f"listen 127.0.0.1:{self.http} "),
            ("listen 443 ", f"listen 127.0.0.1:{self.https} "),
            ("127.0.0.1:8081", f"127.0.0.1:{self.onion}"),
            ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
            ("/run/nginx.pid", f"{folder}/nginx.pid"),
            ("/etc/letsencrypt/live/forum.example.org/fullchain.pem", str(cert)),
            ("/etc/letsencrypt/live/forum.example.org/privkey.pem", str(key)),
            ("http {\n", "http {\n" + spools),
        )
        if weak:
            text = swapped(
                text, ("access_log off", "access_log visits"), ("error_log /dev/null", "error_log errors")
            )
        (folder / "nginx.conf").write_text(text, encoding="utf-8")

    @property
    def words(self) -> list[str]:
        return [
            program("nginx"), "-p", str(self.folder), "-e", "stderr", "-c", str(self.folder / "nginx.conf"),
        ]  # fmt: skip

    def run(self) -> Any:
        return running([*self.words, "-g", "daemon off;"], self.folder, self.https)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "proxy"
    made.mkdir()
    return made


def test_nginx_finds_nothing_to_say_against_the_sample(place: Path) -> None:
    done = subprocess.run([*Nginx(place, 8000).words, "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace('[warn] the "user" directive', ""), done.stderr


def test_through_nginx_no_address_is_written(world: World, forum_behind: Forum, place: Path) -> None:
    nginx = Nginx(place, forum_behind.port)
    with nginx.run():
        for spool in place.glob("spool-*"):
            spool.rmdir()  # a body or a page that went by the disk would now fail
        assert visit(nginx.https, tls=True, upload=240_000) == [200, 404, 303]
        assert visit(nginx.http, tls=False) == [301, 301, 301]
        forum_behind.server.stop()
        assert visit(nginx.https, tls=True) == [502, 502, 502]
    assert set(forum_behind.clients) == {VISITOR}
    assert forum_behind.told == {("https", "127.0.0.1", VISITOR)}
    assert written(world.settings.data_dir) == []


def test_what_was_agreed_with_nginx_stays_secret_later_and_browsers_come_back_by_https(
    forum_behind: Forum, place: Path
) -> None:
    nginx = Nginx(place, forum_behind.port)

    def agreed(ciphers: str) -> str:
        asking = ssl._create_unverified_context()
        asking.maximum_version = ssl.TLSVersion.TLSv1_2
        asking.set_ciphers(ciphers)
        with (
            socket.create_connection(("127.0.0.1", nginx.https), PATIENCE) as line,
            asking.wrap_socket(line) as tls,
        ):
            return str((tls.cipher() or ("",))[0])

    with nginx.run():
        assert agreed("DEFAULT").startswith("ECDHE-ECDSA-")
        for weak in ("ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"):
            with pytest.raises(ssl.SSLError):
                agreed(weak)
        asked = http.client.HTTPSConnection(
            "127.0.0.1", nginx.https, context=ssl._create_unverified_context(), timeout=PATIENCE
        )
        for path in ("/", "/rien"):
            asked.request("GET", path)
            answer = asked.getresponse()
            answer.read()
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        asked.close()


def test_the_onion_block_tells_circuits_apart_and_writes_none(
    world: World, forum_behind: Forum, place: Path
) -> None:
    nginx = Nginx(place, forum_behind.port)
    with nginx.run(), socket.create_connection(("127.0.0.1", nginx.onion), PATIENCE) as line:
        line.sendall(
            f"PROXY TCP6 {CIRCUIT} ::1 4711 80\r\nGET / HTTP/1.0\r\nHost: abc.onion\r\n\r\n".encode()
        )
        assert line.recv(15) == b"HTTP/1.1 200 OK"
    assert forum_behind.clients == [CIRCUIT]
    assert forum_behind.told == {("http", "abc.onion", CIRCUIT)}
    assert written(world.settings.data_dir) == []


def test_a_log_would_be_seen(forum_behind: Forum, place: Path) -> None:
    """The same visits with nginx's own habits: otherwise the tests above would show nothing."""
    nginx = Nginx(place, forum_behind.port, weak=True)
    with nginx.run():
        visit(nginx.https, tls=True)
        forum_behind.server.stop()
        visit(nginx.https, tls=True)
    assert {"visits", "errors"} <= set(written(place))


def caddy(folder: Path, upstream: int, port: int, *, weak: bool = False) -> Any:
    text = swapped(
        (DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        ("\tlog default {", "\tadmin off\n\tlog default {"),
        ("forum.example.org {", f"http://127.0.0.1:{port} {{"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
    )
    if weak:
        text = swapped(text, ("include tls.obtain tls.renew tls.issuance", "level INFO"))
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    words = [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return running(words, folder, port, **homes)


def test_caddy_finds_nothing_to_say_against_the_sample(place: Path) -> None:
    words = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(place)}
    )
    assert done.returncode == 0, done.stderr
    assert '"warn"' not in done.stderr, done.stderr


@pytest.mark.parametrize("weak", [False, True])
def test_through_caddy_no_address_is_written(
    world: World, forum_behind: Forum, place: Path, weak: bool
) -> None:
    port = free_port()
    with caddy(place, forum_behind.port, port, weak=weak):
        assert visit(port, tls=False, upload=240_000) == [200, 404, 303]
        forum_behind.server.stop()
        assert visit(port, tls=False) == [502, 502, 502]
    assert set(forum_behind.clients) == {VISITOR}
    assert {told[2] for told in forum_behind.told} == {VISITOR}
    assert written(world.settings.data_dir) == (["said"] if weak else [])


def test_systemd_finds_nothing_to_say_against_the_unit(place: Path) -> None:
    unit = place / "forum.service"
    text = (DEPLOY / "forum.service").read_text(encoding="utf-8")
    unit.write_text(
        swapped(text, ("/opt/porte-voix/.venv/bin/forum serve", "/usr/bin/true serve")), encoding="utf-8"
    )
    words = [program("systemd-analyze"), "verify", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_tor_finds_nothing_to_say_against_the_sample(place: Path) -> None:
    sample = place / "torrc"
    text = (DEPLOY / "torrc").read_text(encoding="utf-8")
    sample.write_text(swapped(text, ("/var/lib/tor/porte-voix/", f"{place}/onion/")), encoding="utf-8")
    words = [program("tor"), "--verify-config", "-f", str(sample), "--DataDirectory", str(place / "tor")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, "Configuration was valid" in done.stdout) == (0, True), done.stdout
    assert "Log notice file /dev/null" in text and "SafeLogging 1" in text


def test_the_unit_leaves_nothing_on_disk_but_its_data() -> None:
    lines = (DEPLOY / "forum.service").read_text(encoding="utf-8").splitlines()
    for line in (
        "LoadCredential=smtp-password:/etc/forum/smtp-password",
        "TemporaryFileSystem=/tmp:mode=1777,size=128M /var/tmp:mode=1777,size=128M",
        "StateDirectoryMode=0700",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "UMask=0077",
        "ProtectSystem=strict",
    ):
        assert line in lines, line
    assert not any("PASSWORD=" in line for line in lines)
