"""The operator's settings: what is read, what is refused, and that the table in the documents is true."""

import re
from dataclasses import fields
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from assessment.settings import READERS, Settings, SettingsError, read_settings, settings
from tests.browser.server import ROOT

SECRET = "s" * 32
TEAM = {"ASSESSMENT_MODE": "team", "ASSESSMENT_SECRET": SECRET}
PROVIDER = {
    "ASSESSMENT_OIDC_ISSUER": "https://login.example.com",
    "ASSESSMENT_OIDC_CLIENT_ID": "assess",
    "ASSESSMENT_OIDC_CLIENT_SECRET": "x",
    "ASSESSMENT_PUBLIC_URL": "https://assess.example.com",
}


def test_nothing_set_is_a_laptop() -> None:
    assert read_settings({}) == Settings()
    assert read_settings(dict.fromkeys(READERS, " ")) == Settings()


READ = [
    ("ASSESSMENT_PUBLIC_URL", "https://assess.example.com/", "public_url", "https://assess.example.com"),
    (
        "ASSESSMENT_HOSTS",
        "https://a.example, https://b.example",
        "hosts",
        ("https://a.example", "https://b.example"),
    ),
    (
        "ASSESSMENT_PROXIES",
        "127.0.0.1,10.0.0.0/8",
        "proxies",
        (ip_network("127.0.0.1"), ip_network("10.0.0.0/8")),
    ),
    ("ASSESSMENT_SESSION_HOURS", "24", "session_hours", 24),
    ("ASSESSMENT_OIDC_GROUPS", "a=b=owner, c=viewer", "oidc_groups", (("a=b", "owner"), ("c", "viewer"))),
    ("ASSESSMENT_LOG_FORMAT", "JSON", "log_format", "json"),
    ("ASSESSMENT_CONSENT", "/etc/assess", "consent", Path("/etc/assess")),
    ("ASSESSMENT_TODAY", "2026-11-29", "today", date(2026, 11, 29)),
]


@pytest.mark.parametrize(("variable", "given", "field", "value"), READ, ids=[each[0] for each in READ])
def test_a_value_is_read(variable: str, given: str, field: str, value: Any) -> None:
    assert getattr(read_settings({variable: given}), field) == value


REFUSED = [
    ({"ASSESSMENT_MODE": "teams"}, "ASSESSMENT_MODE"),
    ({"ASSESSMENT_PUBLIC_URL": "assess.example.com"}, "ASSESSMENT_PUBLIC_URL"),
    ({"ASSESSMENT_PUBLIC_URL": "https://user@assess.example.com"}, "ASSESSMENT_PUBLIC_URL"),
    ({"ASSESSMENT_PUBLIC_URL": "https://[::1"}, "ASSESSMENT_PUBLIC_URL"),
    ({"ASSESSMENT_HOSTS": "https://a.example, b.example"}, "ASSESSMENT_HOSTS"),
    ({"ASSESSMENT_PROXIES": "127.0.0.1, proxy"}, "ASSESSMENT_PROXIES"),
    ({"ASSESSMENT_SESSION_HOURS": "0"}, "ASSESSMENT_SESSION_HOURS"),
    ({"ASSESSMENT_SESSION_IDLE_HOURS": "twelve"}, "ASSESSMENT_SESSION_IDLE_HOURS"),
    ({"ASSESSMENT_METRICS_PORT": "70000"}, "ASSESSMENT_METRICS_PORT"),
    ({"ASSESSMENT_METRICS_ADDRESS": "everywhere"}, "ASSESSMENT_METRICS_ADDRESS"),
    ({"ASSESSMENT_LOG_FORMAT": "xml"}, "ASSESSMENT_LOG_FORMAT"),
    ({"ASSESSMENT_TODAY": "29.11.2026"}, "ASSESSMENT_TODAY"),
    ({"ASSESSMENT_OIDC_GROUPS": "a=chief"}, "ASSESSMENT_OIDC_GROUPS"),
    ({"ASSESSMENT_SECRET": "short"}, "ASSESSMENT_SECRET"),
    ({"ASSESSMENT_MODE": "team"}, "ASSESSMENT_SECRET"),
    ({"ASSESSMENT_MODE": "open"}, "ASSESSMENT_SECRET"),
    (TEAM | {"ASSESSMENT_ONLY_SHEETS": "1"}, "ASSESSMENT_ONLY_SHEETS"),
    (TEAM | {"ASSESSMENT_PUBLIC_URL": "http://assess.example.com"}, "ASSESSMENT_PUBLIC_URL"),
    (TEAM | {"ASSESSMENT_HOSTS": "http://assess.example.com"}, "ASSESSMENT_HOSTS"),
    (TEAM | PROVIDER | {"ASSESSMENT_OIDC_ISSUER": "http://login.example.com"}, "ASSESSMENT_OIDC_ISSUER"),
    (TEAM | PROVIDER | {"ASSESSMENT_OIDC_CLIENT_ID": ""}, "ASSESSMENT_OIDC_CLIENT_ID"),
    (TEAM | PROVIDER | {"ASSESSMENT_OIDC_CLIENT_SECRET": ""}, "ASSESSMENT_OIDC_CLIENT_SECRET"),
    (TEAM | PROVIDER | {"ASSESSMENT_PUBLIC_URL": ""}, "ASSESSMENT_PUBLIC_URL"),
]


