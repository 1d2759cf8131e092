"""A real nginx on loopback, with the sample that is handed to operators: other addresses, other folders."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.browser.server import PATIENCE, ROOT, free_port, until

SAMPLE = ROOT / "deploy" / "nginx.conf"


def nginx_program() -> str:
    """Return the path of nginx: without one the test is skipped, or fails where it must not be."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is not None:
        return found
    message = "NO NGINX: nothing was tried behind a proxy. Install it (Debian: apt-get install nginx-light)."
    if os.environ.get("ASSESSMENT_REQUIRE_NGINX"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


class Nginx:
    """The sample's nginx before replicas on this machine.

    Args:
        folder: where its files go.
        ports: of the replicas.
        encrypted: with HTTPS, by a certificate that nobody trusts; else plain HTTP on loopback.
    """

    def __init__(self, folder: Path, ports: Sequence[int], *, encrypted: bool = False) -> None:
        self._program = nginx_program()
        self._folder = folder
        self.port = free_port()
        self.encrypted = encrypted
        self.config = folder / "nginx.conf"
        self.log = folder / "access.log"
        self.config.write_text(self._configured(SAMPLE.read_text(encoding="utf-8"), ports), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http{'s' if self.encrypted else ''}://127.0.0.1:{self.port}"

    def _configured(self, text: str, ports: Sequence[int]) -> str:
        """Return the sample with this machine's folders, ports and certificate."""
        plain, tls = f"listen 127.0.0.1:{free_port()};", f"listen 127.0.0.1:{self.port} ssl http2;"
        text = text.replace("listen 80;", plain).replace("listen 443 ssl http2;", tls)
        text = re.sub(r"\n *listen \[::\]:[^\n]*", "", text)
        text = text.replace("/var/log/nginx", str(self._folder)).replace(
            "/run/nginx.pid", f"{self._folder}/pid"
        )
        text = text.replace("/etc/nginx/tls", str(self._folder)).replace("Host $host;", "Host $http_host;")
        replicas = "\n".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;" for port in ports)
        text = re.sub(r"(    server 127\.0\.0\.1:850\d [^\n]*\n)+", replicas + "\n", text)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"  {kind}_temp_path {self._folder}/{kind};\n" for kind in kinds)
        text = text.replace("http {\n", f"http {{\n{folders}", 1)
        if not self.encrypted:
            text = re.sub(r"\n *ssl_[^\n]*", "", text).replace(tls, tls.replace(" ssl http2", ""))
            text = text.replace("; Secure", "")
            return re.sub(r"\n *add_header Strict-Transport-Security[^\n]*", "", text)
        certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
        certificate += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", f"{self._folder}/privkey.pem", "-out", f"{self._folder}/fullchain.pem"]
        subprocess.run([*certificate, *files], check=True, capture_output=True)  # noqa: S603 - our own words
        return text

    def check(self) -> None:
        """Let nginx read its configuration.

        Raises:
            CalledProcessError: it finds fault with it.
        """
        subprocess.run([self._program, "-t", "-q", "-c", str(self.config)], check=True)  # noqa: S603 - our own words

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [self._program, "-c", str(self.config), "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.log.exists, "nginx runs")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
