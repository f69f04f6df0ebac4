"""One frozen settings object, read from `FORUM_*` variables (secrets also from the file named by `FORUM_*_FILE`)."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from forum.core import providers
from forum.core.errors import why
from forum.core.providers import Provider

PREFIX = "FORUM_"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TESTS = ("FORUM_TEST_", "FORUM_REAL_DATA")  # read by the tests alone


class SettingsError(Exception):
    """One clear line for the host."""


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Path("var")
    keys_dir: Path | None = None
    database_url: str = ""
    shared_url: str = Field("", pattern=r"^((rediss?|unix)://\S+)?$")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    base_url: str = Field("", pattern=r"^(https?://\S+)?$")
    trusted_proxies: str = "127.0.0.1,::1"
    instance_name: str = "Porte-voix"

    oidc: str = Field("", repr=False)
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True
    smtp_hourly: int = Field(0, ge=0, le=1_000_000)
    mail_from: str = "porte-voix@localhost"
    mail_returns: str = Field("", pattern=r"^([^@\s+]+@[^@\s]+)?$")
    mail_files: bool = False

    legal_publisher: str = ""
    legal_director: str = ""
    legal_address: str = ""
    legal_host: str = ""
    legal_contact: str = ""
    legal_controller: str = ""
    legal_printer: str = ""
    legal_logs: str = ""

    backup_recipient: str = ""
    argon2_memory_kib: int = Field(65536, ge=8)
    argon2_time: int = Field(3, ge=1)
    threads: int = Field(16, ge=1, le=64)
    cache_seconds: float = Field(1.0, ge=0)
    cache_entries: int = Field(2000, ge=0)
    body_limit: int = Field(262_144, ge=1024)
    picture_limit: int = Field(12_000_000, ge=100_000)
    embedded_worker: bool = True
    signature_slot_seconds: int = Field(60, ge=0)
    vouched_daily: int = Field(30, ge=0, le=1000)

    @field_validator("oidc")
    @classmethod
    def check_oidc(cls, text: str) -> str:
        providers.parse(text)
        return text

    @property
    def providers(self) -> Sequence[Provider]:
        """Who else vouches for staff; most instances have none."""
        return providers.parse(self.oidc)

    @property
    def keys(self) -> Path:
        return self.keys_dir or self.data_dir / "keys"

    @property
    def url(self) -> str:
        """The database's address: SQLite in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir / 'forum.sqlite3'}"

    @property
    def public_url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def mails(self) -> bool:
        """Whether letters are wanted: they leave by a relay, or somebody fetches them, in clear, from a folder."""
        return bool(self.smtp_host) or self.mail_files

    @property
    def secure(self) -> bool:
        """Cookies go without Secure only where browsers would refuse them: plain http on loopback."""
        return self.public_url.startswith("https://") or not self.loopback

    @property
    def loopback(self) -> bool:
        return self.host in LOOPBACK

    @property
    def transport(self) -> str:
        """How words travel to the public address: "https", "onion", "here" (this machine alone) or "http"."""
        address = urlsplit(self.public_url)
        name = address.hostname or ""
        if name.endswith(".onion"):
            return "onion"
        if address.scheme == "https":
            return "https"
        return "here" if name in LOOPBACK else "http"

    def missing_legal(self) -> list[str]:
        """The legal mentions nobody has filled in yet, by setting name."""
        names = [name for name in type(self).model_fields if name.startswith("legal_")]
        return [f"{PREFIX}{name.upper()}" for name in names if not getattr(self, name)]


def load(environ: dict[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the environment; raise SettingsError naming each wrong or unknown variable in one line."""
    values = _from_environment(dict(os.environ) if environ is None else environ)
    try:
        return Settings(**{**values, **overrides})
    except ValidationError as error:
        raise SettingsError("; ".join(_explain(e) for e in error.errors())) from None


def _from_environment(environ: dict[str, str]) -> dict[str, str]:
    known = set(Settings.model_fields)
    values: dict[str, str] = {}
    for key, given in environ.items():
        if not key.startswith(PREFIX) or key.startswith(TESTS):
            continue
        name, value = key.removeprefix(PREFIX).lower(), given
        if name not in known and name.endswith("_file") and name.removesuffix("_file") in known:
            name, value = name.removesuffix("_file"), _secret(key, given)
        if name not in known:
            raise SettingsError(f"réglage inconnu : {key}")
        values[name] = value
    return values


def _secret(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{key} : fichier illisible ({why(error)})") from None


WORDS = {
    "int_parsing": "écrivez un nombre entier",
    "float_parsing": "écrivez un nombre",
    "bool_parsing": "écrivez true ou false",
    "greater_than_equal": "le nombre est trop petit (au moins {ge})",
    "less_than_equal": "le nombre est trop grand (au plus {le})",
    "string_pattern_mismatch": "doit commencer par https:// (ou http:// pour un essai)",
}


OWN_WORDS = {"shared_url": {"string_pattern_mismatch": "doit commencer par redis://, rediss:// ou unix://"}}


def _explain(error: Any) -> str:
    """One wrong setting in plain French; the value is not repeated, since it may be a secret."""
    known = {**WORDS, **OWN_WORDS.get(str(error["loc"][0]), {})}
    if error["type"] == "value_error":  # our own words
        return f"réglage {PREFIX}{str(error['loc'][0]).upper()} : {error['ctx']['error']}"
    said = known.get(error["type"], "cette valeur n’est pas acceptée").format(**error.get("ctx", {}))
    return f"réglage {PREFIX}{str(error['loc'][0]).upper()} : {said}"
