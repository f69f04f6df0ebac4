"""The command as a host runs it, in processes of its own: few of these, and slow."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from checks.image import stages

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from forum.cli import main; main()"]
PATIENCE = 60


def environment(folder: Path, code: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    cheap = {"FORUM_ARGON2_MEMORY_KIB": "8", "FORUM_ARGON2_TIME": "1", "PYTHONUNBUFFERED": "1"}
    return {
        **kept, **cheap, "FORUM_DATA_DIR": str(folder), "FORUM_PORT": port, "PYTHONPATH": str(code), **more,
    }  # fmt: skip


@contextmanager
def served(
    env: dict[str, str], cwd: Path, *words: str, ending: int = signal.SIGINT
) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """The address, the process, and how long it took to be ready."""
    url, begun = f"http://127.0.0.1:{env['FORUM_PORT']}", time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "serve", *words],
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        while time.monotonic() - begun < PATIENCE and process.poll() is None and not _ready(url):
            time.sleep(0.1)
        assert process.poll() is None, process.stdout and process.stdout.read()
        yield url, process, time.monotonic() - begun
    finally:
        process.send_signal(ending)
        try:
            process.wait(20)
        finally:
            process.kill()
            if process.stdout:
                process.stdout.close()


def _ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.read() == b"ok\n")
    except (URLError, OSError):
        return False


def text(url: str) -> str:
    with urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def test_the_demo_is_served_and_kept(tmp_path: Path) -> None:
    env = environment(tmp_path / "var", ROOT)
    phrases = []
    for ending in (signal.SIGINT, signal.SIGTERM):
        with served(env, tmp_path, "--demo", ending=ending) as (url, process, _took):
            assert "Val-de-Lorne" in text(url)
            assert process.stdout is not None
            said = "".join(iter(process.stdout.readline, "Pour arrêter : Ctrl-C\n"))
        assert f"Porte-voix : {url}" in said
        assert re.search(r"/equipe/lien/[\w-]{43}\n", said)
        found = re.search(r"carnet de démonstration : ((?:[\w-]+ ?){8})\n", said)
        assert found is not None
        assert str(tmp_path / "var" / "mail") in said
        phrases.append(found[1])
        assert process.returncode == 0
        assert not (tmp_path / "var" / "forum.sqlite3-wal").exists(), "the house was not closed"
    assert phrases[0] == phrases[1]
    assert (tmp_path / "var" / "forum.sqlite3").stat().st_mode & 0o077 == 0


def test_a_new_instance_offers_its_first_page(tmp_path: Path) -> None:
    with served(environment(tmp_path / "var", ROOT), tmp_path) as (url, process, _took):
        assert "Fonder un collectif" in text(url)
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "Pour arrêter : Ctrl-C\n"))
        link = re.search(r"http\S+/fondation\?jeton=[\w-]{43}", said)
        assert link is not None
        assert "La personne qui organise" in text(link[0])


def test_the_wheel_serves_outside_the_checkout(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path)],
        check=True,
    )
    (wheel,) = tmp_path.glob("porte_voix-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for inside in (
        "templates/base.html", "templates/exports/common.typ", "static/site.css", "static/vendor/htmx.min.js",
        "migrations/env.py", "migrations/versions/0001_house.py", "locale/en/LC_MESSAGES/messages.po",
        "deploy/postgresql.conf",
    ):  # fmt: skip
        assert f"forum/assets/{inside}" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "var/"))]
    target = tmp_path / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    assert (target / "bin" / "forum").is_file()
    env = environment(tmp_path / "var", target)
    with served(env, tmp_path, "--demo") as (url, _process, _took):
        assert healthy(env)
        assert "/c/val-de-lorne" in text(url)
        style = re.search(r'href="(/static/site\.css\?v=\w+)"', text(url))
        assert style is not None and "color" in text(url + style[1])
    assert not healthy(env)


def healthy(env: dict[str, str]) -> bool:
    """What the image's health check says, run as an engine runs it."""
    (check,) = [rest for word, rest in stages()[-1] if word == "HEALTHCHECK"]
    _python, *words = json.loads(check.split("CMD ")[1])
    return subprocess.run([sys.executable, *words], env=env, check=False, capture_output=True).returncode == 0


def test_the_worker_works_apart_and_stops_when_asked(tmp_path: Path) -> None:
    env = environment(tmp_path / "var", ROOT)
    process = subprocess.Popen(
        [*COMMAND, "worker"],
        env=env,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as said:
        assert any("Au travail" in line for line in iter(said.readline, ""))
        process.terminate()
        assert process.wait(20) == 0
