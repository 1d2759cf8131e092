"""`doctor`: whether what an operator has set up will work, each point with what to do."""

import json
import os
import socket
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from importlib.util import find_spec
from urllib.parse import urlsplit

import click

from assessment.cli.context import CommandOptions, common
from assessment.service.examination import REACHED, Diagnosis, diagnosis, examine_database
from assessment.settings import Settings, SettingsError, is_loopback, read_settings, server_address

PATIENCE = 5.0
"""Seconds to wait for a server."""
SOON = timedelta(days=14)
"""A certificate that ends within this time is spoken of."""
STRANGER = "203.0.113.7"
"""An address of nobody, kept for examples: where the server takes us for it, it believes anybody."""
NEIGHBOUR = "127.0.0.2"
SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--port", type=int, help="Port of the server (default: as Streamlit is configured).")
@common
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool, port: int | None) -> None:
    """Look at settings, database, disk, clock, fonts, port, proxy, secret and HTTPS; say what to do.

    Nothing is changed. Where ASSESSMENT_PUBLIC_URL is set, that address is asked, and no other.
    Exit code 1: something must be done first.
    """
    options = ctx.ensure_object(CommandOptions)
    found = list(examine(dict(os.environ), port, datetime.now(UTC)))
    if as_json:
        checks = [
            {
                "check": one.check,
                "state": one.state,
                "what": one.what.in_(options.lang),
                "do": one.remedy.in_(options.lang) if one.remedy is not None else None,
            }
            for one in found
        ]
        click.echo(json.dumps({"checks": checks}, ensure_ascii=False, indent=2))
    else:
        for one in found:
            name = options.say(f"operate.doctor.{one.check}.name")
            click.echo(options.say("operate.doctor.line", sign=SIGNS[one.state], name=name, what=one.what))
            if one.remedy is not None:
                click.echo(f"    {one.remedy.in_(options.lang)}")
    if any(one.state == "problem" for one in found):
        ctx.exit(1)


def examine(environ: dict[str, str], port: int | None, now: datetime) -> Iterator[Diagnosis]:
    """Make every check.

    Args:
        environ: with the settings.
        port: of the server on this machine; None for the one Streamlit is configured with.
        now: aware.
    """
    try:
        read = read_settings(environ)
    except SettingsError as trouble:
        # Without settings nothing else can be asked.
        yield Diagnosis("settings", "problem", trouble)
        return
    yield diagnosis("settings", "ok", "ok", mode=read.mode)
    yield from examine_database(read.database_url, now)
    yield _fonts()
    yield _pictures()
    address, configured = listening(environ)
    yield _port(port or configured)
    yield _address(read, address)
    yield _secret(read)
    yield from _public(read, now)


def listening(environ: dict[str, str]) -> tuple[str, int]:
    """Return address and port that Streamlit is told: by the environment, else by its file."""
    from streamlit import config  # noqa: PLC0415 - most of a second to import

    address, port = server_address(environ)
    return (
        address or str(config.get_option("server.address") or ""),
        int(config.get_option("server.port")) if port is None else port,
    )


def _fonts() -> Diagnosis:
    is_there = find_spec("pylopdf_fonts_zh_cn") is not None
    return diagnosis("fonts", "ok", "ok") if is_there else diagnosis("fonts", "problem", "missing")


def _pictures() -> Diagnosis:
    missing = [each for each in ("rapidocr", "onnxruntime", "cv2", "PIL") if find_spec(each) is None]
    if missing:
        return diagnosis("pictures", "warning", "missing", names=", ".join(missing))
    return diagnosis("pictures", "ok", "ok")


def _port(port: int) -> Diagnosis:
    """Say whether our server listens at a port, nobody, or somebody else."""
    with socket.socket() as probe:
        probe.settimeout(PATIENCE)
        if probe.connect_ex(("127.0.0.1", port)) != 0:
            return diagnosis("port", "ok", "free", port=str(port))
    try:
        status, you = asked(f"http://127.0.0.1:{port}")
    except (OSError, HTTPException):
        status, you = 0, None
    if status == 200 and you is not None:
        return diagnosis("port", "ok", "ours", port=str(port))
    return diagnosis("port", "problem", "taken", port=str(port))


def _address(read: Settings, address: str) -> Diagnosis:
    if is_loopback(address):
        return diagnosis("address", "ok", "loopback", address=address)
    shown = address or "0.0.0.0"  # noqa: S104 - said, not bound
    try:
        read.check_address(address)
    except SettingsError as trouble:
        return Diagnosis("address", "problem", trouble)
    if read.has_sign_in or read.only_sheets:
        return diagnosis("address", "ok", "reachable", address=shown)
    return diagnosis("address", "warning", "open", address=shown)


