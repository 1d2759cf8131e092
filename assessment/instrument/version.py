"""Version numbers of an instrument."""

import re

VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def version_parts(version: str) -> tuple[int, int, int] | None:
    """Return a version as numbers; None where it is not major.minor.patch."""
    found = VERSION.fullmatch(version)
    if found is None:
        return None
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch
