"""What the doctor sees around the forum: the address, the folder, the proxies' files, PostgreSQL's logs."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from forum.cli import surroundings
from forum.cli.surroundings import FINE, SERIOUS, TODO
from forum.core.db import Database
from forum.core.settings import Settings, load
from tests.conftest import ENGINES, POSTGRES
from tests.ops.conftest import Forum

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def found(config: Settings, etc: Path) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in surroundings.examine(config, etc)]


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    for name in ("nginx/sites-enabled", "caddy"):
        (tmp_path / "etc" / name).mkdir(parents=True)
    return tmp_path / "etc"


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({"host": "0.0.0.0"}, SERIOUS),
        ({"base_url": "http://forum.example.org"}, SERIOUS),
        ({"trusted_proxies": "127.0.0.1,*"}, SERIOUS),
        ({"host": "0.0.0.0", "base_url": "https://forum.example.org"}, None),
        ({"base_url": "http://abcdef.onion"}, None),
        ({"trusted_proxies": "172.16.0.0/12"}, None),
        ({}, None),
    ],
)
def test_the_address_and_who_may_speak_for_others(
    settings: dict[str, str], level: str | None, tmp_path: Path
) -> None:
    config = load({}, data_dir=tmp_path / "none", **settings)
    assert [one[0] for one in found(config, tmp_path)] == ([level] if level else [])


FAR = "postgresql+psycopg://forum:mot@base.example.org/forum"


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({"smtp_host": "relais.example.org", "smtp_tls": "false"}, SERIOUS),
        ({"smtp_host": "relais.example.org"}, None),
        ({"smtp_host": "localhost", "smtp_tls": "false"}, None),
        ({"database_url": FAR}, TODO),
        ({"database_url": f"{FAR}?sslmode=require"}, TODO),
        ({"database_url": f"{FAR}?sslmode=verify-full"}, None),
        ({"database_url": "postgresql+psycopg://forum:mot@10.0.0.7/forum"}, TODO),
        ({"database_url": "postgresql+psycopg://forum:mot@[2001:db8::7]/forum"}, TODO),
        ({"database_url": "postgresql+psycopg://forum:mot@db/forum"}, None),
        ({"database_url": "postgresql+psycopg:///forum?host=/run/postgresql"}, None),
        ({"shared_url": "redis://10.0.0.8:6379/0"}, TODO),
        ({"shared_url": "rediss://10.0.0.8:6379/0"}, None),
        ({"shared_url": "redis://127.0.0.1:6379/0"}, None),
        ({"shared_url": "unix:///run/valkey.sock"}, None),
    ],
)
def test_what_leaves_the_machine_in_clear_is_named_without_its_password(
    settings: dict[str, str], level: str | None, tmp_path: Path
) -> None:
    said = found(load({}, data_dir=tmp_path / "none", **settings), tmp_path)
    assert [one[0] for one in said] == ([level] if level else [])
    assert "mot@" not in str(said)


def test_the_samples_are_what_the_doctor_wants(etc: Path, tmp_path: Path) -> None:
    (etc / "nginx/nginx.conf").write_text((DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    (etc / "caddy/Caddyfile").write_text((DEPLOY / "Caddyfile").read_text(encoding="utf-8"))
    assert [level for level, _ in found(load({}, data_dir=tmp_path / "none"), etc)] == [FINE, FINE]
    assert found(load({}, data_dir=tmp_path / "none", port=8001), etc) == []


SITE = "server {{ {0} location / {{ proxy_pass http://127.0.0.1:8000; }} }}"
CADDY = "{0}\nforum.example.org {{\n{1}\n\treverse_proxy localhost:8000\n}}\n"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("nginx/sites-enabled/forum", SITE.format(""), "access_log off"),
        ("nginx/sites-enabled/forum", SITE.format("# access_log off;\n"), "access_log off"),
        (
            "nginx/sites-enabled/forum",
            SITE.format("access_log off; access_log /var/log/x combined;"),
            "access_log off",
        ),
        ("nginx/sites-enabled/forum", SITE.format("access_log off;"), "error_log"),
        (
            "nginx/sites-enabled/forum",
            SITE.format("access_log off; error_log /var/log/nginx/e crit;"),
            "error_log",
        ),
        ("caddy/Caddyfile", CADDY.format("", ""), "échouent"),
        (
            "caddy/Caddyfile",
            CADDY.format("{\n\tlog default {\n\t\tinclude tls\n\t}\n}", "\tlog"),
            "chaque visite",
        ),
        (
            "caddy/Caddyfile",
            CADDY.format("{\n\tlog default {\n\t\tinclude tls\n\t}\n}", "\tlog {\n\t}"),
            "chaque visite",
        ),
    ],
)
def test_a_proxy_that_keeps_addresses_is_named(
    etc: Path, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (etc / name).write_text(text, encoding="utf-8")
    ((level, said),) = found(load({}, data_dir=tmp_path / "none"), etc)
    assert level == TODO
    assert says in said and str(etc / name) in said


def test_an_unreadable_file_stops_nothing(etc: Path, tmp_path: Path) -> None:
    (etc / "nginx/bytes").write_bytes(b"\xff\xfe 127.0.0.1:8000")
    (etc / "nginx/nowhere").symlink_to(etc / "missing")
    assert found(load({}, data_dir=tmp_path / "none"), etc) == []


def test_data_that_others_may_read_is_said(founded: Forum) -> None:
    folder = Path(founded.env["FORUM_DATA_DIR"])
    folder.chmod(0o700)
    assert "lisent les données" not in founded("doctor").output
    folder.chmod(0o755)
    (folder / "forum.sqlite3").chmod(0o644)
    assert "lisent les données" in founded("doctor").output
    (folder / "forum.sqlite3").chmod(0o600)
    assert "lisent les données" not in founded("doctor").output


@pytest.mark.skipif("postgresql" not in ENGINES, reason="pas de postgresql ici")
def test_postgresql_is_asked_what_it_logs() -> None:
    wanted = (DEPLOY / "postgresql.conf").read_text(encoding="utf-8")
    pairs = re.findall(r"^(\w+) = (\S+)$", wanted, re.MULTILINE)
    assert ("log_error_verbosity", "terse") in pairs and len(pairs) == 14
    quiet = " ".join(
        f"-c {name}={value}" for name, value in pairs if not name.startswith(("track_", "log_conn"))
    )
    (said,) = _asked(POSTGRES)
    assert said.level == TODO
    assert "log_error_verbosity" in said.text
    options = quote(quiet + " -c log_connections=off")
    assert [one.level for one in _asked(f"{POSTGRES}?options={options}")] == [FINE]
    loud = quote(quiet.replace("log_statement=none", "log_statement=all"))
    (said,) = _asked(f"{POSTGRES}?options={loud}")
    assert said.text.endswith(": log_statement")


def _asked(url: str) -> list[surroundings.Finding]:
    db = Database(url)
    with db.read() as tx:
        told = list(surroundings.postgres(tx))
    db.close()
    return told
