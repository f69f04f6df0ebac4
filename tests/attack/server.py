"""Property 5 again, on the command as a host runs it: what its output says of who came, and by which address."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.attack.canaries import AGENT, REFERRER
from tests.attack.instance import Attacked
from tests.attack.score import Measure, searched
from tests.ops.test_served import ROOT, environment

TOKENS = [f"jeton-canari-{n:02}-dans-une-adresse" for n in range(20)]
CAME = [f"198.51.100.{n + 100}" for n in range(20)]
COMMAND = "from forum.cli import main; main()"
# What a server says of each request unless it is told to keep quiet.
TALKATIVE = """
import uvicorn
plain = uvicorn.Config.__init__
def said(self, *a, **k):
    k.update(access_log=True, log_level='info', log_config=uvicorn.config.LOGGING_CONFIG)
    plain(self, *a, **k)
uvicorn.Config.__init__ = said
"""
PATIENCE = 60


def log(attacked: Attacked) -> Measure:
    """A proxy says where the visitor comes from; addresses hold tokens; some requests are no HTTP at all."""
    env = environment(attacked.folder / "served", ROOT)
    code = (TALKATIVE if attacked.weak else "") + COMMAND
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve"],
        env=env,
        cwd=attacked.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _visit(f"http://127.0.0.1:{env['FORUM_PORT']}", int(env["FORUM_PORT"]))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    sought = [*CAME, *TOKENS]
    files = b"".join(_bytes(path) for path in (attacked.folder / "served").rglob("*"))
    found = [word for word in sought if word.encode() in said + files]
    return searched(5, "output and files of a running server", len(found), len(sought), "forum serve")


def _visit(url: str, port: int) -> None:
    begun = time.monotonic()
    while not _asked(f"{url}/healthz"):
        assert time.monotonic() - begun < PATIENCE, "the server did not start: nothing could be asked of it"
        time.sleep(0.1)
    for token, came in zip(TOKENS, CAME, strict=True):
        for path in ("/", f"/invitation/{token}", f"/equipe/lien/{token}", f"/{token}?q={token}"):
            _asked(url + path, came)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(f"PAS DU HTTP {token}\r\n\r\n".encode())
            line.recv(1000)


def _asked(url: str, came: str = CAME[0]) -> bool:
    headers = {"X-Forwarded-For": came, "User-Agent": AGENT, "Referer": REFERRER}
    try:
        with urlopen(Request(url, headers=headers), timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _bytes(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""
