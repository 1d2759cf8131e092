"""Every setting of the program in one object, read from the environment.

A setting is a variable `ASSESSMENT_...`; what each does stands in
`docs/operate.md`, and a test holds that table and this object together. What
is not understood, and a combination that would be unsafe, is refused in a
sentence before anything is served.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from assessment.texts import LocalizedError, Text

Mode = Literal["local", "team", "open"]
"""How the program is run: on one computer without sign-in, for people who sign in, or for anybody besides."""
Role = Literal["owner", "consultant", "viewer"]
"""What somebody who signs in may do."""
LogFormat = Literal["text", "json"]
Network = IPv4Network | IPv6Network

MODES: tuple[Mode, ...] = ("local", "team", "open")
ROLES: tuple[Role, ...] = ("owner", "consultant", "viewer")

MODE = "ASSESSMENT_MODE"
DATABASE_URL = "ASSESSMENT_DATABASE_URL"
PUBLIC_URL = "ASSESSMENT_PUBLIC_URL"
HOSTS = "ASSESSMENT_HOSTS"
PROXIES = "ASSESSMENT_PROXIES"
ONLY_SHEETS = "ASSESSMENT_ONLY_SHEETS"
SECRET = "ASSESSMENT_SECRET"  # noqa: S105 - its name
SESSION_IDLE_HOURS = "ASSESSMENT_SESSION_IDLE_HOURS"
SESSION_HOURS = "ASSESSMENT_SESSION_HOURS"
OIDC_ISSUER = "ASSESSMENT_OIDC_ISSUER"
OIDC_CLIENT_ID = "ASSESSMENT_OIDC_CLIENT_ID"
OIDC_CLIENT_SECRET = "ASSESSMENT_OIDC_CLIENT_SECRET"  # noqa: S105 - its name
OIDC_GROUPS = "ASSESSMENT_OIDC_GROUPS"
RETENTION_DAYS = "ASSESSMENT_RETENTION_DAYS"
CONSENT = "ASSESSMENT_CONSENT"
METRICS_PORT = "ASSESSMENT_METRICS_PORT"
METRICS_ADDRESS = "ASSESSMENT_METRICS_ADDRESS"
LOG_FORMAT = "ASSESSMENT_LOG_FORMAT"
BRAND = "ASSESSMENT_BRAND"
TODAY = "ASSESSMENT_TODAY"

BELIEVED = "FORWARDED_ALLOW_IPS"
"""The web server's own variable: whose word it takes for where a visitor is."""

LEAST_SECRET = 32
"""Bytes of a secret, at least."""
LONGEST_HOURS = 24 * 366
NO = frozenset({"", "0", "false", "no", "off"})
"""What a switch that is off says; any other word switches it on."""


class SettingsError(LocalizedError):
    """A setting is not understood, or a combination is unsafe: which one, and what to do."""


