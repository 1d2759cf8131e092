"""The lock files: complete, true to pyproject.toml, in agreement, and tied to no download site."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
APP, DEV = "requirements.lock", "requirements-dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, list[str]]:
    """Return the pinned versions of a lock file by package, one for each environment marker."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            pinned, _, marker = line.removesuffix(" \\").partition(" ; ")
            package, _, version = pinned.partition("==")
            assert version, f"{line} is not pinned"
            assert not marker or Marker(marker)
            found.setdefault(canonicalize_name(package.partition("[")[0]), []).append(version)
    return found


def pinned_extras(name: str) -> dict[str, set[str]]:
    """Return the extras each package of a lock file is pinned with."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [re.match(r"([\w.-]+)(?:\[([\w,.-]+)\])?==", line) for line in lines]
    return {canonicalize_name(one[1]): set((one[2] or "").split(",")) - {""} for one in found if one}


def wanted(*groups: list[str]) -> list[Requirement]:
    """Return the requirements that pyproject.toml states."""
    return [Requirement(text) for group in groups for text in group]


def app_requirements() -> list[Requirement]:
    """What the app needs, with what reads pictures; an operator may leave that out."""
    return wanted(PROJECT["project"]["dependencies"], PROJECT["project"]["optional-dependencies"]["pictures"])


def dev_requirements() -> list[Requirement]:
    """What the app, its extras and the checks need."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    return wanted(PROJECT["project"]["dependencies"], *extras, PROJECT["dependency-groups"]["dev"])


def test_both_lock_files_agree_on_every_package_they_share() -> None:
    app, dev = pins(APP), pins(DEV)

    assert app == {package: dev.get(package) for package in app}


@pytest.mark.parametrize("name", [APP, DEV])
def test_a_lock_file_names_no_address_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.findall(r"^\s*-(?!-hash=).*|.*(?:://|file:| @ ).*", text, re.MULTILINE)


@pytest.mark.parametrize("name", [APP, DEV])
def test_every_pinned_package_has_a_hash(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()

    pinned = [place for place, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]

    assert pinned
    assert [lines[place] for place in pinned if "--hash=sha256:" not in lines[place + 1]] == []


@pytest.mark.parametrize(("name", "requirements"), [(APP, app_requirements()), (DEV, dev_requirements())])
def test_every_requirement_of_the_project_is_pinned_within_its_bounds(
    name: str, requirements: list[Requirement]
) -> None:
    pinned = pins(name)

    def is_met(requirement: Requirement) -> bool:
        versions = pinned.get(canonicalize_name(requirement.name), [])
        return any(Version(version) in requirement.specifier for version in versions)

    assert [str(requirement) for requirement in requirements if not is_met(requirement)] == []


@pytest.mark.parametrize("name", [APP, DEV])
def test_a_package_wanted_with_an_extra_is_pinned_with_it(name: str) -> None:
    """Old versions of pip look for the newest `coverage[toml]` beside a pinned `coverage`, and refuse it."""
    pinned = pinned_extras(name)
    wanted = [
        Requirement(text)
        for package in distributions()
        if canonicalize_name(package.name) in pinned
        for text in package.requires or []
    ]
    direct = app_requirements() if name == APP else dev_requirements()
    missing = [
        str(one)
        for one in [*wanted, *direct]
        if (one.marker is None or one.marker.evaluate({"extra": ""}))
        and not one.extras <= pinned.get(canonicalize_name(one.name), set())
    ]

    assert missing == []


def test_the_app_brings_neither_the_tools_nor_the_database_driver_along() -> None:
    assert {"mypy", "playwright", "psycopg", "pytest", "ruff"}.isdisjoint(pins(APP))
