"""Released instruments: the version number, the frozen file, and the digest that proves it unchanged."""

import json
import re
import weakref
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessment.instrument.bank import RELEASES
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem
from assessment.texts import Localized, Text

HEAD = """\
# Every released version, and the SHA-256 of its file in releases/. `release` adds a line; nobody
# edits this by hand. With it `check` sees a released file that was changed, even where the digest
# inside that file was changed to match.
"""


@dataclass
class Releases:
    """Looks up `releases/<version>.json` of a folder of questions, each read once."""

    folder: Path
    known: dict[str, Instrument | None] = field(default_factory=dict)

    def find(self, version: str, _digest: str | None = None) -> Instrument | None:
        """Return a released instrument; None where there is no such release.

        Raises:
            InstrumentError: the release was spoilt.
        """
        if version_parts(version) is None:
            # A version comes from a stranger's file: only numbers may become a path.
            return None
        if version not in self.known:
            path = release_file(self.folder, version)
            self.known[version] = from_json(path.read_text(encoding="utf-8")) if path.is_file() else None
        return self.known[version]


def release_file(folder: Path, version: str) -> Path:
    """Return where a released version is kept."""
    return folder / "releases" / f"{version}.json"


def freeze(folder: Path, instrument: Instrument) -> Path:
    """Write an instrument whole, and its line in `releases.yaml`; return the file.

    Raises:
        FileExistsError: this version is released already; nothing was touched.
        OSError: the folder cannot be written.
    """
    path = release_file(folder, instrument.version)
    path.parent.mkdir(exist_ok=True)
    text = to_json(instrument)
    # "x": a released file is never written over.
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    index = folder / RELEASES
    known = index.read_text(encoding="utf-8") if index.exists() else HEAD
    with index.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{known.rstrip()}\n{index_line(instrument.version, text)}\n")
    return path


LARGEST_RELEASE = 10_000_000
"""Characters; our instrument has some 300,000."""


def content(instrument: Instrument) -> dict[str, Any]:
    """Return everything that is not a default, as plain JSON values.

    Defaults are left out so that a later optional key changes no digest.
    """
    plain: dict[str, Any] = instrument.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def digest(instrument: Instrument) -> str:
    """Return `sha256:` and the hash of the instrument's canonical JSON.

    It covers the frame, dimensions, gates, metrics and profile; not the
    calendar, the sources or the handbook. An instrument never changes, so it is worked out once for each.
    """
    place = id(instrument)
    same, known = _DIGESTS.get(place, (None, ""))
    if same is None or same() is not instrument:
        known = digest_of(content(instrument))
        _DIGESTS[place] = weakref.ref(instrument, lambda _: _DIGESTS.pop(place, None)), known
    return known


_DIGESTS: dict[int, tuple[weakref.ref[Instrument], str]] = {}
"""The digests of the instruments there are, by where each is in memory."""


def digest_of(plain: dict[str, Any]) -> str:
    """Return the digest of an instrument given as plain JSON values."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def to_json(instrument: Instrument) -> str:
    """Write an instrument whole, with its digest, as `releases/<version>.json` keeps it.

    The order of items and options is the order of the bank: pages follow it.
    """
    plain = content(instrument)
    whole = {"digest": digest_of(plain), "instrument": plain}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a released file's text, in hex.

    The digest inside the file covers what is scored; this covers every
    character, the order of options too, and is kept outside the file. Line
    ends are taken as LF, whatever a checkout made of them.
    """
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def index_line(version: str, text: str) -> str:
    """Return the line of `releases.yaml` for a version whose file holds this text."""
    return f'- {{version: "{version}", sha256: "{fingerprint(text)}"}}'


def from_json(text: str) -> Instrument:
    """Read what `to_json` wrote.

    Raises:
        InstrumentError: it is not a whole instrument, or does not match its digest.
    """
    try:
        whole = json.loads(text) if len(text) <= LARGEST_RELEASE else None
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or not isinstance(whole.get("instrument"), dict):
        raise spoilt_release(Text("instrument.not_whole_instrument"))
    if digest_of(whole["instrument"]) != whole.get("digest"):
        raise spoilt_release(Text("instrument.digest_differs"))
    try:
        return Instrument.model_validate_json(json.dumps(whole["instrument"]))
    except ValidationError as trouble:
        raise spoilt_release(Text("instrument.unreadable")) from trouble


def spoilt_release(what: Localized) -> InstrumentError:
    """Refuse a released instrument."""
    fix = Text("instrument.fix.restore")
    return InstrumentError([Problem("", None, "error", what, fix)])


VERSION = re.compile(r"\.".join(["(0|[1-9][0-9]{0,8})"] * 3))


def version_parts(version: str) -> tuple[int, int, int] | None:
    """Return a version as numbers; None where it is not major.minor.patch."""
    found = VERSION.fullmatch(version)
    if found is None:
        return None
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch


def in_order(version: str) -> tuple[int, int, int]:
    """Return the sort key of a version: 1.10.0 comes after 1.9.0, and what is no version first."""
    return version_parts(version) or (0, 0, 0)