def _secret(read: Settings) -> Diagnosis:
    # A missing or short one was refused with the settings.
    return diagnosis("secret", "ok", "ok" if read.secret else "not_needed")


@dataclass(frozen=True)
class Site:
    """Where other people reach the server."""

    scheme: str
    host: str
    port: int | None

    def connection(self) -> HTTPConnection:
        """Return a connection, not made yet."""
        # A proxy on this machine is asked from another address of it, as a visitor would: what comes from
        # the proxy's own address is believed.
        source = (NEIGHBOUR, 0) if self.host == "127.0.0.1" and sys.platform == "linux" else None
        if self.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(
                self.host, self.port, timeout=PATIENCE, source_address=source, context=context
            )
        return HTTPConnection(self.host, self.port, timeout=PATIENCE, source_address=source)


def site_of(url: str) -> Site:
    """Return the site of an address."""
    parts = urlsplit(url)
    return Site(parts.scheme, parts.hostname or "", parts.port)


def asked(url: str, **headers: str) -> tuple[int, str | None]:
    """Ask a server of ours whether it lives.

    Returns:
        The HTTP status, and from which address the server says it was asked; None where it is none of ours.

    Raises:
        OSError, HTTPException: it cannot be asked.
    """
    connection = site_of(url).connection()
    try:
        connection.request("GET", f"{urlsplit(url).path}/live", headers=headers)
        answer = connection.getresponse()
        return answer.status, _you(answer)
    finally:
        connection.close()


def _you(answer: HTTPResponse) -> str | None:
    try:
        echo = json.loads(answer.read(1000))
        return str(echo["you"])
    except (ValueError, KeyError, TypeError):
        return None


def _public(read: Settings, now: datetime) -> Iterator[Diagnosis]:
    """Ask the address that other people use: the proxy, HTTPS and what it hands on."""
    url = read.public_url
    if not url:
        if read.has_sign_in:
            yield diagnosis("public", "warning", "unset")
        else:
            yield diagnosis("public", "ok", "none")
        return
    try:
        status, you = asked(url, **{"X-Forwarded-For": STRANGER})
    except ssl.SSLError as trouble:
        yield diagnosis("https", "problem", "refused", url=url, why=trouble.reason or str(trouble))
        return
    except (OSError, HTTPException) as trouble:
        yield diagnosis("public", "problem", "silent", url=url, why=str(trouble) or type(trouble).__name__)
        return
    if status == 403:
        yield diagnosis("proxy", "problem", "host", url=url)
        return
    if status != 200 or you is None:
        yield diagnosis("public", "problem", "stranger", url=url, status=str(status))
        return
    yield diagnosis("public", "ok", "ok", url=url)
    yield _forwarded(read, you)
    yield _socket(url)
    yield _certificate(url, now)


def _forwarded(read: Settings, you: str) -> Diagnosis:
    if you == STRANGER:
        return diagnosis("proxy", "problem", "believes")
    if not read.proxies:
        return diagnosis("proxy", "warning", "unnamed")
    return diagnosis("proxy", "ok", "ok", you=you)


def _socket(url: str) -> Diagnosis:
    """Ask for the connection that every page needs, as the browser of somebody who is not signed in does."""
    connection = site_of(url).connection()
    parts = urlsplit(url)
    try:
        connection.request(
            "GET",
            f"{parts.path}/_stcore/stream",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Origin": f"{parts.scheme}://{parts.netloc}",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "YXNzZXNzbWVudC1kb2N0bw==",
                "Sec-WebSocket-Protocol": "streamlit",
            },
        )
        answer = connection.getresponse()
        status, is_ours = answer.status, REACHED in answer.headers
    except (OSError, HTTPException):
        status, is_ours = 0, False
    finally:
        connection.close()
    if status == 101 or is_ours:
        return diagnosis("socket", "ok", "ok")
    return diagnosis("socket", "problem", "closed", status=str(status))


def _certificate(url: str, now: datetime) -> Diagnosis:
    site = site_of(url)
    if site.scheme != "https":
        if is_loopback(site.host):
            return diagnosis("https", "ok", "loopback", url=url)
        return diagnosis("https", "warning", "plain", url=url)
    with (
        socket.create_connection((site.host, site.port or 443), PATIENCE) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=site.host) as secure,
    ):
        certificate = secure.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    if ends - now < SOON:
        return diagnosis("https", "warning", "ends", day=ends.date().isoformat())
    return diagnosis("https", "ok", "ok", day=ends.date().isoformat())
