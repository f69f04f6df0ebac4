"""A certified OpenID provider for the tests (oidc-provider, by `checks/openid.mjs`), and browsers of people there.

Everything is asked of it over HTTP, by its own pages: who signs in, who consents, who goes away, who leaves.
"""

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import pytest

CHECKS = Path(__file__).parents[2] / "checks"
PEOPLE = {
    "u-olga": {"email": "olga@example.org", "email_verified": True, "name": "Olga"},
    "u-paul": {
        "email": "paul@atelier.example",
        "email_verified": True,
        "name": "Paul",
        "groups": ["moderateurs", "autre"],
    },
}
ACTION = re.compile(r'<form[^>]* action="([^"]+)"')
ABORT = re.compile(r'<a href="([^"]+/abort)"')
XSRF = re.compile(r'name="xsrf" value="([^"]+)"')


def _client(public: str, door: str, **more: str) -> dict[str, object]:
    way = "client_secret_basic" if "client_secret" in more else "none"
    return {
        **more,
        "redirect_uris": [f"{public}/equipe/oidc/{door}/retour"],
        "post_logout_redirect_uris": [f"{public}/"],
        "scope": "openid email profile groups",
        "token_endpoint_auth_method": way,
    }


def clients(public: str) -> list[dict[str, object]]:
    """One that has a secret, one that has none: PKCE alone speaks for it."""
    return [
        _client(public, "atelier", client_id="porte-voix", client_secret="un secret d’essai".encode().hex()),
        _client(public, "foyer", client_id="sans-secret"),
    ]


@contextmanager
def provider(public: str) -> Iterator[str]:
    """Its issuer, for the time of the block. With CI=true nothing may be missing."""
    node = shutil.which("node")
    if node is None or not (CHECKS / "node_modules" / "oidc-provider").is_dir():
        missing = "oidc-provider absent : `npm ci --prefix checks`"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    assert node is not None
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    told = json.dumps({"port": port, "clients": clients(public), "accounts": PEOPLE})
    command = [node, str(CHECKS / "openid.mjs"), told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


class Person:
    """Somebody's browser at the provider: it keeps their session there."""

    def __init__(self, subject: str) -> None:
        self.subject, self.client = subject, httpx2.Client(timeout=10)

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def agree(self, url: str) -> str:
        """Sign in and consent, if asked to; where the provider sends the browser back to."""
        page = self._follow(self.client.get(url))
        while not isinstance(page, str):
            asked = {"prompt": "login", "login": self.subject, "password": "peu importe"}
            kind = asked if self.asks_who(page) else {"prompt": "consent"}
            page = self._follow(self.client.post(_one(ACTION, page), data=kind))
        return page

    def refuse(self, url: str, *, signed_in: bool) -> str:
        """Go away at the first page, or sign in and then not consent."""
        page = self._follow(self.client.get(url))
        assert not isinstance(page, str)
        if signed_in:
            asked = {"prompt": "login", "login": self.subject, "password": "peu importe"}
            page = self._follow(self.client.post(_one(ACTION, page), data=asked))
            assert not isinstance(page, str) and not self.asks_who(page)
        gone = self._follow(self.client.get(_one(ABORT, page)))
        assert isinstance(gone, str)
        return gone

    def leave(self, url: str) -> str:
        """By the provider's own page of leaving, confirmed."""
        page = self._follow(self.client.get(url))
        assert not isinstance(page, str)
        mark = XSRF.search(page.text)
        assert mark, page.text[:400]
        form = {"xsrf": mark[1], "logout": "yes"}
        gone = self._follow(self.client.post(_one(ACTION, page), data=form))
        assert isinstance(gone, str)
        return gone

    def is_asked_who(self, url: str) -> bool:
        page = self._follow(self.client.get(url))
        return not isinstance(page, str) and self.asks_who(page)

    @staticmethod
    def asks_who(page: httpx2.Response) -> bool:
        return 'name="login"' in page.text

    def _follow(self, answer: httpx2.Response) -> httpx2.Response | str:
        """The provider's next page, or the address elsewhere that it leads to."""
        here = str(answer.request.url)
        while answer.status_code in (302, 303):
            to = urljoin(here, answer.headers["location"])
            if httpx2.URL(to).netloc != httpx2.URL(here).netloc:
                return to
            answer = self.client.get(to)
        assert answer.status_code == 200, answer.text[:400]
        return answer


def _one(pattern: re.Pattern[str], page: httpx2.Response) -> str:
    found = pattern.search(page.text)
    assert found, page.text[:400]
    return str(page.request.url.join(found[1].replace("&amp;", "&")))