@pytest.mark.parametrize(("environ", "about"), REFUSED)
def test_what_is_not_understood_or_unsafe_is_refused_by_its_name(environ: dict[str, str], about: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    for language in ("zh", "en"):
        assert about in caught.value.in_(language)
        assert "short" not in caught.value.in_(language) or language == "en"  # a secret is not repeated


ANYWHERE = "0.0.0.0"  # noqa: S104 - said, not bound
ADDRESSES = [
    ("local", "", ANYWHERE, False, True),
    ("team", "", "127.0.0.1", False, True),
    ("team", "", "::1", False, True),
    ("team", "", "localhost", False, True),
    ("team", "", ANYWHERE, False, False),
    ("team", "", None, False, False),
    ("open", "http://127.0.0.1:8501", "192.168.1.5", False, False),
    ("team", "https://assess.example.com", ANYWHERE, False, True),
    ("team", "", ANYWHERE, True, True),
]


@pytest.mark.parametrize(("mode", "public", "address", "encrypted", "allowed"), ADDRESSES)
def test_passwords_never_go_in_plain_text(
    mode: str, public: str, address: str | None, *, encrypted: bool, allowed: bool
) -> None:
    environ = {"ASSESSMENT_MODE": mode, "ASSESSMENT_SECRET": SECRET, "ASSESSMENT_PUBLIC_URL": public}
    read = read_settings(environ)
    if allowed:
        read.check_address(address, is_encrypted=encrypted)
    else:
        with pytest.raises(SettingsError):
            read.check_address(address, is_encrypted=encrypted)


def test_a_change_of_the_environment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_SESSION_HOURS", "5")
    assert settings().session_hours == 5
    monkeypatch.setenv("ASSESSMENT_SESSION_HOURS", "6")
    assert settings().session_hours == 6


SAID = {"none": None, "off": False, "a file in the user's data folder": None}


def test_the_table_in_the_documents_is_the_object() -> None:
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(ASSESSMENT_\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(READERS)
    default_of = {field.name: field.default for field in fields(Settings)}
    for variable, said in rows:
        default = default_of[READERS[variable][0]]
        shown = SAID.get(said.strip(), said.strip().strip("`"))
        assert str(shown) == str(default) or (shown is None and default in ("", ())), variable


def test_nothing_else_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "assessment").rglob("*.py"))
        if re.search(r"environ(\.get|\[)|getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["assessment/settings.py"]
