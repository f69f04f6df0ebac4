"""What `forum doctor` can see around the forum: folders, the address, what stands before it, what PostgreSQL logs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session, text

from forum.core.assets import asset_dir
from forum.core.settings import LOOPBACK, Settings

SERIOUS, TODO, FINE = "grave", "à faire", "bien"
ETC = Path("/etc")
SETTING = re.compile(r"^(\w+)\s*=\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    level: str
    text: str


def examine(config: Settings, etc: Path = ETC) -> Iterator[Finding]:
    yield from _address(config)
    yield from _lines(config)
    yield from _folder(config)
    yield from _before_us(config, etc)


def _address(config: Settings) -> Iterator[Finding]:
    if config.transport == "http":
        yield Finding(SERIOUS, "l’adresse publique n’est pas en https : réglez FORUM_BASE_URL=https://…")
    if "*" in config.trusted_proxies.split(","):
        yield Finding(
            SERIOUS,
            "n’importe qui peut se dire mandataire (FORUM_TRUSTED_PROXIES=*) : les essais ne sont plus comptés",
        )


def _lines(config: Settings) -> Iterator[Finding]:
    """What leaves the machine in clear. A name without a dot is taken for a neighbour: a container, this machine."""
    if config.smtp_host and not config.smtp_tls and _far(config.smtp_host):
        yield Finding(
            SERIOUS, f"le courrier part en clair vers {config.smtp_host} : réglez FORUM_SMTP_TLS=true"
        )
    base = urlsplit(config.url)
    if base.scheme.startswith("postgresql") and _far(base.hostname or ""):
        asked = parse_qs(base.query).get("sslmode", [""])[-1]
        if asked not in ("verify-full", "verify-ca"):
            said = "la base est sur une autre machine, et rien ne vérifie que c’est elle : ajoutez"
            yield Finding(TODO, f"{said} ?sslmode=verify-full à FORUM_DATABASE_URL")
    shared = urlsplit(config.shared_url)
    if shared.scheme == "redis" and _far(shared.hostname or ""):
        yield Finding(TODO, "les sessions passent en clair : FORUM_SHARED_URL=rediss://…")


def _far(host: str) -> bool:
    return host not in LOOPBACK and ("." in host or ":" in host) and not host.startswith("127.")


def _folder(config: Settings) -> Iterator[Finding]:
    """The folder says less than the keys, but it holds what waits to be published."""
    file = Path(config.url.removeprefix("sqlite:///")) if config.url.startswith("sqlite") else config.data_dir
    seen = [path for path in (config.data_dir, file) if path.exists()]
    if len(seen) == 2 and all(path.stat().st_mode & 0o077 for path in seen):
        yield Finding(
            TODO, f"d’autres comptes de la machine lisent les données : chmod go-rwx {config.data_dir}"
        )


def _before_us(config: Settings, etc: Path) -> Iterator[Finding]:
    """The files of nginx and Caddy on this machine that lead to our port."""
    ours = re.compile(rf"(127\.0\.0\.1|localhost|\[::1\]):{config.port}\b")
    for name, keeps in (("nginx", _nginx_keeps), ("caddy", _caddy_keeps)):
        for path in sorted((etc / name).rglob("*")) if (etc / name).is_dir() else ():
            lines = _read(path)
            if not ours.search(lines):
                continue
            why = keeps(lines)
            yield (
                Finding(TODO, f"{path} : {why}")
                if why
                else Finding(FINE, f"{path} ne garde rien des visites")
            )


def _read(path: Path) -> str:
    """Without the comments; a file that is not ours to read says nothing."""
    try:
        return re.sub(r"#.*", "", path.read_text(encoding="utf-8")) if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _nginx_keeps(lines: str) -> str:
    access = re.findall(r"\baccess_log\s+([^;\s]+)", lines)
    errors = re.findall(r"\berror_log\s+([^;\s]+)", lines)
    if not access or set(access) != {"off"}:
        return "nginx note chaque visite et son adresse (il faut access_log off)"
    if not errors or set(errors) != {"/dev/null"}:
        return "nginx note l’adresse des visites qui échouent (il faut error_log /dev/null)"
    return ""


def _caddy_keeps(lines: str) -> str:
    if re.search(r"^\s+log\s*(\{\s*)?$", lines, re.MULTILINE):
        return "Caddy note chaque visite et son adresse (il ne faut pas de log dans le site)"
    if not re.search(r"\b(include|exclude|output\s+discard)\b", lines):
        return "Caddy note l’adresse des visites qui échouent (voyez deploy/Caddyfile)"
    return ""


def postgres(tx: Session) -> Iterator[Finding]:
    """Settings of the database server that differ from deploy/postgresql.conf."""
    wanted = dict(SETTING.findall((asset_dir("deploy") / "postgresql.conf").read_text(encoding="utf-8")))
    rows = tx.connection().execute(
        text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)"), {"names": list(wanted)}
    )
    wrong = sorted(name for name, value in rows if value != wanted[name])
    if wrong:
        yield Finding(
            TODO, f"PostgreSQL peut noter ce qui s’écrit (deploy/postgresql.conf) : {', '.join(wrong)}"
        )
    else:
        yield Finding(FINE, "PostgreSQL ne note rien de ce qui s’écrit")
