"""Two OpenID providers for the tests, each a process of its own on 127.0.0.1 (oidc-provider-mock)."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

PEOPLE = (
    {"sub": "u-olga", "email": "Olga@example.org", "email_verified": True, "name": "Olga"},
    {"sub": "u-maud", "email": "maud@example.org", "email_verified": False, "name": "Maud"},
    {"sub": "u-nina", "email": "nina@union.example", "email_verified": True, "name": "Nina",
     "groups": ["moderateurs", "autre"]},
    {"sub": "u-zoe", "email": "zoe@union.example", "email_verified": True, "name": "Zoé"},
)  # fmt: skip


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(url: str) -> None:
    """Until it answers: it takes about a second to start."""
    for _ in range(600):
        try:
            httpx2.get(f"{url}/.well-known/openid-configuration", timeout=2)
            return
        except httpx2.TransportError:
            time.sleep(0.02)
    raise AssertionError("the provider did not start")


@contextmanager
def providers(count: int) -> Iterator[list[str]]:
    """Their issuers."""
    users = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    ports = [_free_port() for _ in range(count)]
    environ = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-n", "true", "-p", str(port), *users],
            env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]  # fmt: skip
    try:
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        for url in urls:
            _wait(url)
        yield urls
    finally:
        for one in running:
            one.terminate()
            one.wait(10)


def change(issuer: str, person: dict[str, object]) -> None:
    """The provider says something else of somebody from now on."""
    claims = {name: value for name, value in person.items() if name != "sub"}
    httpx2.put(f"{issuer}/users/{person['sub']}", json=claims).raise_for_status()


def agree(url: str, subject: str, action: str = "") -> str:
    """Somebody signs in there; where the provider sends the browser back to."""
    answer = httpx2.post(url, data={"sub": subject, "action": action} if action else {"sub": subject})
    assert answer.status_code in (302, 303), answer.text[:300]
    return str(answer.headers["location"])