@dataclass(frozen=True)
class Settings:
    """What the operator has set; the defaults are those of one person's laptop."""

    mode: Mode = "local"
    database_url: str | None = None
    """None: an SQLite file in the user's data folder."""
    public_url: str = ""
    """Where other people reach this server, without a slash at its end; empty where nothing is set."""
    hosts: tuple[str, ...] = ()
    """More addresses under which this server is meant, such as `https://shops.example.com`."""
    proxies: tuple[Network, ...] = ()
    """The proxies in front; only what these say of a visitor's address counts."""
    only_sheets: bool = False
    """Whether this server shows sheets by private link and no other page."""
    secret: str = ""
    """Keys what sessions and forms are checked by; at least `LEAST_SECRET` bytes where people sign in."""
    session_idle_hours: int = 12
    """Hours without a page drawn after which somebody has to sign in again."""
    session_hours: int = 14 * 24
    """Hours after which somebody has to sign in again in any case."""
    oidc_issuer: str = ""
    """Address of the identity provider; empty where people sign in with passwords only."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_groups: tuple[tuple[str, Role], ...] = ()
    """Groups of the provider and the roles they give; the first that somebody is in counts."""
    retention_days: int | None = None
    """Days after the last touch at which a merchant goes into the bin; None: never by itself."""
    consent: Path | None = None
    """Folder with the operator's own texts, `zh.txt` and `en.txt`, shown before an open self-assessment."""
    metrics_port: int | None = None
    """Port at which measurements are served; None: nowhere."""
    metrics_address: str = "127.0.0.1"
    log_format: LogFormat = "text"
    brand: Path | None = None
    """Folder with name, logo and colour of reports."""
    today: date | None = None
    """A day that takes the place of today on every page, for pictures and tests."""

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in here."""
        return self.mode != "local"

    @property
    def has_provider(self) -> bool:
        """Whether people may sign in at an identity provider."""
        return bool(self.oidc_issuer)

    def check_address(self, address: str | None, *, is_encrypted: bool = False) -> None:
        """Refuse an address at which what people sign in with could be read on its way.

        Args:
            address: where the server listens; None or empty for every address of the machine.
            is_encrypted: whether the server itself speaks HTTPS.

        Raises:
            SettingsError: others can reach it, and nothing says that they do so by HTTPS.
        """
        if self.mode == "local" or is_encrypted or is_loopback(address or ""):
            return
        if not self.public_url.startswith("https://"):
            raise SettingsError(Text("settings.plain_address", address=address or "0.0.0.0", mode=self.mode))  # noqa: S104 - said, not bound


T = TypeVar("T")


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _one_of(variable: str, given: str, known: tuple[T, ...]) -> T:
    for each in known:
        if given.lower() == each:
            return each
    raise SettingsError(
        Text("settings.not_one_of", variable=variable, given=given, known=", ".join(map(str, known)))
    )


def _url(variable: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        _ = parts.port
        host, is_plain = parts.hostname, parts.username is None and not parts.query and not parts.fragment
    except ValueError:
        host, is_plain = None, False
    if not host or not is_plain or parts.scheme not in {"http", "https"}:
        raise SettingsError(Text("settings.not_a_url", variable=variable, given=given))
    return given.rstrip("/")


def _urls(variable: str, given: str) -> tuple[str, ...]:
    return tuple(_url(variable, each.strip()) for each in given.split(",") if each.strip())


def _networks(variable: str, given: str) -> tuple[Network, ...]:
    networks: list[Network] = []
    for each in given.split(","):
        try:
            networks += [ip_network(each.strip(), strict=False)] if each.strip() else []
        except ValueError:
            raise SettingsError(
                Text("settings.not_a_network", variable=variable, given=each.strip())
            ) from None
    return tuple(networks)


def _number(least: int, most: int) -> Callable[[str, str], int]:
    def read(variable: str, given: str) -> int:
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1
        if not least <= number <= most:
            raise SettingsError(
                Text("settings.not_a_number", variable=variable, given=given, least=least, most=most)
            )
        return number

    return read


def _groups(variable: str, given: str) -> tuple[tuple[str, Role], ...]:
    groups: list[tuple[str, Role]] = []
    for each in given.split(","):
        if not each.strip():
            continue
        group, _, role = (part.strip() for part in each.rpartition("="))
        if not group or role not in ROLES:
            raise SettingsError(Text("settings.not_a_group", variable=variable, given=each.strip()))
        groups.append((group, role))
    return tuple(groups)


def _day(variable: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise SettingsError(Text("settings.not_a_day", variable=variable, given=given)) from None


def _secret(variable: str, given: str) -> str:
    if len(given.encode()) < LEAST_SECRET:
        # Not repeated: it is a secret.
        raise SettingsError(Text("settings.short_secret", variable=variable, least=LEAST_SECRET))
    return given


def _host(variable: str, given: str) -> str:
    try:
        return str(ip_address(given))
    except ValueError:
        raise SettingsError(Text("settings.not_an_address", variable=variable, given=given)) from None


READERS: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    MODE: ("mode", lambda variable, given: _one_of(variable, given, MODES)),
    DATABASE_URL: ("database_url", lambda _, given: given),
    PUBLIC_URL: ("public_url", _url),
    HOSTS: ("hosts", _urls),
    PROXIES: ("proxies", _networks),
    ONLY_SHEETS: ("only_sheets", lambda _, given: given.lower() not in NO),
    SECRET: ("secret", _secret),
    SESSION_IDLE_HOURS: ("session_idle_hours", _number(1, LONGEST_HOURS)),
    SESSION_HOURS: ("session_hours", _number(1, LONGEST_HOURS)),
    OIDC_ISSUER: ("oidc_issuer", _url),
    OIDC_CLIENT_ID: ("oidc_client_id", lambda _, given: given),
    OIDC_CLIENT_SECRET: ("oidc_client_secret", lambda _, given: given),
    OIDC_GROUPS: ("oidc_groups", _groups),
    RETENTION_DAYS: ("retention_days", _number(1, 36500)),
    CONSENT: ("consent", lambda _, given: Path(given)),
    METRICS_PORT: ("metrics_port", _number(1, 65535)),
    METRICS_ADDRESS: ("metrics_address", _host),
    LOG_FORMAT: ("log_format", lambda variable, given: _one_of(variable, given, ("text", "json"))),
    BRAND: ("brand", lambda _, given: Path(given)),
    TODAY: ("today", _day),
}
"""Every variable, with the field it sets and how its text is read."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read every setting; what is empty or not set has its default.

    Raises:
        SettingsError: a value is not understood, or a combination is unsafe.
    """
    values = {
        field: read(variable, given)
        for variable, (field, read) in READERS.items()
        if (given := environ.get(variable, "").strip())
    }
    read = Settings(**values)
    _check(read)
    return read


def _check(read: Settings) -> None:
    """Refuse combinations that would be unsafe.

    Raises:
        SettingsError: which, and what to do.
    """
    if read.has_provider and not (read.oidc_client_id and read.oidc_client_secret):
        missing = OIDC_CLIENT_SECRET if read.oidc_client_id else OIDC_CLIENT_ID
        raise SettingsError(Text("settings.provider_incomplete", variable=missing))
    if not read.has_sign_in:
        return
    if read.only_sheets:
        raise SettingsError(Text("settings.only_sheets_with_sign_in", mode=read.mode))
    if not read.secret:
        raise SettingsError(Text("settings.no_secret", mode=read.mode, least=LEAST_SECRET))
    for variable, url in ((PUBLIC_URL, read.public_url), *((HOSTS, each) for each in read.hosts)):
        parts = urlsplit(url)
        if url and parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise SettingsError(Text("settings.plain_url", variable=variable, given=url, mode=read.mode))
    issuer = urlsplit(read.oidc_issuer)
    if read.has_provider and issuer.scheme != "https" and not is_loopback(issuer.hostname or ""):
        raise SettingsError(
            Text("settings.plain_url", variable=OIDC_ISSUER, given=read.oidc_issuer, mode=read.mode)
        )
    if read.has_provider and not read.public_url:
        raise SettingsError(Text("settings.provider_without_public_url"))


def server_address(environ: Mapping[str, str]) -> tuple[str, int | None]:
    """Return address and port as the environment tells Streamlit's command; empty and None where it does not.

    Only that command reads these variables; Streamlit's configuration does not know them.
    """
    port = environ.get("STREAMLIT_SERVER_PORT", "")
    return environ.get("STREAMLIT_SERVER_ADDRESS", ""), int(port) if port.isdecimal() and len(
        port
    ) < 6 else None


def settings() -> Settings:
    """Return the settings of this process; read anew only after its environment has changed.

    Raises:
        SettingsError: as `read_settings`.
    """
    return _settings_of(tuple(os.environ.get(variable, "") for variable in READERS))


def is_web_server_told() -> bool:
    """Whether the web server was told which proxies to believe; untold it believes those on this machine."""
    return bool(os.environ.get(BELIEVED, "").strip())


@lru_cache(maxsize=64)
def _settings_of(values: tuple[str, ...]) -> Settings:
    return read_settings(dict(zip(READERS, values, strict=True)))
