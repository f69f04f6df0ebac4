"""Who else may vouch for staff: OpenID providers, written in TOML (`FORUM_OIDC`, or the file named by `FORUM_OIDC_FILE`)."""

import re
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ROLE = re.compile(r"[a-z0-9-]+:(organiser|moderator|facilitator)")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Provider:
    """`domains`: whose addresses its word counts for ("*": all). `roles`: value of the claim → `collective:role`."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = "openid email profile"
    domains: tuple[str, ...] = ()
    role_claim: str = ""
    roles: tuple[tuple[str, str], ...] = ()

    def vouches_for(self, email: str) -> bool:
        return "*" in self.domains or email.rpartition("@")[2].lower() in self.domains

    def roles_in(self, claims: dict[str, Any]) -> list[tuple[str, str]]:
        """(collective's slug, role) pairs that the claim gives; a claim may be one value or a list."""
        said = claims.get(self.role_claim, []) if self.role_claim else []
        values = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        given = sorted({role for value, role in self.roles if value in values})
        return [(slug, role) for slug, _colon, role in (one.partition(":") for one in given)]


@lru_cache(maxsize=8)
def parse(text: str) -> tuple[Provider, ...]:
    """ValueError with one clear line."""
    if not text.strip():
        return ()
    import tomllib  # most instances have nobody else who vouches

    try:
        tables = tomllib.loads(text).get("provider", [])
    except tomllib.TOMLDecodeError:
        raise ValueError("ce n’est pas du TOML (voyez le guide d’hébergement)") from None
    found = tuple(_provider(table) for table in tables)
    if len({one.name for one in found}) < len(found) or not found:
        raise ValueError("donnez à chaque [[provider]] un nom à lui")
    return found


def _provider(table: dict[str, Any]) -> Provider:
    known = {one.name for one in fields(Provider)}
    missing = [name for name in ("name", "label", "issuer", "client_id") if not table.get(name)]
    odd = [name for name in table if name not in known]
    if missing or odd:
        raise ValueError(f"[[provider]] : {', '.join([*(f'il manque {m}' for m in missing), *odd])}")
    roles = tuple(sorted(table.get("roles", {}).items()))
    wrong = [role for _value, role in roles if not ROLE.fullmatch(role)]
    if not NAME.fullmatch(table["name"]) or wrong:
        raise ValueError("un nom est en minuscules et tirets, un rôle s’écrit collectif:organiser")
    if not _safe(table["issuer"]):
        raise ValueError("issuer commence par https://")
    domains = tuple(str(domain).lower() for domain in table.get("domains", ()))
    return Provider(**{**table, "domains": domains, "roles": roles})


def _safe(issuer: str) -> bool:
    parts = urlsplit(issuer)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
